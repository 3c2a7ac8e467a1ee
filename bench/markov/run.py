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
from bench.markov.paths import CHANNELS, PATHS, ROUNDS, Result, apart, race

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
        ours, theirs = race(Path(folder))
    notes = measure()
    text = report(ours, theirs, notes)
    print(text)
    RESULTS.write_text(text)
    slow = PATHS >= 1_800_000 and theirs.seconds < LEAST_RATIO * ours.seconds
    heavy = NOTES >= 200_000 and (notes.seconds > MOST_SECONDS or notes.memory > MOST_BYTES)
    return 1 if slow or heavy else 0


def report(ours: Result, theirs: Result, notes: Notes) -> str:
    """The results in Markdown."""
    total, worst = apart(ours.credit, theirs.credit)
    load = os.getloadavg()[0]
    lines = [
        "# Markov credit",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} cores, "
        f"load {load:.1f} · channelattribution {version('channelattribution')} · "
        f"Python {platform.python_version()}",
        "",
        f"{PATHS:,} distinct paths over {CHANNELS} channels, order 1, from a table in memory; "
        f"the fastest of {ROUNDS}. The package simulates with its defaults.",
        "",
        "| | seconds | ratio | processor seconds | ratio | reading, s | most memory, MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.name} | {one.seconds:.2f} | {one.seconds / ours.seconds:.1f} "
        f"| {one.work:.2f} | {one.work / ours.work:.1f} | {one.reading:.2f} "
        f"| {one.memory / 1e6:,.0f} |"
        for one in (ours, theirs)
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
