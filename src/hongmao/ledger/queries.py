"""Every read of the ledger: balances are sums of entries, never stored.

A balance `at` a moment is that of all entries before it, so that the first moment of a month gives
the balance at the end of the month before. What is before the latest closing is final.
"""

from datetime import datetime

import msgspec
from django.db.models import Q, QuerySet, Sum

from hongmao.core.accounts import rule_of
from hongmao.ledger.models import Closing, Entry, Transfer, TransferKind


def _entries(at: datetime | None) -> QuerySet[Entry]:
    return Entry.objects.all() if at is None else Entry.objects.filter(at__lt=at)


def balance(account: str, currency: str, at: datetime | None = None) -> int:
    """Minor units in an account, debit positive; 0 where it was never used."""
    return balances(Q(account__name=account), currency, at).get(account, 0)


def balances(which: Q, currency: str, at: datetime | None = None) -> dict[str, int]:
    """Balances by account name of all accounts with entries that `which` selects."""
    rows = (
        _entries(at)
        .filter(which, account__currency=currency)
        .values_list("account__name")
        .annotate(total=Sum("amount"))
    )
    return {name: total for name, total in rows if total}


def trial_balance(at: datetime | None = None) -> dict[str, int]:
    """The sum of all entries by currency: zero in each, or the books are wrong."""
    rows = _entries(at).values_list("account__currency").annotate(total=Sum("amount"))
    return dict(rows)


class Line(msgspec.Struct, frozen=True):
    """An account's balance in a trial balance; `pending` where it is expected and not owed."""

    account: str
    currency: str
    balance: int
    pending: bool


def trial_lines(at: datetime | None = None) -> list[Line]:
    """The trial balance by account, in the order of currencies and names, zeros left out."""
    rows = (
        _entries(at)
        .values_list("account__currency", "account__name")
        .annotate(total=Sum("amount"))
        .order_by("account__currency", "account__name")
    )
    return [
        Line(name, currency, total, rule_of(name).pending)
        for currency, name, total in rows
        if total
    ]


class StatementLine(msgspec.Struct, frozen=True):
    """An entry of an account, and what stood in it afterwards."""

    entry: int
    at: datetime
    key: str
    kind: str
    subject: str
    amount: int
    balance: int


def account_statement(
    account: str, currency: str, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[StatementLine]:
    """A page of an account's entries, oldest first, with the running balance.

    The next page is `after` the moment and entry of the last line of this one.
    """
    entries = Entry.objects.filter(account__name=account, account__currency=currency)
    running = 0
    if after is not None:
        moment, number = after
        seen = Q(at__lt=moment) | Q(at=moment, pk__lte=number)
        running = entries.filter(seen).aggregate(total=Sum("amount"))["total"] or 0
        entries = entries.exclude(seen)
    lines = []
    for entry in entries.select_related("transfer").order_by("at", "pk")[:limit]:
        running += entry.amount
        one = entry.transfer
        lines.append(
            StatementLine(entry.pk, entry.at, one.key, one.kind, one.subject, entry.amount, running)
        )
    return lines


def closed_until() -> datetime | None:
    """Everything before this moment is final; None where nothing was closed yet."""
    return Closing.objects.order_by("-until").values_list("until", flat=True).first()


def open_hold(subject: str) -> Transfer | None:
    """The hold of a subject that nothing has closed, if there is one."""
    return Transfer.objects.filter(
        subject=subject, kind=TransferKind.HOLD, closed_by__isnull=True
    ).first()


def amounts(transfer: Transfer) -> dict[str, int]:
    """A transfer's amounts by account name."""
    return dict(transfer.entries.values_list("account__name", "amount"))


def subject_amounts(subject: str) -> dict[str, int]:
    """All that a subject's transfers add up to, by account name."""
    rows = (
        Entry.objects.filter(transfer__subject=subject)
        .values_list("account__name")
        .annotate(total=Sum("amount"))
    )
    return {name: total for name, total in rows if total}
