"""What followed clicks, as the seeding report takes it: orders, favourites and carts."""

from datetime import datetime

import pyarrow as pa

from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderStatus
from hongmao.links.models import Lease
from hongmao.links.models import Placement as LinkedPlacement
from hongmao.measure.seeding.report import OUTCOMES
from hongmao.orders.models import Collect, Match
from hongmao.orders.queries import FOLLOWED

SCHEMA = pa.schema([(name, pa.string() if name == "kind" else pa.int64()) for name in OUTCOMES])


def outcomes(since: datetime, currency: str = "CNY") -> pa.Table:
    """What followed clicks from `since` on, with the placement that each is matched to.

    Orders that money follows, paid and not void; `paid` is net of refunds, in minor units, 0 in
    another currency than `currency`. Favourites and carts count where their lease is one
    placement's alone: the feed grades nothing else.
    """
    return pa.Table.from_pylist([*_orders(since, currency), *_collects(since)], schema=SCHEMA)


def told() -> tuple[str, ...]:
    """The kinds of outcome that some feed has ever told; the others are unknown, not none."""
    kinds = Collect.objects.values_list("kind", flat=True).distinct()
    return ("order", *sorted(kinds))


def _orders(since: datetime, currency: str) -> list[dict[str, object]]:
    rows = (
        Match.objects.filter(FOLLOWED, current=True, click_at__gte=since)
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


def _collects(since: datetime) -> list[dict[str, object]]:
    found = list(Collect.objects.filter(click_at__gte=since).exclude(lease=""))
    holders: dict[tuple[str, str], list[LinkedPlacement]] = {}
    leases = Lease.objects.filter(adzone=None).select_related("placement__store")
    for lease in leases:
        key = lease.placement.store.marketplace, lease.name
        holders.setdefault(key, []).append(lease.placement)
    return [
        _row(one.kind, held[0], one.click_at, one.at) | {"paid": 0, "is_new": -1}
        for one in found
        if one.click_at and len(held := holders.get((one.marketplace, one.lease), [])) == 1
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
