"""Home folders outside the test process; `tests.run` calls these over HONGMAO_HOME."""

import logging
import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from hongmao.core.clock import to_ms
from hongmao.core.events import Click, encode, pack_group
from hongmao.core.frames import Header, pack_frame, pack_header
from hongmao.jobs.worker import Worker
from hongmao.ledger.models import Entry, Transfer
from hongmao.links.models import Lease
from hongmao.measure.runner import ask
from hongmao.orders.models import Feed, Match, Order, Revision
from hongmao.settlement.models import Commission
from tests.factories import make_placement
from tests.template import migrate

PLACEMENTS, SEGMENTS, CLICKS = 4, 24, 30


def seed() -> dict[str, Any]:
    """A database with placements, and sealed segments with clicks on them, one a second."""
    migrate()
    placements = [make_placement() for _ in range(PLACEMENTS)]
    Lease.objects.update(starts_at=timezone.now() - timedelta(days=1))
    log = bytes.fromhex("ab" * 16)
    folder: Path = settings.HONGMAO.log_folder / log.hex()
    folder.mkdir(parents=True)
    first_ms = to_ms(timezone.now()) - SEGMENTS * CLICKS * 1000
    clicks = []
    for segment in range(SEGMENTS):
        events = []
        for place in range(CLICKS):
            number = segment * CLICKS + place
            placement = placements[number % PLACEMENTS]
            at_ms = first_ms + number * 1000 + 137
            events.append(
                encode(
                    Click(
                        at_ms, f"click-{number:05d}", placement.link.code, placement.pk,
                        placement.note_id, placement.creator_id, placement.brand_id,
                        placement.campaign_id, f"r{number}", "", "note", "sent",
                    )
                )
            )  # fmt: skip
            clicks.append({"placement": number % PLACEMENTS, "at_ms": at_ms})
        content = pack_header(Header(log, segment, first_ms)) + pack_frame(pack_group(events))
        (folder / f"{segment:08d}.seg").write_bytes(content)
    return {
        "clicks": clicks,
        "placements": [
            {"item_id": p.product.item_id, "adzone": p.lease.name} for p in placements if p.product
        ],
    }


SPREAD = 5
"""Different states that a worker's kills should leave."""


def shake() -> dict[str, Any]:
    """Kill a worker `HONGMAO_TEST_KILLS` times or more at random moments, then let one rest.

    Each is a process of its own, forked from this one so that it begins at once, and killed as a
    power cut would. Answers how far each got, and the state in the end.
    """
    chance, reached = random.Random(20251107), list[list[int]]()
    kills = int(os.environ["HONGMAO_TEST_KILLS"])
    # On a busy machine a worker takes longer to get anywhere: go on until the kills have spread.
    while len(reached) < kills or (len({*map(tuple, reached)}) < SPREAD and len(reached) < 50):
        pid = os.fork()
        if pid == 0:
            logging.disable()
            os._exit(Worker().run())
        time.sleep(chance.uniform(0.0, 0.1 + len(reached) * 0.1))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        reached.append(how_far(settings.HONGMAO.home))
    return {"reached": reached, "state": rest()}


def how_far(home: Path) -> list[int]:
    """How many segments, orders and transfers a killed worker left."""
    segments = len(list((home / "lake" / "_shipped").glob("*.json")))
    with closing(sqlite3.connect(home / "hongmao.sqlite3")) as database:
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("orders_order", "ledger_transfer")
        ]
    return [segments, *counts]


def rest() -> dict[str, Any]:
    """Work until nothing is left to do; answers the state."""
    worker, began = Worker(), timezone.now()
    worker.prepare()
    while True:
        worker.round()
        read = Feed.objects.filter(read_until__gte=began, window_end__isnull=True).count()
        if read == 2 and not Order.objects.filter(Q(needs_match=True) | Q(needs_books=True)):
            return dump()


def dump() -> dict[str, Any]:
    """All that the worker made of them, without keys and times of ours."""
    lake = settings.HONGMAO.lake_folder
    order = "order__trade_id"
    return {
        "orders": list(
            Order.objects.order_by("trade_id").values_list(
                "trade_id", "status", "paid", "fee", "fee_returned", "needs_match", "needs_books"
            )
        ),
        "revisions": list(Revision.objects.order_by(order, "digest").values_list(order, "digest")),
        "matches": list(
            Match.objects.order_by(order, "pk").values_list(
                order, "grade", "placement_id", "click_id", "current"
            )
        ),
        "commissions": list(
            Commission.objects.order_by(order).values_list(
                order, "state", "creator_amount", "platform_amount", "transfers"
            )
        ),
        "transfers": Transfer.objects.count(),
        "entries": sorted(Entry.objects.values_list("account__name", "amount", "transfer__kind")),
        "lake": [list(row.values()) for row in sorted(ask("rows", lake), key=str)],
    }
