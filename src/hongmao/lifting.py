"""`hongmao measure lift` and `report`: show a table or write it as CSV, Parquet, SVG or PNG."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import altair as alt
import pyarrow as pa
import vl_convert
from rich.console import Console
from rich.table import Table

from hongmao.core.clock import from_ms, to_ms
from hongmao.core.reasons import Refusal
from hongmao.lake.places import Lake
from hongmao.measure.paths import BadRows
from hongmao.measure.seeding.report import Seeding, seeding
from hongmao.measure.seeding.told import restate
from hongmao.measuring import Bar, CannotMeasure, account, write

KINDS = (".csv", ".parquet", ".svg", ".png")
SHOWN = 20


def run_lift(
    file: Path, share: float | None, planned: int, skip_bad: bool, target: Path | None,
    out: Console,
) -> bool:  # fmt: skip
    """The lift of every campaign; whether no bad row stopped it. Raises `CannotMeasure`."""
    check_ending(target)
    try:
        import tea_tasting  # noqa: F401
    except ImportError:
        raise CannotMeasure("Install what this needs: pip install 'hongmao[lift]'.") from None
    from hongmao.measure.lift import lift

    try:
        found = lift(file, share=share, planned=planned, skip_bad=skip_bad)
    except BadRows as bad:
        account(bad.rows, bad.used, bad.refused, out)
        out.print("Nothing was compared. Mend these rows, or leave them out with --skip-bad.")
        return False
    except (Refusal, ValueError) as problem:
        raise CannotMeasure(str(problem)) from None
    chart = alt.Chart({"values": found.table.to_pylist()}).encode(y=alt.Y("campaign:N", title=None))
    bounds = chart.mark_rule().encode(x=alt.X("low:Q", title="orders a reader"), x2="high:Q")
    keep(found.table, bounds + chart.mark_point(filled=True).encode(x="effect:Q"), target, out)
    account(found.rows, found.used, found.refused, out)
    for one in found.campaigns:
        if not one.sound:
            out.print(
                f"{one.campaign}: {one.ghosts:,} ghosts of {one.ghosts + one.shown:,} readers "
                "cannot be chance. Mend the assignment before believing any figure.",
                style="red", markup=False,
            )  # fmt: skip
    return True


def run_report(
    lake: Lake, outcomes: pa.Table, by: str, first: datetime, last: datetime, at: datetime,
    told: Sequence[str], target: Path | None, out: Console,
) -> None:  # fmt: skip
    """The seeding report on the days from `first` to before `last`. Raises `CannotMeasure`."""
    check_ending(target)
    try:
        with Bar(out) as shown:
            report = seeding(
                lake, outcomes, by=by, from_ms=to_ms(first), until_ms=to_ms(last),
                as_of_ms=to_ms(at), told=told, hear=lambda done: shown.hear("Counting", done),
            )  # fmt: skip
    except (Refusal, ValueError) as problem:
        raise CannotMeasure(str(problem)) from None
    keep(report.table, delay_chart(report), target, out)
    out.print(
        f"As of {at:%Y-%m-%d %H:%M} UTC. {len(report.anew):,} hours were counted anew, "
        f"from {report.rows_read:,} events. Empty is unknown, not none.", highlight=False,
    )  # fmt: skip
    span = f"{first:%Y%m%d}-{last - timedelta(seconds=1):%Y%m%d}"
    changed = restate(report, lake, f"told-{by}-{span}")
    for one in changed[:SHOWN]:
        out.print(
            f"Restated: {by} {one.subject}, {one.days} days, {one.figure}: {one.before} was told "
            f"on {from_ms(one.told_ms):%Y-%m-%d}, now {one.now}.", markup=False, highlight=False,
        )  # fmt: skip
    if len(changed) > SHOWN:
        out.print(f"… and {len(changed) - SHOWN:,} more figures.")


def delay_chart(report: Seeding) -> alt.Chart:
    """The order-delay curve: orders by days since the click."""
    days, orders = alt.X("day:O", title="days since the click"), alt.Y("orders:Q", title="orders")
    chart: alt.Chart = alt.Chart({"values": report.delays.to_pylist()}).mark_bar()
    encoded: alt.Chart = chart.encode(x=days, y=orders)
    return encoded


def keep(
    table: pa.Table, chart: alt.Chart | alt.LayerChart, target: Path | None, out: Console
) -> None:
    """Show a table, or write it or its chart by the file's ending. Raises `CannotMeasure`."""
    if target is None:
        shown = Table(box=None, padding=(0, 2, 0, 0))
        for name in table.column_names:
            shown.add_column(name, justify="right")
        for row in table.to_pylist():
            shown.add_row(*(_cell(value) for value in row.values()))
        out.print(shown)
        return
    drawn: dict[str, Callable[[dict[str, Any]], str | bytes]] = {
        ".svg": vl_convert.vegalite_to_svg,
        ".png": vl_convert.vegalite_to_png,
    }
    draw = drawn.get(target.suffix.lower())
    try:
        if draw is None:
            write(table, target)
        else:
            image = draw(chart.to_dict())
            target.write_bytes(image.encode() if isinstance(image, str) else image)
    except OSError as error:
        raise CannotMeasure(f"{target} cannot be written: {error}.") from None
    out.print(f"{table.num_rows:,} rows in {target}.", markup=False)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,.4f}" if isinstance(value, float) else f"{value}"


def check_ending(target: Path | None) -> None:
    """Raise `CannotMeasure` where nothing can be written into a file of that ending."""
    if target is not None and target.suffix.lower() not in KINDS:
        raise CannotMeasure(f"--out takes a file that ends in {', '.join(KINDS)}, not {target}.")
