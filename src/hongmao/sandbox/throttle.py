"""A token bucket for each app, and the ban that follows when it is empty."""

import math
import threading
import time
from collections.abc import Callable

from hongmao.sandbox.envelope import TopError
from hongmao.sandbox.state import Settings


class Throttle:
    """Lets `calls_per_s` calls through on average, `burst` at once; then bans for `ban_s`.

    Counts what it `admitted` and what it `refused`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}
        self._banned: dict[str, float] = {}
        self.admitted = self.refused = 0

    def ban(self, app_key: str, seconds: float) -> None:
        """Ban an app from now on, whatever its rate."""
        with self._lock:
            self._banned[app_key] = self._clock() + seconds

    def admit(self, app_key: str, settings: Settings) -> None:
        """Take one token; raises the platform's code 7 during a ban or when there is none."""
        with self._lock:
            now = self._clock()
            if now >= self._banned.get(app_key, 0.0):
                if settings.calls_per_s <= 0:
                    self.admitted += 1
                    return
                tokens, since = self._buckets.get(app_key, (float(settings.burst), now))
                tokens = min(settings.burst, tokens + (now - since) * settings.calls_per_s)
                self._buckets[app_key] = (max(tokens - 1, 0.0), now)
                if tokens >= 1:
                    self.admitted += 1
                    return
                self._banned[app_key] = now + settings.ban_s
            self.refused += 1
            left = math.ceil(self._banned[app_key] - now)
        raise TopError(
            7,
            "accesscontrol.limited-by-app-access-count",
            f"This ban will last for {max(left, 1)} more seconds",
        )
