"""How long a pool of adzones lasts, from what is leased now and what comes free."""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

HORIZON_DAYS = 365
"""Beyond this the answer is "not in sight"."""


class Supply(msgspec.Struct, frozen=True):
    """A pool as it stands: how many adzones there are, and how many no order can carry now.

    `leased_a_day` is how many free ones new links take; `days_left` until the last is taken, 0
    where none is free now, None where that is not in sight.
    """

    total: int
    free: int
    leased_a_day: float
    days_left: int | None


def days_left(
    free: int, leased_a_day: float, coming: Sequence[float], ended_a_day: float, memory_days: int
) -> int | None:
    """Whole days until a pool has no free adzone; None where that is not in sight.

    `coming` says in how many days adzones come free whose links have ended. A link that ends today
    frees its adzone after `memory_days`, so `coming` is all there is until then; from then on
    `ended_a_day` come free each day, as many as ended lately.
    """
    if free <= 0:
        return 0
    known = sorted(coming)
    for day in range(1, HORIZON_DAYS + 1):
        freed = bisect_right(known, day) + ended_a_day * max(0, day - memory_days)
        if free + freed - leased_a_day * day <= 0:
            return day
    return None
