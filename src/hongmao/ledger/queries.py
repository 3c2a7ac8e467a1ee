"""Every read of the ledger: balances are sums of entries, never stored."""

from django.db.models import Q, Sum

from hongmao.ledger.models import Entry, Transfer, TransferKind


def balance(account: str, currency: str) -> int:
    """Minor units in an account, debit positive; 0 where it was never used."""
    return balances(Q(account__name=account), currency).get(account, 0)


def balances(which: Q, currency: str) -> dict[str, int]:
    """Balances by account name of all accounts with entries that `which` selects."""
    rows = (
        Entry.objects.filter(which, account__currency=currency)
        .values_list("account__name")
        .annotate(total=Sum("amount"))
    )
    return {name: total for name, total in rows if total}


def trial_balance() -> dict[str, int]:
    """The sum of all entries by currency: zero in each, or the books are wrong."""
    rows = Entry.objects.values_list("account__currency").annotate(total=Sum("amount"))
    return dict(rows)


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
