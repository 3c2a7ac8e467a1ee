"""Promotion seasons, in which marketplaces serve shorter windows of their feeds."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from hongmao.core.clock import to_ms
from hongmao.core.connector import Capabilities, Window

BEIJING = timezone(timedelta(hours=8))
"""What a calendar's times are in where they name no zone."""


def parse_promotion(text: str) -> Window:
    """A season written `2026-11-10T20:00/2026-11-12T00:00`, Beijing time unless it says another.

    Raises `ValueError` where it is not one, or ends before it begins.
    """
    first, slash, last = text.partition("/")
    if not slash:
        raise ValueError(f"{text!r} is not a season: write 2026-11-10T20:00/2026-11-12T00:00")
    start, end = (_moment(part) for part in (first, last))
    if start >= end:
        raise ValueError(f"{text!r} ends before it begins")
    return Window(to_ms(start), to_ms(end))


def window_length(
    allowed: Capabilities, promotions: Iterable[Window], start_ms: int, now_ms: int
) -> int:
    """How long a window from `start_ms` may be, in milliseconds.

    The promotion's length where it is asked for in a season, or would reach into one: then there
    are more orders in it than usual.
    """
    end_ms = start_ms + allowed.window_ms
    short = any(
        season.start_ms <= now_ms < season.end_ms
        or (season.start_ms < end_ms and start_ms < season.end_ms)
        for season in promotions
    )
    return min(allowed.window_ms, allowed.promotion_window_ms) if short else allowed.window_ms


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text.strip())
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)
