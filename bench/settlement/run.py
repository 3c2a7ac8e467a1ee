"""Makes a month of order lines and closes it; writes bench/settlement/RESULTS.md and prints it.

`HONGMAO_SETTLE_LINES` (1,000,000) order lines, on SQLite in a folder of its own, or in the database
that HONGMAO_DATABASE_URL names, which should be empty. Making and closing are processes of their
own, so that the closing's memory is its own.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from bench.memory import most_memory
from hongmao.core.settlement import Month, month

LINES = int(os.environ.get("HONGMAO_SETTLE_LINES", "1000000"))
MOST_BYTES = 256 << 20
"""The memory that a closing must do with, whatever the number of lines."""
KEY = "2026-10"
RESULTS = Path(__file__).parent / "RESULTS.md"


class Closed(msgspec.Struct, frozen=True):
    """What a closing came to: seconds, bytes at its most and before it began, and its counts."""

    database: str
    seconds: float
    longest: float
    memory: int
    before: int
    statements: int
    lines: int
    audited: float
    differences: int


def main() -> int:
    """Make, close and report; returns 1 where a statement is wrong or memory is not kept."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HONGMAO_HOME": folder, "HONGMAO_SECRET": "x" * 32}
        began = time.perf_counter()
        _step("make", environment)
        made = time.perf_counter() - began
        closed = msgspec.json.decode(_step("close", environment), type=Closed)
    text = report(closed, made)
    print(text)
    RESULTS.write_text(text)
    return 1 if closed.differences or closed.memory > MOST_BYTES else 0


def _step(name: str, environment: dict[str, str]) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "bench.settlement.run", name],
        env=environment, check=True, stdout=subprocess.PIPE,
    ).stdout  # fmt: skip


def make() -> None:
    """Make the month."""
    from django.core.management import call_command

    from bench.settlement.world import make_month

    call_command("migrate", verbosity=0)
    make_month(_month(), LINES, _tell)


def _tell(done: int) -> None:
    if done % 100_000 == 0 or done == LINES:
        print(f"{done:,} lines made", file=sys.stderr, flush=True)


def close() -> Closed:
    """Close the month, then prove every statement."""
    from django.db import connection

    from hongmao.settlement.actions import statements as actions
    from hongmao.settlement.models import Party, Statement
    from hongmao.settlement.queries.proof import statement_differences

    connection.ensure_connection()
    before, began = most_memory(), time.perf_counter()
    period = actions.begin_period(_month(), None)
    parties = actions.enrol_parties()
    longest = 0.0
    for party in parties:
        started = time.perf_counter()
        actions.close_statement(party, period, period.ends_at)
        longest = max(longest, time.perf_counter() - started)
    actions.end_period(period, period.ends_at, None)
    took, memory = time.perf_counter() - began, most_memory()
    began = time.perf_counter()
    wrong = [one for party in Party.objects.all() for one in statement_differences(party)]
    return Closed(
        connection.vendor, took, longest, memory, before, Statement.objects.count(),
        sum(Statement.objects.values_list("lines", flat=True)), time.perf_counter() - began,
        len(wrong),
    )  # fmt: skip


def _month() -> Month:
    return month(KEY, ZoneInfo("Asia/Shanghai"))


def report(closed: Closed, made: float) -> str:
    """The result in Markdown."""
    return "\n".join(
        [
            "# Closing a month",
            "",
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} "
            f"cores · {closed.database} · Python {platform.python_version()}",
            "",
            f"{LINES:,} order lines, each held and posted, one in twenty half returned; made in "
            f"{made:,.0f} s with every trigger on. The month closes for 500 creators, 20 brands "
            f"and one marketplace, whose statement has all of it. Most memory is the process's "
            f"own, its code included ({closed.before / 1e6:,.0f} MB before the closing began); "
            f"the bound is {MOST_BYTES / 1e6:,.0f} MB whatever the number of lines.",
            "",
            "| order lines | statements | statement lines | seconds | of the largest statement "
            "| most memory, MB | proving them, s | differences |",
            "|--:|--:|--:|--:|--:|--:|--:|--:|",
            f"| {LINES:,} | {closed.statements:,} | {closed.lines:,} | {closed.seconds:,.1f} "
            f"| {closed.longest:,.1f} | {closed.memory / 1e6:,.0f} | {closed.audited:,.1f} "
            f"| {closed.differences} |",
            "",
        ]
    )


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "hongmao.settings"
    django.setup()
    if sys.argv[1] == "make":
        make()
    else:
        print(msgspec.json.encode(close()).decode())
