"""Seeded chance, the same on every Python and machine, so that a recipe is always one picture."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1


class Chance:
    """A stream of numbers that follows from `seed` alone (splitmix64)."""

    def __init__(self, seed: str) -> None:
        self._state = int.from_bytes(blake2b(seed.encode(), digest_size=8).digest())

    def unit(self) -> float:
        """A number from 0 until before 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return float((z ^ (z >> 31)) >> 11) / float(1 << 53)

    def between(self, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        return low + (high - low) * self.unit()

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.unit() * (high - low + 1))

    def sign(self) -> int:
        """1 or -1."""
        return 1 if self.unit() < 0.5 else -1

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`."""
        return choices[int(self.unit() * len(choices))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """`items` in another order."""
        rest = list(items)
        return [rest.pop(int(self.unit() * len(rest))) for _ in items]
