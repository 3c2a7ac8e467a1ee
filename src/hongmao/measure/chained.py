"""Markov's removal effects over the lake's own touches: exact, for every note.

    found = chain_orders("s3://bucket/lake", orders, by="note", order=2)

Orders, readers and touches are those of `credit_orders`; the question is `walks`. Every order
looks back by itself; what a person was shown and clicked of a brand that no order looks back on
came to nothing, and counts as that.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from hongmao.measure.credited import (
    DIMENSIONS,
    NOBODY,
    Hear,
    OrderCredit,
    Ready,
    Rule,
    bring,
    by_topic,
)
from hongmao.measure.engines import DUCKDB
from hongmao.measure.models.journeys import Journeys
from hongmao.measure.models.markov import markov
from hongmao.measure.paths import COLUMNS, Credits, checked, table_of
from hongmao.measure.pathtable import begins
from hongmao.measure.runner import answer_on, question


def chain_orders(
    lake: Any,
    orders: Any,
    *,
    by: str = "note",
    order: int = 1,
    rule: Rule | None = None,
    identities: pa.Table = NOBODY,
    topics: pa.Table | None = None,
    engine: str = DUCKDB,
    skip_bad: bool = False,
    hear: Hear = lambda _stage, _done: None,
) -> Credits:
    """Credit orders by what would be lost without each note, creator, campaign, surface or topic.

    `table` has that column in place of `channel`; a topic has its share of its notes' credit, and
    no effect of its own. A view that weighs 0 is no touch; otherwise views and clicks count alike:
    a chain knows places alone. Raises as `credit_orders` does, `ValueError` for another order.
    """
    if by not in DIMENSIONS:
        raise ValueError(f"Credit goes by {', '.join(DIMENSIONS)}, not by {by}.")
    checked("markov", order, None)
    subject = "note" if by == "topic" else by
    with bring(lake, orders, rule or Rule(), identities, engine, skip_bad, hear) as ready:
        hear("Following journeys", 0.3)
        walks = answer_on(ready.engine, question("walks"))
    names, journeys = _journeys(ready, walks, subject)
    credit = markov(journeys, order, lambda done: hear("Solving", 0.5 + done / 2))
    table = table_of(journeys.channels, credit).set_column(0, subject, names)
    if by == "topic":
        table = _topics(table, topics)
    judge = ready.judge
    return Credits(table, judge.source.rows, int(judge.good.sum()), tuple(judge.refused))


def _journeys(ready: Ready, walks: pa.Table, subject: str) -> tuple[pa.Array, Journeys]:
    """The journeys between the subjects that were touched, and the subjects."""
    columns = ("won", "journey", "at_ms", "cell", "click")
    won, journey, at, cell, click = (walks[name].to_numpy() for name in columns)
    order = np.lexsort((click, cell, at, journey, won))
    won, journey, cell = won[order], journey[order], cell[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (won[1:] != won[:-1]) | (journey[1:] != journey[:-1])
    first = np.flatnonzero(fresh)
    outcome = won[first].astype(np.float64)
    subjects = np.array(ready.cells[subject].to_pylist())[cell]
    names, steps = np.unique(subjects, return_inverse=True)
    return pa.array(names.tolist(), ready.cells[subject].type), Journeys(
        [str(name) for name in names], steps.astype(np.int64),
        begins(np.diff(np.append(first, len(order)))), outcome, 1.0 - outcome,
        _worth(ready, won[first], journey[first]),
    )  # fmt: skip


def _worth(ready: Ready, won: Any, journey: Any) -> Any:
    """What the order of each journey was worth, minor units; 0 where there was none."""
    good = ready.judge.good
    numbers = ready.judge.numbers("conversion")[good].astype(np.int64)
    values = ready.judge.numbers("value")[good]
    place = np.argsort(numbers)
    worth = np.zeros(len(journey))
    worth[won == 1] = values[place[np.searchsorted(numbers, journey[won == 1], sorter=place)]]
    return worth


def _topics(table: pa.Table, topics: pa.Table | None) -> pa.Table:
    figures = COLUMNS[1:3]
    shared = by_topic(table, topics, figures).group_by("topic").aggregate(
        [(name, "sum") for name in figures]
    )  # fmt: skip
    shared = shared.select(["topic", *(f"{name}_sum" for name in figures)])
    nulls = pa.nulls(shared.num_rows, pa.float64())
    columns = [*shared.columns, nulls, nulls]
    return pa.table(columns, names=["topic", *COLUMNS[1:]]).sort_by("topic")


def figures_of(found: OrderCredit, by: str, model: str) -> pa.Table:
    """One model's credit of each subject: `touches`, `conversions`, `value`."""
    table = found.by(by)
    names = [by, "touches", f"{model}_conversions", f"{model}_value"]
    return table.select(names).rename_columns([by, "touches", "conversions", "value"])
