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
from hongmao.edge.service import KEPT_HEADERS, Reply, Request

URL_BYTES = 4096
HEADER_BYTES = 16_384
HEADER_COUNT = 64
MOST_WAITING = 64
ARRIVAL_SECONDS = 10
"""How long a request's head may take, and its body again."""
IDLE_SECONDS = 75
LEAVE_SECONDS = 10
"""How long a peer may take to accept its last answer."""
LINGER_SECONDS = 2
"""How long a refused peer may go on sending, so that it gets to read why it was refused."""

_LOWER = KEPT_HEADERS | {b"host", b"expect", b"content-length", b"connection"}
_ROUTED = {spelt: name for name in _LOWER for spelt in (name, name.title())}
"""Headers that have an effect, by the spellings that are sent most."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_CLOSE = b"Connection: close\r\n\r\n"
_KEEP = b"Connection: keep-alive\r\n\r\n"
_BLANK = b"\r\n"
log = logging.getLogger("hongmao.edge")


class Host(Protocol):
    """What a connection needs of its server. `tick` counts seconds, `date` is the Date header."""

    tick: int
    date: bytes
    stopping: bool
    body_bytes: int
    inbox: memoryview
    connections: set["Connection"]
    answer: Callable[[Request, Reply], None]

    def refuse(self, reason: Reason, request: Request) -> Answer:
        """The answer to a request that broke a rule before it was whole."""


class Slot(msgspec.Struct):
    """The place of one answer in the order of a connection's answers."""

    connection: "Connection"
    ending: bytes
    headless: bool
    last: bool
    ready: bytes | None = None
    held: Answer | None = None

    def fill(self, answer: Answer) -> None:
        """Give the answer, and let go what may leave."""
        self.held = answer
        self.release()

    def hold(self, answer: Answer) -> None:
        """Give the answer, to go no sooner than `release`."""
        self.held = answer

    def release(self) -> None:
        """Let go the answer given, and what may leave with it."""
        connection, answer = self.connection, self.held
        assert answer
        body = b"" if self.headless else answer.body
        self.ready = b"%b%b%b%b" % (answer.head, connection.host.date, self.ending, body)
        connection.flush()


class Connection(asyncio.BufferedProtocol):
    """Reads requests with limits and deadlines, keeps answers in order, survives its peer."""

    __slots__ = (
        "_body", "_fed", "_header_bytes", "_header_count", "_headers", "_in_head", "_lingering",
        "_parser", "_paused", "_peer", "_reading", "_slots", "_stuck", "_target", "_transport",
        "deadline", "host",
    )  # fmt: skip

    def __init__(self, host: Host) -> None:
        self.host = host
        self.deadline = host.tick + ARRIVAL_SECONDS + 1
        self._parser = httptools.HttpRequestParser(self)
        self._slots: deque[Slot] = deque()
        self._reading = True
        self._lingering = False
        self._paused = False
        self._stuck = False
        self._in_head = False
        self._target = self._body = b""
        self._headers: dict[bytes, bytes] = {}
        self._header_count = self._header_bytes = self._fed = 0

    # From the transport --------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the server."""
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]).encode() if isinstance(peer, tuple) else b""
        self.host.connections.add(self)
        if self.host.stopping:
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the server. Events that wait for their commit are written all the same."""
        self._reading = False
        self._slots.clear()
        self.host.connections.discard(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        """The server's one buffer: what is read is parsed before anyone else reads."""
        return self.host.inbox

    def buffer_updated(self, nbytes: int) -> None:
        """Parse what arrived."""
        if not self._reading:
            return
        self._fed += nbytes
        inbox = self.host.inbox
        try:
            self._parser.feed_data(inbox[:nbytes])
        except httptools.HttpParserUpgrade:
            pass  # answered already, and that answer ends the connection
        except httptools.HttpParserCallbackError:
            log.exception("a request met a defect of the edge")
            self._transport.abort()
        except httptools.HttpParserError:
            self._refuse(Reason.BAD_REQUEST)
        if self._in_head and self._fed > URL_BYTES + HEADER_BYTES + len(inbox):
            self._refuse(Reason.BAD_REQUEST)
        if self._slots:
            self._throttle()

    def eof_received(self) -> bool:
        """The peer sends no more; it may still read, so answers that wait still go out."""
        self._reading = False
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
        self._in_head = True
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
        if self._header_count > HEADER_COUNT or self._header_bytes > HEADER_BYTES:
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
        if b"content-length" not in headers and b"expect" not in headers:
            return
        self.deadline = self.host.tick + ARRIVAL_SECONDS + 1
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length[:20]) > self.host.body_bytes:
            self._refuse(Reason.BODY_TOO_LARGE)
        elif headers.get(b"expect", b"").lower() == b"100-continue" and self._modern():
            slot = self._slot(b"", last=False)
            slot.ready = _CONTINUE
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
        request = Request(method, self._target, headers, self._body, self._peer)
        last = host.stopping or not parser.should_keep_alive() or parser.should_upgrade()
        if last:
            ending, self._reading = _CLOSE, False
        else:
            ending = _KEEP if b"connection" in headers else _BLANK  # HTTP/1.0 has to be told
        slot = Slot(self, ending, method == b"HEAD", last)
        self._slots.append(slot)
        self._target = b""
        self._fed = 0
        self.deadline = host.tick + IDLE_SECONDS
        host.answer(request, slot)

    # Answers -------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Send the answers at the front that are ready."""
        slots = self._slots
        if not slots or slots[0].ready is None:
            return
        first = slots.popleft()
        ready, last = first.ready, first.last
        assert ready is not None
        while slots and not last and (answer := slots[0].ready) is not None:
            ready += answer
            last = slots.popleft().last
        self._write(ready)
        if last:
            slots.clear()
            self._leave()
        elif self._paused:
            self._throttle()

    def stop(self) -> None:
        """The server stops: finish what waits, take no more."""
        self._reading = False
        if self._slots:
            self._slots[-1].last = True
        else:
            self._transport.close()

    def cut(self) -> None:
        """Leave at once, whatever waits."""
        self._transport.abort()

    def expire(self) -> None:
        """A deadline passed: say so where the request had begun, else just leave."""
        if self._slots and not self._stuck:
            return  # the log is slow, not the peer
        if self._reading and (self._in_head or self._target):
            self._refuse(Reason.TOO_SLOW)
        else:
            self._transport.abort()

    # Inside --------------------------------------------------------------------------------------

    def _modern(self) -> bool:
        """Whether the request is HTTP/1.1. Formats a string: asked for only where it matters."""
        return bool(self._parser.get_http_version() == "1.1")

    def _request(self) -> Request:
        method = self._parser.get_method() if not self._in_head else b"GET"
        return Request(method, self._target, self._headers, self._body, self._peer)

    def _slot(self, ending: bytes, *, last: bool) -> Slot:
        head = not self._in_head and self._parser.get_method() == b"HEAD"
        slot = Slot(self, ending, head, last)
        self._slots.append(slot)
        return slot

    def _refuse(self, reason: Reason) -> None:
        """Answer a broken request in its turn, and read no more of this connection."""
        if not self._reading:
            return
        self._reading, self._lingering = False, True
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
        else:
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
        self._reading = False
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
