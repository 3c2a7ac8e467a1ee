"""A worker's pulls over a home of their own; `tests.run` calls these over HONGMAO_HOME."""

import logging
import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.utils import timezone

from hongmao.jobs.pull import feeds_of, pull_all
from hongmao.links.marketplaces import connector
from hongmao.orders.models import Feed, Order, Refund, Revision
from tests.template import migrate


def straight() -> dict[str, Any]:
    """Pull until every feed is read up to the moment of asking; answers the state."""
    logging.disable()
    migrate()
    pull(lambda: False)
    return dump()


def pull(stop: Callable[[], bool]) -> None:
    """Pull until every feed is read up to now, whatever the marketplace does meanwhile."""
    source, at = connector("taobao"), timezone.now()
    read = Feed.objects.filter(read_until__gte=at, window_end=None)
    while read.count() < len(feeds_of(source)):
        pull_all(source, at, stop)


def shaken() -> dict[str, Any]:
    """The same, in processes that are killed `HONGMAO_TEST_KILLS` times, each after a few pages.

    Each is forked from this one so that it begins at once, and killed as a power cut would, some
    milliseconds after it begins a page. Ends early where nothing is left to pull. Answers how many
    were killed, how many different places they left, and the state.
    """
    logging.disable()
    migrate()
    chance, killed, places = random.Random(20261124), 0, set()
    pages = int(os.environ["HONGMAO_TEST_PAGES"])
    while killed < int(os.environ["HONGMAO_TEST_KILLS"]):
        if not _kill_one(chance.randint(1, pages), chance.uniform(0, 0.05)):
            break
        killed += 1
        places |= {(f.kind, str(f.read_until), f.cursor) for f in Feed.objects.all()}
    return {"kills": killed, "places": len(places), "state": straight()}


def _kill_one(pages: int, delay_s: float) -> bool:
    """Whether a pull was killed after it began so many pages, and not over before."""
    connections.close_all()
    heard, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        pull(lambda: os.write(told, b".") == 0)
        os._exit(0)
    os.close(told)
    begun = all(os.read(heard, 1) for _ in range(pages))
    time.sleep(delay_s)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(heard)
    return begun


def dump() -> dict[str, Any]:
    """All that was pulled, without keys and times of ours."""
    order = "order__trade_id"
    return {
        "orders": list(
            Order.objects.order_by("trade_id").values_list(
                "trade_id", "status", "paid", "fee", "refunded", "fee_returned", "lease"
            )
        ),
        "revisions": list(Revision.objects.order_by(order, "digest").values_list(order, "digest")),
        "refunds": list(Refund.objects.order_by("digest").values_list("trade_id", "digest")),
    }
