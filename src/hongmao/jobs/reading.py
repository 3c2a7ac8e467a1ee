"""Brings what the log counted as reads to the notes, by which the feed judges them."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice

from hongmao.lake.places import Lake, place
from hongmao.measure.runner import ask
from hongmao.measure.seeding.hours import count_hours
from hongmao.notes.actions.reads import AT_ONCE, count_reads

COUNTED = timedelta(days=62)
"""Hours that pages ask for, which are counted ahead: two months and a bit."""
KEPT = timedelta(days=30)
"""Reads count for so long: by then a note's freshness is a thousandth."""


def count_all(lake: Lake, at: datetime) -> int:
    """Count the reads of the last 30 days; returns how many notes changed. Safe to run twice."""
    since = f"{at - KEPT:%Y%m%d%H}"
    folders = (name.removeprefix("hour=") for name in place(lake).folders("reads"))
    hours = [hour for hour in folders if hour >= since]
    if not hours:
        return 0
    reads = {row["note"]: row["views"] for row in ask("readers", lake, hours=hours)}
    return sum(count_reads(some) for some in _batches(reads))


def count_recent_hours(lake: Lake, at: datetime) -> tuple[str, ...]:
    """Count the hours whose segments changed, as pages read them; returns these. Safe to run twice.

    A page counts nothing itself: it reads what is counted.
    """
    return count_hours(lake, since=f"{at - COUNTED:%Y%m%d%H}").anew


def _batches(reads: Mapping[int, int]) -> Iterator[dict[int, int]]:
    pairs = iter(reads.items())
    while some := dict(islice(pairs, AT_ONCE)):
        yield some
