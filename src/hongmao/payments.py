"""Payouts at the command line: batches, their files, and results."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from hongmao.core.money import Money
from hongmao.core.reasons import Refusal
from hongmao.people.models import Person
from hongmao.settlement.actions.payouts import import_results
from hongmao.settlement.files.make import FILES
from hongmao.settlement.files.results import read_results
from hongmao.settlement.models import PayoutBatch
from hongmao.settlement.queries.payouts import batch, batches, file_batch, payer, plan_results

SHOWN = 50


class CannotPay(Exception):
    """What was asked cannot be done; it says why, and nothing was written."""


def show_batches(out: Console) -> None:
    """The latest batches."""
    table = Table("batch", "number", "state", "kind", "payouts", "amount", "made by", "decided by")
    for one in batches()[:SHOWN]:
        sums = vars(one)  # what `batches` adds to each
        amount = str(Money(sums["total"] or 0, one.currency))
        decided = one.decided_by.username if one.decided_by else ""
        cells = (one.number, one.state, one.kind, str(sums["count"]), amount)
        table.add_row(str(one.pk), *cells, one.made_by.username, decided)
    out.print(table)


def write_file(pk: int, name: str, target: Path | None) -> Path:
    """Write a file of a released batch, readable by its owner alone. Raises `CannotPay`."""
    if name not in FILES:
        raise CannotPay(f"There is no file {name!r}. Choose one of: {', '.join(FILES)}.")
    try:
        found = batch(pk)
        content = FILES[name].make(file_batch(found), payer())
    except PayoutBatch.DoesNotExist:
        raise CannotPay(f"There is no batch {pk}.") from None
    except Refusal as refusal:
        raise CannotPay(str(refusal)) from None
    path = target or Path(FILES[name].named(found.number))
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


def take_results(file: Path, username: str, dry_run: bool, out: Console) -> bool:
    """Book a table of results, or show what it would change; whether every row fits.

    Raises `CannotPay`.
    """
    actor = Person.objects.filter(username=username).first()
    if actor is None:
        raise CannotPay(f"There is no account {username!r}.")
    try:
        rows = read_results(file.read_bytes())
        plan = plan_results(rows)
        for change in plan.changes:
            if change.is_news:
                out.print(f"{change.row.payout}: {change.before} -> {change.after}", markup=False)
        for mistake in plan.mistakes:
            out.print(f"line {mistake.row.line}: {mistake.refusal}", style="red", markup=False)
        if dry_run or plan.mistakes:
            out.print("Nothing was changed.")
        else:
            import_results(actor, rows)
    except Refusal as refusal:
        raise CannotPay(str(refusal)) from None
    return not plan.mistakes
