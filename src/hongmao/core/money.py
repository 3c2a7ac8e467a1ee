"""Money: integers in minor units with a currency, never a float."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

MINOR_DIGITS = {"CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "JPY": 0, "KRW": 0}
"""Digits after the point, by ISO 4217 code, of the currencies that Hongmao settles in."""

BASIS = 10_000
"""Basis points in a whole: shares are integers of 1/10,000."""

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?")


class MoneyError(ValueError):
    """An amount that is not money: not a number, too many digits, or an unknown currency."""


class Money(msgspec.Struct, frozen=True):
    """An amount of one currency.

    `minor` counts the currency's smallest unit (fen, cents) and may be negative.
    """

    minor: int
    currency: str = "CNY"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + other.minor, self._same(other))

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - other.minor, self._same(other))

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.decimal()} {self.currency}"

    def decimal(self) -> Decimal:
        """The amount in major units (yuan), exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: "Money") -> str:
        if self.currency != other.currency:
            raise MoneyError(f"{self.currency} and {other.currency} do not add up")
        return self.currency


def minor_digits(currency: str) -> int:
    """Digits after the point in `currency`; raises `MoneyError` for one we do not settle in."""
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise MoneyError(f"unknown currency {currency!r}") from None


def parse_major(text: str, currency: str = "CNY") -> int:
    """Minor units of a decimal text in major units: `"12.3"` yuan is 1230 fen.

    Raises `MoneyError` on anything but plain digits (no exponent, no grouping, at most 15 before
    the point) that come to a whole number of minor units.
    """
    plain = text.strip()
    if not _PLAIN.fullmatch(plain):
        raise MoneyError(f"not an amount: {text!r}")
    value = Decimal(plain).scaleb(minor_digits(currency))
    if value != value.to_integral_value():
        raise MoneyError(f"not an amount in {currency}: {text!r}")
    return int(value)


def round_major(text: str, currency: str = "CNY") -> int:
    """Minor units of a decimal text in major units, rounded half to even.

    For networks that state commissions in parts of a cent. Raises `MoneyError` as `parse_major`,
    but for the number of digits after the point, of which there may be nine.
    """
    plain = text.strip()
    if not _PLAIN.fullmatch(plain):
        raise MoneyError(f"not an amount: {text!r}")
    exact = Decimal(plain).scaleb(minor_digits(currency))
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def share(amount: int, basis_points: int) -> int:
    """`basis_points` / 10,000 of `amount` minor units, rounded half to even."""
    exact = Decimal(amount) * basis_points / BASIS
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def allot(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide `amount` minor units by `weights` so that the parts sum to it exactly.

    Largest remainder; a tie goes to the earlier weight. Raises `MoneyError` when no weight is
    positive or one is negative.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise MoneyError("weights must not be negative and one must be positive")
    sign = -1 if amount < 0 else 1
    floors = [abs(amount) * weight // total for weight in weights]
    rests = [abs(amount) * weight % total for weight in weights]
    for index in sorted(range(len(weights)), key=lambda i: (-rests[i], i))[
        : abs(amount) - sum(floors)
    ]:
        floors[index] += 1
    return [sign * part for part in floors]
