"""What an account's name says: its normal side, whether it may cross zero, and where it is listed.

The chart of accounts of `docs/ledger.md` as a table. The database holds the floors itself
(`ledger/migrations/0002_triggers.py`); a test holds the two to each other.
"""

import re
from enum import IntEnum, StrEnum
from functools import lru_cache

import msgspec


class Side(IntEnum):
    """On which side an account grows; the sign of a sound balance. EITHER has no wrong side."""

    CREDIT = -1
    EITHER = 0
    DEBIT = 1


class Root(StrEnum):
    """The five kinds of account that accountants, and beancount, know."""

    ASSETS = "Assets"
    LIABILITIES = "Liabilities"
    EQUITY = "Equity"
    INCOME = "Income"
    EXPENSES = "Expenses"


class AccountRule(msgspec.Struct, frozen=True):
    """One line of the chart. `*` in a pattern stands for one part of a name.

    `floored`: never on the wrong side of zero. `pending`: expected or kept, and not yet owed.
    """

    pattern: str
    side: Side
    root: Root
    floored: bool = False
    pending: bool = False


CHART = (
    AccountRule("marketplace:*:expected", Side.DEBIT, Root.ASSETS, pending=True),
    AccountRule("marketplace:*:receivable", Side.DEBIT, Root.ASSETS),
    AccountRule("marketplace:*:difference", Side.DEBIT, Root.EXPENSES),
    AccountRule("bank:*", Side.DEBIT, Root.ASSETS),
    AccountRule("brand:*:prepaid", Side.CREDIT, Root.LIABILITIES, floored=True),
    AccountRule("brand:*:reserved", Side.CREDIT, Root.LIABILITIES, floored=True, pending=True),
    AccountRule("brand:*:expected", Side.DEBIT, Root.ASSETS, pending=True),
    AccountRule("creator:*:held", Side.CREDIT, Root.LIABILITIES, pending=True),
    AccountRule("creator:*:available", Side.CREDIT, Root.LIABILITIES),
    AccountRule("creator:*:paying", Side.CREDIT, Root.LIABILITIES, floored=True),
    AccountRule("agency:*:held", Side.CREDIT, Root.LIABILITIES, pending=True),
    AccountRule("agency:*:available", Side.CREDIT, Root.LIABILITIES),
    AccountRule("agency:*:paying", Side.CREDIT, Root.LIABILITIES, floored=True),
    AccountRule("platform:held", Side.CREDIT, Root.LIABILITIES, pending=True),
    AccountRule("platform:income", Side.CREDIT, Root.INCOME),
    AccountRule("platform:unmatched:held", Side.CREDIT, Root.LIABILITIES, pending=True),
    AccountRule("platform:unmatched:income", Side.CREDIT, Root.INCOME),
    AccountRule("platform:claims", Side.DEBIT, Root.EXPENSES),
    AccountRule("tax:withheld:*", Side.CREDIT, Root.LIABILITIES),
    AccountRule("exchange:*", Side.EITHER, Root.EQUITY),
)
OTHER = AccountRule("*", Side.EITHER, Root.EQUITY)
"""What holds for a name that the chart does not have."""

EXCHANGE = "exchange:"
"""How the accounts of conversions begin; only a conversion writes to them."""


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", "[^:]+"))


_CHART = tuple((_regex(rule.pattern), rule) for rule in CHART)


@lru_cache(maxsize=4096)
def rule_of(name: str) -> AccountRule:
    """The chart's line for an account name; `OTHER` where it has none."""
    return next((rule for regex, rule in _CHART if regex.fullmatch(name)), OTHER)


def crosses(name: str, balance: int) -> bool:
    """Whether a balance (minor units, debit positive) is one that this account must never have."""
    rule = rule_of(name)
    return rule.floored and balance * rule.side < 0
