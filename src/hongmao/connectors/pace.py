"""Keeps a caller within the rate that a marketplace allows one account."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Lets `calls_a_second` through on average and one at once, evenly; 0 means no limit.

    No burst: a process that is killed and started again cannot add up bursts, so however often
    that happens the account stays within the rate. Shared between threads.
    """

    def __init__(
        self,
        calls_a_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap_s = 1 / calls_a_second if calls_a_second > 0 else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Return when the next call may be made; each caller gets a moment of its own."""
        if not self._gap_s:
            return
        with self._lock:
            now = self._clock()
            mine = max(now, self._next)
            self._next = mine + self._gap_s
        if mine > now:
            self._sleep(mine - now)
