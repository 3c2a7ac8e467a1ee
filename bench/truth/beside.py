"""Worlds in which the libraries run too, each in a process of its own with 6 GB of memory at most.

In some worlds marketing-attribution-models asks for more than any machine has.
"""

import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from bench.truth.contest import Outcome, contest

MOST_BYTES = 6 << 30


def outcomes_beside(worlds: int, processes: int) -> list[Outcome]:
    """The outcomes of the first worlds, without those in which a library died of its memory."""
    with ThreadPoolExecutor(processes) as threads:
        return [one for one in threads.map(_outcome, range(worlds)) if one is not None]


def _outcome(seed: int) -> Outcome | None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "outcome.json"  # the libraries print at will
        command = [sys.executable, "-m", "bench.truth.beside", str(seed), str(target)]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not target.exists():
            return None
        return msgspec.json.decode(target.read_bytes(), type=Outcome)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    Path(sys.argv[2]).write_bytes(msgspec.json.encode(contest(int(sys.argv[1]), libraries=True)))
