"""Runs Hongmao's processes on one machine: starts them, restarts what dies, stops them cleanly."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 15.0
GRACE_S = 15.0
"""How long a process may take to stop before it is killed."""


@dataclass
class Child:
    """One process: `arguments` follow `hongmao`; `listener` is a listening socket it inherits."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    listener: socket.socket | None = None
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE_S
    restarts: int = 0


class Supervisor:
    """Keeps children running until `stop`; what they print goes to `say` with their name."""

    def __init__(self, children: Sequence[Child], say: Callable[[str, str], None]) -> None:
        self._children = list(children)
        self._say = say
        self._stopping = threading.Event()
        self._watchers: list[threading.Thread] = []

    def start(self) -> None:
        """Start every child, in order, and watch each."""
        for child in self._children:
            self._spawn(child)
            watcher = threading.Thread(target=self._watch, args=(child,), daemon=True)
            watcher.start()
            self._watchers.append(watcher)

    def run(self) -> int:
        """Start, wait for SIGINT or SIGTERM, stop. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stopping.set())
        self.start()
        self._stopping.wait()
        self.stop()
        return 0

    def stop(self) -> None:
        """Stop the children, the last started first, and wait for them."""
        self._stopping.set()
        for child in reversed(self._children):
            _end(child)
        for watcher in self._watchers:
            watcher.join(timeout=GRACE_S)

    def _spawn(self, child: Child) -> None:
        arguments = [sys.executable, "-m", "hongmao", *child.arguments]
        descriptors: tuple[int, ...] = ()
        if child.listener is not None:
            descriptors = (child.listener.fileno(),)
            arguments += ["--fd", str(child.listener.fileno())]
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            arguments,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **child.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=descriptors,
            start_new_session=True,
        )

    def _watch(self, child: Child) -> None:
        while child.process is not None and child.process.stdout is not None:
            for line in child.process.stdout:
                self._say(child.name, line.rstrip("\n"))
            status = child.process.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - child.started > 30:
                child.pause = FIRST_PAUSE_S
            self._say(
                child.name, f"ended with status {status}; starting again in {child.pause:g} s"
            )
            if self._stopping.wait(child.pause):
                return
            child.pause = min(child.pause * 2, LONGEST_PAUSE_S)
            child.restarts += 1
            self._spawn(child)


def _end(child: Child) -> None:
    """Ask a child to stop; kill it and all it started where it does not."""
    process = child.process
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens on `host`; port 0 is any free one. Raises OSError where it is taken.

    Held by the supervisor and inherited by the process that serves it: while that one restarts,
    connections wait instead of being refused.
    """
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((host, port))
        held.listen(1024)
    except OSError:
        held.close()
        raise
    return held


def free_port(host: str, wished: int = 0) -> int:
    """`wished` where it is free, else any free port."""
    for port in (wished, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise OSError(f"no free port on {host}")
