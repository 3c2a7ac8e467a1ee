"""Credit for touches one by one: `attribute_touches(touches, conversions, model=…)`.

`touches` has `journey`, `channel`, `at_ms`; `conversions` has `journey`, `at_ms`, and maybe
`value`. What a journey is, the caller says: a reader and a brand, say. A journey without a
conversion came to nothing. A channel may be a note, a creator, a surface, a topic, a campaign.
"""

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pyarrow as pa

from hongmao.core.reasons import Reason
from hongmao.measure.checks import Judge
from hongmao.measure.models.journeys import Floats, Journeys, Places
from hongmao.measure.paths import DIRECT, Credits, Model, checked, credit_of, refuse, table_of
from hongmao.measure.pathtable import begins, named, present
from hongmao.measure.tables import read_table


def attribute_touches(
    touches: Any,
    conversions: Any,
    model: str = Model.MARKOV,
    *,
    order: int = 1,
    half_life: float | None = None,
    direct: Collection[str] = DIRECT,
    skip_bad: bool = False,
    hear: Callable[[float], None] = lambda _: None,
) -> Credits:
    """The credit of every channel, from touches and conversions with their times.

    Both tables may be what `attribute` takes. Times are milliseconds UTC, timestamps with a zone,
    or ISO 8601 with an offset. Touches at the same millisecond are taken by channel name, so that
    the order of rows never matters; a touch at the conversion's own millisecond comes before it.
    `half_life` is in days (7). The rows of `Credits` are those of both tables.

    Raises as `attribute` does.
    """
    chosen = checked(model, order, half_life)
    seen = Judge(read_table(touches, ("journey", "channel", "at_ms"), name="touches"))
    won = Judge(read_table(conversions, ("journey", "at_ms"), ("value",), name="conversions"))
    journeys = gather(seen, won)
    rows = seen.source.rows + won.source.rows
    used, refused = int(seen.good.sum() + won.good.sum()), (*seen.refused, *won.refused)
    refuse(rows, used, refused, skip_bad=skip_bad)
    credit = credit_of(journeys, chosen, order, half_life, direct, hear)
    return Credits(table_of(journeys.channels, credit), rows, used, refused)


def gather(seen: Judge, won: Judge) -> Journeys:
    """The journeys of two tables; refuses touches after a conversion, and conversions that repeat
    or have no touch before them."""
    ids, converted = _alike(seen.names("journey"), won.names("journey"))
    names, places = named(seen.names("channel"))
    channels, rank = np.unique(names, return_inverse=True)
    steps = rank[places]
    at, won_at = seen.times("at_ms"), won.times("at_ms")
    has_values = "value" in won.source.columns
    worth = won.numbers("value") if has_values else np.zeros(len(converted))
    size = int(max(ids.max(initial=-1), converted.max(initial=-1))) + 1
    _once(converted, won)
    moment = np.full(size, np.iinfo(np.int64).max)
    moment[converted[won.good]] = won_at[won.good]
    seen.refuse(at > moment[ids], Reason.TOUCH_AFTER_CONVERSION, "at_ms")
    touched = np.bincount(ids[seen.good], minlength=size)
    won.refuse(touched[converted] == 0, Reason.CONVERTED_UNTOUCHED, "journey")
    outcome, value = np.zeros(size), np.zeros(size)
    outcome[converted[won.good]] = 1.0
    value[converted[won.good]] = worth[won.good]
    ages: Floats = np.where(outcome[ids] > 0, moment[ids] - at, 0).astype(np.float64)
    order = np.lexsort((steps, at, ids))
    order = order[seen.good[order]]
    kept = np.flatnonzero(touched)
    return Journeys(
        *present(channels.tolist(), steps[order]), begins(touched[kept]),
        outcome[kept], 1.0 - outcome[kept], value[kept] if has_values else None, ages[order],
    )  # fmt: skip


def _alike(one: Any, other: Any) -> tuple[Places, Places]:
    """Names of two columns, numbered alike and in the order of the names."""
    names, places = named(pa.concat_arrays([one, other]))
    ranked = np.unique(names, return_inverse=True)[1][places]
    return ranked[: len(one)], ranked[len(one) :]


def _once(converted: Places, won: Judge) -> None:
    good = np.flatnonzero(won.good)
    again = np.ones(len(converted), bool)
    again[good[np.unique(converted[good], return_index=True)[1]]] = False
    won.refuse(again, Reason.CONVERTED_TWICE, "journey")
