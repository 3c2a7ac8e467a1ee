"""Exact removal effects for every one of 200,000 notes, brand by brand, in a process of its own."""

import os
import subprocess
import sys
import time

import msgspec
import numpy as np

from bench.markov.paths import most_memory
from bench.markov.world import journeys_of_notes
from hongmao.measure.models.chain import chain_of
from hongmao.measure.models.markov import markov

NOTES = int(os.environ.get("HONGMAO_MARKOV_NOTES", "200000"))
MOVES = int(os.environ.get("HONGMAO_MARKOV_MOVES", str(45 * NOTES)))
BRANDS = 1_000


class Result(msgspec.Struct, frozen=True):
    """Wall and processor seconds, memory before and at the most (bytes), what was solved, and how
    far the notes' conversions are from the whole, as a share."""

    seconds: float
    work: float
    before: int
    memory: int
    moves: int
    pairs: int
    astray: float


def measure() -> Result:
    """Solve it once, in a process of its own."""
    command = [sys.executable, "-m", "bench.markov.notes"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return msgspec.json.decode(said, type=Result)


def run() -> Result:
    """Credit every note."""
    journeys = journeys_of_notes(NOTES, MOVES, BRANDS)
    before = most_memory()
    began, worked = time.perf_counter(), time.process_time()
    credit = markov(journeys)
    seconds, work = time.perf_counter() - began, time.process_time() - worked
    whole = journeys.conversions.sum()
    assert credit.removal is not None
    assert np.all((credit.removal >= 0) & (credit.removal <= 1 + 1e-12))
    return Result(
        seconds, work, before, most_memory(),
        moves=len(journeys.steps) - len(journeys.starts) + 1,
        pairs=chain_of(journeys, 1).moves.nnz,
        astray=abs(float(credit.conversions.sum()) / float(whole) - 1),
    )  # fmt: skip


if __name__ == "__main__":
    print(msgspec.json.encode(run()).decode())
