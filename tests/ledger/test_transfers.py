"""The ledger's actions: once a key, balanced, a hold closed once; and its balances."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db.models import Q

from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.actions import Draft, hold, post, reverse, void
from hongmao.ledger.models import Account, Entry, Transfer
from hongmao.ledger.queries import (
    amounts,
    balance,
    balances,
    open_hold,
    subject_amounts,
    trial_balance,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HELD = {"market:expected": 1000, "creator:7:held": -600, "platform:held": -400}
DRAFT = Draft(key="c:1", subject="commission:1", currency="CNY", amounts=HELD, at=NOON)


def draft(key: str, amounts: Mapping[str, int], **changes: str) -> Draft:
    """A transfer of the same subject."""
    return msgspec.structs.replace(DRAFT, key=key, amounts=amounts, **changes)


def undo(amounts: Mapping[str, int]) -> dict[str, int]:
    """What takes amounts back."""
    return {name: -amount for name, amount in amounts.items()}


def reason_of(action: Callable[[], object]) -> Reason:
    """Why an action is refused; it must leave the ledger as it was."""
    before = Transfer.objects.count(), Entry.objects.count()
    with pytest.raises(Refusal) as caught:
        action()
    assert (Transfer.objects.count(), Entry.objects.count()) == before
    return caught.value.reason


def test_writing_twice_is_writing_once() -> None:
    first = hold(DRAFT)
    again = hold(msgspec.structs.replace(DRAFT, at=NOON + timedelta(hours=1)))
    assert again.pk == first.pk
    assert Entry.objects.count() == 3
    reordered = dict(reversed(HELD.items()))
    assert hold(draft("c:1", reordered)).pk == first.pk
    closing = draft("c:2", undo(HELD))
    assert void(closing, first).pk == void(closing, first).pk


@pytest.mark.parametrize(
    "other",
    [
        lambda: hold(draft("c:1", {"market:expected": 5, "platform:held": -5})),
        lambda: hold(draft("c:1", HELD, subject="commission:2")),
        lambda: hold(draft("c:1", HELD, currency="USD")),
        lambda: reverse(DRAFT),
        lambda: post(DRAFT),
        lambda: hold(draft("c:1", {"alone": 1})),
    ],
)
def test_a_key_that_means_something_else_is_refused(other: Callable[[], object]) -> None:
    hold(DRAFT)
    assert reason_of(other) is Reason.KEY_REUSED


@pytest.mark.parametrize(
    "parts",
    [{}, {"a": 1}, {"a": 1, "b": 1}, {"a": 1, "b": -2}, {"a": 0, "b": 0}, {"a": 1, "b": 0}],
)
@pytest.mark.parametrize("write", [hold, post, reverse])
def test_what_does_not_balance_is_refused(
    parts: dict[str, int], write: Callable[[Draft], Transfer]
) -> None:
    assert reason_of(lambda: write(draft("k", parts))) is Reason.UNBALANCED


def test_amounts_of_nothing_are_left_out() -> None:
    transfer = hold(draft("k", {"a": 3, "b": -3, "c": 0}))
    assert amounts(transfer) == {"a": 3, "b": -3}


def test_a_hold_is_closed_once() -> None:
    held = hold(DRAFT)
    assert open_hold("commission:1") == held
    posting = {**undo(HELD), "market:receivable": 980, "platform:income": -980}
    post(draft("c:2", posting), held)
    assert open_hold("commission:1") is None
    assert reason_of(lambda: void(draft("c:3", undo(HELD)), held)) is Reason.ALREADY_CLOSED
    assert reason_of(lambda: post(draft("c:3", posting), held)) is Reason.ALREADY_CLOSED
    assert subject_amounts("commission:1") == {"market:receivable": 980, "platform:income": -980}


def test_a_hold_of_one_subject_is_not_anothers() -> None:
    hold(DRAFT)
    assert open_hold("commission:2") is None
    assert open_hold("commission:11") is None


def test_balances_are_sums_by_account_and_currency() -> None:
    held = hold(DRAFT)
    hold(draft("c:2", {"market:expected": 50, "platform:held": -50}, subject="commission:2"))
    hold(draft("c:3", {"market:expected": 9, "platform:held": -9}, currency="USD"))
    assert balance("market:expected", "CNY") == 1050
    assert balance("market:expected", "USD") == 9
    assert balance("nobody", "CNY") == 0
    assert balances(Q(account__name__startswith="creator:"), "CNY") == {"creator:7:held": -600}
    assert subject_amounts("commission:2") == {"market:expected": 50, "platform:held": -50}
    assert trial_balance() == {"CNY": 0, "USD": 0}
    void(draft("c:4", undo(HELD)), held)
    assert balances(Q(account__name__startswith="creator:"), "CNY") == {}
    assert Account.objects.filter(name="market:expected").count() == 2


def test_transfers_sort_by_the_time_of_writing() -> None:
    written = [hold(draft(f"k{number}", {"a": 1, "b": -1})).pk for number in range(20)]
    assert sorted(written) == written
