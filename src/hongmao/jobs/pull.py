"""Pulls a marketplace's feeds in windows, from where the last pull stopped.

Each page is stored together with the place after it, so that a kill between two pages repeats at
most one page, and a repeat changes nothing. Windows reach back over the last one: rows that were
late or moved between pages come again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings as django_settings

from hongmao.core.clock import from_ms, to_ms
from hongmao.core.connector import (
    Connector,
    CursorLost,
    MarketplaceError,
    TryAgain,
    Window,
    WindowTooLong,
)
from hongmao.core.promotions import window_length
from hongmao.orders import actions
from hongmao.orders.models import Feed

log = logging.getLogger(__name__)


def feeds_of(connector: Connector) -> tuple[str, ...]:
    """The feeds that a marketplace has."""
    return ("orders", "refunds", *(("collects",) if connector.capabilities.collects else ()))


def pull_all(connector: Connector, at: datetime, stop: Callable[[], bool]) -> int:
    """Bring every feed of a marketplace up to `at`; returns how many rows were new."""
    return sum(pull_feed(connector, kind, at, stop) for kind in feeds_of(connector))


def pull_feed(connector: Connector, kind: str, at: datetime, stop: Callable[[], bool]) -> int:
    """Bring one feed up to `at`, page by page, until done, stopped or refused.

    What the marketplace refuses is kept as the feed's trouble and tried again next time.
    """
    values = django_settings.HONGMAO
    first = at - timedelta(days=values.pull_backfill_days)
    feed = actions.start_feed(connector.name, kind, first)
    counted: list[int] = []
    try:
        read_feed(connector, feed, at, stop, counted.append)
    except MarketplaceError as error:
        note(feed, error)
    return sum(counted)


def read_feed(
    connector: Connector,
    feed: Feed,
    at: datetime,
    stop: Callable[[], bool],
    kept: Callable[[int], None],
) -> None:
    """Read a feed's pages until done or stopped; `kept` is told how many rows of each were new.

    A feed is read up to `at`, the moment of asking, or as far as it was asked for. Raises what the
    marketplace refuses, except what is mended here: a forgotten place, and a window too long.
    """
    until = from_ms(to_ms(min(feed.asked_until or at, at)))  # windows end on no finer moment
    if feed.asked_until and _read(feed, until):
        return
    begun_again = False  # a place forgotten over and over is for a person to look at
    while not stop():
        window = _window(feed, connector, at, until)
        try:
            kept(_pull_page(connector, feed, window))
        except CursorLost:
            lost = feed.cursor
            actions.drop_cursor(feed)
            if not lost or begun_again:
                raise
            begun_again = True
        except WindowTooLong:
            _shorten(feed, connector, window)
        if _read(feed, until):
            return


def _read(feed: Feed, until: datetime) -> bool:
    return not feed.cursor and feed.window_end is None and feed.read_until >= until


def _window(feed: Feed, connector: Connector, at: datetime, until: datetime) -> Window:
    """The window that is open, or the next one, opened; one beyond the horizon is given up."""
    allowed = connector.capabilities
    oldest = to_ms(at) - allowed.horizon_ms
    if feed.window_start is not None and feed.window_end is not None:
        window = Window(to_ms(feed.window_start), to_ms(feed.window_end))
        if window.start_ms >= oldest:
            return window
    promotions = django_settings.HONGMAO.promotion_windows
    read = to_ms(feed.read_until)
    earliest = read - _overlap_ms(feed, allowed.window_ms)
    length = window_length(allowed, promotions, earliest, to_ms(at))
    # Windows start and end on whole seconds: the feeds know no finer time.
    start = max(read - _overlap_ms(feed, length), oldest + length)
    start -= start % 1000
    window = Window(start, min(start + length, _whole_second_after(to_ms(until))))
    actions.open_window(feed, window)
    return window


def _overlap_ms(feed: Feed, length_ms: int) -> int:
    """How far a window reaches back over the last: not at all in a span that is long past."""
    if feed.asked_until:
        return 0
    asked: int = django_settings.HONGMAO.pull_overlap_minutes * 60_000
    return min(asked, length_ms // 2)


def _shorten(feed: Feed, connector: Connector, window: Window) -> None:
    """Open a shorter window in place of one that the marketplace does not serve.

    First the length of promotions, then halves. Raises the marketplace's refusal where the window
    would no longer move on over its overlap.
    """
    length = window.end_ms - window.start_ms
    promotion = connector.capabilities.promotion_window_ms
    shorter = promotion if promotion < length else length // 2
    shorter -= shorter % 1000
    if shorter <= max(1000, _overlap_ms(feed, promotion)):
        raise WindowTooLong("window", f"Windows of {length // 1000} seconds are still too long.")
    actions.open_window(feed, Window(window.start_ms, window.start_ms + shorter))


def _whole_second_after(ms: int) -> int:
    return -(-ms // 1000) * 1000


def _pull_page(connector: Connector, feed: Feed, window: Window) -> int:
    kind = feed.kind.removeprefix(actions.BACKFILL)
    if kind == "orders":
        orders = connector.pull_orders(window, feed.cursor)
        return actions.keep_orders(feed, orders.revisions, orders.cursor)
    if kind == "refunds":
        refunds = connector.pull_refunds(window, feed.cursor)
        return actions.keep_refunds(feed, refunds.revisions, refunds.cursor)
    collects = connector.pull_collects(window, feed.cursor)
    return actions.keep_collects(feed, collects.collects, collects.cursor)


def note(feed: Feed, error: MarketplaceError) -> None:
    """Keep what a marketplace refused, in its own words."""
    if isinstance(error, TryAgain):
        log.warning("%s: %s; trying again", feed, error)
    else:
        log.error("%s: %s", feed, error)
    actions.note_trouble(feed, str(error))
