"""Credit for orders over the lake's touches: every note, creator, campaign, surface and topic.

    found = credit_orders("s3://bucket/lake", orders, engine="spark://host:7077")
    found.by("note")

`orders` are matched ones: `conversion` (a whole number of its own), `click_id`, `brand`, `at_ms`,
`value` (minor units). The questions are `touched`, `cells`, `celled`, `converted` and `models`;
what they mean by a touch, and how ties and repeats go, stands at their heads. Credit is modelled:
money never follows it.
"""

import os
from collections.abc import Sequence
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
        rows = self._topical() if dimension == "topic" else self.cells
        sums = [(name, "sum") for name in ("touches", *FIGURES)]
        summed = rows.group_by(dimension).aggregate(sums)
        names = [name.removesuffix("_sum") for name in summed.column_names]
        return summed.rename_columns(names).sort_by(dimension)

    def _topical(self) -> pa.Table:
        known = self.topics or pa.table(
            {"note": pa.array([], pa.int64()), "topic": pa.array([], pa.string())}
        )
        counts = known.group_by("note").aggregate([("topic", "count")])
        rows = self.cells.join(known.join(counts, "note"), "note", join_type="left outer")
        parts = np.nan_to_num(rows["topic_count"].to_numpy(), nan=1.0)
        for name in ("touches", *FIGURES):
            place = rows.column_names.index(name)
            rows = rows.set_column(place, name, pa.array(rows[name].to_numpy() / parts))
        place = rows.column_names.index("topic")
        return rows.set_column(place, "topic", rows["topic"].fill_null(""))


def credit_orders(
    lake: Lake,
    orders: Any,
    *,
    rule: Rule | None = None,
    identities: pa.Table = NOBODY,
    topics: pa.Table | None = None,
    engine: str = "",
    skip_bad: bool = False,
) -> OrderCredit:
    """Credit orders to what their readers were shown and clicked before, by six models at once.

    `orders` is whatever `read_table` takes; `identities` (reader, person) says which readers are
    one person; `topics` (note, topic) what notes are of. `engine` is by default what the
    environment names as HONGMAO_ENGINE, or DuckDB. Raises `Refusal` where orders cannot be read,
    `BadRows` where rows cannot and `skip_bad` is not set.
    """
    judge, table = _judged(orders)
    rule = rule or Rule()
    with open_engine(engine or os.environ.get("HONGMAO_ENGINE") or DUCKDB) as opened:
        for kind in KINDS:
            opened.read(kind, files_of(lake, kind, _hours(table, rule)))
        opened.bring("identities", identities)
        opened.bring("orders", table)
        opened.keep("converted", question("converted"))
        found = answer_on(opened, "SELECT conversion, at_ms, click_ms FROM converted")
        _refuse_strangers(judge, found)
        refuse(judge.source.rows, int(judge.good.sum()), tuple(judge.refused), skip_bad=skip_bad)
        good = judge.numbers("conversion")[judge.good].astype(np.int64)
        opened.bring("good", pa.table({"conversion": good}))
        cells = _credited(opened, rule)
    used = int(judge.good.sum())
    return OrderCredit(cells, judge.source.rows, used, tuple(judge.refused), topics)


def _credited(engine: Engine, rule: Rule) -> pa.Table:
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
    credit = answer_on(engine, question("models"))
    return cells.join(credit, "cell", join_type="inner").drop_columns(["cell"]).sort_by(
        [(name, "ascending") for name in DIMENSIONS[:4]]
    )  # fmt: skip


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
