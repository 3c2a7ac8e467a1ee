"""What the database refuses of the ledger by itself, whoever writes and however."""

from datetime import UTC, datetime

import pytest
import uuid_utils.compat as uuid
from django.db import DatabaseError, IntegrityError, connection
from django.db.models import ProtectedError

from hongmao.ledger.actions import Draft, hold, post
from hongmao.ledger.models import Account, Entry, Transfer
from hongmao.ledger.queries import amounts, trial_balance
from tests.factories import undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def draft(key: str = "k1", **changes: int) -> Draft:
    """Ten yuan expected from the marketplace, six of them for a creator."""
    parts = changes or {"marketplace": 1000, "creator": -600, "platform": -400}
    return Draft(key=key, subject="commission:1", currency="CNY", amounts=parts, at=NOON)


def insert(entries: list[tuple[str, str, int]], key: str = "raw", **fields: object) -> Transfer:
    """A transfer in CNY with (account, currency, amount) entries, past the ledger's actions."""
    transfer = Transfer(
        id=uuid.uuid7(),
        key=key,
        digest="0" * 32,
        subject="raw:1",
        currency="CNY",
        at=NOON,
        **{"kind": "post", **fields},
    )
    for name, currency, amount in entries:
        account, _ = Account.objects.get_or_create(name=name, currency=currency)
        Entry.objects.create(transfer_id=transfer.id, account=account, amount=amount, at=NOON)
    transfer.save(force_insert=True)
    return transfer


def run(statement: str) -> None:
    """Run one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_balanced_transfer_goes_in() -> None:
    transfer = insert([("a", "CNY", 5), ("b", "CNY", -5)])
    assert amounts(transfer) == {"a": 5, "b": -5}


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [("a", "CNY", 5)],
        [("a", "CNY", 5), ("b", "CNY", -4)],
        [("a", "CNY", 5), ("b", "CNY", 5)],
        [("a", "CNY", 5), ("b", "USD", -5)],
        [("a", "USD", 5), ("b", "USD", -5)],
    ],
    ids=["none", "single", "unbalanced", "one-sided", "mixed", "of another currency"],
)
def test_what_does_not_balance_is_refused(entries: list[tuple[str, str, int]]) -> None:
    with pytest.raises(IntegrityError, match="sum to zero"), undone():
        insert(entries)
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    "entries",
    [
        [("a", "CNY", 0), ("b", "CNY", 5), ("c", "CNY", -5)],
        [("a", "CNY", 2), ("a", "CNY", 3), ("b", "CNY", -5)],
    ],
    ids=["an entry of nothing", "an account twice"],
)
def test_entries_are_plain(entries: list[tuple[str, str, int]]) -> None:
    with pytest.raises(IntegrityError), undone():
        insert(entries)


def test_an_entry_without_its_transfer_does_not_last() -> None:
    account = Account.objects.create(name="a", currency="CNY")
    with undone():
        Entry.objects.create(transfer_id=uuid.uuid7(), account=account, amount=5, at=NOON)
        with pytest.raises(IntegrityError):
            connection.check_constraints()


def test_nothing_is_added_to_a_written_transfer() -> None:
    transfer = hold(draft())
    account = Account.objects.create(name="late", currency="CNY")
    with pytest.raises(IntegrityError, match="is written"), undone():
        Entry.objects.create(transfer=transfer, account=account, amount=1, at=NOON)
    with pytest.raises(IntegrityError, match="is written"), undone():
        run(
            "INSERT INTO ledger_entry (transfer_id, account_id, amount, at) "
            f"SELECT transfer_id, {account.pk}, 7, at FROM ledger_entry WHERE amount = 1000"
        )
    assert trial_balance() == {"CNY": 0}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET amount = amount * 2",
        "UPDATE ledger_entry SET amount = amount",
        "UPDATE ledger_transfer SET subject = 'commission:2'",
        "UPDATE ledger_account SET name = 'mine' WHERE name = 'creator'",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_transfer",
        "DELETE FROM ledger_account",
        "INSERT INTO ledger_account (id, name, currency) SELECT id, name, currency "
        "FROM ledger_account WHERE true ON CONFLICT (id) DO UPDATE SET name = 'mine'",
    ],
)
def test_nothing_written_is_changed(statement: str) -> None:
    transfer = hold(draft())
    with pytest.raises(IntegrityError, match="nothing written is changed"), undone():
        run(statement)
    assert amounts(Transfer.objects.get(pk=transfer.pk)) == draft().amounts


@pytest.mark.parametrize("table", ["ledger_account", "ledger_entry", "ledger_transfer"])
def test_nothing_written_is_replaced(table: str) -> None:
    """SQLite's REPLACE removes a row without the delete that a trigger would see."""
    hold(draft())
    expected = IntegrityError if connection.vendor == "sqlite" else DatabaseError
    with pytest.raises(expected), undone():
        run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_objects_do_not_change_either() -> None:
    transfer = hold(draft())
    transfer.subject = "commission:2"
    with pytest.raises(IntegrityError), undone():
        transfer.save()
    with pytest.raises(ProtectedError), undone():
        transfer.delete()
    with pytest.raises(IntegrityError), undone():
        Entry.objects.all().delete()


def test_a_hold_is_closed_once_and_by_a_post_or_a_void_only() -> None:
    held, parts = hold(draft()), [("a", "CNY", 5), ("b", "CNY", -5)]
    for kind in ("hold", "reverse", "gift"):
        with pytest.raises(IntegrityError), undone():
            insert(parts, kind=kind, closes=held)
    with pytest.raises(IntegrityError), undone():
        insert(parts, kind="void")
    post(draft("k2", marketplace=-1, platform=1), held)
    for kind in ("post", "void"):
        with pytest.raises(IntegrityError), undone():
            insert(parts, kind=kind, closes=held)


def test_a_key_writes_one_transfer() -> None:
    hold(draft())
    with pytest.raises(IntegrityError), undone():
        insert([("a", "CNY", 5), ("b", "CNY", -5)], key="k1")


def test_only_a_hold_is_closed() -> None:
    posted = post(draft(key="p"))
    with pytest.raises(IntegrityError, match="close a hold"), undone():
        post(draft(key="q"), posted)
    assert not Transfer.objects.filter(key="q").exists()
