"""Every read about orders."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.conf import settings as django_settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from hongmao.core.matching import PAYING
from hongmao.core.orders import OrderRevision, RefundRevision, current_refund
from hongmao.links.models import Lease
from hongmao.orders.models import Collect, Feed, Match, Order, Refund, Revision


def stored_revisions(order: Order) -> list[OrderRevision]:
    """All that the marketplace said of an order."""
    return [
        msgspec.convert(body, OrderRevision)
        for body in order.revisions.values_list("body", flat=True)
    ]


def known_digests(marketplace: str, digests: list[str]) -> set[str]:
    """Those of these revisions that are stored: feeds overlap, so most of a page often is."""
    rows = Revision.objects.filter(order__marketplace=marketplace, digest__in=digests)
    return set(rows.values_list("digest", flat=True))


def known_events(marketplace: str, event_ids: list[str]) -> set[str]:
    """Those of these favourites and carts that are stored."""
    rows = Collect.objects.filter(marketplace=marketplace, event_id__in=event_ids)
    return set(rows.values_list("event_id", flat=True))


def revisions_of(orders: Iterable[Order]) -> dict[int, list[OrderRevision]]:
    """All that the marketplace said of orders, by the order's key."""
    found: dict[int, list[OrderRevision]] = defaultdict(list)
    rows = Revision.objects.filter(order__in=[order.pk for order in orders])
    for order_id, body in rows.values_list("order_id", "body"):
        found[order_id].append(msgspec.convert(body, OrderRevision))
    return found


def refund_cases(marketplace: str, trade_ids: Iterable[str]) -> dict[str, list[RefundRevision]]:
    """Orders' refund cases, each as it stands now, by the order's id."""
    cases: dict[tuple[str, str], list[RefundRevision]] = defaultdict(list)
    rows = Refund.objects.filter(marketplace=marketplace, trade_id__in=[*trade_ids])
    for body in rows.values_list("body", flat=True):
        revision = msgspec.convert(body, RefundRevision)
        cases[revision.trade_id, revision.case_id].append(revision)
    found: dict[str, list[RefundRevision]] = defaultdict(list)
    for (trade_id, _), revisions in cases.items():
        found[trade_id].append(current_refund(revisions))
    return found


def unjudged(count: int) -> list[Order]:
    """Orders whose match has to be looked at: those never judged, then the newest.

    So however many wait for a click that may never come, none keeps a new order waiting.
    """
    judged = Match.objects.filter(order=OuterRef("pk"), current=True)
    waiting = Order.objects.filter(needs_match=True).annotate(judged=Exists(judged))
    return list(waiting.order_by("judged", "-id")[:count])


def unbooked(count: int, at: datetime) -> list[Order]:
    """Orders whose commission has to be brought in line at `at`, oldest first.

    One without a paying match waits a while for its click to reach the lake, lest it be booked as
    unmatched and corrected a moment later.
    """
    grace = timedelta(seconds=django_settings.HONGMAO.match_grace_seconds)
    paying = Match.objects.filter(order=OuterRef("pk"), current=True, grade__in=[*PAYING])
    return list(
        Order.objects.filter(needs_books=True)
        .filter(Exists(paying) | Q(ordered_at__lt=at - grace))
        .order_by("id")[:count]
    )


def current_match(order: Order) -> Match | None:
    """The judgement of an order that holds."""
    return order.matches.filter(current=True).first()


def paying_match(order: Order) -> Match | None:
    """The judgement that holds, where money follows it."""
    return order.matches.filter(current=True, grade__in=[*PAYING]).first()


class LeasedPlacement(msgspec.Struct, frozen=True):
    """A placement that held an order's lease at its click, compared with what was bought."""

    order: int
    placement: int
    same_item: bool
    same_store: bool


def leased_placements(orders: Iterable[Order]) -> list[LeasedPlacement]:
    """For each order with a lease, the placements that held it at the click.

    An order without a click time is led back by a placement's own lease only.
    """
    found = []
    for order in orders:
        if not order.lease:
            continue
        found += [
            LeasedPlacement(
                order=order.pk,
                placement=lease.placement_id,
                same_item=bool(
                    lease.placement.product and lease.placement.product.item_id == order.item_id
                ),
                same_store=bool(
                    order.product and order.product.store_id == lease.placement.store_id
                ),
            )
            for lease in _leases_at(order)
        ]
    return found


_SLACK = timedelta(minutes=1)
"""Our clock starts a lease, the marketplace's times the click: they may differ."""


def _leases_at(order: Order) -> QuerySet[Lease]:
    at = order.click_at or order.ordered_at
    leases = Lease.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at - _SLACK),
        name=order.lease,
        placement__store__marketplace=order.marketplace,
        starts_at__lte=at + _SLACK,
    )
    if order.click_at is None:
        leases = leases.filter(adzone__isnull=True)
    return leases.select_related("placement__product")


def feeds() -> QuerySet[Feed]:
    """The progress of every feed that is kept up to date."""
    return Feed.objects.filter(asked_until=None).order_by("marketplace", "kind")
