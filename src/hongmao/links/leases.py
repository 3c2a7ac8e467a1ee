"""Leases: which placement a text that came back with an order stood for at the time of its click.

Taobao's affiliate feed returns no click id, only the adzone. So each placement leases one for as
long as the marketplace remembers a click. A free adzone is best; then one whose other placements
are of other stores, which the order's item tells apart; then any, and the lease is marked shared.
Where a marketplace returns a text of ours, each placement's lease is its link's code and its own.
"""

from datetime import datetime

from django.db.models import Count, F, Max, Q

from hongmao.core.reasons import Reason, Refusal
from hongmao.links.models import Adzone, Lease, Placement


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
    running = _running(at)
    same_store = running & Q(leases__placement__store_id=placement.store_id)
    adzone = (
        Adzone.objects.filter(marketplace=placement.store.marketplace)
        .annotate(
            rivals=Count("leases", filter=same_store),
            neighbours=Count("leases", filter=running),
            rested=Max("leases__ends_at"),
        )
        .order_by("rivals", "neighbours", F("rested").asc(nulls_first=True), "id")
        .first()
    )
    if adzone is None:
        raise Refusal(Reason.NO_ADZONE)
    return adzone


def take_lease(placement: Placement, adzone: Adzone, at: datetime) -> Lease:
    """Lease an adzone; call it inside the transaction that makes the link."""
    adzone = Adzone.objects.select_for_update().get(pk=adzone.pk)
    rivals = Lease.objects.filter(
        _running(at, prefix=""), adzone=adzone, placement__store_id=placement.store_id
    )
    return Lease.objects.create(
        name=adzone.name,
        adzone=adzone,
        placement=placement,
        starts_at=at,
        shared=rivals.exists(),
    )


def own_lease(placement: Placement, name: str, at: datetime) -> Lease:
    """A lease of the placement's own; call it inside the transaction that makes the link."""
    return Lease.objects.create(name=name, placement=placement, starts_at=at)


def _running(at: datetime, prefix: str = "leases__") -> Q:
    """Leases that orders may still carry at `at`; they end with the marketplace's memory."""
    return Q(**{f"{prefix}id__isnull": False}) & (
        Q(**{f"{prefix}ends_at__isnull": True}) | Q(**{f"{prefix}ends_at__gt": at})
    )
