"""Worlds in which the libraries run too, each in a process of its own, of 6 GB at most."""

import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from bench.truth.contest import Outcome, contest

MOST_BYTES = 6 << 30


def outcomes_beside(worlds: int, processes: int) -> dict[int, Outcome]:
    """The outcomes of the first worlds by seed, without those in which a library failed."""
    with ThreadPoolExecutor(processes) as threads:
        found = enumerate(threads.map(_outcome, range(worlds)))
        return {seed: one for seed, one in found if one is not None}


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
