"""`hongmao measure credit`: orders credited to what their readers saw and clicked before."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import msgspec
import pyarrow as pa
from pyarrow import compute as pc
from rich.console import Console

from hongmao.core.reasons import Refusal
from hongmao.lake.places import Lake
from hongmao.lifting import check_ending, keep
from hongmao.measure.chained import chain_orders, figures_of
from hongmao.measure.credited import DIMENSIONS, MODELS, NOBODY, Rule, credit_orders
from hongmao.measure.paths import BadRows
from hongmao.measure.tables import read_table
from hongmao.measuring import Bar, CannotMeasure, account

NAMES = {model.replace("_", "-"): model for model in MODELS} | {"markov": "markov"}
"""Models by what the command line calls them."""
SHOWN, DRAWN, COMPARED = 50, 20, 10


class Asked(msgspec.Struct, frozen=True):
    """What credit is asked for; no `model` is the six of `MODELS` side by side."""

    by: str = "note"
    model: str = ""
    order: int = 1
    rule: Rule = Rule()
    engine: str = "duckdb"
    skip_bad: bool = False
    target: Path | None = None


def rule_of(window_days: float, half_life_days: float, view_weight: int) -> Rule:
    """The rule of these options. Raises `CannotMeasure`."""
    try:
        return Rule(window_days, half_life_days, view_weight=view_weight)
    except ValueError as problem:
        raise CannotMeasure(str(problem)) from None


def run_credit(
    lake: Lake,
    orders: Any,
    asked: Asked,
    out: Console,
    identities: pa.Table = NOBODY,
    topics: pa.Table | None = None,
) -> bool:
    """Credit orders over a lake; whether no bad row stopped it. Raises `CannotMeasure`."""
    check_ending(asked.target)
    if asked.by not in DIMENSIONS:
        raise CannotMeasure(f"--by takes {', '.join(DIMENSIONS)}, not {asked.by}.")
    if asked.model and asked.model not in NAMES:
        raise CannotMeasure(f"--model takes {', '.join(NAMES)}, not {asked.model}.")
    try:
        with Bar(out) as bar:
            found = _credit(lake, orders, asked, identities, topics, bar)
    except BadRows as bad:
        account(bad.rows, bad.used, bad.refused, out, "orders")
        out.print("Nothing was credited. Mend these rows, or leave them out with --skip-bad.")
        return False
    except ImportError:
        raise CannotMeasure("Install what this needs: pip install 'hongmao[spark]'.") from None
    except duckdb.Error as problem:
        words = f"{problem}".splitlines()[0]
        raise CannotMeasure(f"{words} Look at the lake: hongmao lake verify.") from None
    except (Refusal, ValueError, OSError) as problem:
        raise CannotMeasure(str(problem)) from None
    table, rows, used, refused = found
    _show(table, asked, out)
    account(rows, used, refused, out, "orders")
    out.print("Credit is modelled, and money never follows it; credit is not lift.")
    return True


def _credit(
    lake: Lake, orders: Any, asked: Asked, identities: pa.Table, topics: pa.Table | None, bar: Bar
) -> tuple[pa.Table, int, int, Any]:
    if asked.model == "markov":
        chain = chain_orders(
            lake, orders, by=asked.by, order=asked.order, rule=asked.rule, identities=identities,
            topics=topics, engine=asked.engine, skip_bad=asked.skip_bad, hear=bar.hear,
        )  # fmt: skip
        return chain.table, chain.rows, chain.used, chain.refused
    found = credit_orders(
        lake, orders, rule=asked.rule, identities=identities, topics=topics, engine=asked.engine,
        skip_bad=asked.skip_bad, hear=bar.hear,
    )  # fmt: skip
    model = NAMES.get(asked.model, "")
    table = figures_of(found, asked.by, model) if model else found.by(asked.by)
    return table, found.rows, found.used, found.refused


def _show(table: pa.Table, asked: Asked, out: Console) -> None:
    """Show the largest, or write all, or draw the largest."""
    leading = "conversions" if asked.model else "linear_conversions"
    best = table.sort_by([(leading, "descending"), (asked.by, "ascending")])
    if asked.target is None:
        shown = best.slice(0, SHOWN)
        if not asked.model:
            shown = shown.select([asked.by, "touches", *(f"{name}_conversions" for name in MODELS)])
            shown = shown.rename_columns([asked.by, "touches", *MODELS])
        keep(shown, alt.Chart(), None, out)
        if (more := table.num_rows - SHOWN) > 0:
            out.print(f"… and {more:,} more; --out writes all.")
        return
    chart = _bars(best, asked) if asked.model else _dots(best, asked)
    keep(table, chart, asked.target, out)


def _bars(best: pa.Table, asked: Asked) -> alt.Chart:
    """The largest by one model."""
    subject = alt.Y(f"{asked.by}:N", sort=None, title=asked.by)
    length = alt.X("conversions:Q", title=f"orders, by {asked.model}")
    chart: alt.Chart = alt.Chart({"values": _rows(best.slice(0, DRAWN))}).mark_bar()
    encoded: alt.Chart = chart.encode(x=length, y=subject)
    return encoded


def _dots(best: pa.Table, asked: Asked) -> alt.Chart:
    """The largest, with what each model says of them."""
    values = [
        {asked.by: row[asked.by], "model": name, "orders": row[f"{model}_conversions"]}
        for row in _rows(best.slice(0, COMPARED))
        for name, model in NAMES.items()
        if model in MODELS
    ]
    chart: alt.Chart = alt.Chart({"values": values}).mark_point(filled=True, size=60)
    encoded: alt.Chart = chart.encode(
        x=alt.X("orders:Q", title="orders"),
        y=alt.Y(f"{asked.by}:N", sort=None, title=asked.by),
        color=alt.Color("model:N", sort=list(NAMES)),
        shape=alt.Shape("model:N", sort=list(NAMES)),
    )
    return encoded


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


READERS = {"reader": pa.string(), "person": pa.string()}
TOPICS = {"note": pa.int64(), "topic": pa.string()}


def credit_file(
    lake: Lake, orders: Path, identities: Path | None, topics: Path | None, asked: Asked,
    out: Console,
) -> bool:  # fmt: skip
    """Credit the orders of a file: no settings, no database. Returns and raises as `run_credit`."""
    known = _facts(identities, READERS)
    return run_credit(lake, orders, asked, out, known or NOBODY, _facts(topics, TOPICS))


def _facts(file: Path | None, columns: dict[str, pa.DataType]) -> pa.Table | None:
    """A table of facts from a file, in these types; None without one. Raises `CannotMeasure`."""
    if file is None:
        return None
    try:
        held = read_table(file, tuple(columns)).columns
        return pa.table({name: pc.cast(held[name], kind) for name, kind in columns.items()})
    except (Refusal, pa.ArrowInvalid) as problem:
        raise CannotMeasure(f"{file.name}: {problem}") from None


def _table(rows: Sequence[Sequence[object]], columns: dict[str, pa.DataType]) -> pa.Table:
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(named, schema=pa.schema(columns.items()))


def credit_own(
    lake: Lake, first: datetime | None, last: datetime | None, currency: str, asked: Asked,
    out: Console,
) -> bool:  # fmt: skip
    """Credit this installation's orders of some days, UTC. Returns and raises as `run_credit`."""
    from hongmao.notes.queries.social import topic_rows
    from hongmao.orders.outcomes import sold
    from hongmao.people.queries.devices import identities

    since = first and first.replace(tzinfo=UTC)
    until = last and (last + timedelta(days=1)).replace(tzinfo=UTC)
    orders, unmatched = sold(since, until, currency)
    people = _table(identities(), READERS)
    good = run_credit(lake, orders, asked, out, people, _table(topic_rows(), TOPICS))
    if unmatched:
        out.print(f"{unmatched:,} orders have no match that money follows: none was credited.")
    return good
