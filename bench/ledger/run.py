"""Posts transfers with all constraints on, beside bare inserts of the same rows.

Both write to one database in the same run, in turns: the ledger through its actions, and bare
statements to tables of the same columns without a key, an index or a trigger. SQLite, and
PostgreSQL from a wheel; a commit for each transfer, and one for each hundred.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

TRANSFERS = int(os.environ.get("HONGMAO_LEDGER_TRANSFERS", "2000"))
ROUNDS = 5
BATCHES = (1, 100)
RESULTS = Path(__file__).parent / "RESULTS.md"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Result(msgspec.Struct, frozen=True):
    """One contest: transfers a second of either (medians of rounds), and queries a transfer."""

    database: str
    kind: str
    batch: int
    ledger: float
    bare: float
    queries: float


def main() -> int:
    """Run every contest; returns 1 where the ledger does not verify afterwards.

    `HONGMAO_LEDGER_TRANSFERS` (2,000) transfers a round.
    """
    results, status = [], 0
    for database in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-m", "bench.ledger.run", database]
            if database == "postgresql":
                command = [sys.executable, "-m", "tests.postgres", *command]
            values = {**os.environ, "HONGMAO_HOME": home, "PYTHONPATH": "src:."}
            values.pop("HONGMAO_DATABASE_URL", None)
            ended = subprocess.run(
                command, env=values, stdout=subprocess.PIPE, text=True, check=False
            )
            status = max(status, ended.returncode)
            if not ended.returncode:
                last = ended.stdout.strip().splitlines()[-1]
                results += msgspec.json.decode(last, type=list[Result])
    if not status:
        text = report(results)
        print(text)
        RESULTS.write_text(text)
    return status


def contest(database: str) -> list[Result]:
    """All contests in one database; the caller has made it."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("transfer", "entry"):
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM ledger_{table} WHERE 1 = 0")
    numbers = iter(range(10**9))
    results = []
    for kind, drafts in (("commission", commissions), ("floored", deposits)):
        for batch in BATCHES:
            took: dict[str, list[float]] = {"ledger": [], "bare": []}
            for _ in range(ROUNDS):
                for name, write in (("ledger", post_all), ("bare", insert_all)):
                    some = list(drafts(next(numbers) * TRANSFERS))
                    took[name].append(timed(partial(write, some, batch)))
            some = list(drafts(next(numbers) * TRANSFERS))
            queries = counted(partial(post_all, some, batch))
            speeds = {name: TRANSFERS / statistics.median(rounds) for name, rounds in took.items()}
            results.append(Result(database, kind, batch, **speeds, queries=queries / TRANSFERS))
    return results


def commissions(first: int) -> Iterator[object]:
    """Three entries each, of 500 creators and no floored account."""
    for number in range(first, first + TRANSFERS):
        yield _draft(
            number,
            {"marketplace:taobao:receivable": 980, f"creator:{number % 500}:available": -588,
             "platform:income": -392},
        )  # fmt: skip


def deposits(first: int) -> Iterator[object]:
    """Two entries each, both on floored accounts: of one bank and 100 brands."""
    for number in range(first, first + TRANSFERS):
        yield _draft(number, {"bank:alipay": 500, f"brand:{number % 100}:prepaid": -500})


def _draft(number: int, amounts: dict[str, int]) -> object:
    from hongmao.ledger.actions import Draft

    at = NOON + timedelta(milliseconds=number)
    return Draft(key=f"k:{number}", subject=f"commission:{number}", currency="CNY",
                 amounts=amounts, at=at)  # fmt: skip


def post_all(drafts: list, batch: int) -> None:  # type: ignore[type-arg]
    """Through the ledger's own action."""
    from django.db import transaction

    from hongmao.ledger.actions import post

    for start in range(0, len(drafts), batch):
        with transaction.atomic():
            for draft in drafts[start : start + batch]:
                post(draft)


def insert_all(drafts: list, batch: int) -> None:  # type: ignore[type-arg]
    """The same rows with two statements each, ids and digests made as the ledger makes them."""
    import uuid_utils.compat as uuid
    from django.db import connection, transaction

    adapt = connection.ops.adapt_datetimefield_value
    accounts = {name: number for draft in drafts for number, name in enumerate(draft.amounts)}
    for start in range(0, len(drafts), batch):
        with transaction.atomic(), connection.cursor() as cursor:
            for draft in drafts[start : start + batch]:
                number, at = uuid.uuid7(), adapt(draft.at)
                key = number.hex if connection.vendor == "sqlite" else number
                rows = [(0, amount, at, key, accounts[n]) for n, amount in draft.amounts.items()]
                places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
                cursor.execute(
                    "INSERT INTO bare_entry (id, amount, at, transfer_id, account_id) "
                    f"VALUES {places}",
                    [value for row in rows for value in row],
                )
                cursor.execute(
                    "INSERT INTO bare_transfer (id, key, digest, kind, subject, currency, at) "
                    "VALUES (%s, %s, %s, 'post', %s, 'CNY', %s)",
                    [key, draft.key, draft.digest("post", ""), draft.subject, at],
                )


def timed(action: Callable[[], None]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def counted(action: Callable[[], None]) -> int:
    """Statements that it sends, those that begin and end database transactions left out."""
    from django.db import connection

    statements = 0

    def count(execute: Callable[..., object], *rest: object) -> object:
        nonlocal statements
        statements += not str(rest[0]).startswith(("SAVEPOINT", "RELEASE"))
        return execute(*rest)

    with connection.execute_wrapper(count):
        action()
    return statements


def report(results: list[Result]) -> str:
    """The results in Markdown."""
    import django

    lines = [
        "# Posting transfers beside bare inserts",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} cores · "
        f"Django {django.__version__} · Python {platform.python_version()}",
        "",
        f"{TRANSFERS:,} transfers a round by one writer, medians of {ROUNDS} rounds in turns. "
        "`commission` is three entries, `floored` two, both on accounts that never cross zero. "
        "The ledger writes through its action: key, digest, balance, floors, closings and chain "
        "are all checked by the database. `bare` sends two statements to tables of the same "
        "columns, without a key, an index or a trigger. `commit` is after how many transfers.",
        "",
        "| database | transfers | commit | ledger /s | bare /s | ledger takes, times bare "
        "| statements |",
        "|---|---|--:|--:|--:|--:|--:|",
        *(
            f"| {one.database} | {one.kind} | {one.batch} | {one.ledger:,.0f} | {one.bare:,.0f} "
            f"| {one.bare / one.ledger:.1f} | {one.queries:.1f} |"
            for one in results
        ),
        "",
    ]
    return "\n".join(lines)


def run(database: str) -> int:
    """The contests of one database, in this process; prints the results as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hongmao.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    results = contest(database)
    from hongmao.ledger.chain import broken_links, off_standings

    if troubles := [*broken_links(), *off_standings()]:
        print(*troubles, sep="\n", file=sys.stderr)
        return 1
    print(msgspec.json.encode(results).decode())
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
