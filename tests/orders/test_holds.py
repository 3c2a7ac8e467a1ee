"""Orders that no feed settles: settled once, after their hold, whatever comes when."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderRevision, OrderStatus
from hongmao.orders.actions import keep_revisions
from hongmao.orders.holds import settle_received
from hongmao.orders.models import Order, Revision
from tests.factories import undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()
PAID_MS = to_ms(NOW) - 40 * 86_400_000
DAYS = 30
HOLD, TICK = timedelta(days=DAYS), timedelta(seconds=1)


def told(status: OrderStatus, later_ms: int = 0, paid: int = 10_000) -> OrderRevision:
    """What the ad-driven feed says of the one order, `later_ms` after its payment."""
    fee = 0 if status is OrderStatus.VOID else paid // 10
    return OrderRevision(
        trade_id="1", parent_id="1", status=status, item_id="7", paid=paid, fee=fee,
        created_ms=PAID_MS - 1_000, paid_ms=PAID_MS, modified_ms=PAID_MS + later_ms,
    )  # fmt: skip


PAID, RECEIVED = told(OrderStatus.PAID), told(OrderStatus.RECEIVED)
PART = told(OrderStatus.PAID, 86_400_000, 6_000)
WHOLE = told(OrderStatus.VOID, 2 * 86_400_000, 0)
OTHERS = told(OrderStatus.VOID)


def keep(*revisions: OrderRevision) -> None:
    """Take in what the feed says, heard 40 days ago."""
    keep_revisions("taobao_ud", revisions)
    Revision.objects.update(received_at=NOW - timedelta(days=40))


def settle(days: int = DAYS) -> int:
    """Settle what is due now."""
    return settle_received("taobao_ud", days, NOW)


def state() -> tuple[str, int]:
    """What the one order says."""
    order = Order.objects.get()
    return order.status, order.fee


@pytest.mark.parametrize(("early", "settled"), [(-TICK, 1), (timedelta(0), 1), (TICK, 0)])
def test_the_hold_counts_from_when_receipt_was_heard_first(early: timedelta, settled: int) -> None:
    keep(PAID, RECEIVED)
    heard = Revision.objects.filter(body__status="received")
    heard.update(received_at=NOW - HOLD + early)
    assert settle() == settled
    assert state() == ("settled" if settled else "received", 1_000)
    assert settle() == 0
    if settled:
        assert Order.objects.get().settled_at == (NOW + early).replace(
            microsecond=(NOW + early).microsecond // 1000 * 1000
        )


def test_what_is_paid_alone_never_settles() -> None:
    keep(PAID)
    assert settle(0) == 0
    assert state() == ("paid", 1_000)


def test_other_marketplaces_are_left_alone() -> None:
    keep_revisions("taobao", [RECEIVED])
    Revision.objects.update(received_at=NOW - 2 * HOLD)
    assert settle() == 0


@pytest.mark.parametrize(("days", "settled"), [(38, 1), (40, 0)])
def test_after_a_refund_in_part_the_hold_counts_from_it(days: int, settled: int) -> None:
    keep(PAID, PART)
    assert settle(days) == settled
    assert state() == ("settled" if settled else "paid", 600)


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ([PAID, RECEIVED, PART], ("settled", 600)),
        ([PAID, RECEIVED, PART, WHOLE], ("void", 0)),
        ([PAID, RECEIVED, OTHERS], ("void", 0)),
        ([RECEIVED, RECEIVED, PAID], ("settled", 1_000)),
    ],
)
def test_any_order_of_words_and_settlements_ends_in_the_same_state(
    said: list[OrderRevision], end: tuple[str, int]
) -> None:
    ends = set()
    for turn in permutations(said):
        with undone():
            for revision in turn:
                keep(revision)
                settle()
            keep(*turn)
            settle()
            assert settle() == 0
            ends.add(state())
    assert ends == {end}
