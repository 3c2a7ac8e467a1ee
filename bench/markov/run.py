"""Writes bench/markov/RESULTS.md and prints it."""

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.markov.notes import BRANDS, NOTES, measure
from bench.markov.notes import Result as Notes
from bench.markov.paths import (
    CHANNELS,
    CORES,
    DEFAULTS,
    FRAME,
    PATHS,
    ROUNDS,
    THEIRS,
    Result,
    apart,
    race,
)

RESULTS = Path(__file__).parent / "RESULTS.md"
LEAST_RATIO = 15.0
MOST_SECONDS, MOST_BYTES = 60.0, 4e9


def main() -> int:
    """Measure both; 1 where a bound is broken at full size, 2 where the package is not installed.

    `HONGMAO_MARKOV_PATHS` (1,800,000), `HONGMAO_MARKOV_NOTES` (200,000), `HONGMAO_MARKOV_MOVES`.
    """
    try:
        version("channelattribution")
    except PackageNotFoundError:
        print("Install what to compare with: uv pip install --group attribution")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        results = race(Path(folder))
    notes = measure()
    text = report(results, notes)
    print(text)
    RESULTS.write_text(text)
    slow = PATHS >= 1_800_000 and ratio(results) < LEAST_RATIO
    heavy = NOTES >= 200_000 and (notes.seconds > MOST_SECONDS or notes.memory > MOST_BYTES)
    return 1 if slow or heavy else 0


def ratio(results: list[Result]) -> float:
    """How many times as fast ours is from the package's own input as the package at its fastest."""
    seconds = {one.name: one.seconds for one in results}
    return min(seconds[THEIRS], seconds[CORES]) / seconds[FRAME]


def report(results: list[Result], notes: Notes) -> str:
    """The results in Markdown."""
    by_name = {one.name: one for one in results}
    total, worst = apart(by_name[FRAME].credit, by_name[THEIRS].credit)
    base = by_name[FRAME]
    load = os.getloadavg()[0]
    defaults = ", ".join(f"`{name}={value}`" for name, value in DEFAULTS.items())
    lines = [
        "# Markov credit",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} cores, "
        f"load {load:.1f} · channelattribution {version('channelattribution')} · "
        f"Python {platform.python_version()}",
        "",
        f"{PATHS:,} distinct paths over {CHANNELS} channels, order 1, from a table in memory to a "
        f"table of credits; the fastest of {ROUNDS}. The package simulates with its defaults "
        f"({defaults}). Where others work on the machine (load above 1), seconds of the processor "
        "say more than those of the clock.",
        "",
        "| | seconds | ratio | processor seconds | ratio | reading, s | most memory, MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.name} | {one.seconds:.2f} | {one.seconds / base.seconds:.1f} "
        f"| {one.work:.2f} | {one.work / base.work:.1f} | {one.reading:.2f} "
        f"| {one.memory / 1e6:,.0f} |"
        for one in results
    ]
    lines += [
        "",
        f"The simulated credit lies {total:.1%} from the exact one in all, {worst:.0%} for the "
        "worst channel.",
        "",
        f"Every one of {NOTES:,} notes of {BRANDS:,} brands, exactly: {notes.moves:,} moves "
        f"between {notes.pairs:,} pairs of notes in {notes.seconds:.1f} s ({notes.work:.1f} s of "
        f"the processor) and {notes.memory / 1e6:,.0f} MB, {notes.before / 1e6:,.0f} MB of them "
        f"the journeys themselves; conversions sum up to {notes.astray:.0e}.",
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
