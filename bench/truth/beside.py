"""Worlds in which the libraries run too, each in a process of its own with 6 GB of memory at most.

In some worlds marketing-attribution-models asks for more than any machine has.
"""

import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import msgspec

from bench.truth.contest import Outcome, contest

MOST_BYTES = 6 << 30


def outcomes_beside(worlds: int, processes: int) -> list[Outcome]:
    """The outcomes of the first worlds, without those in which a library died of its memory."""
    with ThreadPoolExecutor(processes) as threads:
        return [one for one in threads.map(_outcome, range(worlds)) if one is not None]


def _outcome(seed: int) -> Outcome | None:
    command = [sys.executable, "-m", "bench.truth.beside", str(seed)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode:
        return None
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Outcome)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    print(msgspec.json.encode(contest(int(sys.argv[1]), libraries=True)).decode())
