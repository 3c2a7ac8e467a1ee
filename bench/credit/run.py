"""Six models of credit: beside a bare join, Polars and pandas, and as the world grows.

`HONGMAO_CREDIT_TOUCHES` (20,000,000) touches and a twentieth as many conversions for the race,
`HONGMAO_CREDIT_ROUNDS` (3) rounds; `HONGMAO_CREDIT_GROWTH` (2000000,20000000,200000000) sizes.
"""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec
import numpy as np
import pyarrow.parquet as pq
from rich.progress import Progress

from bench.credit.contestants import CONTESTANTS
from bench.credit.world import CELLS, build

TOUCHES = int(os.environ.get("HONGMAO_CREDIT_TOUCHES", "20000000"))
ROUNDS = int(os.environ.get("HONGMAO_CREDIT_ROUNDS", "3"))
SIZES = os.environ.get("HONGMAO_CREDIT_GROWTH", "2000000,20000000,200000000")
GROWTH = [int(size) for size in SIZES.split(",") if size]
MOST_OF_A_JOIN, LEAST_OF_PANDAS = 3.0, 4.0
MOST_GROWTH, MOST_MEMORY = 1.25, 4 << 30
RESULTS = Path(__file__).parent / "RESULTS.md"


class Run(msgspec.Struct, frozen=True):
    """What one contestant took: seconds of clock and processor, and bytes at its most."""

    seconds: float
    work: float
    memory: float


def main() -> int:
    """Race, grow, write the results; 1 where a bound is broken or contestants disagree."""
    with tempfile.TemporaryDirectory(prefix="hongmao-credit-") as folder:
        home = Path(folder)
        race = _race(home)
        growth = _grow(home)
    text = _report(race, growth)
    RESULTS.write_text(text)
    print(text)
    broken = _broken(race, growth)
    for sentence in broken:
        print(f"BROKEN: {sentence}")
    return 1 if broken else 0


def _race(home: Path) -> dict[str, Run]:
    place = build(home, TOUCHES)
    runs: dict[str, list[Run]] = {name: [] for name in CONTESTANTS}
    with Progress() as progress:
        task = progress.add_task("Racing", total=ROUNDS * len(CONTESTANTS))
        for _ in range(ROUNDS):
            for name in CONTESTANTS:
                runs[name].append(_run(name, place))
                progress.advance(task)
    _agree(place)
    return {name: _median(found) for name, found in runs.items()}


def _grow(home: Path) -> dict[int, tuple[Run, Run]]:
    """Ours and the bare join at each size."""
    found = {}
    with Progress() as progress:
        task = progress.add_task("Growing", total=len(GROWTH))
        for size in GROWTH:
            place = build(home, size)
            rounds = ROUNDS if size <= TOUCHES else 1
            found[size] = (
                _median([_run("hongmao", place) for _ in range(rounds)]),
                _median([_run("bare", place) for _ in range(rounds)]),
            )
            shutil.rmtree(place)
            progress.advance(task)
    return found


def _run(name: str, place: Path) -> Run:
    command = [sys.executable, "-m", "bench.credit.contestants", name, str(place)]
    answer = place / f"{name}.answer"
    printed = subprocess.run([*command, str(answer)], check=True, capture_output=True, text=True)
    return Run(*(float(word) for word in printed.stdout.split()))


def _median(runs: list[Run]) -> Run:
    fields = ("seconds", "work", "memory")
    return Run(*(statistics.median(getattr(run, name) for run in runs) for name in fields))


def _agree(place: Path) -> None:
    """Every contestant's credit is ours, but for the order that doubles were summed in."""
    ours = pq.read_table(place / "hongmao.answer")
    for name in CONTESTANTS:
        if name in ("bare", "hongmao"):
            continue
        theirs = pq.read_table(place / f"{name}.answer")
        for column in ours.column_names:
            np.testing.assert_allclose(
                theirs[column].to_numpy(), ours[column].to_numpy(), rtol=1e-9, err_msg=name
            )


def _broken(race: dict[str, Run], growth: dict[int, tuple[Run, Run]]) -> list[str]:
    ours = race["hongmao"]
    found = []
    if ours.work > MOST_OF_A_JOIN * race["bare"].work:
        found.append(f"more than {MOST_OF_A_JOIN:g} times the bare join")
    if ours.work > min(run.work for name, run in race.items() if name.startswith("polars")):
        found.append("slower than Polars")
    if ours.work * LEAST_OF_PANDAS > race["pandas"].work:
        found.append(f"less than {LEAST_OF_PANDAS:g} times as fast as pandas")
    each = [run.work / size for size, (run, _) in growth.items()]
    if each and max(each) > MOST_GROWTH * min(each):
        found.append("growth is not linear within 25 %")
    if any(run.memory > MOST_MEMORY for run, _ in growth.values()):
        found.append("more than 4 GB of memory")
    return found


def _report(race: dict[str, Run], growth: dict[int, tuple[Run, Run]]) -> str:
    bare = race["bare"]
    lines = [
        "# Six models of credit",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} cores · "
        f"DuckDB {duckdb.__version__} · Python {platform.python_version()}",
        "",
        f"{TOUCHES:,} touches, {TOUCHES // 20:,} conversions, {CELLS:,} cells; from Parquet to a "
        f"table, each contestant in a process of its own; median of {ROUNDS} rounds. `bare` is "
        "DuckDB's hash join of the same tables on person and brand inside the window. All but it "
        "gave the same credit for every cell. The processor's seconds say more where the machine "
        "has other work.",
        "",
        "| | seconds | ratio | processor seconds | ratio | most memory, MB |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {run.seconds:.1f} | {run.seconds / bare.seconds:.2f} "
        f"| {run.work:.1f} | {run.work / bare.work:.2f} | {run.memory / 1e6:,.0f} |"
        for name, run in race.items()
    ]
    lines += [
        "",
        "## Growth",
        "",
        "DuckDB may hold 2,800 MB before it writes to disk.",
        "",
        "| touches | seconds | processor seconds | ns a touch | of a bare join | most memory, MB |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {size:,} | {run.seconds:.1f} | {run.work:.1f} | {run.work / size * 1e9:.0f} "
        f"| {run.work / join.work:.2f} | {run.memory / 1e6:,.0f} |"
        for size, (run, join) in growth.items()
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
