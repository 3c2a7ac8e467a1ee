"""Pulls a marketplace's feeds in windows, from where the last pull stopped.

Each page is stored together with the place after it, so that a kill between two pages repeats at
most one page, and a repeat changes nothing. Windows reach back over the last one: rows that were
late or moved between pages come again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings as django_settings

from hongmao.core.clock import to_ms
from hongmao.core.connector import Connector, MarketplaceError, TryAgain, Window
from hongmao.orders import actions
from hongmao.orders.models import Feed

log = logging.getLogger(__name__)

FEEDS = ("orders", "refunds")
BAD_CURSOR = "1008"
"""The affiliate feed's word for a `position_index` it no longer knows."""


def pull_all(connector: Connector, at: datetime, stop: Callable[[], bool]) -> int:
    """Bring every feed of a marketplace up to `at`; returns how many revisions were new."""
    return sum(pull_feed(connector, kind, at, stop) for kind in FEEDS)


def pull_feed(connector: Connector, kind: str, at: datetime, stop: Callable[[], bool]) -> int:
    """Bring one feed up to `at`, page by page, until done, stopped or refused.

    What the marketplace refuses is kept as the feed's trouble and tried again next time.
    """
    values = django_settings.HONGMAO
    first = at - timedelta(days=values.taobao_backfill_days)
    feed = actions.start_feed(connector.name, kind, first)
    fresh = 0
    try:
        while not stop():
            fresh += _pull_page(connector, feed, _window(feed, connector, at))
            if not feed.cursor and feed.read_until >= at:
                break
    except MarketplaceError as error:
        _note(feed, error)
    return fresh


def _window(feed: Feed, connector: Connector, at: datetime) -> Window:
    """The window that is open, or the next one, opened; one beyond the horizon is given up."""
    oldest = to_ms(at) - connector.capabilities.horizon_ms
    if feed.window_start is not None and feed.window_end is not None:
        window = Window(to_ms(feed.window_start), to_ms(feed.window_end))
        if window.start_ms >= oldest:
            return window
    values = django_settings.HONGMAO
    length = connector.capabilities.window_ms
    # Windows start and end on whole seconds: the feeds know no finer time.
    overlap = min(values.taobao_overlap_minutes * 60_000, length // 2)
    start = to_ms(feed.read_until) - overlap
    start = max(start, oldest + length)
    start -= start % 1000
    window = Window(start, min(start + length, _whole_second_after(to_ms(at))))
    actions.open_window(feed, window)
    return window


def _whole_second_after(ms: int) -> int:
    return -(-ms // 1000) * 1000


def _pull_page(connector: Connector, feed: Feed, window: Window) -> int:
    if feed.kind == "orders":
        orders = connector.pull_orders(window, feed.cursor)
        return actions.keep_orders(feed, orders.revisions, orders.cursor)
    refunds = connector.pull_refunds(window, feed.cursor)
    return actions.keep_refunds(feed, refunds.revisions, refunds.cursor)


def _note(feed: Feed, error: MarketplaceError) -> None:
    if error.code == BAD_CURSOR:
        actions.drop_cursor(feed)
    elif isinstance(error, TryAgain):
        log.warning("%s: %s; trying again", feed, error)
        actions.note_trouble(feed, str(error))
    else:
        log.error("%s: %s", feed, error)
        actions.note_trouble(feed, str(error))
