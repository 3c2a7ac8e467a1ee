"""Leases: which placement a text that came back with an order stood for at the time of its click.

Taobao's affiliate feed returns no click id, only the adzone. So each placement leases one for as
long as the marketplace remembers a click. Two placements **clash** on an adzone where an order
cannot tell them apart: both are of one item, or of one store and either leads to the whole store.
They never share one while any adzone of the pool is without a clash. A free adzone is best; then
one whose placements are of other stores, which the order's item tells apart; then one of other
items of the store; then any. A lease beside another of its store is marked shared: a reader who
clicks one item and buys another of the store leaves an ambiguous order, never wrong credit.

Where a marketplace returns a text of ours, each placement's lease is its link's code and its own.
"""

from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, F, Max, Q

from hongmao.core.reasons import Reason, Refusal
from hongmao.core.supply import Supply, days_left
from hongmao.links.marketplaces import memory
from hongmao.links.models import Adzone, Lease, Placement

LOOK_BACK = timedelta(days=14)
"""How far back the rates of new and ended leases are counted."""


class AdzoneTaken(Exception):
    """Another placement has taken the adzone meanwhile, and there is a better one: choose again."""


def stock_adzones(marketplace: str, pids: tuple[str, ...]) -> int:
    """Add the account's pids (`mm_publisher_site_adzone`) to the pool; says how many are new."""
    before = Adzone.objects.count()
    Adzone.objects.bulk_create(
        [
            Adzone(marketplace=marketplace, pid=pid, name="_".join(pid.split("_")[2:4]))
            for pid in pids
        ],
        ignore_conflicts=True,
    )
    return Adzone.objects.count() - before


def choose_adzone(placement: Placement, at: datetime) -> Adzone:
    """The best adzone for a new lease; among equals the one that has rested longest.

    Raises `Refusal` NO_ADZONE where the pool is empty.
    """
    merits = _merits(placement, at)
    if not merits:
        raise Refusal(Reason.NO_ADZONE)
    return Adzone.objects.get(pk=merits[0].adzone)


def take_lease(placement: Placement, adzone: Adzone, at: datetime) -> Lease:
    """Lease an adzone; call it inside the transaction that makes the link.

    Raises `AdzoneTaken` where a placement that clashes has taken it since it was chosen, unless
    every adzone has a clash.
    """
    adzone = Adzone.objects.select_for_update().get(pk=adzone.pk)
    merits = _merits(placement, at)
    [merit] = [one for one in merits if one.adzone == adzone.pk]
    if merit.clashes > 0 == merits[0].clashes:
        raise AdzoneTaken
    return Lease.objects.create(
        name=adzone.name,
        adzone=adzone,
        placement=placement,
        starts_at=at,
        shared=merit.siblings > 0,
    )


def own_lease(placement: Placement, name: str, at: datetime) -> Lease:
    """A lease of the placement's own; call it inside the transaction that makes the link."""
    return Lease.objects.create(name=name, placement=placement, starts_at=at)


class _Merit(msgspec.Struct, frozen=True):
    """How many running leases of an adzone clash with a placement, and are of its store."""

    adzone: int
    clashes: int
    siblings: int


def _merits(placement: Placement, at: datetime) -> list[_Merit]:
    """The pool, best adzone for a placement first."""
    running = _running(at)
    sibling = running & Q(leases__placement__store_id=placement.store_id)
    clash = sibling
    if placement.product_id is not None:
        clash &= Q(leases__placement__product_id=placement.product_id) | Q(
            leases__placement__product_id=None
        )
    rows = (
        Adzone.objects.filter(marketplace=placement.store.marketplace)
        .annotate(
            clashes=Count("leases", filter=clash),
            siblings=Count("leases", filter=sibling),
            neighbours=Count("leases", filter=running),
            rested=Max("leases__ends_at"),
        )
        .order_by("clashes", "siblings", "neighbours", F("rested").asc(nulls_first=True), "id")
        .values_list("pk", "clashes", "siblings")
    )
    return [_Merit(*row) for row in rows]


def _running(at: datetime) -> Q:
    """Leases that orders may still carry at `at`; they end with the marketplace's memory."""
    return Q(leases__id__isnull=False) & (
        Q(leases__ends_at__isnull=True) | Q(leases__ends_at__gt=at)
    )


def marketplaces_with_adzones() -> list[str]:
    """The marketplaces for which there is a pool."""
    return sorted(set(Adzone.objects.values_list("marketplace", flat=True)))


def supply(marketplace: str, at: datetime) -> Supply | None:
    """How a marketplace's pool stands and how long it lasts; None where it has none.

    New leases that took no free adzone count too: had there been one, they would have.
    """
    pool = Adzone.objects.filter(marketplace=marketplace).annotate(
        open=Count("leases", filter=Q(leases__id__isnull=False, leases__ends_at=None)),
        until=Max("leases__ends_at"),
    )
    held = list(pool.values_list("open", "until"))
    if not held:
        return None
    ends = [until or at for still_open, until in held if not still_open]
    coming = [(end - at) / timedelta(days=1) for end in ends if end > at]
    free = len(ends) - len(coming)
    remembered = memory(marketplace)
    leases = Lease.objects.filter(adzone__marketplace=marketplace)
    first = leases.order_by("starts_at").values_list("starts_at", flat=True).first() or at
    days = min(max((at - first) / timedelta(days=1), 1.0), LOOK_BACK / timedelta(days=1))
    since = at - timedelta(days=days)
    leased = leases.filter(starts_at__gte=since, starts_at__lte=at).count() / days
    ended = (
        leases.filter(ends_at__gte=since + remembered, ends_at__lte=at + remembered).count() / days
    )
    return Supply(len(held), free, leased, days_left(free, leased, coming, ended, remembered.days))
