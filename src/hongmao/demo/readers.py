"""A slow trickle of simulated readers, so that the demo's screens live.

They use nothing but the pages, the edge and the marketplace's shop, as people would.
"""

import logging
import random
import signal
import threading
from collections import deque

import httpx

from hongmao.demo.visitor import Page, SandboxAdmin, Visitor
from hongmao.settings import Settings

log = logging.getLogger(__name__)

PAUSE_S = 4.0
FIRST, FIRST_PAUSE_S = 40, 0.2
"""The first readers come close together, so that there is something to see at once."""
SCROLLS, TAPS, BUYS, RETURNS = 0.6, 0.25, 0.35, 0.15
"""Chances: that a reader scrolls on, taps a card they saw, buys what it led to, sends it back."""
READ_SECONDS = (3, 30)
NOTES = 2
"""How many notes a reader opens from each screenful of the feed."""
DELIVERED_AFTER, SETTLED_AFTER = 6, 12
"""How many readers later an order is received, and settled."""


class Trickle:
    """Readers, one after the other, and what becomes of their orders."""

    def __init__(self, values: Settings, chance: random.Random) -> None:
        self._values = values
        self._chance = chance
        self._admin = SandboxAdmin(
            f"http://{values.host}:{values.sandbox_port}",
            values.taobao_app_secret.get_secret_value(),
        )
        self._bought: deque[str] = deque()
        self._received: deque[str] = deque()

    def send_one(self) -> None:
        """One reader comes, reads, perhaps taps and buys; older orders go on their way."""
        language = self._chance.choice(["zh-CN", "zh-CN", "en"])
        with Visitor(self._values.web_address, self._values.edge_address, language) as reader:
            path = "/"
            while path:
                feed = reader.read(path)
                self._look(reader, feed)
                for note in self._chance.sample(feed.notes, min(NOTES, len(feed.notes))):
                    seconds = self._chance.randint(*READ_SECONDS)
                    self._look(reader, reader.read(note), seconds)
                path = feed.more if self._chance.random() < SCROLLS else ""
        self._move_on()

    def _look(self, reader: Visitor, page: Page, seconds: int = 0) -> None:
        """See a page's cards and read its note; perhaps tap a card, and perhaps buy."""
        if page.proof:
            reader.see(page, seconds)
        if page.cards and self._chance.random() < TAPS:
            _, item_page = reader.tap(self._chance.choice(page.cards))
            if self._chance.random() < BUYS:
                self._bought.append(reader.buy(item_page))

    def _move_on(self) -> None:
        if len(self._bought) > DELIVERED_AFTER:
            trade_id = self._bought.popleft()
            self._admin.call("receive", trade_ids=[trade_id])
            self._received.append(trade_id)
        if len(self._received) > SETTLED_AFTER - DELIVERED_AFTER:
            trade_id = self._received.popleft()
            self._admin.call("settle", trade_ids=[trade_id])
            if self._chance.random() < RETURNS:
                self._admin.call("return", trade_id=trade_id)


def run_readers(values: Settings) -> int:
    """Send readers until told to stop; faults of the others are waited out."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    trickle = Trickle(values, random.Random())  # noqa: S311 - who buys what is no secret
    sent = 0
    while not stopped.wait(FIRST_PAUSE_S if sent < FIRST else PAUSE_S):
        sent += 1
        try:
            trickle.send_one()
        except httpx.HTTPError as error:
            log.info("a reader gave up: %s", error)
    return 0
