"""What unambiguous matches teach: the clocks' skew, the tolerance, and how crowded is too crowded.

Samples are distances (ours less theirs, ms) of orders whose click is known without looking at the
distance: a click id came back, or only one placement held the lease and had only one click within
the ceiling. So a tight tolerance does not choose its own samples.

- **skew**: the median, with its sign turned. Half the samples may be wrong before it breaks.
- **tolerance**: twice the 95 % quantile of what is left, between floor and ceiling. One sample in
  twenty may be wrong (a chance click, a phone that takes a minute) before it widens.
- **crowd**: of the orders whose lease only one placement held, some have no click within the
  tolerance (the marketplace's own link was passed on, a phone was slow). Such an order on a shared
  lease is credited wrongly where a rival's click is near by chance: at most `RISK` of the orders
  matched, for `crowd` clicks on rivals within `CROWD_MS` to both sides.

With fewer than `LEAST` samples nothing is learned: the tolerance is the ceiling, the skew 0.
"""

import math
from collections.abc import Sequence
from statistics import median

import msgspec

from hongmao.core.matching import CROWD_MS, Fit, Grade, Judgement

LEAST = 50
QUANTILE = 0.95
MARGIN = 2
FLOOR_MS = 2_000
"""Marketplaces tell whole seconds: twice that is as near as two clocks can be known to be."""
RISK = 0.002
PRIOR_STRAYS, PRIOR_WATCHED = 2, 4
"""Counted in before any order was seen, so that few orders prove little (Agresti and Coull)."""


class Lesson(msgspec.Struct, frozen=True):
    """A `Fit` with what it rests on: samples, orders watched, and strays among them."""

    fit: Fit
    samples: int = 0
    watched: int = 0
    strays: int = 0


def learn(distances: Sequence[int], watched: int, strays: int, ceiling_ms: int) -> Lesson:
    """The fit that these samples teach.

    `watched` orders had a lease that only one placement held; `strays` of them had no click within
    the tolerance in force (`is_stray`).
    """
    skew_ms, tolerance_ms = 0, ceiling_ms
    if len(distances) >= LEAST:
        skew_ms = -round(median(distances))
        left = sorted(abs(distance + skew_ms) for distance in distances)
        widest = left[math.ceil(QUANTILE * len(left)) - 1]
        tolerance_ms = min(max(MARGIN * widest, FLOOR_MS), ceiling_ms)
    stray_share = (strays + PRIOR_STRAYS) / (watched + PRIOR_WATCHED)
    crowd = math.floor(RISK / stray_share * CROWD_MS / tolerance_ms)
    fit = Fit(tolerance_ms, skew_ms, ceiling_ms, crowd)
    return Lesson(fit, len(distances), watched, strays)


def is_stray(judgement: Judgement) -> bool:
    """Whether an order whose lease one placement held has no click within the tolerance."""
    fit = judgement.fit
    near = fit is not None and abs(judgement.distance_ms) <= fit.tolerance_ms
    return judgement.grade is Grade.NONE or not near


def differs(new: Fit, old: Fit) -> bool:
    """Whether a fit is so unlike another that it should take its place.

    Small drifts change no judgement worth telling; each change is evidence to keep.
    """
    return (
        new.ceiling_ms != old.ceiling_ms
        or abs(new.skew_ms - old.skew_ms) > old.tolerance_ms / 8
        or not 0.8 * old.tolerance_ms <= new.tolerance_ms <= 1.25 * old.tolerance_ms
        or not 0.7 * old.crowd - 1 <= new.crowd <= 1.5 * old.crowd + 1
    )
