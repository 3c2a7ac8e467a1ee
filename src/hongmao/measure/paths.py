"""Credit for path tables: `attribute(table, model=…)`, without the rest of Hongmao.

from hongmao.measure.paths import attribute

credits = attribute("paths.csv", model="markov", order=2)
credits.table          # an Arrow table
credits.used, credits.refused
"""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any

import msgspec
import pyarrow as pa

from hongmao.measure.checks import Refused
from hongmao.measure.models import shares
from hongmao.measure.models.chain import ORDERS
from hongmao.measure.models.journeys import Credit, Journeys
from hongmao.measure.models.markov import Hear, markov
from hongmao.measure.pathtable import CONVERSIONS, NULLS, PATH, VALUE, journeys_of
from hongmao.measure.tables import read_table

DAYS, TOUCHES = 7.0, 1.0
DIRECT = ("direct",)
COLUMNS = ("channel", "conversions", "value", "removal_effect", "removal_effect_value")


class Model(StrEnum):
    """How credit is shared."""

    FIRST = "first"
    LAST = "last"
    LAST_NON_DIRECT = "last-non-direct"
    LINEAR = "linear"
    POSITION = "position"
    TIME_DECAY = "time-decay"
    MARKOV = "markov"
    SHAPLEY = "shapley"


class BadRows(Exception):
    """Rows were refused and leave to go on without them was not given; nothing was credited."""

    def __init__(self, rows: int, used: int, refused: tuple[Refused, ...]) -> None:
        self.rows = rows
        self.used = used
        self.refused = refused
        super().__init__(" ".join(one.text() for one in refused))


class Credits(msgspec.Struct, frozen=True):
    """A model's answer, and what became of every row: `rows` is `used` plus all `refused`.

    `table` has a row for each channel, sorted by name: `channel`, `conversions`, `value` (null
    without values), `removal_effect` and `removal_effect_value` (null but for Markov).
    """

    table: pa.Table
    rows: int
    used: int
    refused: tuple[Refused, ...]


def attribute(
    table: Any,
    model: str = Model.MARKOV,
    *,
    order: int = 1,
    separator: str | None = None,
    half_life: float | None = None,
    direct: Collection[str] = DIRECT,
    skip_bad: bool = False,
    hear: Callable[[str, float], None] = lambda _stage, _done: None,
) -> Credits:
    """The credit of every channel in a path table.

    `table` is the path of a CSV or Parquet file, an Arrow table, a DuckDB relation, a pandas or
    Polars frame, with the columns `path`, `total_conversions`, and maybe `total_conversion_value`
    and `total_null`. `order` is Markov's, 1 to 4; `half_life` time decay's, in touches (1), because
    path tables have no times; `direct` the channels that last non-direct passes over. `hear` is
    told the stage and the part of it done.

    Raises `Refusal` where the table cannot be used, `BadRows` where rows cannot and `skip_bad` is
    not set, `ValueError` for a model or option that there is none of.
    """
    chosen = checked(model, order, half_life)
    hear("Reading", 0.0)
    source = read_table(table, (PATH, CONVERSIONS), (VALUE, NULLS), chunked=(PATH,))
    hear("Counting", 0.0)
    journeys, judge = journeys_of(source, separator)
    used, refused = int(judge.good.sum()), tuple(judge.refused)
    refuse(source.rows, used, refused, skip_bad=skip_bad)
    credit = credit_of(
        journeys, chosen, order, half_life, direct, lambda done: hear("Solving", done)
    )
    return Credits(table_of(journeys.channels, credit), source.rows, used, refused)


def checked(model: str, order: int, half_life: float | None) -> Model:
    """The model of that name. Raises `ValueError` where it or an option is none."""
    if order not in ORDERS:
        raise ValueError(f"Markov models have order 1 to 4, not {order}.")
    if half_life is not None and not 0 < half_life < float("inf"):
        raise ValueError(f"A half-life is above zero, not {half_life}.")
    try:
        return Model(model)
    except ValueError:
        raise ValueError(f"There is no model {model!r}. Choose from: {', '.join(Model)}.") from None


def refuse(rows: int, used: int, refused: tuple[Refused, ...], *, skip_bad: bool) -> None:
    """Stop where rows were refused, unless they may be skipped. Raises `BadRows`."""
    if refused and not skip_bad:
        raise BadRows(rows, used, refused)


def credit_of(
    journeys: Journeys,
    model: Model,
    order: int = 1,
    half_life: float | None = None,
    direct: Collection[str] = DIRECT,
    hear: Hear = lambda _: None,
) -> Credit:
    """What a model says of journeys. Raises `TooManyChannels`."""
    match model:
        case Model.MARKOV:
            return markov(journeys, order, hear)
        case Model.SHAPLEY:
            return shares.shapley(journeys)
        case Model.FIRST:
            shared = shares.first(journeys)
        case Model.LAST:
            shared = shares.last(journeys)
        case Model.LAST_NON_DIRECT:
            shared = shares.last_non_direct(journeys, direct)
        case Model.LINEAR:
            shared = shares.linear(journeys)
        case Model.POSITION:
            shared = shares.position(journeys)
        case Model.TIME_DECAY:
            usual = TOUCHES if journeys.ages is None else DAYS
            shared = shares.time_decay(journeys, half_life or usual)
    return shares.credit(journeys, shared)


def table_of(channels: list[str], credit: Credit) -> pa.Table:
    """The table of `Credits`."""
    figures = (credit.conversions, credit.values, credit.removal, credit.value_removal)
    columns = [
        pa.nulls(len(channels), pa.float64()) if figure is None else pa.array(figure, pa.float64())
        for figure in figures
    ]
    return pa.table([pa.array(channels, pa.string()), *columns], names=list(COLUMNS))
