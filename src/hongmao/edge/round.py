"""What arrived in one pass of the event loop, answered together.

Under load a pass brings many requests: they share one look at the clock and at the links, and enter
the log as one group. A lone request waits for nothing: its pass ends at once.
"""

import asyncio
import logging
from typing import Protocol

from hongmao.core.events import encode
from hongmao.edge.clock import now_ms
from hongmao.edge.log import Entry, EventLog
from hongmao.edge.pipeline import SENT, decide
from hongmao.edge.request import HEAD_BYTES, WholeReader
from hongmao.edge.service import Reply, Service

log = logging.getLogger("hongmao.edge")


class Guest(Reply, Protocol):
    """A connection at rest, to which something has come."""

    peer: bytes

    def parse(self, data: bytes) -> None:
        """Read what is no whole click by the connection's own parser."""

    def cut(self) -> None:
        """Leave at once."""


class Round:
    """Gathers what arrives; answers it at the pass's end, or when it is asked to."""

    def __init__(self, service: Service, whole: WholeReader, events: EventLog) -> None:
        self._service = service
        self._whole = whole
        self._events = events
        self._arrived: list[tuple[Guest, bytes]] = []

    def add(self, guest: Guest, data: bytes) -> None:
        """Take in what came to a connection at rest."""
        if not self._arrived:
            asyncio.get_running_loop().call_soon(self.answer)
        self._arrived.append((guest, data))

    def answer(self) -> None:
        """Answer all that has arrived. One that meets a defect stops none of the others."""
        arrived, self._arrived = self._arrived, []
        service, whole = self._service, self._whole
        links, keys, pages, at_ms = service.links, service.keys, service.openings, now_ms()
        click, entries, plain = whole.click, list[Entry](), 0
        for guest, data in arrived:
            try:
                found = click(data) if len(data) <= HEAD_BYTES else None
                if found is None:
                    self._answer_other(guest, data)
                    continue
                target, agent, cookie, forwarded = found.groups(b"")
                address = guest.peer
                if forwarded:
                    address = service.reader_address(address, forwarded)
                decision = decide(
                    target, agent, cookie, b"", False, data, address, links, keys, pages, at_ms
                )
                if isinstance(decision, tuple):
                    event, head, body = decision
                    if event.flags or event.outcome != SENT:
                        service.count(event)
                    else:
                        plain += 1
                    guest.hold(head, body)
                    entries.append((encode(event), guest.release))
                else:
                    guest.parse(data)
            except Exception:
                log.exception("a request met a defect of the edge")
                guest.cut()
        service.count_plain(plain)
        self._events.extend(entries)

    def _answer_other(self, guest: Guest, data: bytes) -> None:
        beacon = self._whole.beacon(data, guest.peer)
        if beacon is None:
            guest.parse(data)
        else:
            self._service.beacon(beacon, guest)
