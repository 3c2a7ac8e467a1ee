"""What a statement says of entries: its months, whose accounts are whose, its lines.

A statement has three columns, each with an opening and a closing balance: `held` (expected),
`posted` (owed), and `aside`, which is what a payout has in hand, what a marketplace settled
otherwise than we had it, or what a brand has paid in. Amounts are positive where the party's
balance grows.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec


class Month(msgspec.Struct, frozen=True):
    """A calendar month of a time zone: `2026-10`, from `starts_at` to before `ends_at` (UTC)."""

    key: str
    starts_at: datetime
    ends_at: datetime


def month(key: str, zone: ZoneInfo) -> Month:
    """The month of that name; raises `ValueError` where the text is none."""
    first = datetime.strptime(key, "%Y-%m").replace(tzinfo=zone)
    if f"{first:%Y-%m}" != key:
        raise ValueError(f"not a month: {key!r}")
    years, months = divmod(first.month, 12)
    last = first.replace(year=first.year + years, month=months + 1)
    utc = ZoneInfo("UTC")
    return Month(key, first.astimezone(utc), last.astimezone(utc))


def month_at(at: datetime, zone: ZoneInfo) -> Month:
    """The month that a moment lies in."""
    return month(f"{at.astimezone(zone):%Y-%m}", zone)


class PartyKind(StrEnum):
    """Who has statements."""

    CREATOR = "creator"
    AGENCY = "agency"
    BRAND = "brand"
    MARKETPLACE = "marketplace"


class Column(StrEnum):
    """The columns of a statement."""

    HELD = "held"
    POSTED = "posted"
    ASIDE = "aside"


_PEOPLE = {"held": Column.HELD, "available": Column.POSTED}
COLUMNS: Mapping[PartyKind, Mapping[str, Column]] = {
    PartyKind.CREATOR: _PEOPLE,
    PartyKind.AGENCY: _PEOPLE,
    PartyKind.BRAND: {"reserved": Column.HELD},
    PartyKind.MARKETPLACE: {"expected": Column.HELD, "receivable": Column.POSTED},
}
"""The column of an account by the last word of its name; any other account goes to `aside`."""


class Owned(msgspec.Struct, frozen=True):
    """Whose an account is, and where its entries stand in a statement."""

    kind: PartyKind
    name: str
    column: Column

    @property
    def sign(self) -> int:
        """What makes an entry (debit positive) grow the balance: only marketplaces owe us."""
        return 1 if self.kind is PartyKind.MARKETPLACE else -1


def owner(account: str) -> Owned | None:
    """Whose an account is; None for the community's own, which has no statement."""
    kind, _, rest = account.partition(":")
    name, _, last = rest.rpartition(":")
    if kind not in [*PartyKind] or not name:
        return None
    party = PartyKind(kind)
    return Owned(party, name, COLUMNS[party].get(last, Column.ASIDE))


class LineKind(StrEnum):
    """What a line of a statement is about."""

    HELD = "held"
    COMMISSION = "commission"
    RELEASED = "released"
    RETURNED = "returned"
    CLAWED_BACK = "clawed_back"
    CORRECTED = "corrected"
    PAYOUT = "payout"
    CLAIM = "claim"
    DEPOSIT = "deposit"
    DIFFERENCE = "difference"
    RECEIPT = "receipt"
    EXCHANGE = "exchange"
    OTHER = "other"


FAMILIES: Mapping[str, LineKind] = {
    "payout": LineKind.PAYOUT,
    "claim": LineKind.CLAIM,
    "deposit": LineKind.DEPOSIT,
    "difference": LineKind.DIFFERENCE,
    "receipt": LineKind.RECEIPT,
    "exchange": LineKind.EXCHANGE,
}
"""The kind of a line by the first word of its transfer's subject, where that says it all."""


class Sign(StrEnum):
    """How an amount compares with nothing, as it stands in SQL before a 0."""

    LESS = "<"
    MORE = ">"


class KindRule(msgspec.Struct, frozen=True):
    """A line is `kind` where every condition that is stated holds."""

    kind: LineKind
    posted: Sign | None = None
    held: Sign | None = None
    corrects: bool | None = None


COMMISSION_KINDS = (
    KindRule(LineKind.CLAWED_BACK, posted=Sign.LESS, corrects=True),
    KindRule(LineKind.RETURNED, posted=Sign.LESS),
    KindRule(LineKind.CORRECTED, posted=Sign.MORE, corrects=True),
    KindRule(LineKind.COMMISSION, posted=Sign.MORE),
    KindRule(LineKind.HELD, held=Sign.MORE),
    KindRule(LineKind.RELEASED, held=Sign.LESS),
)
"""What a commission's line is, the first rule that fits being taken; else `other`."""


def line_kind(subject: str, held: int, posted: int, corrects: bool) -> LineKind:
    """What a line is called, by what its transfer is about and what it changes."""
    family = subject.partition(":")[0]
    if family in FAMILIES:
        return FAMILIES[family]
    if family != "commission":
        return LineKind.OTHER
    for rule in COMMISSION_KINDS:
        if _is(posted, rule.posted) and _is(held, rule.held) and rule.corrects in (None, corrects):
            return rule.kind
    return LineKind.OTHER


def _is(amount: int, sign: Sign | None) -> bool:
    return sign is None or (amount < 0 if sign is Sign.LESS else amount > 0)
