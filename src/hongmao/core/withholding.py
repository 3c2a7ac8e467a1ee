"""What is withheld from a payout for the tax office: a table of rules, empty until filled.

Rules are data: `docs/payouts.md` describes the file and carries an example. A rule holds for payees
of one country and kind in one currency from a day on; nothing is withheld where none does.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from hongmao.core.money import BASIS, MINOR_DIGITS, share

PayeeStatus = Literal["individual", "business"]


class Allowance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is free of tax for an income above `over`: `amount` and `basis_points` of the income."""

    over: int = 0
    amount: int = 0
    basis_points: int = 0


class Bracket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rate for the part of the taxable income above `over`, up to the next bracket."""

    over: int
    basis_points: int


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule of withholding; amounts in minor units of `currency`.

    `per` says what one income is: each payment, or all payments of a calendar month. The allowance
    is the last whose `over` the income exceeds. `until` is the first day it no longer holds.
    """

    name: str
    country: str
    payee: PayeeStatus
    currency: str
    since: date
    until: date | None = None
    per: Literal["payment", "month"] = "payment"
    allowances: tuple[Allowance, ...] = ()
    brackets: tuple[Bracket, ...]

    def holds(self, country: str, payee: str, currency: str, on: date) -> bool:
        """Whether it holds for such a payee on a day."""
        return (
            (self.country, self.payee, self.currency) == (country, payee, currency)
            and self.since <= on
            and (self.until is None or on < self.until)
        )


class RuleError(ValueError):
    """A table of rules that cannot be used; it says why."""


_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def read_rules(content: bytes) -> tuple[Rule, ...]:
    """The rules of a JSON table. Raises `RuleError` where it is malformed or two rules overlap."""
    try:
        rules = msgspec.json.decode(content, type=tuple[Rule, ...])
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise RuleError(str(problem)) from None
    for place, rule in enumerate(rules):
        _check(rule)
        for other in rules[:place]:
            if _overlap(rule, other):
                raise RuleError(f"{other.name} and {rule.name} hold for the same payees at once")
    return rules


def _check(rule: Rule) -> None:
    if not _NAME.fullmatch(rule.name):
        raise RuleError(f"{rule.name!r} is no name: 1 to 40 of a-z, 0-9 and -")
    if rule.currency not in MINOR_DIGITS:
        raise RuleError(f"{rule.name}: unknown currency {rule.currency!r}")
    if rule.until is not None and rule.until <= rule.since:
        raise RuleError(f"{rule.name} ends before it begins")
    steps: list[Sequence[Allowance | Bracket]] = [rule.allowances, rule.brackets]
    for name, group in zip(("allowances", "brackets"), steps, strict=True):
        overs = [one.over for one in group]
        if overs and (overs[0] != 0 or overs != sorted(set(overs))):
            raise RuleError(f"{rule.name}: {name} begin over 0 and go up")
        if any(not 0 <= one.basis_points <= BASIS for one in group):
            raise RuleError(f"{rule.name}: basis points go from 0 to {BASIS}")
    if not rule.brackets:
        raise RuleError(f"{rule.name} has no brackets")


def _overlap(one: Rule, other: Rule) -> bool:
    first, second = sorted((one, other), key=lambda rule: rule.since)
    same = (one.country, one.payee, one.currency) == (other.country, other.payee, other.currency)
    return same and (first.until is None or second.since < first.until)


def rule_for(
    rules: Sequence[Rule], country: str, payee: str, currency: str, on: date
) -> Rule | None:
    """The rule that holds for a payee on a day, if one does."""
    return next((rule for rule in rules if rule.holds(country, payee, currency, on)), None)


def tax(rule: Rule, income: int) -> int:
    """The tax on one income in minor units: rounded once, half to even, never below zero."""
    if income <= 0:
        return 0
    free = 0
    for allowance in rule.allowances:
        if income > allowance.over:
            free = allowance.amount + share(income, allowance.basis_points)
    taxable = max(income - free, 0)
    exact = 0
    ends = [bracket.over for bracket in rule.brackets[1:]]
    for bracket, end in zip(rule.brackets, [*ends, taxable], strict=True):
        exact += max(min(taxable, max(end, bracket.over)) - bracket.over, 0) * bracket.basis_points
    return share(exact, 1)


def withhold(rule: Rule, gross: int, earlier: int = 0, withheld: int = 0) -> int:
    """What to withhold from a payment of `gross`, between 0 and all of it.

    For a rule per month `earlier` is what was paid before in the month and `withheld` what was
    withheld of that: together the month's payments bear the month's tax.
    """
    if rule.per == "payment":
        return min(tax(rule, gross), gross)
    return max(min(tax(rule, earlier + gross) - withheld, gross), 0)
