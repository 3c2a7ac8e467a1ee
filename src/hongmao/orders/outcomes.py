"""What followed clicks, as the seeding report takes it: orders, favourites and carts."""

from datetime import datetime

import pyarrow as pa
from django.db.models import Exists, OuterRef, QuerySet

from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderStatus
from hongmao.links.models import Lease
from hongmao.links.models import Placement as LinkedPlacement
from hongmao.measure.seeding.report import OUTCOMES
from hongmao.orders.models import Collect, Match, Order
from hongmao.orders.queries import FOLLOWED

Whose = dict[str, int]
SCHEMA = pa.schema([(name, pa.string() if name == "kind" else pa.int64()) for name in OUTCOMES])


def outcomes(
    since: datetime, currency: str = "CNY", brand: int | None = None, creator: int | None = None
) -> pa.Table:
    """What followed clicks from `since` on, with the placement that each is matched to.

    A `brand` or `creator` by number keeps to their placements.

    Orders that money follows, paid and not void; `paid` is net of refunds, in minor units, 0 in
    another currency than `currency`. Favourites and carts count where their lease is one
    placement's alone: the feed grades nothing else.
    """
    asked = {"brand": brand, "creator": creator}
    whose = {name: number for name, number in asked.items() if number is not None}
    rows = [*_orders(since, currency, whose), *_collects(since, whose)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def told() -> tuple[str, ...]:
    """The kinds of outcome that some feed has ever told; the others are unknown, not none."""
    kinds = Collect.objects.values_list("kind", flat=True).distinct()
    return ("order", *sorted(kinds))


SOLD = pa.schema(
    [
        ("conversion", pa.int64()),
        ("click_id", pa.string()),
        ("brand", pa.int64()),
        ("at_ms", pa.int64()),
        ("value", pa.int64()),
    ]
)


def sold(
    since: datetime | None, until: datetime | None, currency: str = "CNY"
) -> tuple[pa.Table, int]:
    """Orders made from `since` until before `until` as credit takes them, and how many have no
    match that money follows.

    Paid and not void; `value` is net of refunds, in minor units, 0 in another currency.
    """
    followed = Match.objects.filter(FOLLOWED, order=OuterRef("pk"), current=True)
    orders = _made(since, until)
    rows = (
        Match.objects.filter(FOLLOWED, current=True, order__in=orders)
        .order_by("order")
        .values_list(
            "order", "click_id", "placement__brand", "order__ordered_at", "order__paid",
            "order__refunded", "order__currency",
        )
    )  # fmt: skip
    table = pa.Table.from_pylist(
        [
            {
                "conversion": pk, "click_id": click, "brand": brand, "at_ms": to_ms(at),
                "value": paid - refunded if said_in == currency else 0,
            }
            for pk, click, brand, at, paid, refunded, said_in in rows
        ],
        schema=SOLD,
    )  # fmt: skip
    return table, orders.exclude(Exists(followed)).count()


def _made(since: datetime | None, until: datetime | None) -> QuerySet[Order]:
    orders = Order.objects.exclude(status__in=[OrderStatus.UNPAID, OrderStatus.VOID])
    if since:
        orders = orders.filter(ordered_at__gte=since)
    return orders.filter(ordered_at__lt=until) if until else orders


def _orders(since: datetime, currency: str, whose: Whose) -> list[dict[str, object]]:
    rows = (
        Match.objects.filter(FOLLOWED, current=True, click_at__gte=since)
        .filter(**{f"placement__{name}": number for name, number in whose.items()})
        .exclude(order__status__in=[OrderStatus.UNPAID, OrderStatus.VOID])
        .select_related("order", "placement")
    )
    return [
        _row("order", match.placement, match.click_at, match.order.ordered_at)
        | {
            "paid": match.order.paid - match.order.refunded
            if match.order.currency == currency
            else 0,
            "is_new": -1 if match.order.new_customer is None else int(match.order.new_customer),
        }
        for match in rows
        if match.placement and match.click_at
    ]


def _collects(since: datetime, whose: Whose) -> list[dict[str, object]]:
    found = list(Collect.objects.filter(click_at__gte=since).exclude(lease=""))
    holders: dict[tuple[str, str], list[LinkedPlacement]] = {}
    leases = Lease.objects.filter(adzone=None).select_related("placement__store")
    for lease in leases:
        key = lease.placement.store.marketplace, lease.name
        holders.setdefault(key, []).append(lease.placement)
    return [
        _row(one.kind, held[0], one.click_at, one.at) | {"paid": 0, "is_new": -1}
        for one in found
        if one.click_at
        and len(held := holders.get((one.marketplace, one.lease), [])) == 1
        and all(getattr(held[0], f"{name}_id") == number for name, number in whose.items())
    ]


def _row(kind: str, placement: LinkedPlacement, click: datetime, at: datetime) -> dict[str, object]:
    return {
        "kind": kind,
        "note": placement.note_id,
        "creator": placement.creator_id,
        "campaign": placement.campaign_id,
        "click_ms": to_ms(click),
        "at_ms": to_ms(at),
    }
