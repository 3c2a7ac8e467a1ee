"""What a marketplace settled beside what we posted, order line by order line."""

from collections.abc import Iterator
from typing import TypeVar

import msgspec
from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Sum

from hongmao.core.orders import OrderStatus
from hongmao.core.reconciliation import Ours, Theirs
from hongmao.ledger.models import Entry
from hongmao.orders.models import Order
from hongmao.settlement.models import (
    Difference,
    Period,
    Reconciliation,
    SettledFigure,
    Source,
)

Row = TypeVar("Row", bound=Model)

CHUNK = 500
"""Order lines compared at a time: what bounds memory, and a question's parameters."""


class Pair(msgspec.Struct, frozen=True):
    """An order line in our books and in theirs."""

    trade_id: str
    order: int | None
    ours: Ours | None
    theirs: Theirs | None


def pairs(marketplace: str, period: Period, source: str) -> Iterator[Pair]:
    """Every order line that either side settled in a period, once.

    A report's lines are those of its own time; of ours, those it names nowhere come after. From the
    feed, each line is compared with the marketplace's last word on it.
    """
    span = (period.starts_at, period.ends_at)
    settled = Order.objects.filter(
        marketplace=marketplace, status=OrderStatus.SETTLED,
        settled_at__gte=span[0], settled_at__lt=span[1],
    )  # fmt: skip
    if source == Source.FEED:
        yield from _by_feed(marketplace, settled)
        return
    figures = SettledFigure.objects.filter(
        marketplace=marketplace, settled_at__gte=span[0], settled_at__lt=span[1]
    ).order_by("pk")
    for part in _chunks(figures):
        yield from _by_report(marketplace, part)
    named = SettledFigure.objects.filter(
        marketplace=OuterRef("marketplace"), trade_id=OuterRef("trade_id")
    )
    for orders in _chunks(settled.exclude(Exists(named)).order_by("pk")):
        for order, ours in _ours(marketplace, orders):
            yield Pair(order.trade_id, order.pk, ours, None)


def _by_feed(marketplace: str, settled: QuerySet[Order]) -> Iterator[Pair]:
    for orders in _chunks(settled.order_by("pk")):
        for order, ours in _ours(marketplace, orders):
            theirs = Theirs(order.currency, max(order.fee - order.fee_returned, 0))
            yield Pair(order.trade_id, order.pk, ours, theirs)


def _by_report(marketplace: str, figures: list[SettledFigure]) -> Iterator[Pair]:
    orders = Order.objects.filter(
        marketplace=marketplace, trade_id__in=[one.trade_id for one in figures]
    )
    known = {order.trade_id: (order, ours) for order, ours in _ours(marketplace, list(orders))}
    for one in figures:
        theirs = Theirs(one.currency, one.commission, one.service_fee)
        order, ours = known.get(one.trade_id, (None, None))
        mine = ours if order is not None and order.status == OrderStatus.SETTLED else None
        yield Pair(one.trade_id, order.pk if order else None, mine, theirs)


def _ours(marketplace: str, orders: list[Order]) -> Iterator[tuple[Order, Ours]]:
    pks = {order.pk: f"commission:{pk}" for order, pk in _commissions(orders)}
    rows = (
        Entry.objects.filter(
            transfer__subject__in=list(pks.values()),
            account__name=f"marketplace:{marketplace}:receivable",
        )
        .values_list("transfer__subject")
        .annotate(total=Sum("amount"))
    )
    posted = dict(rows)
    for order in orders:
        yield order, Ours(
            order.currency, posted.get(pks.get(order.pk, ""), 0), order.fee, order.fee_returned,
            order.paid,
        )  # fmt: skip


def _commissions(orders: list[Order]) -> Iterator[tuple[Order, int]]:
    by_pk = {order.pk: order for order in orders}
    rows = Order.objects.filter(pk__in=list(by_pk), commission__isnull=False)
    for pk, commission in rows.values_list("pk", "commission__pk"):
        yield by_pk[pk], commission


def _chunks(found: QuerySet[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for one in found.iterator(chunk_size=CHUNK):
        part.append(one)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def reconciliations() -> QuerySet[Reconciliation]:
    """Every reconciliation, the latest month first."""
    return (
        Reconciliation.objects.select_related("period")
        .annotate(found=Count("differences"), booked=Count("differences__transfer"))
        .order_by("-period__ends_at", "marketplace")
    )


class CauseSum(msgspec.Struct, frozen=True):
    """What the differences of one likely cause come to, minor units of `currency`."""

    cause: str
    currency: str
    lines: int
    booked: int
    amount: int


def cause_sums(reconciliation: Reconciliation) -> list[CauseSum]:
    """A reconciliation's differences by likely cause, the largest first."""
    rows = (
        Difference.objects.filter(reconciliation=reconciliation)
        .values("cause", "currency")
        .annotate(lines=Count("pk"), booked=Count("transfer"), total=Sum("amount"))
    )
    found = [
        CauseSum(row["cause"], row["currency"], row["lines"], row["booked"], row["total"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (-abs(one.amount), one.cause))


def differences_of(reconciliation: Reconciliation, cause: str = "") -> QuerySet[Difference]:
    """A reconciliation's differences, the largest first; of one cause where asked."""
    found = (
        Difference.objects.filter(reconciliation=reconciliation)
        .select_related("order__commission", "order__product", "transfer", "booked_by")
        .order_by("amount", "pk")
    )
    return found.filter(cause=cause) if cause else found
