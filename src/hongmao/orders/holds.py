"""Settling what no feed says is settled: an order that was received and stood for its hold.

Taobao's ad-driven feed ends with receipt, and its rows tell no time of it, so the hold counts from
when we first heard. A refund in part takes the place of receipt in a row; where receipt was never
told before it, the hold counts from the refund. Either errs towards settling late.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderRevision, OrderStatus, current
from hongmao.orders.actions import keep_revisions
from hongmao.orders.models import Order, Revision

HOLDING = (OrderStatus.PAID, OrderStatus.RECEIVED)
DAY_MS = 86_400_000


def settle_received(marketplace: str, days: int, at: datetime) -> int:
    """Settle the orders whose hold of `days` is over at `at`; returns how many.

    A settlement is a revision of the time of the one it settles: the feed may say that again, or
    that another platform has the credit, which wins; a later refund does too, and what it leaves
    is settled at once.
    """
    old = at - timedelta(days=days)
    told = Revision.objects.filter(order=OuterRef("pk"))
    waiting = Order.objects.filter(
        Exists(told.filter(body__status=OrderStatus.RECEIVED, received_at__lte=old))
        | Exists(told.filter(body__status=OrderStatus.SETTLED))
        | Q(status=OrderStatus.PAID, revised_at__lte=old),
        marketplace=marketplace,
        status__in=HOLDING,
    )
    return sum(_settle(key, days, to_ms(at)) for key in waiting.order_by("id").values_list("pk"))


@transaction.atomic
def _settle(key: tuple[int], days: int, now_ms: int) -> int:
    order = Order.objects.select_for_update().get(pk=key[0])
    said = [
        (msgspec.convert(body, OrderRevision), to_ms(heard))
        for body, heard in order.revisions.values_list("body", "received_at")
    ]
    held = current(revision for revision, _ in said)
    due_ms = _due_ms(held, said, days)
    if held.status not in HOLDING or not 0 < due_ms <= now_ms:
        return 0
    settled = msgspec.structs.replace(held, status=OrderStatus.SETTLED, settled_ms=due_ms)
    return keep_revisions(order.marketplace, [settled])


def _due_ms(held: OrderRevision, said: Iterable[tuple[OrderRevision, int]], days: int) -> int:
    """When an order's hold is over; 0 where none has begun. What was settled once stays due."""
    settled, received = [], []
    for revision, heard_ms in said:
        if revision.status is OrderStatus.SETTLED:
            settled.append(revision.settled_ms)
        elif revision.status is OrderStatus.RECEIVED:
            received.append(heard_ms)
    if settled:
        return min(settled)
    if received:
        return min(received) + days * DAY_MS
    refunded = held.modified_ms > held.paid_ms > 0
    return held.modified_ms + days * DAY_MS if refunded else 0
