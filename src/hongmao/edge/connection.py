"""One HTTP/1.1 connection: requests in, answers out in the order of their requests.

An answer may have to wait for its commit, so each request takes a slot; slots leave from the front
only, and a connection with many of them is not read from until they left.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

import httptools
import msgspec

from hongmao.core.reasons import Reason
from hongmao.edge.answers import Answer
from hongmao.edge.request import (
    HEAD_BYTES,
    HEADER_BYTES,
    HEADER_COUNT,
    KEPT_HEADERS,
    URL_BYTES,
    Request,
    of_headers,
)
from hongmao.edge.round import Round
from hongmao.edge.service import Reply

MOST_WAITING = 64
ARRIVAL_SECONDS = 10
"""How long a request's head may take, and its body again."""
IDLE_SECONDS = 75
LEAVE_SECONDS = 10
"""How long a peer may take to accept its last answer."""
LINGER_SECONDS = 2
"""How long a refused peer may go on sending, so that it gets to read why it was refused."""

PIECE_BYTES = 16_384
"""Bytes parsed at a time: what follows waits while too many answers do."""

_LOWER = KEPT_HEADERS | {
    b"host", b"expect", b"content-length", b"transfer-encoding", b"connection",
}  # fmt: skip
_ROUTED = {spelt: name for name in _LOWER for spelt in (name, name.title())}
"""Headers that have an effect, by the spellings that are sent most."""
ARRIVED = b"."
"""In the place of the one answer: what came waits for its round."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_CLOSE = b"Connection: close\r\n\r\n"
_KEEP = b"Connection: keep-alive\r\n\r\n"
_BLANK = b"\r\n"
log = logging.getLogger("hongmao.edge")


class Host(Protocol):
    """What a connection needs of its server.

    `tick` counts seconds; `date` is the line of the Date header behind the end of the line before,
    `ending` the same and the head's end.
    """

    tick: int
    date: bytes
    ending: bytes
    stopping: bool
    body_bytes: int
    proxy_header: bytes
    round: Round
    connections: set["Connection"]
    answer: Callable[[Request, Reply], None]

    def refuse(self, reason: Reason, request: Request) -> Answer:
        """The answer to a request that broke a rule before it was whole."""


class Slot(msgspec.Struct):
    """The place of one answer in the order of a connection's answers."""

    connection: "Connection"
    ending: bytes = _BLANK
    headless: bool = False
    last: bool = False
    data: bytes = b""
    ready: bool = False

    def fill(self, answer: Answer) -> None:
        """Give the answer, and let go what may leave."""
        self.hold(answer.head, answer.body)
        self.release()

    def hold(self, head: bytes, body: bytes = b"") -> None:
        """Give the answer, to go no sooner than `release`."""
        body = b"" if self.headless else body
        self.data = b"%b%b%b%b" % (head, self.connection.host.date, self.ending, body)

    def release(self) -> None:
        """Let go the answer given, and what may leave with it."""
        self.ready = True
        self.connection.flush()


class Connection(asyncio.Protocol):
    """Reads requests with limits and deadlines, keeps answers in order, survives its peer.

    While one whole request is all that waits for its answer, as nearly always, the connection is
    that answer's place itself (`fill`, `hold`, `release`); it makes slots where there are more.
    """

    __slots__ = (
        "_alone", "_body", "_fed", "_header_bytes", "_header_count", "_headers", "_in_head",
        "_lingering", "_parser", "_paused", "_reading", "_rest", "_resting", "_slots",
        "_stuck", "_target", "_transport", "deadline", "host", "peer",
    )  # fmt: skip

    def __init__(self, host: Host) -> None:
        self.host = host
        self.deadline = host.tick + ARRIVAL_SECONDS + 1
        self._parser = httptools.HttpRequestParser(self)
        self._slots: deque[Slot] = deque()
        self._reading = True
        self._resting = not host.stopping
        self._lingering = False
        self._paused = False
        self._stuck = False
        self._in_head = False
        self._alone = self._rest = self._target = self._body = b""
        self._headers: dict[bytes, bytes] = {}
        self._header_count = self._header_bytes = self._fed = 0

    # From the transport --------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the server."""
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]).encode() if isinstance(peer, tuple) else b""
        self.host.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the server. Events that wait for their commit are written all the same."""
        self._settle()
        self._shut()
        self._alone = self._rest = b""
        self._slots.clear()
        del self._parser  # it holds the connection, and would keep it until the next collection
        self.host.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Leave to the round what comes to a connection at rest; parse all else as it comes."""
        if self._resting and not (self._alone or self._slots):
            self._alone = ARRIVED
            self.host.round.add(self, data)
        else:
            self._settle()
            self.parse(data)

    def parse(self, data: bytes) -> None:
        """Read by the parser what is no whole request, or does not come alone."""
        if self._alone is ARRIVED:
            self._alone = b""
        if self._reading:
            self._rest += data
            self._read_on()

    def _read_on(self) -> None:
        """Parse what arrived, while few answers wait."""
        while self._rest and self._reading and len(self._slots) < MOST_WAITING:
            piece, self._rest = self._rest[:PIECE_BYTES], self._rest[PIECE_BYTES:]
            self._parse(piece)
        if self._slots:
            self._throttle()

    def _parse(self, data: bytes) -> None:
        self._resting = False
        self._fed += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # answered already, and that answer ends the connection
        except httptools.HttpParserCallbackError:
            log.exception("a request met a defect of the edge")
            self._transport.abort()
        except httptools.HttpParserError:
            self._refuse(Reason.BAD_REQUEST)
        if self._in_head and self._fed > len(data) + URL_BYTES + HEADER_BYTES:
            self._refuse(Reason.BAD_REQUEST)

    def eof_received(self) -> bool:
        """The peer sends no more; it may still read, so answers that wait still go out."""
        self._settle()
        self._shut()
        if self._slots:
            self._slots[-1].last = True
        return bool(self._slots)

    def pause_writing(self) -> None:
        """The peer reads too slowly: read no more of its requests."""
        self._stuck = True
        self.deadline = self.host.tick + LEAVE_SECONDS
        self._throttle()

    def resume_writing(self) -> None:
        """The peer has caught up."""
        self._stuck = False
        self.deadline = self.host.tick + IDLE_SECONDS
        self._throttle()

    # From the parser -----------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins: its head has a deadline of its own."""
        self._in_head, self._resting = True, False
        self._headers = {}
        self._body = b""
        self._header_count = self._header_bytes = 0
        self.deadline = self.host.tick + ARRIVAL_SECONDS + 1

    def on_url(self, url: bytes) -> None:
        """A piece of the request target."""
        self._target = target = self._target + url if self._target else url
        if len(target) > URL_BYTES:
            self._target = b""
            self._refuse(Reason.BAD_REQUEST)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. Only those that have an effect are kept."""
        self._header_count += 1
        self._header_bytes += len(name) + len(value)
        many = self._header_count > HEADER_COUNT and self._header_bytes > HEAD_BYTES
        if many or self._header_bytes > HEADER_BYTES:
            self._refuse(Reason.BAD_REQUEST)
            return
        key = _ROUTED.get(name) or _ROUTED.get(name.lower())
        if key and self._in_head:  # a trailer has no effect
            held = self._headers.get(key)
            if held is None:
                self._headers[key] = value
            elif key == b"host":
                self._refuse(Reason.BAD_REQUEST)
            else:
                self._headers[key] = held + (b"; " if key == b"cookie" else b", ") + value

    def on_headers_complete(self) -> None:
        """The head is whole: refuse what is known to be wrong, ask for the body."""
        self._in_head = False
        headers = self._headers
        if b"host" not in headers and self._modern():
            self._refuse(Reason.BAD_REQUEST)
            return
        if b"content-length" not in headers and b"transfer-encoding" not in headers:
            return
        self.deadline = self.host.tick + ARRIVAL_SECONDS + 1
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length[:20]) > self.host.body_bytes:
            self._refuse(Reason.BODY_TOO_LARGE)
        elif headers.get(b"expect", b"").lower() == b"100-continue" and self._modern():
            slot = self._slot(b"", last=False)
            slot.data, slot.ready = _CONTINUE, True
            self.flush()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        if not self._reading:
            return
        self._body += body
        if len(self._body) > self.host.body_bytes:
            self._refuse(Reason.BODY_TOO_LARGE)

    def on_message_complete(self) -> None:
        """The request is whole: take its place in the order and answer it."""
        if not self._reading:
            return
        parser, host, headers = self._parser, self.host, self._headers
        method = parser.get_method()
        request = self._request()
        last = host.stopping or not parser.should_keep_alive() or parser.should_upgrade()
        if last:
            self._shut()
            ending = _CLOSE
        else:
            ending = _KEEP if b"connection" in headers else _BLANK  # HTTP/1.0 has to be told
        self._resting = not last
        slot = Slot(self, ending, method == b"HEAD", last)
        self._slots.append(slot)
        self._target = b""
        self._fed = 0
        self.deadline = host.tick + IDLE_SECONDS
        host.answer(request, slot)

    # Answers -------------------------------------------------------------------------------------

    def fill(self, answer: Answer) -> None:
        """Give the one answer that waits, and let it go."""
        self.hold(answer.head, answer.body)
        self.release()

    def hold(self, head: bytes, body: bytes = b"") -> None:
        """Give the one answer that waits, to go no sooner than `release`."""
        host = self.host
        self.deadline = host.tick + IDLE_SECONDS
        self._alone = head + host.ending + body

    def release(self) -> None:
        """Let go the one answer, which may have become the first of several."""
        answer = self._alone
        if answer:
            self._alone = b""
            try:
                self._transport.write(answer)
            except (OSError, RuntimeError):  # the peer is gone
                self._transport.abort()
        elif self._slots:
            self._slots[0].ready = True
            self.flush()

    def _settle(self) -> None:
        """Give the one answer that waits a slot: it is alone no more, or the last."""
        if self._alone is ARRIVED:
            self.host.round.answer()
        if self._alone:
            self._slots.append(Slot(self, data=self._alone))
            self._alone = b""

    def flush(self) -> None:
        """Send the answers at the front that are ready."""
        slots = self._slots
        if not slots or not slots[0].ready:
            return
        first = slots.popleft()
        data, last = first.data, first.last
        while slots and not last and slots[0].ready:
            following = slots.popleft()
            data += following.data
            last = following.last
        self._write(data)
        if last:
            slots.clear()
            self._leave()
        elif self._paused:
            self._throttle()

    def stop(self) -> None:
        """The server stops: finish what waits, take no more."""
        self._settle()
        self._shut()
        if self._slots:
            self._slots[-1].last = True
        else:
            self._transport.close()

    def cut(self) -> None:
        """Leave at once, whatever waits."""
        self._transport.abort()

    def expire(self) -> None:
        """A deadline passed: say so where the request had begun, else just leave."""
        if (self._slots or self._alone) and not self._stuck:
            return  # the log is slow, not the peer
        if self._reading and (self._in_head or self._target):
            self._refuse(Reason.TOO_SLOW)
        else:
            self._transport.abort()

    # Inside --------------------------------------------------------------------------------------

    def _modern(self) -> bool:
        """Whether the request is HTTP/1.1. Formats a string: asked for only where it matters."""
        return bool(self._parser.get_http_version() == "1.1")

    def _shut(self) -> None:
        """Take no more requests."""
        self._reading = self._resting = False

    def _request(self) -> Request:
        method = self._parser.get_method() if not self._in_head else b"GET"
        return of_headers(
            method, self._target, self.peer, self._body, self._headers, self.host.proxy_header
        )

    def _slot(self, ending: bytes, *, last: bool) -> Slot:
        head = not self._in_head and self._parser.get_method() == b"HEAD"
        slot = Slot(self, ending, head, last)
        self._slots.append(slot)
        return slot

    def _refuse(self, reason: Reason) -> None:
        """Answer a broken request in its turn, and read no more of this connection."""
        if not self._reading:
            return
        self._shut()
        self._lingering = True
        slot = self._slot(_CLOSE, last=True)
        slot.fill(self.host.refuse(reason, self._request()))

    def _throttle(self) -> None:
        """Read while the peer reads and few answers wait."""
        full = len(self._slots) >= MOST_WAITING or self._stuck
        if full is self._paused or self._transport.is_closing():
            return
        if not (full or self._reading or self._lingering):
            return  # the peer has sent its last; there is nothing to resume
        self._paused = full
        if full:
            self._transport.pause_reading()
        elif self._rest and self._reading:
            self._read_on()
        if not self._paused and not self._transport.is_closing():
            self._transport.resume_reading()

    def _write(self, data: bytes) -> None:
        """Write to a peer that may be gone: the event loop raises then, and must not."""
        if self._transport.is_closing():
            return
        try:
            self._transport.write(data)
        except (OSError, RuntimeError):
            self._transport.abort()

    def _leave(self) -> None:
        """The last answer is out. A refused peer may still be sending: let it read first."""
        self._shut()
        if self._transport.is_closing():
            return
        self.deadline = self.host.tick + LEAVE_SECONDS
        if not self._lingering:
            self._transport.close()
            return
        self.deadline = self.host.tick + LINGER_SECONDS
        self._throttle()
        try:
            self._transport.write_eof()
        except (OSError, RuntimeError):
            self._transport.abort()
