"""Credit for a table of distinct paths, by Hongmao and by ChannelAttribution, each alone.

Each contestant is a process of its own, so that its memory is its own. It reads the same Parquet
file into what it takes, an Arrow table or a pandas frame, and then credits it: splitting the texts,
counting, solving or simulating, and its answer as a table.
"""

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from pyarrow import parquet

from bench.markov.world import write_paths
from hongmao.measure.paths import attribute

PATHS = int(os.environ.get("HONGMAO_MARKOV_PATHS", "1800000"))
CHANNELS = 50
ROUNDS = 3
ARROW, FRAME = "hongmao, from an Arrow table", "hongmao, from the same pandas frame"
THEIRS, CORES = "channelattribution", "channelattribution, a thread for each core"
DEFAULTS = {"nsim_start": 1e5, "max_step": None, "nfold": 10, "seed": 0, "conv_par": 0.05,
            "rate_step_sim": 1.5}  # fmt: skip
"""What the package does when nothing is said: 100,000 walks ten times over, and half as many more
until what the ten say of a channel differs by 5 % at most."""


class Result(msgspec.Struct, frozen=True):
    """What one contestant took: wall and processor seconds of crediting, seconds of reading (the
    fastest round), resident memory (bytes, most), and its conversions by channel."""

    name: str
    seconds: float
    work: float
    reading: float
    memory: int
    credit: dict[str, float]


def race(folder: Path) -> list[Result]:
    """All contestants on the same paths, ours first."""
    file = folder / "paths.parquet"
    write_paths(file, PATHS, CHANNELS)
    return [
        msgspec.json.decode(
            subprocess.run(
                [sys.executable, "-m", "bench.markov.paths", name, str(file)],
                check=True, stdout=subprocess.PIPE,
            ).stdout.splitlines()[-1],
            type=Result,
        )
        for name in (ARROW, FRAME, THEIRS, CORES)
    ]  # fmt: skip


def run(name: str, file: Path) -> Result:
    """Read and credit, some times."""
    credit = contestant(name)
    reading, took, work = [], [], []
    found: dict[str, float] = {}
    for _ in range(ROUNDS):
        began = time.perf_counter()
        read = parquet.read_table(file)
        table = read if name == ARROW else read.to_pandas()
        del read
        reading.append(time.perf_counter() - began)
        began, worked = time.perf_counter(), time.process_time()
        found = credit(table)
        took.append(time.perf_counter() - began)
        work.append(time.process_time() - worked)
    return Result(name, min(took), min(work), min(reading), most_memory(), found)


def contestant(name: str) -> Callable[[Any], dict[str, float]]:
    """What credits a table; it is loaded before the clock runs."""
    if name in (ARROW, FRAME):
        return ours
    package = importlib.import_module("ChannelAttribution")
    threads = 1 if name == THEIRS else os.cpu_count()

    def theirs(frame: Any) -> dict[str, float]:
        answer = package.markov_model(
            frame, "path", "total_conversions", var_value="total_conversion_value",
            var_null="total_null", order=1, ncore=threads, verbose=False, flg_pro=False, **DEFAULTS,
        )  # fmt: skip
        return dict(zip(answer["channel_name"], answer["total_conversions"], strict=True))

    return theirs


def ours(table: Any) -> dict[str, float]:
    """Order 1, exactly."""
    answer = attribute(table, "markov").table
    return dict(zip(answer["channel"].to_pylist(), answer["conversions"].to_pylist(), strict=True))


def apart(one: dict[str, float], other: dict[str, float]) -> tuple[float, float]:
    """How far two credits lie apart: in all, as a share of all; and for the worst channel."""
    total = sum(abs(one[channel] - other[channel]) for channel in one) / sum(one.values())
    return total, max(abs(other[channel] / one[channel] - 1) for channel in one)


def most_memory() -> int:
    """Bytes this program had in memory at its most."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    print(msgspec.json.encode(run(sys.argv[1], Path(sys.argv[2]))).decode())
