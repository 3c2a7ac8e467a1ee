"""How the command line shows tables."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from hongmao.connectors.reports.table import BadRow
from hongmao.core.connector import MarketplaceError
from hongmao.core.matching import Grade
from hongmao.core.money import Money
from hongmao.core.orders import OrderRevision
from hongmao.jobs.backfill import backfill
from hongmao.jobs.backfill import start as start_backfill
from hongmao.jobs.finding import Finding
from hongmao.links.marketplaces import connector
from hongmao.orders.imports import Change, Kind
from hongmao.orders.models import Feed
from hongmao.people.models import Person
from hongmao.settlement.actions.statements import close_months
from hongmao.settlement.models import Reconciliation
from hongmao.settlement.queries.periods import PartyCount, months_asked, party_counts
from hongmao.settlement.queries.reconciliation import cause_sums

SHOWN_DIFFERENCES = 20


def show_findings(findings: Iterable[Finding], out: Console) -> list[Finding]:
    """Print an audit as its checks end; returns the findings."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("", "check", "compared", "waiting", "differ"):
        table.add_column(column, justify="left" if column in ("", "check") else "right")
    kept = []
    with out.status("Recounting from the log…"):
        for finding in findings:
            kept.append(finding)
            mark = "[red]✗[/]" if finding.differences else "[green]✓[/]"
            numbers = (finding.counted, finding.waiting, len(finding.differences))
            table.add_row(mark, finding.check, *(str(number) for number in numbers))
    out.print(table)
    for finding in kept:
        for sentence in finding.differences[:SHOWN_DIFFERENCES]:
            out.print(f"[red]{finding.check}[/]: {sentence}")
    if any(finding.differences for finding in kept):
        out.print("[red]The audit found differences.[/]")
    else:
        out.print("[green]Every cent agrees.[/]")
    return kept


def show_backfill(marketplace: str, first: date, last: date, out: Console) -> int:
    """Pull days of the past with a bar for each feed; returns the exit status.

    1 where the marketplace refuses what a person has to mend; its words are printed.
    """
    start, end = (_midnight(day) for day in (first, last + timedelta(days=1)))
    source, now = connector(marketplace), timezone.now()
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} new"), TimeElapsedColumn(),
        TextColumn("{task.fields[trouble]}", style="yellow"), console=out,
    )  # fmt: skip
    with bars:
        for feed in start_backfill(source, start, end):
            until = min(end, now)
            bar = bars.add_task(
                feed.kind, total=(until - start).total_seconds(), rows=0, trouble="",
                completed=int((feed.read_until - start).total_seconds()),
            )  # fmt: skip
            rows = 0

            def told(feed: Feed, fresh: int, bar: TaskID = bar) -> None:
                nonlocal rows
                rows += fresh
                done = (feed.read_until - start).total_seconds()
                bars.update(bar, completed=done, rows=rows, trouble=feed.trouble)

            try:
                backfill(source, feed, now, told)
            except MarketplaceError as error:
                bars.stop()
                out.print(f"{feed.kind}: {error}", markup=False, style="red")
                return 1
    return 0


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def show_matching(match: Callable[[Callable[[int], None]], Counter[Grade]], out: Console) -> None:
    """Run a matching that says how many orders it has judged; print how they came out."""
    done = 0
    with out.status("Matching…") as status:

        def hear(count: int) -> None:
            nonlocal done
            done += count
            status.update(f"Matching… {done:,} orders")

        grades = match(hear)
    counts = ", ".join(f"{grades[grade]:,} {grade}" for grade in Grade)
    out.print(f"{grades.total():,} orders judged: {counts}.")


def show_people(people: Iterable[Person], out: Console) -> None:
    """Print accounts with their roles."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("username", "role", "name"):
        table.add_column(column)
    for person in people:
        table.add_row(person.username, person.role, person.name)
    out.print(table)


def show_import(changes: list[Change], bad: list[BadRow], out: Console, *, dry: bool) -> None:
    """Print what an import changes, or would: counts, money by currency, and the bad rows."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("rows")
    for column in ("count", "paid", "commission", "commission before"):
        table.add_column(column, justify="right")
    for kind in Kind:
        some = [change for change in changes if change.kind is kind]
        before = [change.before for change in some if change.before]
        revisions = [change.revision for change in some]
        figures = (_sums(revisions, "paid"), _sums(revisions, "fee"), _sums(before, "fee"))
        table.add_row(kind, str(len(some)), *figures)
    table.add_row("bad", str(len(bad)), "", "", "", style="red" if bad else "")
    out.print(table)
    for change in [change for change in changes if change.kind is Kind.REVISED][:SHOWN_DIFFERENCES]:
        out.print(f"line {change.line}: {_step(change)}", markup=False)
    for row in bad[:SHOWN_DIFFERENCES]:
        out.print(str(row), style="red", markup=False)
    if len(bad) > SHOWN_DIFFERENCES:
        out.print(f"… and {len(bad) - SHOWN_DIFFERENCES} more bad rows.")
    if dry:
        out.print("Nothing was changed.")


def _sums(revisions: Iterable[OrderRevision], field: str) -> str:
    totals: dict[str, int] = {}
    for revision in revisions:
        totals[revision.currency] = totals.get(revision.currency, 0) + getattr(revision, field)
    return ", ".join(str(Money(minor, currency)) for currency, minor in sorted(totals.items()))


def _step(change: Change) -> str:
    old, new = change.before, change.revision
    assert old is not None  # a revised order had one
    before, after = (f"{r.status}, commission {Money(r.fee, r.currency)}" for r in (old, new))
    return f"{new.trade_id}: {before} -> {after}"


def show_settling(until: str, out: Console, *, dry: bool) -> None:
    """Close the months that are due with a bar, and print how many statements came of each."""
    at = timezone.now()
    due = months_asked(at, until)
    if not due:
        out.print("No month is due: all that are over are closed.")
        return
    if dry:
        for month in due:
            out.print(f"{month.key} is due.")
        out.print("Nothing was closed.")
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"), TimeElapsedColumn(), console=out,
    ) as bars:  # fmt: skip
        for month in due:
            bar = bars.add_task(month.key)

            def told(done: int, of: int, bar: TaskID = bar) -> None:
                bars.update(bar, completed=done, total=of)

            close_months(at, month.key, told=told)
    for month in due:
        out.print(f"{month.key} is closed: {_counts(party_counts(month.key))}.")


def show_reconciliation(one: Reconciliation, out: Console) -> None:
    """Print what a reconciliation came to: the sums, and the differences by likely cause."""
    out.print(f"{one.agreed:,} of {one.compared:,} order lines agree, by {one.source}.")
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("likely cause")
    for column in ("lines", "booked", "amount"):
        table.add_column(column, justify="right")
    for found in cause_sums(one):
        amount = str(Money(found.amount, found.currency))
        table.add_row(found.cause, f"{found.lines:,}", f"{found.booked:,}", amount)
    for currency in sorted({*one.ours, *one.theirs}):
        ours, theirs = (Money(sums.get(currency, 0), currency) for sums in (one.ours, one.theirs))
        table.add_row("posted by us", "", "", str(ours))
        table.add_row("settled by them", "", "", str(theirs))
    out.print(table)


def _counts(found: list[PartyCount]) -> str:
    words = (f"{one.statements:,} of kind {one.kind} ({one.lines:,} lines)" for one in found)
    return ", ".join(words) or "no statement"
