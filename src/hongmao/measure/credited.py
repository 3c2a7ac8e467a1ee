"""Credit for orders over the lake's touches: every note, creator, campaign, surface and topic.

    found = credit_orders("s3://bucket/lake", orders, engine="spark://host:7077")
    found.by("note")

`orders` are matched ones: `conversion` (a whole number of its own), `click_id`, `brand`, `at_ms`,
`value` (minor units). The questions are `touched`, `cells`, `celled`, `converted` and `models`;
what they mean by a touch, and how ties and repeats go, stands at their heads. Credit is modelled:
money never follows it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import log
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from hongmao.core.clock import from_ms
from hongmao.core.reasons import Reason
from hongmao.lake.parquet import KINDS
from hongmao.lake.places import Lake
from hongmao.lake.reading import files_of
from hongmao.measure.checks import Judge, Refused
from hongmao.measure.engines import DUCKDB, Engine, open_engine
from hongmao.measure.models.shares import DAY_MS
from hongmao.measure.paths import refuse
from hongmao.measure.runner import answer_on, parameters, question
from hongmao.measure.tables import read_table

MODELS = ("first", "last", "last_click", "linear", "position", "time_decay")
DIMENSIONS = ("note", "creator", "campaign", "surface", "topic")
HOUR_MS = 3_600_000
LONGEST_DAYS = 400.0
NOBODY = pa.table({"reader": pa.array([], pa.string()), "person": pa.array([], pa.string())})
FIGURES = tuple(f"{model}_{what}" for model in MODELS for what in ("conversions", "value"))
Hear = Callable[[str, float], None]
"""Hears what is being done, and the part of all that is."""


class Rule(msgspec.Struct, frozen=True):
    """How far a conversion looks back, what a click and a view weigh, how fast credit fades.

    Weights are whole numbers; a view that weighs 0 is no touch. They count in linear and time
    decay; first, last and position know places alone.
    """

    window_days: float = 15.0
    half_life_days: float = 7.0
    click_weight: int = 10
    view_weight: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.window_days <= LONGEST_DAYS:
            raise ValueError(f"A window is up to {LONGEST_DAYS:g} days, not {self.window_days:g}.")
        if not self.window_days / 500 <= self.half_life_days < float("inf"):
            raise ValueError("A half-life is at least a 500th of the window.")
        if self.click_weight < 1 or self.view_weight < 0:
            raise ValueError("A click weighs 1 or more, a view 0 or more.")


class OrderCredit(msgspec.Struct, frozen=True):
    """The credit of each cell (note, creator, campaign, surface), and what became of every order.

    `rows` is `used` plus all `refused`.
    """

    cells: pa.Table
    rows: int
    used: int
    refused: tuple[Refused, ...]
    topics: pa.Table | None = None

    def by(self, dimension: str) -> pa.Table:
        """The credit of each note, creator, campaign, surface or topic, sorted by it.

        A note's credit is shared alike among its topics; a note without one has topic ''.
        """
        if dimension not in DIMENSIONS:
            raise ValueError(f"Credit goes by {', '.join(DIMENSIONS)}, not by {dimension}.")
        rows = self.cells
        if dimension == "topic":
            rows = by_topic(rows, self.topics, ("touches", *FIGURES))
        sums = [(name, "sum") for name in ("touches", *FIGURES)]
        summed = rows.group_by(dimension).aggregate(sums)
        names = [name.removesuffix("_sum") for name in summed.column_names]
        return summed.rename_columns(names).sort_by(dimension)


class Ready(msgspec.Struct, frozen=True):
    """An engine that holds `touches`, `conversions` and `rule` as `models` takes them.

    `cells` says what the numbers of cells stand for, from 0; `judge` what became of every order.
    """

    engine: Engine
    cells: pa.Table
    judge: Judge


def credit_orders(
    lake: Lake,
    orders: Any,
    *,
    rule: Rule | None = None,
    identities: pa.Table = NOBODY,
    topics: pa.Table | None = None,
    engine: str = DUCKDB,
    skip_bad: bool = False,
    hear: Hear = lambda _stage, _done: None,
) -> OrderCredit:
    """Credit orders to what their readers were shown and clicked before, by six models at once.

    `orders` is whatever `read_table` takes; `identities` (reader, person) says which readers are
    one person; `topics` (note, topic) what notes are of. Raises `Refusal` where orders cannot be
    read, `BadRows` where rows cannot and `skip_bad` is not set, and as `open_engine` does.
    """
    rule = rule or Rule()
    with bring(lake, orders, rule, identities, engine, skip_bad, hear) as ready:
        hear("Crediting", 0.6)
        credit = answer_on(ready.engine, question("models"))
    cells = ready.cells.join(credit, "cell", join_type="inner").drop_columns(["cell"]).sort_by(
        [(name, "ascending") for name in DIMENSIONS[:4]]
    )  # fmt: skip
    judge = ready.judge
    return OrderCredit(
        cells, judge.source.rows, int(judge.good.sum()), tuple(judge.refused), topics
    )


@contextmanager
def bring(
    lake: Lake, orders: Any, rule: Rule, identities: pa.Table, engine: str, skip_bad: bool,
    hear: Hear,
) -> Iterator[Ready]:  # fmt: skip
    """Bring orders and the touches before them to an engine. Raises as `credit_orders` does."""
    hear("Reading", 0.0)
    judge, table = _judged(orders)
    with open_engine(engine) as opened:
        for kind in KINDS:
            opened.read(kind, files_of(lake, kind, _hours(table, rule)))
        opened.bring("identities", identities)
        opened.bring("orders", table)
        hear("Finding clicks", 0.1)
        opened.keep("converted", question("converted"))
        found = answer_on(opened, "SELECT conversion, at_ms, click_ms FROM converted")
        _refuse_strangers(judge, found)
        refuse(judge.source.rows, int(judge.good.sum()), tuple(judge.refused), skip_bad=skip_bad)
        good = judge.numbers("conversion")[judge.good].astype(np.int64)
        opened.bring("good", pa.table({"conversion": good}))
        hear("Following touches", 0.2)
        yield Ready(opened, _touches(opened, rule), judge)


def _touches(engine: Engine, rule: Rule) -> pa.Table:
    """Keep what `models` takes; returns the cells."""
    engine.keep("touched", question("touched"))
    engine.keep("cells", question("cells"))
    engine.keep("touches", question("celled"))
    engine.keep(
        "conversions",
        "SELECT c.conversion AS conversion, c.person AS person, c.brand AS brand, "
        "c.at_ms AS at_ms, c.value AS value "
        "FROM converted c JOIN good g ON g.conversion = c.conversion",
    )
    cells = answer_on(engine, "SELECT cell, note, creator, campaign, surface FROM cells")
    engine.bring("rule", rule_table(rule, cells.num_rows))
    return cells.sort_by("cell")


def by_topic(rows: pa.Table, topics: pa.Table | None, figures: Sequence[str]) -> pa.Table:
    """Rows of notes again for each of their topics, which share the figures alike.

    A note without one has topic ''.
    """
    known = topics or pa.table(
        {"note": pa.array([], pa.int64()), "topic": pa.array([], pa.string())}
    )
    counts = known.group_by("note").aggregate([("topic", "count")])
    rows = rows.join(known.join(counts, "note"), "note", join_type="left outer")
    parts = np.nan_to_num(rows["topic_count"].to_numpy(), nan=1.0)
    for name in figures:
        place = rows.column_names.index(name)
        rows = rows.set_column(place, name, pa.array(rows[name].to_numpy() / parts))
    place = rows.column_names.index("topic")
    return rows.set_column(place, "topic", rows["topic"].fill_null(""))


def rule_table(rule: Rule, slots: int) -> pa.Table:
    """The table `rule` of the question `models`, for cells from 0 to `slots` - 1."""
    return parameters(
        window_ms=round(rule.window_days * DAY_MS),
        slots=max(slots, 1),
        click_weight=rule.click_weight,
        view_weight=rule.view_weight,
        fade=log(2) / (rule.half_life_days * DAY_MS),
    )


def _judged(orders: Any) -> tuple[Judge, pa.Table]:
    """Orders as the questions take them, bad rows left out."""
    needed = ("conversion", "click_id", "brand", "at_ms", "value")
    judge = Judge(read_table(orders, needed, name="orders"))
    whole = {name: judge.counts(name).astype(np.int64) for name in ("conversion", "brand", "value")}
    texts, times = judge.names("click_id"), judge.times("at_ms")
    _once(judge, whole["conversion"])
    table = pa.table(
        {
            "conversion": whole["conversion"],
            "click_id": texts.cast(pa.string()),
            "brand": whole["brand"],
            "at_ms": times,
            "value": whole["value"],
        }
    )
    return judge, table.filter(pa.array(judge.good))


def _once(judge: Judge, conversions: Any) -> None:
    good = np.flatnonzero(judge.good)
    again = np.ones(len(conversions), bool)
    again[good[np.unique(conversions[good], return_index=True)[1]]] = False
    judge.refuse(again, Reason.CONVERTED_TWICE, "conversion")


def _refuse_strangers(judge: Judge, found: pa.Table) -> None:
    """Refuse orders whose click the lake does not know, or that came before it."""
    known = found["conversion"].to_numpy()
    early = known[found["click_ms"].to_numpy() > found["at_ms"].to_numpy()]
    conversions = judge.numbers("conversion").astype(np.int64)
    judge.refuse(~np.isin(conversions, known), Reason.ORDER_OF_NO_CLICK, "click_id")
    judge.refuse(np.isin(conversions, early), Reason.ORDER_BEFORE_CLICK, "click_id")


def _hours(orders: pa.Table, rule: Rule) -> Sequence[str]:
    """The hours in which a touch of these orders can lie."""
    if not orders.num_rows:
        return []
    times = orders["at_ms"].to_numpy()
    first = (int(times.min()) - round(rule.window_days * DAY_MS)) // HOUR_MS
    hours = range(max(first, 0), int(times.max()) // HOUR_MS + 1)
    return [from_ms(hour * HOUR_MS).strftime("%Y%m%d%H") for hour in hours]
