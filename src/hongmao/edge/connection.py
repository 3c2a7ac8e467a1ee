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

from hongmao.core.reasons import Reason
from hongmao.edge.answers import Answer
from hongmao.edge.service import KEPT_HEADERS, Request

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

_ROUTED = KEPT_HEADERS | {b"host", b"expect", b"content-length"}
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

    def answer(self, request: Request, reply: Callable[[Answer], None]) -> None:
        """Answer a request, now or later."""

    def refuse(self, reason: Reason, request: Request) -> Answer:
        """The answer to a request that broke a rule before it was whole."""


class Slot:
    """The place of one answer in the order of a connection's answers."""

    __slots__ = ("_connection", "_ending", "_head", "last", "ready")

    def __init__(self, connection: "Connection", ending: bytes, *, head: bool, last: bool) -> None:
        self._connection = connection
        self._ending = ending
        self._head = head
        self.last = last
        self.ready: bytes | None = None

    def fill(self, answer: Answer) -> None:
        """Give the answer, and let go what may leave."""
        connection = self._connection
        body = b"" if self._head else answer.body
        self.ready = b"".join((answer.head, connection.host.date, self._ending, body))
        connection.flush()


class Connection(asyncio.BufferedProtocol):
    """Reads requests with limits and deadlines, keeps answers in order, survives its peer."""

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
        self._begin()

    # From the transport --------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the server."""
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) else ""
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
        try:
            self._parser.feed_data(self.host.inbox[:nbytes])
        except httptools.HttpParserUpgrade:
            pass  # answered already, and that answer ends the connection
        except httptools.HttpParserCallbackError:
            log.exception("a request met a defect of the edge")
            self._transport.abort()
        except httptools.HttpParserError:
            self._refuse(Reason.BAD_REQUEST)
        if self._in_head and self._fed > URL_BYTES + HEADER_BYTES + len(self.host.inbox):
            self._refuse(Reason.BAD_REQUEST)
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
        self.deadline = self.host.tick + ARRIVAL_SECONDS + 1

    def on_url(self, url: bytes) -> None:
        """A piece of the request target."""
        self._target += url
        if len(self._target) > URL_BYTES:
            self._target = b""
            self._refuse(Reason.BAD_REQUEST)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. Only those that have an effect are kept."""
        self._header_count += 1
        self._header_bytes += len(name) + len(value)
        if self._header_count > HEADER_COUNT or self._header_bytes > HEADER_BYTES:
            self._refuse(Reason.BAD_REQUEST)
            return
        key = name.lower()
        if key in _ROUTED and self._in_head:  # a trailer has no effect
            held = self._headers.get(key)
            if held is None:
                self._headers[key] = value
            elif key == b"host":
                self._refuse(Reason.BAD_REQUEST)
            else:
                self._headers[key] = held + b"; " + value

    def on_headers_complete(self) -> None:
        """The head is whole: refuse what is known to be wrong, ask for the body."""
        self._in_head = False
        self.deadline = self.host.tick + ARRIVAL_SECONDS + 1
        modern = self._parser.get_http_version() == "1.1"
        if modern and b"host" not in self._headers:
            self._refuse(Reason.BAD_REQUEST)
            return
        length = self._headers.get(b"content-length", b"")
        if length.isdigit() and int(length[:20]) > self.host.body_bytes:
            self._refuse(Reason.BODY_TOO_LARGE)
        elif modern and self._headers.get(b"expect", b"").lower() == b"100-continue":
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
        parser = self._parser
        request = self._request()
        last = self.host.stopping or not parser.should_keep_alive() or parser.should_upgrade()
        if last:
            ending, self._reading = _CLOSE, False
        else:
            ending = _BLANK if parser.get_http_version() == "1.1" else _KEEP
        slot = self._slot(ending, last=last)
        self._begin()
        self.deadline = self.host.tick + IDLE_SECONDS
        self.host.answer(request, slot.fill)

    # Answers -------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Send the answers at the front that are ready."""
        slots = self._slots
        ready: list[bytes] = []
        last = False
        while slots and not last and (answer := slots[0].ready) is not None:
            ready.append(answer)
            last = slots.popleft().last
        if not ready:
            return
        self._write(b"".join(ready) if len(ready) > 1 else ready[0])
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

    def _begin(self) -> None:
        self._target = b""
        self._headers: dict[bytes, bytes] = {}
        self._body = b""
        self._header_count = self._header_bytes = self._fed = 0

    def _request(self) -> Request:
        method = self._parser.get_method() if not self._in_head else b"GET"
        return Request(method, self._target, self._headers, self._body, self._peer)

    def _slot(self, ending: bytes, *, last: bool) -> Slot:
        head = not self._in_head and self._parser.get_method() == b"HEAD"
        slot = Slot(self, ending, head=head, last=last)
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
        full = self._stuck or len(self._slots) >= MOST_WAITING
        if full == self._paused or self._transport.is_closing():
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
