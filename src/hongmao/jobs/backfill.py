"""Pulls a span of the past again: what was missed while nobody pulled, or before we began.

Where it stands is kept with each page, so that a run that was killed goes on where it stopped.
"""

import time
from collections.abc import Callable
from datetime import datetime

from hongmao.core.connector import Connector, MarketplaceError, TryAgain
from hongmao.jobs.pull import feeds_of, note, read_feed
from hongmao.orders.actions import start_backfill
from hongmao.orders.models import Feed

Told = Callable[[Feed, int], None]
"""What is told after each page: the feed, and how many of the page's rows were new."""

LONGEST_WAIT_S = 60.0


def start(connector: Connector, first: datetime, last: datetime) -> list[Feed]:
    """The feeds of a marketplace, to be read from `first` up to `last`."""
    return [start_backfill(connector.name, kind, first, last) for kind in feeds_of(connector)]


def backfill(
    connector: Connector,
    feed: Feed,
    at: datetime,
    told: Told,
    stop: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Read one of these feeds to its end; `at` is now. What passes by itself is waited out.

    A wait is at most `LONGEST_WAIT_S`, then it is tried again. Raises `MarketplaceError` for what a
    person has to mend.
    """
    while not stop():
        try:
            read_feed(connector, feed, at, stop, lambda fresh: told(feed, fresh))
        except TryAgain as busy:
            note(feed, busy)
            told(feed, 0)
            sleep(min(busy.wait_s, LONGEST_WAIT_S))
        except MarketplaceError as error:
            note(feed, error)
            raise
        else:
            return
