"""How the command line shows tables."""

from collections import Counter
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.table import Table

from hongmao.core.matching import Grade
from hongmao.jobs.audit import Finding
from hongmao.people.models import Person

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
