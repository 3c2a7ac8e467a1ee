"""An edge in this process, on a loop that runs only while bytes are exchanged with it."""

import asyncio
import gc
import logging
import socket
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from hongmao.core.events import Event
from hongmao.edge.app import Server
from hongmao.edge.config import Durability, EdgeConfig
from hongmao.edge.connection import Connection
from hongmao.edge.log import EventLog
from tests.edge.harness import COMMUNITY, LIVE, SECRET, links, publish
from tests.edge.tape import Tape

PEER = ("127.0.0.1", 40_000)
HANG_SECONDS = 20
SETTLE_TURNS = 3
WEIGHED_BYTES = 1024
"""Between two looks at what a connection holds: each costs as much as reading that."""
CLICK = f"GET /r/{LIVE} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
_SHARED = (asyncio.BaseTransport, Server, memoryview)
_CONTAINERS = (list, tuple, set, frozenset, deque)


class Peer(asyncio.Transport):
    """The transport of one connection; as uvloop's, it raises where it can be written to no more.

    Once both sides have `ended` it is closed, though an edge may hold it a little longer.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__({"peername": PEER, "sockname": PEER})
        self._loop = loop
        self._protocol: asyncio.BaseProtocol | None = None
        self.ended = self._closing = False
        self.speaking = self.reading = True
        self.said = bytearray()
        self.gone: asyncio.Future[None] = loop.create_future()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        assert self._protocol
        return self._protocol

    def is_closing(self) -> bool:
        return self._closing

    def is_reading(self) -> bool:
        return self.reading and not self._closing

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self.ended or self.gone.done():
            raise RuntimeError("the handler is closed")
        if not self._closing:
            self.said += data

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = True
        if not self.speaking:
            self.lose(None)

    def get_write_buffer_size(self) -> int:
        return 0

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        return

    def close(self) -> None:
        self.lose(None)

    def abort(self) -> None:
        self.lose(None)

    def lose(self, error: Exception | None) -> None:
        """The connection is over, for the edge too as soon as the loop turns."""
        if not self._closing:
            self._closing = True
            self._loop.call_soon(self._leave, error)

    def _leave(self, error: Exception | None) -> None:
        self.get_protocol().connection_lost(error)
        if not self.gone.done():
            self.gone.set_result(None)


class Manner(msgspec.Struct, frozen=True):
    """How a peer behaves.

    `idle`: the edge gets to work between two pieces. From piece `stuck` on the peer is slow to read
    for a moment, at piece `leaves` it is gone, unheard; negative for never.
    """

    idle: bool = False
    stuck: int = -1
    leaves: int = -1


@dataclass
class Exchange:
    """What came of a connection. `held` is the most bytes it held, as far as that was looked at."""

    said: bytes = b""
    events: list[Event] = field(default_factory=list)
    held: int = 0


class Hang(Exception):
    """The edge neither answered nor closed in `HANG_SECONDS`."""


class Wire:
    """One edge, driven by the calls that a transport makes."""

    def __init__(self, loop: asyncio.AbstractEventLoop, home: Path, durability: Durability) -> None:
        self._loop = loop
        self._tape = Tape()
        config = EdgeConfig(
            log_folder=home / "log", snapshot_file=home / "links", secret=SECRET,
            web_address=COMMUNITY, durability=durability, segment_bytes=1 << 20,
            metrics_readers=(PEER[0],),
        )  # fmt: skip
        publish(config.snapshot_file, links()[:-1])
        with patch("hongmao.edge.app.EventLog", partial(EventLog, disk=self._tape)):
            self.server = Server(config)
        self._tie, theirs = socket.socketpair()
        ready = loop.create_future()
        listener = socket.create_server((PEER[0], 0))
        self._serving = loop.create_task(self.server.serve(listener, ready.set_result, theirs))
        self._sockets = (theirs, listener)
        loop.run_until_complete(asyncio.wait((ready, self._serving), return_when="FIRST_COMPLETED"))

    def exchange(self, pieces: Sequence[bytes], manner: Manner) -> Exchange:
        """Say `pieces` and then no more; wait until the edge has left."""
        return self._loop.run_until_complete(self._exchange(pieces, manner))

    def close(self) -> None:
        """Stop the edge as its fleet would."""
        self._tie.close()
        self._loop.run_until_complete(self._serving)
        for sock in self._sockets:
            sock.close()

    async def _exchange(self, pieces: Sequence[bytes], manner: Manner) -> Exchange:
        peer = Peer(self._loop)
        connection = Connection(self.server)
        peer.set_protocol(connection)
        connection.connection_made(peer)
        hung = self._loop.call_later(HANG_SECONDS, _hang, peer)
        found = Exchange()
        unweighed = 0
        try:
            for number, piece in enumerate(pieces):
                if manner.leaves == number:
                    peer.lose(ConnectionResetError())
                if manner.stuck == number and not peer.is_closing():
                    await self._stick(connection)
                await self._deliver(peer, connection, piece)
                unweighed += len(piece)
                if unweighed > WEIGHED_BYTES:
                    found.held, unweighed = max(found.held, weigh(connection)), 0
                if manner.idle:
                    await asyncio.sleep(0)
            await self._readable(peer)
            peer.speaking = False
            if not peer.is_closing() and (not connection.eof_received() or peer.ended):
                peer.close()
            await peer.gone
        finally:
            hung.cancel()
        if manner.leaves >= 0:  # its events are written all the same, before a later one
            later = await self._exchange((CLICK,), Manner())
            found.events = later.events[:-1]
        else:
            found.events = self._tape.take()
        found.said = bytes(peer.said)
        return found

    async def _deliver(self, peer: Peer, connection: asyncio.BaseProtocol, piece: bytes) -> None:
        """As a transport does: never while reading is paused, never behind the end."""
        rest = memoryview(piece)
        while rest:
            if not peer.reading:
                await self._readable(peer)
            if peer.is_closing():
                return
            if isinstance(connection, asyncio.BufferedProtocol):
                buffer = memoryview(connection.get_buffer(-1))
                size = min(len(buffer), len(rest))
                buffer[:size] = rest[:size]
                connection.buffer_updated(size)
            else:
                assert isinstance(connection, asyncio.Protocol)
                size = len(rest)
                connection.data_received(bytes(rest))
            rest = rest[size:]

    async def _readable(self, peer: Peer) -> None:
        while not peer.reading and not peer.is_closing() and not peer.gone.done():
            await asyncio.sleep(0)

    async def _stick(self, connection: asyncio.BaseProtocol) -> None:
        connection.pause_writing()
        for _ in range(SETTLE_TURNS):
            await asyncio.sleep(0)
        connection.resume_writing()


class Wires:
    """Edges alike but for their durability, on a loop of their own; `errors` must stay empty.

    What starting them changes in the process is put back at the end.
    """

    def __init__(self, home: Path, *durabilities: Durability) -> None:
        self._collector = gc.get_threshold()
        self._loop = asyncio.new_event_loop()
        self._log = logging.getLogger("hongmao.edge")
        self.errors: list[str] = []
        self._loop.set_exception_handler(self._note)
        self.all = [
            Wire(self._loop, home / str(number), durability)
            for number, durability in enumerate(durabilities)
        ]
        self._handler = _Alarm(self.errors)
        self._log.addHandler(self._handler)

    def close(self) -> None:
        """Stop the edges and the loop."""
        for wire in self.all:
            wire.close()
        self._log.removeHandler(self._handler)
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
        gc.set_threshold(*self._collector)
        gc.unfreeze()

    def _note(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.errors.append(repr(context.get("exception") or context["message"]))


class _Alarm(logging.Handler):
    """Notes what the edge itself calls an error."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.append(self.format(record))


def weigh(thing: object, seen: set[int] | None = None) -> int:
    """Bytes of what an object holds, but for what it shares with its server and its transport."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, _SHARED) or callable(thing):
        return 0
    seen.add(id(thing))
    size = sys.getsizeof(thing)
    if isinstance(thing, dict):
        return size + sum(weigh(key, seen) + weigh(value, seen) for key, value in thing.items())
    if isinstance(thing, _CONTAINERS):
        return size + sum(weigh(one, seen) for one in thing)
    names = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    names += list(getattr(thing, "__dict__", ()))
    return size + sum(weigh(getattr(thing, name, None), seen) for name in names)


def _hang(peer: Peer) -> None:
    if not peer.gone.done():
        peer.gone.set_exception(Hang())
