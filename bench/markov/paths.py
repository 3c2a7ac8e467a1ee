"""Credit for a table of distinct paths, by Hongmao and by ChannelAttribution, each alone.

Each contestant is a process of its own, so that its memory is its own; it reads the same Parquet
file into what it takes, an Arrow table or a pandas frame, and then credits it.
"""

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from pyarrow import parquet

from bench.markov.world import write_paths
from hongmao.measure.paths import attribute

PATHS = int(os.environ.get("HONGMAO_MARKOV_PATHS", "1800000"))
CHANNELS = 50
ROUNDS = 3
OURS, THEIRS = "hongmao", "channelattribution"


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
    """Both contestants on the same paths, ours first."""
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
        for name in (OURS, THEIRS)
    ]  # fmt: skip


def run(name: str, file: Path) -> Result:
    """Read and credit, some times."""
    read, credit = (read_ours, credit_ours) if name == OURS else (read_theirs, credit_theirs)
    reading, took, work = [], [], []
    found: dict[str, float] = {}
    for _ in range(ROUNDS):
        began = time.perf_counter()
        table = read(file)
        reading.append(time.perf_counter() - began)
        began, worked = time.perf_counter(), time.process_time()
        found = credit(table)
        took.append(time.perf_counter() - began)
        work.append(time.process_time() - worked)
    return Result(name, min(took), min(work), min(reading), most_memory(), found)


def read_ours(file: Path) -> object:
    """An Arrow table."""
    return parquet.read_table(file)


def credit_ours(table: object) -> dict[str, float]:
    """Order 1, exactly."""
    answer = attribute(table, "markov").table
    return dict(zip(answer["channel"].to_pylist(), answer["conversions"].to_pylist(), strict=True))


def read_theirs(file: Path) -> object:
    """A pandas frame."""
    importlib.import_module("ChannelAttribution")  # loaded before the clock of crediting
    return parquet.read_table(file).to_pandas()


def credit_theirs(frame: object) -> dict[str, float]:
    """Order 1, simulated as the package does by default."""
    package = importlib.import_module("ChannelAttribution")
    answer = package.markov_model(
        frame, "path", "total_conversions", var_value="total_conversion_value",
        var_null="total_null", verbose=False, flg_pro=False,
    )  # fmt: skip
    return dict(zip(answer["channel_name"], answer["total_conversions"], strict=True))


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
