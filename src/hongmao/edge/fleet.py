"""Several workers behind one listening socket: kept alive, replaced without a refused connection.

All share one socket and not one each: with one each, what waits in the queue of a worker that
leaves is reset. Each worker is tied to the fleet by a socket pair: it says that it is ready there,
and stops when the fleet is gone.
"""

import logging
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

READY_SECONDS = 120.0
STOP_SECONDS = 15.0
PAUSE_SECONDS = 1.0
"""Between two starts of a worker that dies."""
WATCH_SECONDS = 0.1
log = logging.getLogger("hongmao.edge.fleet")


@dataclass
class Worker:
    """A worker's process and the fleet's end of the pair that ties them."""

    process: subprocess.Popen[bytes]
    tie: socket.socket


class Fleet:
    """Runs `count` workers by `command`, which is given `--fd` and `--tie`."""

    def __init__(self, command: Sequence[str], listener: socket.socket, count: int) -> None:
        self._command = list(command)
        self._listener = listener
        self._count = count
        self._workers: list[Worker] = []
        self._wake = threading.Event()
        self._stopping = self._reloading = False

    def run(self, ready: Callable[[], None]) -> int:
        """Run until SIGTERM or SIGINT; SIGHUP replaces every worker. Returns the exit status.

        `ready` is called once all workers are. Where one does not start at first, 1.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._reload)
        self._workers = self._start_many()
        if len(self._workers) == self._count:
            ready()
            self._watch()
        self._end(self._workers)
        return 0 if self._stopping else 1

    def _watch(self) -> None:
        while not self._stopping:
            self._wake.wait(WATCH_SECONDS)
            self._wake.clear()
            if self._reloading:
                self._reloading = False
                self._replace()
            dead = [worker for worker in self._workers if worker.process.poll() is not None]
            for worker in dead:
                log.error("worker %d ended with %s", worker.process.pid, worker.process.returncode)
                worker.tie.close()
                self._workers.remove(worker)
            if dead and not self._stopping:
                time.sleep(PAUSE_SECONDS)
            while len(self._workers) < self._count and not self._stopping:
                self._workers.append(self._spawn())

    def _replace(self) -> None:
        """New workers first; the old finish what they have. A failed start changes nothing."""
        fresh = self._start_many()
        if len(fresh) < self._count:
            log.critical("the new workers did not start; the old go on")
            self._end(fresh)
            return
        old, self._workers = self._workers, fresh
        self._end(old)
        log.info("%d workers replaced", self._count)

    def _start_many(self) -> list[Worker]:
        started = [self._spawn() for _ in range(self._count)]
        ready = [worker for worker in started if self._is_ready(worker)]
        self._end([worker for worker in started if worker not in ready])
        return ready

    def _spawn(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            descriptors = (self._listener.fileno(), theirs.fileno())
            process = subprocess.Popen(
                [*self._command, "--fd", str(descriptors[0]), "--tie", str(descriptors[1])],
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C is the fleet's, which stops them in order
            )
        return Worker(process, ours)

    def _is_ready(self, worker: Worker) -> bool:
        worker.tie.settimeout(READY_SECONDS)
        try:
            return worker.tie.recv(1) != b""
        except OSError:
            return False

    def _end(self, workers: Sequence[Worker]) -> None:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            try:
                worker.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            worker.tie.close()

    def _stop(self, *_: object) -> None:
        self._stopping = True
        self._wake.set()

    def _reload(self, *_: object) -> None:
        self._reloading = True
        self._wake.set()
