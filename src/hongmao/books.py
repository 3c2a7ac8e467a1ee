"""What `hongmao ledger …` shows and does."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Table

from hongmao.core.money import Money
from hongmao.ledger.actions import close_until
from hongmao.ledger.beancount import count, export
from hongmao.ledger.chain import (
    Head,
    broken_links,
    heads,
    keeps,
    off_conversions,
    off_standings,
)
from hongmao.ledger.exchange import record_rate
from hongmao.ledger.queries import account_statement, closed_until, trial_balance, trial_lines
from hongmao.people.actions import record

PATIENCE_S = 2.0
"""Seconds after which a person wants to see how far something is."""


@contextmanager
def bar(title: str, total: int, out: Console) -> Iterator[Callable[[int], None]]:
    """A bar that shows itself when the work takes longer than `PATIENCE_S`."""
    began = time.monotonic()
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=out
    )
    shown: TaskID | None = None
    done = 0

    def advance(some: int) -> None:
        nonlocal shown, done
        done += some
        if shown is None and time.monotonic() - began > PATIENCE_S:
            progress.start()
            shown = progress.add_task(title, total=total)
        if shown is not None:
            progress.update(shown, completed=done)

    try:
        yield advance
    finally:
        progress.stop()


def show_balance(at: datetime | None, out: Console) -> None:
    """Print the trial balance, what is pending apart from what is posted."""
    moment = timezone.make_aware(at) if at else None
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("account")
    for column in ("posted", "pending"):
        table.add_column(column, justify="right")
    sums: dict[str, list[int]] = {}
    for line in trial_lines(moment):
        figure = str(Money(line.balance, line.currency))
        table.add_row(line.account, *(("", figure) if line.pending else (figure, "")))
        sums.setdefault(line.currency, [0, 0])[line.pending] += line.balance
    for currency, columns in sums.items():
        table.add_row("sum", *(str(Money(minor, currency)) for minor in columns), style="bold")
    out.print(table)
    for currency, total in sorted(trial_balance(moment).items()):
        out.print(f"All entries in {currency} come to {Money(total, currency)}.")
    closed = closed_until()
    out.print(f"Closed until {_iso(closed)}." if closed else "Nothing is closed yet.")


def show_account(name: str, currency: str, after: str, limit: int, out: Console) -> None:
    """Print a page of an account's entries; raises `ValueError` where `after` is no place."""
    place = None
    if after:
        moment, _, entry = after.partition("/")
        place = (datetime.fromisoformat(moment), int(entry))
    lines = account_statement(name, currency, place, limit)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("at", "kind", "subject", "key"):
        table.add_column(column)
    for column in ("amount", "balance"):
        table.add_column(column, justify="right")
    for line in lines:
        figures = (str(Money(minor, currency)) for minor in (line.amount, line.balance))
        table.add_row(_iso(line.at), line.kind, line.subject, line.key, *figures)
    out.print(table)
    if len(lines) == limit:
        out.print(f"Go on with --after {_iso(lines[-1].at)}/{lines[-1].entry}", markup=False)


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}+00:00" if at.microsecond else f"{at:%Y-%m-%dT%H:%M:%S}+00:00"


def verify(kept: list[Head], out: Console) -> bool:
    """Recompute chain, floors and conversions; print what differs, else the heads to keep."""
    chains = heads()
    troubles = [f"the chain no longer holds {head}" for head in kept if not keeps(head)]
    with bar("Recomputing the chain…", count(chains), out) as advance:
        troubles += broken_links(advance)
    troubles += off_standings()
    troubles += off_conversions()
    troubles += [
        f"the ledger is off by {Money(total, currency)}"
        for currency, total in trial_balance().items()
        if total
    ]
    for trouble in troubles:
        out.print(trouble, markup=False, style="red")
    for head in chains:
        out.print(f"{head.sequence:,} transfers in {head.currency}; head {head}", markup=False)
    if not troubles:
        out.print("[green]The ledger is what was written.[/]")
    return not troubles


def export_beancount(file: Path, zone: ZoneInfo, out: Console) -> None:
    """Write the whole ledger for beancount; the file is there when it is complete, or not at all.

    Raises `SameName` and `OSError`.
    """
    chains = heads()
    unfinished = file.with_name(f".{file.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8") as to:
            with bar("Writing…", count(chains), out) as advance:
                for some in export(to, zone, chains):
                    advance(some)
            to.flush()
            os.fsync(to.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    out.print(f"{count(chains):,} transfers are in {file}.", markup=False)


@transaction.atomic
def close_books(until: datetime, by: str, out: Console) -> None:
    """Close every period before a moment of the community's time zone."""
    closing = close_until(timezone.make_aware(until), by, timezone.now())
    record(None, "close_books", str(closing), by=by)
    out.print(f"Everything before {_iso(closing.until)} is final.")


@transaction.atomic
def keep_rate(
    base: str, quote: str, rate: str, source: str, at: datetime | None, out: Console
) -> None:
    """Record a rate; raises `MoneyError`."""
    moment = timezone.make_aware(at) if at else timezone.now()
    kept = record_rate(base, quote, rate, source, moment)
    record(None, "record_rate", f"rate:{kept.pk}", rate=str(kept), source=source)
    out.print(f"1 {base} is {rate} {quote} from {_iso(kept.at)} on.", markup=False)
