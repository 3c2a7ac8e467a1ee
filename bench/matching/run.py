"""Writes docs/matching.md's table of rightness and bench/matching/RESULTS.md, and prints both."""

import os
import platform
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from bench.matching.accuracy import Row, measure, table
from bench.matching.speed import CLICKS, DAYS, PLACEMENTS, ROUNDS, Result, make_lake, race

ORDERS = int(os.environ.get("HONGMAO_MATCH_ORDERS", "20000"))
LEAST_RIGHT = 0.995
PAGE = Path(__file__).parents[2] / "docs" / "matching.md"
RESULTS = Path(__file__).parent / "RESULTS.md"
MARKS = ("<!-- rightness: written by python -m bench matching -->", "<!-- end -->")


def main() -> int:
    """Measure rightness, then speed; returns 1 where what is paid is not right often enough.

    `HONGMAO_MATCH_ORDERS` (20,000) orders a row; 0 leaves either part out.
    """
    status = 0
    if ORDERS:
        rows = measure(ORDERS)
        status = 0 if all(right_enough(row) for row in rows) else 1
        text = table(rows)
        print(text)
        write_between(PAGE, f"{ORDERS:,} orders a row.\n\n{text}")
    if CLICKS:
        with tempfile.TemporaryDirectory() as folder:
            make_lake(Path(folder), CLICKS)
            size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
            text = report(race(Path(folder)), size)
        print(text)
        RESULTS.write_text(text)
    return status


def right_enough(row: Row) -> bool:
    """Whether a row keeps the promise."""
    return row.paid_right >= LEAST_RIGHT * row.paid


def write_between(page: Path, text: str) -> None:
    """Put a text between the page's marks."""
    start, end = (re.escape(mark) for mark in MARKS)
    whole = f"{MARKS[0]}\n{text}\n{MARKS[1]}"
    page.write_text(re.sub(f"{start}.*{end}", lambda _: whole, page.read_text(), flags=re.DOTALL))


def report(results: list[Result], size: int) -> str:
    """The results in Markdown."""
    rule, bare = results
    lines = [
        "# Matching beside a bare join",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} cores · "
        f"DuckDB {duckdb.__version__} · Python {platform.python_version()}",
        "",
        f"{CLICKS:,} clicks over {DAYS} days on {PLACEMENTS:,} placements ({size / 1e6:,.0f} MB of "
        f"Parquet, {DAYS * 24} files), an order for every tenth click; median of {ROUNDS}. "
        "`matches` is the whole rule, `bare` a DuckDB join of the same tables on lease, placement "
        "and time. Both begin with Parquet and end with a table.",
        "",
        "The processor's seconds say more where the machine has other work.",
        "",
        "| | seconds | ratio | processor seconds | ratio | orders/s | most memory, MB | rows |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.name} | {one.seconds:.1f} | {one.seconds / bare.seconds:.2f} "
        f"| {one.work:.1f} | {one.work / bare.work:.2f} "
        f"| {rule.rows / one.seconds:,.0f} | {one.memory / 1e6:,.0f} | {one.rows:,} |"
        for one in results
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
