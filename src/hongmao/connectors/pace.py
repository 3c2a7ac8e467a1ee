"""Keeps all callers of one account within the rate that a marketplace allows it.

Processes of one machine share an account's pace by a file that holds the moment of the next free
call. It is locked by flock for as long as it takes to read and write that, never while somebody
waits; a killed process lets go of it, and one that was stopped in that very moment is passed by.
"""

import fcntl
import os
import struct
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from hongmao.core.connector import MendRequest

LONGEST_QUEUE_S = 60.0
"""A next call further ahead was not said by a queue, but by a clock from before a restart."""
LOCKED_S = 0.5
"""How long the lock of one who was stopped is waited for: it is held for microseconds."""
_MOMENT = struct.Struct("<d")


class Pace:
    """Lets `calls_a_second` through on average and one at once, evenly; 0 means no limit.

    No burst: a process that is killed and started again cannot add up bursts, so however often
    that happens the account stays within the rate. Shared between threads, and where a `file` is
    given between all processes of the machine that give the same.
    """

    def __init__(
        self,
        calls_a_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        file: Path | None = None,
    ) -> None:
        self._gap_s = 1 / calls_a_second if calls_a_second > 0 else 0.0
        self._clock = clock  # the system's monotonic clock is the same in all processes
        self._sleep = sleep
        self._file = file
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Return when the next call may be made; each caller gets a moment of its own.

        Raises `MendRequest` where the shared file cannot be used.
        """
        if not self._gap_s:
            return
        if self._file is None:
            with self._lock:
                now = self._clock()
                mine, self._next = self._take(now, self._next)
        else:
            try:
                now, mine = self._take_shared(self._file)
            except OSError as error:
                detail = f"{self._file} cannot be written: {error.strerror}. Processes share the "
                raise MendRequest("pace", f"{detail}account's call rate by it.") from error
        if mine > now:
            self._sleep(mine - now)

    def _take(self, now: float, free: float) -> tuple[float, float]:
        """A moment for one call, and the next that is free after it."""
        mine = max(now, free)
        return mine, mine + self._gap_s

    def _take_shared(self, file: Path) -> tuple[float, float]:
        """The time, and the moment taken. Raises `OSError`."""
        file.parent.mkdir(parents=True, exist_ok=True)
        # Opened anew each time: flock holds between open files, not between threads or forks.
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(descriptor)
            now = self._clock()
            held = os.pread(descriptor, _MOMENT.size, 0)
            (free,) = _MOMENT.unpack(held) if len(held) == _MOMENT.size else (0.0,)
            known = free <= now + LONGEST_QUEUE_S  # false also for what is no number
            mine, after = self._take(now, free if known else now)
            os.pwrite(descriptor, _MOMENT.pack(after), 0)
        finally:
            os.close(descriptor)
        return now, mine


def _lock(descriptor: int) -> None:
    """Lock an open file, or go on without where somebody keeps it locked."""
    until = time.monotonic() + LOCKED_S
    while time.monotonic() < until:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(0.001)


def pace_file(folder: Path, gateway: str, app_key: str) -> Path:
    """The file by which processes share the pace of an app at a gateway; its name tells neither."""
    return folder / blake2b(f"{gateway}\n{app_key}".encode(), digest_size=12).hexdigest()
