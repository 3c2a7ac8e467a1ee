"""How many calls a minute one caller is answered."""

from collections import Counter
from threading import Lock


class Pace:
    """Counts calls by caller and clock minute, in this process alone; forgets with the minute."""

    def __init__(self) -> None:
        self._minute = -1
        self._calls: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, caller: str, most: int, now_s: float) -> int:
        """0 where the call may go on, else the seconds until it may."""
        minute, second = divmod(int(now_s), 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._calls = minute, Counter()
            self._calls[caller] += 1
            return 0 if self._calls[caller] <= most else 60 - second
