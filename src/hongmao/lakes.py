"""`hongmao lake`: what the lake holds and what was done to it, as tables, with a bar meanwhile."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from hongmao.core.clock import to_ms
from hongmao.lake import health
from hongmao.lake.compaction import compact
from hongmao.lake.places import Lake, place
from hongmao.lake.retention import prune, totals
from hongmao.lake.state import pruned

T = TypeVar("T")
MINUTE_MS = 60_000


def show_lake(lake: Lake, out: Console) -> None:
    """What the lake holds, by kind."""
    where = place(lake)
    held = _watch(out, lambda hear: health.inspect(where, hear))
    table = _table("kind", "hours", "files", "replaced", "MB", "rows", "first", "last", "schema")
    for one in held:
        figures = (f"{number:,}" for number in (one.hours, one.files, one.left))
        table.add_row(
            one.kind, *figures, f"{one.size / 1e6:,.1f}", f"{one.rows:,}", one.first, one.last,
            ", ".join(one.schemas),
        )  # fmt: skip
    out.print(table)
    if before := pruned(where).before:
        gone = sum(totals(where)["events"].to_pylist())
        out.print(f"Rows before {before} UTC were pruned: {gone:,}, kept as totals.")


def verify_lake(lake: Lake, out: Console) -> bool:
    """Whether the lake is sound; says what is not."""
    problems = _watch(out, lambda hear: health.verify(lake, hear))
    _tell(problems, out)
    bad = [one for one in problems if one.fault is not health.Fault.LEFT]
    if problems and not bad:
        out.print("Every row is sound. `hongmao lake repair` removes what counts no more.")
    elif not problems:
        out.print("Every row is there, once, and can be read.")
    return not bad


def repair_lake(lake: Lake, log_folder: Path, out: Console) -> bool:
    """Whether the lake is sound afterwards."""
    done = _watch(out, lambda hear: health.repair(lake, log_folder, hear))
    out.print(f"{len(done.shipped):,} segments shipped again, {done.removed:,} files removed.")
    _tell(done.problems, out)
    return not done.problems


def compact_lake(lake: Lake, grace_minutes: float, out: Console) -> None:
    """Merge what is small."""
    table = _table("kind", "hour", "files merged", "rows", "files removed")
    grace_ms = round(grace_minutes * MINUTE_MS)
    for one in compact(lake, _now_ms(), grace_ms=grace_ms):
        table.add_row(one.kind, one.hour, f"{one.merged:,}", f"{one.rows:,}", f"{one.removed:,}")
    out.print(table if table.row_count else "There is nothing to merge.")


def prune_lake(lake: Lake, days: int, out: Console) -> None:
    """Drop what is old. Raises `ValueError` for too few days."""
    table = _table("kind", "hour", "rows", "files")
    for one in prune(lake, _now_ms(), days):
        table.add_row(one.kind, one.hour, f"{one.rows:,}", f"{one.files:,}")
    out.print(table if table.row_count else f"No row is older than {days} days.")


def _now_ms() -> int:
    return to_ms(datetime.now(UTC))


def _tell(problems: Iterable[health.Problem], out: Console) -> None:
    for one in problems:
        out.print(f"{one.fault}: {one.sentence}", style="red", markup=False, highlight=False)


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in names:
        words = name in ("kind", "hour", "first", "last", "schema")
        table.add_column(name, justify="left" if words else "right")
    return table


def _watch(out: Console, work: Callable[[health.Hear], T]) -> T:
    """Do something long behind a bar that goes when it is done."""
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), console=out,
        transient=True,
    )  # fmt: skip
    with bars:
        task = bars.add_task("", total=None)
        return work(
            lambda what, done, size: bars.update(task, description=what, completed=done, total=size)
        )
