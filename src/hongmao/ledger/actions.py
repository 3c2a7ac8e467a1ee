"""Every write of the ledger: one transfer at a time, once a key."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

import msgspec
import uuid_utils.compat as uuid
from django.db import transaction

from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.models import Account, Entry, Transfer, TransferKind


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer to write: `amounts` are minor units by account name, debit positive."""

    key: str
    subject: str
    currency: str
    amounts: Mapping[str, int]
    at: datetime

    def digest(self, kind: str, closes: str) -> str:
        """Tells two transfers of one key apart by what they mean (not by when)."""
        meaning = (kind, self.subject, self.currency, sorted(self.amounts.items()), closes)
        return blake2b(msgspec.json.encode(meaning), digest_size=16).hexdigest()


def hold(draft: Draft) -> Transfer:
    """Write amounts that are expected and not yet owed."""
    return _write(TransferKind.HOLD, draft)


def post(draft: Draft, closes: Transfer | None = None) -> Transfer:
    """Write amounts that are owed; `closes` is the hold they replace."""
    return _write(TransferKind.POST, draft, closes)


def void(draft: Draft, closes: Transfer) -> Transfer:
    """Undo a hold."""
    return _write(TransferKind.VOID, draft, closes)


def reverse(draft: Draft) -> Transfer:
    """Correct what was posted, in whole or in part."""
    return _write(TransferKind.REVERSE, draft)


@transaction.atomic
def _write(kind: TransferKind, draft: Draft, closes: Transfer | None = None) -> Transfer:
    """Write one transfer, or return the one its key wrote before.

    Raises `Refusal`: UNBALANCED, KEY_REUSED (the key wrote something else), ALREADY_CLOSED.
    Entries go in before their transfer: the database's trigger on the transfer then sees them
    all, and nothing can be added to it afterwards.
    """
    digest = draft.digest(kind, closes.key if closes else "")
    written = Transfer.objects.filter(key=draft.key).first()
    if written is not None:
        if written.digest != digest:
            raise Refusal(Reason.KEY_REUSED, key=draft.key)
        return written
    amounts = {account: amount for account, amount in draft.amounts.items() if amount}
    if len(amounts) < 2 or sum(amounts.values()) != 0:
        raise Refusal(Reason.UNBALANCED)
    if closes is not None and Transfer.objects.filter(closes=closes).exists():
        raise Refusal(Reason.ALREADY_CLOSED)
    accounts = _accounts(sorted(amounts), draft.currency)
    transfer = Transfer(
        id=uuid.uuid7(),
        key=draft.key,
        digest=digest,
        kind=kind,
        subject=draft.subject,
        currency=draft.currency,
        at=draft.at,
        closes=closes,
    )
    Entry.objects.bulk_create(
        Entry(transfer_id=transfer.id, account=accounts[name], amount=amount)
        for name, amount in sorted(amounts.items())
    )
    transfer.save(force_insert=True)
    return transfer


def _accounts(names: list[str], currency: str) -> dict[str, Account]:
    Account.objects.bulk_create(
        [Account(name=name, currency=currency) for name in names], ignore_conflicts=True
    )
    return {a.name: a for a in Account.objects.filter(name__in=names, currency=currency)}
