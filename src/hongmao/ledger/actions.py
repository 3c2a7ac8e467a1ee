"""Every write of the ledger: one transfer at a time, once a key; and the closing of periods.

Whoever locks rows of their own (an order, a campaign, a statement) locks them before writing here:
transfers wait for each other at the standings of floored accounts, in the order of their names.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b

import msgspec
import uuid_utils.compat as uuid
from django.db import IntegrityError, connection, transaction

from hongmao.core.accounts import EXCHANGE, rule_of
from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.models import Account, Closing, Entry, Standing, Transfer, TransferKind


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


def _write(kind: TransferKind, draft: Draft, closes: Transfer | None = None) -> Transfer:
    if any(name.startswith(EXCHANGE) for name in draft.amounts):
        raise Refusal(Reason.NO_RATE, base=draft.currency, quote="?")
    return write(kind, draft, closes)


def write(kind: TransferKind, draft: Draft, closes: Transfer | None = None) -> Transfer:
    """Write one transfer, or return the one its key wrote before.

    Raises `Refusal`: UNBALANCED, KEY_REUSED (the key wrote something else), ALREADY_CLOSED,
    BELOW_ZERO, PERIOD_CLOSED; nothing is written then, and the caller's transaction goes on.
    Entries go in before their transfer: the database's triggers on the transfer then see them
    all, and nothing can be added to it afterwards.
    """
    digest = draft.digest(kind, closes.key if closes else "")
    written = _written(draft.key, digest)
    if written is not None:
        return written
    amounts = {account: amount for account, amount in sorted(draft.amounts.items()) if amount}
    if len(amounts) < 2 or sum(amounts.values()) != 0:
        raise Refusal(Reason.UNBALANCED)
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
    try:
        with transaction.atomic():
            _insert(transfer, amounts)
    except IntegrityError as error:
        # Another writer may have been faster with the same key.
        written = _written(draft.key, digest)
        if written is not None:
            return written
        refusal = _refusal(str(error), transfer, amounts)
        if refusal is None:
            raise
        raise refusal from error
    return transfer


def _written(key: str, digest: str) -> Transfer | None:
    written = Transfer.objects.filter(key=key).first()
    if written is not None and written.digest != digest:
        raise Refusal(Reason.KEY_REUSED, key=key)
    return written


def _insert(transfer: Transfer, amounts: Mapping[str, int]) -> None:
    accounts = _accounts(list(amounts), transfer.currency)
    Entry.objects.bulk_create(
        Entry(
            transfer_id=transfer.id, account_id=accounts[name], amount=amount, at=transfer.at
        )
        for name, amount in amounts.items()
    )  # fmt: skip
    transfer.save(force_insert=True)


def _refusal(error: str, transfer: Transfer, amounts: Mapping[str, int]) -> Refusal | None:
    """What the database's words mean; the names of its constraints are in its migrations."""
    if "ledger: below zero" in error or "standing_never_below" in error:
        name = _lowest(amounts, transfer.currency)
        return Refusal(Reason.BELOW_ZERO, account=name, currency=transfer.currency)
    if "ledger: the period is closed" in error:
        latest = Closing.objects.latest("until")
        return Refusal(Reason.PERIOD_CLOSED, until=f"{latest.until:%Y-%m-%d %H:%M} UTC")
    if transfer.closes is not None and Transfer.objects.filter(closes=transfer.closes).exists():
        return Refusal(Reason.ALREADY_CLOSED)
    return None


def _lowest(amounts: Mapping[str, int], currency: str) -> str:
    """The floored account that the amounts take farthest below zero, as things stand now."""
    standing = dict(
        Standing.objects.filter(
            account__name__in=list(amounts), account__currency=currency
        ).values_list("account__name", "balance")
    )
    floored = [name for name in amounts if rule_of(name).floored]
    return min(
        floored, key=lambda name: (standing.get(name, 0) + amounts[name]) * rule_of(name).side
    )


_ids: dict[tuple[str, str, str], int] = {}
"""Ids by database, currency and name: accounts never change. Only what is committed is kept."""
_MOST_IDS = 100_000


def _accounts(names: list[str], currency: str) -> dict[str, int]:
    place = str(connection.settings_dict["NAME"])
    kept = {name: _ids.get((place, currency, name)) for name in names}
    known = {name: number for name, number in kept.items() if number is not None}
    missing = [name for name in names if name not in known]
    if not missing:
        return known
    found = _find_accounts(missing, currency)
    if len(found) < len(missing):
        Account.objects.bulk_create(
            [Account(name=n, currency=currency) for n in missing if n not in found],
            ignore_conflicts=True,
        )
        found = _find_accounts(missing, currency)

    def keep() -> None:
        if len(_ids) > _MOST_IDS:
            _ids.clear()
        _ids.update({(place, currency, name): number for name, number in found.items()})

    transaction.on_commit(keep)
    return known | found


def _find_accounts(names: list[str], currency: str) -> dict[str, int]:
    rows = Account.objects.filter(name__in=names, currency=currency)
    return dict(rows.values_list("name", "id"))


def close_until(until: datetime, by: str, at: datetime) -> Closing:
    """Make everything before `until` final; closing the same again changes nothing.

    There is no way back: what turns out wrong is corrected by a transfer of today. Waits for the
    transfers that are being written, so it wants a short database transaction of its own. Raises
    `Refusal`: CLOSING_OUT_OF_TURN where `until` has not passed or a later closing stands.
    """
    closed = Closing.objects.filter(until=until).first()
    if closed is not None:
        return closed
    if until > at:
        raise Refusal(Reason.CLOSING_OUT_OF_TURN)
    try:
        with transaction.atomic():
            return Closing.objects.create(until=until, at=at, by=by)
    except IntegrityError as error:
        # Another may have been faster, with the same moment or a later one.
        closed = Closing.objects.filter(until=until).first()
        if closed is not None:
            return closed
        raise Refusal(Reason.CLOSING_OUT_OF_TURN) from error
