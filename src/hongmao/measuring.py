"""`hongmao measure paths`: credit a path table, show it or write it, and account for every row."""

import csv
from pathlib import Path
from threading import Timer

import pyarrow as pa
from pyarrow import parquet
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from hongmao.core.reasons import Refusal
from hongmao.measure.checks import Refused
from hongmao.measure.paths import BadRows, attribute

PATIENCE_S = 2.0
KINDS = (".csv", ".parquet")


class CannotMeasure(Exception):
    """What was asked cannot be done; it says why, and nothing was written."""


def run_paths(
    file: Path,
    model: str,
    order: int,
    separator: str | None,
    half_life: float | None,
    direct: tuple[str, ...],
    skip_bad: bool,
    target: Path | None,
    out: Console,
) -> bool:
    """Credit a path table; whether no bad row stopped it. Raises `CannotMeasure`."""
    if target is not None and target.suffix.lower() not in KINDS:
        raise CannotMeasure(f"--out takes a file that ends in {' or '.join(KINDS)}, not {target}.")
    try:
        with Bar(out) as bar:
            found = attribute(
                file, model, order=order, separator=separator, half_life=half_life,
                direct=direct, skip_bad=skip_bad, hear=bar.hear,
            )  # fmt: skip
    except BadRows as bad:
        account(bad.rows, bad.used, bad.refused, out)
        out.print("Nothing was credited. Mend these rows, or leave them out with --skip-bad.")
        return False
    except (Refusal, ValueError) as problem:
        raise CannotMeasure(str(problem)) from None
    if target is None:
        _show(found.table, out)
    else:
        write(found.table, target)
    account(found.rows, found.used, found.refused, out)
    if target is not None:
        out.print(f"{found.table.num_rows:,} channels in {target}.", markup=False)
    return True


def write(table: pa.Table, target: Path) -> None:
    """Write a table as CSV or Parquet, by the file's ending. Raises `CannotMeasure`."""
    try:
        if target.suffix.lower() == ".parquet":
            parquet.write_table(table, target)
        else:
            with target.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(table.column_names)
                writer.writerows(zip(*table.to_pydict().values(), strict=True))
    except OSError as error:
        raise CannotMeasure(f"{target} cannot be written: {error}.") from None


def account(
    rows: int, used: int, refused: tuple[Refused, ...], out: Console, what: str = "rows"
) -> None:
    """Rows in, rows used, rows refused by reason with the first of each."""
    out.print(f"{rows:,} {what}: {used:,} used, {rows - used:,} refused.", highlight=False)
    for one in refused:
        line = f"{one.rows:,} {one.reason}: {one.text()}"
        out.print(line, style="red", markup=False, highlight=False)


def _show(table: pa.Table, out: Console) -> None:
    """Print channels by their credit, the largest first."""
    shown = Table(box=None, padding=(0, 2, 0, 0))
    for name in table.column_names:
        shown.add_column(name, justify="left" if name == "channel" else "right")
    for row in table.sort_by([("conversions", "descending"), ("channel", "ascending")]).to_pylist():
        money = (_figure(row[name], ",.2f") for name in ("conversions", "value"))
        effects = (_figure(row[name], ".6f") for name in table.column_names[3:])
        shown.add_row(row["channel"], *money, *effects)
    out.print(shown)


def _figure(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


class Bar:
    """A bar that shows once the work has taken two seconds."""

    def __init__(self, out: Console) -> None:
        self.bars = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
            TimeElapsedColumn(), console=out, transient=True,
        )  # fmt: skip
        self.task = self.bars.add_task("", total=1.0)
        self.timer = Timer(PATIENCE_S, self.bars.start)
        self.timer.daemon = True

    def __enter__(self) -> "Bar":
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        self.timer.join()
        if self.bars.live.is_started:
            self.bars.stop()

    def hear(self, stage: str, done: float) -> None:
        """Say what is being done, and the part of it that is."""
        self.bars.update(self.task, description=f"{stage}…", completed=done)
