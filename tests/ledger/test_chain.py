"""The chain: the database links every transfer, and whatever is rewritten is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from hongmao.jobs.audit import audit, differs
from hongmao.ledger.actions import Draft, hold, post, void
from hongmao.ledger.chain import (
    Head,
    broken_links,
    fingerprint,
    heads,
    keeps,
    link_all,
    off_standings,
    parse_head,
)
from hongmao.ledger.models import Entry, Link, Transfer
from hongmao.ledger.queries import amounts
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


def draft(number: int, currency: str = "CNY", **amounts: int) -> Draft:
    """A transfer of its own key, a second after the one before."""
    return Draft(
        key=f"key:{currency}:{number}",
        subject=f"commission:{number}",
        currency=currency,
        amounts=amounts or {"bank:a": 1000 + number, "creator:7:available": -1000 - number},
        at=NOON + timedelta(seconds=number, microseconds=number),
    )


def write_some() -> list[Transfer]:
    """Five transfers in CNY, one of them closing another, and two in USD."""
    held = hold(draft(0))
    return [
        held,
        *(post(draft(number)) for number in range(1, 4)),
        void(draft(4), held),
        *(post(draft(number, "USD")) for number in range(2)),
    ]


@contextmanager
def behind_the_triggers(*tables: str) -> Iterator[None]:
    """Somebody who owns the database takes its triggers off."""
    link_all()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            connection.check_constraints()
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    yield


def run(statement: str) -> None:
    """Run one SQL statement that must change something."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount


def test_links_count_up_without_a_gap_in_each_currency() -> None:
    written = write_some()
    link_all()
    for currency, count in (("CNY", 5), ("USD", 2)):
        links = list(Link.objects.filter(currency=currency).order_by("sequence"))
        assert [link.sequence for link in links] == list(range(1, count + 1))
        assert [link.previous for link in links] == ["", *(link.hash for link in links[:-1])]
        assert [link.transfer for link in links] == [t for t in written if t.currency == currency]
    assert list(broken_links()) == []


@given(
    key=TEXT,
    subject=TEXT,
    names=st.lists(TEXT, min_size=2, max_size=5, unique=True),
    amount=st.integers(1, 2**50),
    at=st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
)
@examples(40)
def test_the_database_hashes_what_the_rule_says(
    key: str, subject: str, names: list[str], amount: int, at: timedelta
) -> None:  # fmt: skip
    """Any text, in any script; any moment to the microsecond."""
    with undone():
        parts = dict.fromkeys(names[1:], amount) | {names[0]: -amount * (len(names) - 1)}
        transfer = post(
            Draft(key=key, subject=subject, currency="CNY", amounts=parts,
                  at=NOON + at)
        )  # fmt: skip
        link_all()
        link = Link.objects.get(transfer=transfer)
        read = Transfer.objects.get(pk=transfer.pk)
        assert link.hash == fingerprint(link, read, amounts(read))
        assert list(broken_links()) == []


FALSIFIED = {
    "an amount moved": "UPDATE ledger_entry SET amount = amount * 2 WHERE transfer_id = "
    "(SELECT transfer_id FROM ledger_link WHERE currency = 'CNY' AND sequence = 3)",
    "another subject": "UPDATE ledger_transfer SET subject = 'mine' WHERE key = 'key:CNY:2'",
    "another key": "UPDATE ledger_transfer SET key = 'mine' WHERE key = 'key:CNY:2'",
    "another kind": "UPDATE ledger_transfer SET kind = 'reverse' WHERE key = 'key:CNY:2'",
    "another digest": "UPDATE ledger_transfer SET digest = 'x' WHERE key = 'key:CNY:2'",
    "another moment": "UPDATE ledger_transfer SET at = '2026-11-20 12:00:00' "
    "WHERE key = 'key:CNY:2'",
    "an entry's moment": "UPDATE ledger_entry SET at = '2026-11-20 12:00:00' WHERE transfer_id = "
    "(SELECT transfer_id FROM ledger_link WHERE currency = 'CNY' AND sequence = 3)",
    "a link gone": "DELETE FROM ledger_link WHERE currency = 'CNY' AND sequence = 2",
    "a link rehashed": "UPDATE ledger_link SET hash = 'x' WHERE currency = 'CNY' AND sequence = 2",
}


@pytest.mark.parametrize("statement", FALSIFIED.values(), ids=FALSIFIED)
def test_what_is_falsified_behind_the_triggers_is_found(statement: str) -> None:
    """The first broken link is named, and the audit fails; the other currency stays sound."""
    write_some()
    kept = heads()
    assert not differs(list(audit()))
    with undone():
        with behind_the_triggers("ledger_entry", "ledger_transfer", "ledger_link"):
            run(statement)
        broken, *more = broken_links()
        assert broken.startswith(("link CNY 3 ", "link CNY 2 "))
        assert all(sentence.endswith("is in no chain") for sentence in more)
        found = [finding for finding in audit() if finding.check == "transfers = chain"]
        assert broken in found[0].differences
        assert keeps(kept[1])


def test_an_account_renamed_is_found() -> None:
    write_some()
    with undone():
        with behind_the_triggers("ledger_account"):
            run("UPDATE ledger_account SET name = 'bank:mine' WHERE name = 'bank:a'")
        assert [sentence.split(" (")[0] for sentence in broken_links()] == [
            "link CNY 1", "link USD 1",
        ]  # fmt: skip


def test_a_rewritten_chain_no_longer_has_the_head_that_was_kept() -> None:
    """Who recomputes every hash deceives the chain itself, but not a head kept elsewhere."""
    written = write_some()
    kept = next(head for head in heads() if head.currency == "CNY")
    assert parse_head(str(kept)) == kept
    assert keeps(kept)
    post(draft(9))
    link_all()
    assert keeps(kept)
    with undone():
        with behind_the_triggers("ledger_link", "ledger_entry", "ledger_transfer"):
            run("UPDATE ledger_transfer SET subject = 'mine' WHERE key = 'key:CNY:2'")
            previous = ""
            for link in Link.objects.filter(currency="CNY").order_by("sequence"):
                link.previous = previous
                transfer = Transfer.objects.get(pk=link.transfer_id)
                link.hash = previous = fingerprint(link, transfer, amounts(transfer))
                Link.objects.filter(pk=link.pk).update(hash=link.hash, previous=link.previous)
        assert list(broken_links()) == []
        assert not keeps(kept)
    assert keeps(Head("CNY", 1, Link.objects.get(transfer=written[0]).hash))


def test_links_are_made_by_the_database_alone() -> None:
    """One that does not follow the last is refused, and so is a change of one."""
    write_some()
    link_all()
    last = Link.objects.filter(currency="CNY").latest("sequence")
    for sequence, previous in ((6, "x" * 64), (7, last.hash), (5, last.previous), (1, "")):
        with pytest.raises(IntegrityError), undone():
            Link.objects.create(
                transfer=Transfer.objects.create(
                    id="00000000-0000-0000-0000-000000000001", key="k", digest="", kind="post",
                    subject="", currency="CNY", at=NOON,
                ),
                currency="CNY", sequence=sequence, previous=previous, hash="y" * 64,
            )  # fmt: skip
    for action in (lambda: Link.objects.update(hash="x"), lambda: Link.objects.all().delete()):
        with pytest.raises(IntegrityError, match="nothing written is changed"), undone():
            action()


def test_progress_is_told_and_adds_up() -> None:
    write_some()
    heard: list[int] = []
    assert list(broken_links(heard.append)) == []
    assert sum(heard) == 7


def test_a_standing_that_is_not_its_entries_sum_is_found() -> None:
    write_some()
    paid_in = {"bank:a": 500, "brand:7:prepaid": -500}
    post(Draft(key="in", subject="s", currency="CNY", amounts=paid_in, at=NOON))
    assert list(off_standings()) == []
    with undone():
        run("UPDATE ledger_standing SET balance = balance + 5")
        assert len(list(off_standings())) == 1
        assert differs(list(audit()))
    with undone():
        with behind_the_triggers("ledger_entry", "ledger_standing"):
            number = Entry.objects.get(account__name="brand:7:prepaid").pk
            run(f"UPDATE ledger_entry SET amount = 99999 WHERE id = {number}")
        assert any("below zero" in sentence for sentence in off_standings())


def test_the_digest_does_not_see_the_moment_but_the_chain_does() -> None:
    first = post(draft(1))
    later = msgspec.structs.replace(draft(1), at=NOON + timedelta(days=1))
    assert post(later) == first
    link_all()
    assert Link.objects.count() == 1
