"""Keeps the lake small: each hour in one file, and of rows that are too old their totals.

One process at a time does it. Killed anywhere, no row is lost or counted twice: `lake.compaction`
and `lake.retention` say in which order they write.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from hongmao.core.clock import from_ms, to_ms
from hongmao.lake.compaction import compact
from hongmao.lake.places import Lake
from hongmao.lake.retention import kept_from_ms, prune
from hongmao.people.actions.chores import end_chore, hold_chore, leave_chore, take_chore
from hongmao.people.actions.devices import forget_old_devices

LAKE = "lake"
"""The chore's name; `hongmao lake` holds it too while it changes the lake."""
PATIENCE = timedelta(hours=1)
"""How long the chore is held: far longer than a merge takes."""
COUNTS = ("merged", "removed", "pruned", "devices")


def keep_lake(
    lake: Lake,
    at: datetime,
    every: timedelta,
    days: int,
    clock: Callable[[], datetime],
    stopped: Callable[[], bool] = lambda: False,
) -> Counter[str] | None:
    """Merge and prune what there is, unless that was done less than `every` ago.

    Returns files merged, files removed, rows pruned (those of the last `days` stay; 0: all) and
    devices forgotten; None where nothing is due, another process does it, or it was stopped.
    """
    held = take_chore(LAKE, at, every, PATIENCE)
    if held is None:
        return None
    counts = Counter(dict.fromkeys(COUNTS, 0))
    for done in _steps(lake, at, days):
        counts.update(done)
        if stopped():
            leave_chore(LAKE, held)
            return None
        if held - clock() < PATIENCE / 2:
            again = hold_chore(LAKE, held, clock(), PATIENCE)
            if again is None:
                return None  # another process took it for dead
            held = again
    kept_ms = kept_from_ms(lake)
    counts["devices"] = forget_old_devices(from_ms(kept_ms).date() if kept_ms else None)
    end_chore(LAKE, held, at, dict(counts))
    return counts


def _steps(lake: Lake, at: datetime, days: int) -> Iterator[dict[str, int]]:
    for merge in compact(lake, to_ms(at)):
        yield {"merged": merge.merged, "removed": merge.removed}
    for pruning in prune(lake, to_ms(at), days) if days else ():
        yield {"removed": pruning.files, "pruned": pruning.rows}
