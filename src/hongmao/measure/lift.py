"""Lift by holdout: `lift(readers)`, what was bought for being shown a note, without Hongmao's rest.

A reader is assigned to an arm before ranking: `shown`, or `ghost`, who is kept from the campaign's
notes while it is logged what would have been seen. Compared are all who would have seen one, in the
arm they were assigned to, whatever became of it. It needs what both arms bought, and so a brand's
or marketplace's orders by reader, not only those that came by a link.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from hongmao.core.reasons import Reason, Refusal
from hongmao.measure.checks import Judge, Refused
from hongmao.measure.models.journeys import Floats, Places
from hongmao.measure.paths import refuse
from hongmao.measure.pathtable import named
from hongmao.measure.sequence import PLANNED, always_valid
from hongmao.measure.tables import read_table

SHOWN, GHOST = "shown", "ghost"
LEAST = 2
SKEWED = 0.001
"""A split less likely than this under the share it was drawn with is no accident."""


class Lift(msgspec.Struct, frozen=True):
    """What a campaign added, in orders a reader shown (`effect`) and in all (`added`).

    `low` and `high` are the interval of `effect` for one look, `always_low` and `always_high` for
    any number of looks. `base` is what a ghost bought. `error` is the standard error of `effect`.
    `split` is the probability of so uneven a split, None where no share was given: below .001 the
    assignment is broken and nothing else here is to be trusted.
    """

    campaign: str
    shown: int
    ghosts: int
    base: float
    effect: float
    error: float
    low: float
    high: float
    always_low: float
    always_high: float
    split: float | None

    @property
    def added(self) -> float:
        """Orders added among all who were shown the campaign."""
        return self.effect * self.shown

    @property
    def sound(self) -> bool:
        """Whether the arms are as large as they should be; True where no share was given."""
        return self.split is None or self.split >= SKEWED


class Lifts(msgspec.Struct, frozen=True):
    """The lift of each campaign, sorted by name, and what became of every row."""

    campaigns: tuple[Lift, ...]
    rows: int
    used: int
    refused: tuple[Refused, ...]

    @property
    def table(self) -> pa.Table:
        """A row for each campaign."""
        names = [*Lift.__struct_fields__, "added"]
        rows = [{name: getattr(one, name) for name in names} for one in self.campaigns]
        return pa.Table.from_pylist(rows, schema=SCHEMA)


_WHOLE = {"campaign": pa.string(), "shown": pa.int64(), "ghosts": pa.int64()}
SCHEMA = pa.schema(
    [(name, _WHOLE.get(name, pa.float64())) for name in (*Lift.__struct_fields__, "added")]
)


def lift(
    readers: Any,
    *,
    share: float | None = None,
    level: float = 0.95,
    planned: int = PLANNED,
    skip_bad: bool = False,
) -> Lifts:
    """The lift of every campaign in a table of eligible readers.

    `readers` may be what `attribute` takes, with the columns `reader`, `arm` (`shown`, `ghost`),
    `orders`, and maybe `before` (orders of the period before, which takes out what habit explains:
    CUPED) and `campaign`. `share` is the part that was to be held out; `planned` the number of
    readers at which the always-valid interval is tightest.

    Raises `Refusal` where the table cannot be used or an arm has fewer than two readers, `BadRows`
    where rows cannot and `skip_bad` is not set, `ValueError` for an option that is none.
    """
    if not 0 < level < 1 or (share is not None and not 0 < share < 1):
        raise ValueError(f"A level and a share lie between 0 and 1: {level}, {share}.")
    judge = Judge(read_table(readers, ("reader", "arm", "orders"), ("before", "campaign"),
                             name="readers"))  # fmt: skip
    columns = _judged(judge)
    used, refused = int(judge.good.sum()), tuple(judge.refused)
    refuse(judge.source.rows, used, refused, skip_bad=skip_bad)
    found = tuple(
        compare(name, ghost, orders, before, share=share, level=level, planned=planned)
        for name, ghost, orders, before in _by_campaign(columns, judge.good)
    )
    return Lifts(found, judge.source.rows, used, refused)


Columns = tuple[list[str], Places, Places, Floats, Floats | None]


def _judged(judge: Judge) -> Columns:
    """Campaigns' names, and by row the campaign, whether a ghost, orders, and those before."""
    given = judge.source.columns
    reader = named(judge.names("reader"))[1]
    arms, arm = named(judge.names("arm"))
    judge.refuse(~np.isin(arms, (SHOWN, GHOST))[arm], Reason.ARM_UNKNOWN, "arm")
    labels, place = ["all"], np.zeros(len(reader), np.int64)
    if "campaign" in given:
        names, codes = named(judge.names("campaign"))
        known, ranks = np.unique(names, return_inverse=True)
        labels, place = known.tolist(), ranks[codes]
    orders = judge.numbers("orders")
    before = judge.numbers("before") if "before" in given else None
    good = np.flatnonzero(judge.good)
    again = np.ones(len(reader), bool)
    pairs = place[good] * (int(reader.max(initial=0)) + 1) + reader[good]
    again[good[np.unique(pairs, return_index=True)[1]]] = False
    judge.refuse(again, Reason.READER_TWICE, "reader")
    return labels, place, (arms[arm] == GHOST).astype(np.int64), orders, before


def _by_campaign(
    columns: Columns, good: Any
) -> Iterator[tuple[str, Places, Floats, Floats | None]]:
    labels, place, ghost, orders, before = columns
    for number, label in enumerate(labels):
        rows = np.flatnonzero(good & (place == number))
        if len(rows):
            yield label, ghost[rows], orders[rows], None if before is None else before[rows]


def compare(
    campaign: str, ghost: Places, orders: Floats, before: Floats | None = None, *,
    share: float | None = None, level: float = 0.95, planned: int = PLANNED,
) -> Lift:  # fmt: skip
    """The lift of one campaign, from arrays with a place for each eligible reader.

    Raises `Refusal` where an arm has fewer than two readers.
    """
    import tea_tasting

    ghosts = int(ghost.sum())
    shown = len(ghost) - ghosts
    if min(ghosts, shown) < LEAST:
        raise Refusal(Reason.ARM_EMPTY, campaign=campaign, shown=shown, ghosts=ghosts)
    habit = "before" if before is not None and before.any() else None
    metrics = {"orders": tea_tasting.Mean("orders", habit, confidence_level=level)}
    if share is not None:
        metrics["split"] = tea_tasting.SampleRatio({0: share, 1: 1 - share})
    data = {"shown": 1 - ghost, "orders": orders}
    answer = tea_tasting.Experiment(metrics, variant="shown").analyze(
        pa.table(data if habit is None else data | {"before": before}), control=0
    )
    found = answer["orders"]
    effect, low, high = found.effect_size, found.effect_size_ci_lower, found.effect_size_ci_upper
    error = effect / found.statistic if found.statistic else (high - low) / 4
    around = always_valid(error, len(ghost), level, planned)
    return Lift(
        campaign, shown, ghosts, float(found.control), float(effect), float(error), float(low),
        float(high), float(effect - around), float(effect + around),
        None if share is None else float(answer["split"].pvalue),
    )  # fmt: skip
