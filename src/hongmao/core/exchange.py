"""Conversion between currencies at an exact rate.

A rate is a ratio of two integers: how much of the quote currency one unit of the base currency is
worth, both in major units. The result is rounded once, half to even, to the quote's minor unit.
"""

import re
from decimal import Decimal
from math import gcd

import msgspec

from hongmao.core.money import Money, MoneyError, minor_digits

_RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


class Ratio(msgspec.Struct, frozen=True):
    """A rate in lowest terms, both parts positive."""

    numerator: int
    denominator: int

    def inverse(self) -> "Ratio":
        """The same rate, asked from the other side."""
        return Ratio(self.denominator, self.numerator)


def parse_rate(text: str) -> Ratio:
    """The exact ratio of a decimal text (`"7.1234"`); raises `MoneyError` on anything else or 0."""
    plain = text.strip()
    if not _RATE.fullmatch(plain):
        raise MoneyError(f"not a rate: {text!r}")
    numerator, denominator = Decimal(plain).as_integer_ratio()
    if not numerator:
        raise MoneyError(f"not a rate: {text!r}")
    divisor = gcd(numerator, denominator)
    return Ratio(numerator // divisor, denominator // divisor)


def convert(amount: Money, quote: str, rate: Ratio) -> Money:
    """`amount` in the currency `quote`, rounded half to even; its sign is kept."""
    top = abs(amount.minor) * rate.numerator * 10 ** minor_digits(quote)
    bottom = rate.denominator * 10 ** minor_digits(amount.currency)
    whole, rest = divmod(top, bottom)
    if 2 * rest > bottom or (2 * rest == bottom and whole % 2):
        whole += 1
    return Money(-whole if amount.minor < 0 else whole, quote)
