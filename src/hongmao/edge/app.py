"""The edge's process: listen, answer, stop without losing anything."""

import asyncio
import errno
import gc
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate

import uvloop

from hongmao.core.reasons import Reason, Refusal
from hongmao.edge.answers import Answer
from hongmao.edge.config import EdgeConfig
from hongmao.edge.connection import Connection
from hongmao.edge.log import EventLog
from hongmao.edge.request import Request, WholeReader
from hongmao.edge.round import Round
from hongmao.edge.service import Reply, Service
from hongmao.edge.snapshot import SnapshotWatcher

BACKLOG = 4096
GARBAGE = 50_000
"""Objects between two looks of the collector."""
STOP_SECONDS = 10.0
LINGER_SECONDS = 1.0
"""How long a server that stops still answers who is connected: somebody may have just tapped."""
PORT_SETTING = "HONGMAO_EDGE_PORT"
log = logging.getLogger("hongmao.edge")


class PortInUse(Refusal):
    """Another program listens on the edge's port."""


class Server:
    """One edge worker: its connections, its clock of whole seconds, its service."""

    def __init__(self, config: EdgeConfig) -> None:
        self.tick = 0
        self.date = self.ending = b""
        self.stopping = False
        self.body_bytes = config.body_bytes
        self.proxy_header = config.proxy_header.encode()
        self.connections: set[Connection] = set()
        self._config = config
        self._snapshots = SnapshotWatcher(config.snapshot_file)
        self._log = EventLog(config)
        self._service = Service(config, self._log, self._snapshots)
        self._whole = WholeReader(
            config.body_bytes, self.proxy_header if config.trusted_proxies else b""
        )
        self.round = Round(self._service, self._whole, self._log)
        self.answer: Callable[[Request, Reply], None] = self._service.answer

    def refuse(self, reason: Reason, request: Request) -> Answer:
        """The answer to a request that broke a rule before it was whole."""
        return self._service.refuse(reason, request)

    async def serve(
        self,
        sock: socket.socket,
        ready: Callable[[str], None] | None,
        tie: socket.socket | None = None,
    ) -> None:
        """Serve until SIGTERM or SIGINT, then finish what is in flight and seal the log.

        So too when the other end of `tie` is gone: the fleet that started this worker.
        """
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        self._snapshots.load()
        self._log.start()
        self._beat()
        watching = asyncio.create_task(self._snapshots.watch())
        _calm_collector()
        listener = await loop.create_server(lambda: Connection(self), sock=sock, backlog=BACKLOG)
        address = address_of(sock)
        log.info("edge on %s, log %s", address, self._log.folder)
        if ready:
            ready(address)
        if tie:
            tie.send(b".")
            loop.add_reader(tie.fileno(), stop.set)
        await stop.wait()
        if tie:
            loop.remove_reader(tie.fileno())
        self.stopping = True
        self._whole.leave()
        listener.close()
        await self._emptied(LINGER_SECONDS)  # requests that are on their way are answered
        for connection in list(self.connections):
            connection.stop()
        await self._emptied(STOP_SECONDS)
        for connection in list(self.connections):
            connection.cut()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        self._heart.cancel()
        await self._log.close()
        log.info("edge on %s stopped", address)

    async def _emptied(self, seconds: float) -> None:
        """Wait until every connection has left, `seconds` at most.

        It looks after a moment first: who was accepted last is made known by the loop's next turn.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        await asyncio.sleep(0.01)
        while self.connections and loop.time() < end:
            await asyncio.sleep(0.01)

    def _beat(self) -> None:
        """Each second: the date, and the deadlines."""
        self.tick += 1
        self.date = f"\r\nDate: {formatdate(usegmt=True)}\r\n".encode("ascii")
        self.ending = self.date + b"\r\n"
        for connection in [c for c in self.connections if c.deadline < self.tick]:
            connection.expire()
        self._heart = asyncio.get_running_loop().call_later(1.0, self._beat)


def run(
    config: EdgeConfig,
    ready: Callable[[str], None] | None = None,
    sock: socket.socket | None = None,
    tie: socket.socket | None = None,
) -> int:
    """Run an edge worker until it is told to stop; returns the process's exit code, 0.

    `ready` is called with the address once it listens; `sock` is a listening socket to inherit;
    `tie` the end of a pair whose other end a `Fleet` holds.
    Raises `PortInUse`, `LogFolderError`, and `OSError` where the address cannot be listened on.
    """
    sock = sock or listen(config.host, config.port)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(Server(config).serve(sock, ready, tie))
    finally:
        sock.close()
    return 0


def _calm_collector() -> None:
    """What lives from the start on is not looked at again; requests leave no cycles behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises `PortInUse` with the setting that mends it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortInUse(Reason.PORT_IN_USE, host=host, port=port, setting=PORT_SETTING) from error


def address_of(sock: socket.socket) -> str:
    """The address of a listening socket, as a browser takes it."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
