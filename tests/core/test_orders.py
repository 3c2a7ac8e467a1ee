"""Orders: the one state that revisions add up to, whatever their order and however often."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.orders import (
    RANK,
    OrderRevision,
    OrderStatus,
    RefundRevision,
    RefundStatus,
    current,
    current_refund,
    returned_fee,
)
from tests.core.revisions import FEN, ORDER_REVISIONS, REFUND_REVISIONS

SOME = st.lists(ORDER_REVISIONS, min_size=1, max_size=6)


@given(SOME, st.randoms(use_true_random=False), st.data())
def test_the_revision_that_holds_depends_on_no_order_and_no_repeats(
    revisions: list[OrderRevision], chance: Random, data: st.DataObject
) -> None:
    again = revisions + data.draw(st.lists(st.sampled_from(revisions), max_size=4))
    chance.shuffle(again)
    assert current(again) == current(revisions)


@given(SOME)
def test_the_latest_holds_and_at_one_time_the_later_status(revisions: list[OrderRevision]) -> None:
    held = current(revisions)
    assert held in revisions
    for other in revisions:
        assert (held.modified_ms, RANK[held.status]) >= (other.modified_ms, RANK[other.status])


def test_an_order_without_revisions_has_no_state() -> None:
    with pytest.raises(ValueError, match="empty"):
        current([])


@given(st.lists(REFUND_REVISIONS, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_refund_case_stands_as_it_was_last_said_to(
    revisions: list[RefundRevision], chance: Random
) -> None:
    held = current_refund(revisions)
    assert held.modified_ms == max(one.modified_ms for one in revisions)
    chance.shuffle(revisions)
    assert current_refund(revisions + revisions) == held


@given(ORDER_REVISIONS | REFUND_REVISIONS, st.data())
def test_a_digest_differs_where_any_field_does(
    revision: OrderRevision | RefundRevision, data: st.DataObject
) -> None:
    assert msgspec.structs.replace(revision).digest == revision.digest
    field = data.draw(st.sampled_from(type(revision).__struct_fields__))
    value = getattr(revision, field)
    if isinstance(value, OrderStatus):
        other: object = data.draw(st.sampled_from(OrderStatus))
    elif isinstance(value, RefundStatus):
        other = data.draw(st.sampled_from(RefundStatus))
    elif isinstance(value, int):
        other = data.draw(FEN)
    else:
        other = data.draw(st.text(max_size=3))
    changed = msgspec.structs.replace(revision, **{field: other})
    assert (changed.digest == revision.digest) == (other == value)
    assert len(changed.digest) == 32


@given(ORDER_REVISIONS)
def test_a_revision_survives_being_stored(revision: OrderRevision) -> None:
    stored = msgspec.to_builtins(revision)
    assert msgspec.convert(stored, OrderRevision) == revision


@given(st.lists(REFUND_REVISIONS, max_size=6))
def test_only_cases_that_were_won_return_commission(cases: list[RefundRevision]) -> None:
    won = [case for case in cases if case.status is RefundStatus.WON]
    assert returned_fee(cases) == sum(case.fee_return for case in won)
    assert returned_fee([]) == 0


def test_void_outranks_every_status_of_the_same_moment() -> None:
    assert max(OrderStatus, key=RANK.__getitem__) is OrderStatus.VOID
    assert [RANK[status] for status in OrderStatus] == [0, 1, 2, 3, 4]
