"""Why a marketplace's settled figure for an order line is not ours: the likely causes, in amounts.

The causes of a line always add up to the whole difference, currency by currency; what no rule
explains is said to be unexplained.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from hongmao.core.money import share


class Cause(StrEnum):
    """Why two figures differ."""

    ROUNDING = "rounding"
    LATE_REFUND = "late_refund"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    SERVICE_FEE = "service_fee"
    WRONG_RATE = "wrong_rate"
    CURRENCY = "currency"
    UNEXPLAINED = "unexplained"


class Ours(msgspec.Struct, frozen=True):
    """What we have of an order line, minor units of `currency`.

    `posted` is what stands posted against the marketplace, net of refunds; `fee` the commission
    before them, `returned` what refunds took of it; `paid` what the buyer paid.
    """

    currency: str
    posted: int
    fee: int
    returned: int = 0
    paid: int = 0


class Theirs(msgspec.Struct, frozen=True):
    """What the marketplace settled: the commission, and what it kept of it as its own fee."""

    currency: str
    commission: int
    service_fee: int = 0

    @property
    def net(self) -> int:
        """What it pays us."""
        return self.commission - self.service_fee


class Part(msgspec.Struct, frozen=True):
    """A part of a difference: theirs less ours, minor units of `currency`."""

    cause: Cause
    currency: str
    amount: int


ROUNDING_MOST = 1
"""Two roundings of one amount lie no further apart than this, in minor units."""
SERVICE_FEES: Mapping[str, int] = {"taobao": 1_000, "pdd": 1_000}
"""Basis points of the commission that a marketplace is known to keep as a service fee, looked for
where a report does not state it. Secondary knowledge: a report that states the fee wins."""
RATE_STEP = 10
"""Marketplaces set commission rates in steps of so many basis points."""


def explain(marketplace: str, ours: Ours | None, theirs: Theirs | None) -> list[Part]:
    """The likely causes of the difference between two figures; none where they agree.

    Either side may be missing. The amounts of a currency add up to theirs less ours.
    """
    if ours is not None and theirs is not None and ours.currency == theirs.currency:
        parts = _same_currency(marketplace, ours, theirs)
    else:
        both = ours is not None and theirs is not None
        parts = _apart(ours, theirs, both)
    return [part for part in parts if part.amount]


def _apart(ours: Ours | None, theirs: Theirs | None, both: bool) -> Iterator[Part]:
    if ours is not None:
        cause = Cause.CURRENCY if both else Cause.MISSING_THERE
        yield Part(cause, ours.currency, -ours.posted)
    if theirs is not None:
        cause = Cause.CURRENCY if both else Cause.MISSING_HERE
        yield Part(cause, theirs.currency, theirs.net)


def _same_currency(marketplace: str, ours: Ours, theirs: Theirs) -> Iterator[Part]:
    yield Part(Cause.SERVICE_FEE, ours.currency, -theirs.service_fee)
    rest = theirs.commission - ours.posted
    if rest and ours.returned and 0 < rest <= ours.returned + ROUNDING_MOST:
        # They have not taken back yet, or not all of, what refunds took from us.
        late = min(rest, ours.returned)
        yield Part(Cause.LATE_REFUND, ours.currency, late)
        rest -= late
    if rest:
        yield from _residue(marketplace, ours, theirs, rest)


def _residue(marketplace: str, ours: Ours, theirs: Theirs, rest: int) -> Iterator[Part]:
    if abs(rest) <= ROUNDING_MOST:
        cause = Cause.ROUNDING
    elif theirs.commission <= 0 < ours.posted:
        cause = Cause.LATE_REFUND  # they took all of it back: a refund that we have not heard of
    elif not theirs.service_fee and _is_fee(marketplace, ours.posted, rest):
        cause = Cause.SERVICE_FEE
    elif _is_rate(ours.paid, theirs.commission):
        cause = Cause.WRONG_RATE
    else:
        cause = Cause.UNEXPLAINED
    yield Part(cause, ours.currency, rest)


def _is_fee(marketplace: str, posted: int, rest: int) -> bool:
    basis = SERVICE_FEES.get(marketplace, 0)
    return bool(basis) and abs(-rest - share(posted, basis)) <= ROUNDING_MOST


def _is_rate(paid: int, commission: int) -> bool:
    """Whether a commission is what another rate of the price comes to, to the minor unit."""
    if paid <= 0 or commission <= 0:
        return False
    step = round_half_up(commission * 10_000, paid * RATE_STEP) * RATE_STEP
    return 0 < step <= 10_000 and share(paid, step) == commission


def round_half_up(number: int, by: int) -> int:
    """A quotient of two positive integers as the nearest integer."""
    return (2 * number + by) // (2 * by)
