"""What payouts do to the ledger, which step may follow which, and why one failed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.commission import combine
from hongmao.core.payouts import (
    Outcome,
    Parts,
    PayoutState,
    drafted,
    failure,
    paid,
    returned,
    step,
    undone,
)
from hongmao.core.reasons import Reason

PARTS = st.integers(1, 10**12).flatmap(
    lambda gross: st.builds(
        Parts, st.just(gross), st.integers(0, gross - 1), st.sampled_from(["a", "b"])
    )
)


@given(PARTS)
def test_every_way_sums_to_zero_and_leads_home(parts: Parts) -> None:
    steps = (
        drafted("creator:7", parts),
        undone("creator:7", parts),
        paid("creator:7", "b", parts),
        returned("creator:7", "b", parts),
    )
    assert [sum(amounts.values()) for amounts in steps] == [0, 0, 0, 0]
    assert combine(drafted("creator:7", parts), undone("creator:7", parts)) == {}
    sent = combine(drafted("creator:7", parts), paid("creator:7", "b", parts))
    assert sent["bank:b"] == -parts.net
    assert sent["creator:7:available"] == parts.gross
    assert "creator:7:paying" not in sent
    assert combine(sent, returned("creator:7", "b", parts)) == {}


def test_nothing_withheld_has_no_account() -> None:
    assert set(drafted("creator:7", Parts(100))) == {"creator:7:available", "creator:7:paying"}


def test_steps() -> None:
    released = PayoutState.RELEASED
    assert step(released, Outcome.SUCCEEDED) == PayoutState.PAID
    assert step(released, Outcome.FAILED) == PayoutState.FAILED
    assert step(released, Outcome.RETURNED) is None
    assert step(PayoutState.PAID, Outcome.RETURNED) == PayoutState.RETURNED
    assert step(PayoutState.RETURNED, Outcome.SUCCEEDED) == PayoutState.RETURNED
    for state in (PayoutState.DRAFTED, PayoutState.CANCELLED):
        assert [step(state, outcome) for outcome in Outcome] == [None, None, None]
    assert step(PayoutState.FAILED, Outcome.SUCCEEDED) is None
    assert step(PayoutState.PAID, Outcome.FAILED) is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("BE01", Reason.PAYEE_NAME_DIFFERS),
        ("收款人姓名与账号不符", Reason.PAYEE_NAME_DIFFERS),
        ("AC01 IncorrectAccountNumber", Reason.PAYEE_UNKNOWN),
        ("账户不存在", Reason.PAYEE_UNKNOWN),
        ("账户已销户", Reason.PAYEE_CLOSED),
        ("AC04", Reason.PAYEE_CLOSED),
        ("超过收款限额", Reason.PAYEE_LIMIT),
        ("系统繁忙", Reason.PAYOUT_FAILED),
        ("", Reason.PAYOUT_FAILED),
    ],
)
def test_words_of_banks(words: str, reason: Reason) -> None:
    assert failure(words) is reason
