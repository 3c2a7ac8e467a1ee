"""Every read about orders."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
from django.conf import settings as django_settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hongmao.core.clock import to_ms
from hongmao.core.fitting import Lesson, is_stray, learn
from hongmao.core.matching import OPEN_MS, PAYING, Claim, Fit, Grade, Judgement, Term
from hongmao.core.orders import OrderRevision, RefundRevision, current_refund
from hongmao.core.reasons import Reason
from hongmao.core.supply import Supply
from hongmao.links.leases import marketplaces_with_adzones, supply
from hongmao.links.marketplaces import memory
from hongmao.links.models import Lease
from hongmao.links.queries import creators_by_relation
from hongmao.orders.models import Collect, Feed, Match, MatchFit, Order, Refund, Revision

FOLLOWED = Q(grade__in=[*PAYING]) | Q(decided_by__isnull=False)
"""The matches that money follows: those of a paying grade, and those that a person decided."""


def stored_revisions(order: Order) -> list[OrderRevision]:
    """All that the marketplace said of an order."""
    return [
        msgspec.convert(body, OrderRevision)
        for body in order.revisions.values_list("body", flat=True)
    ]


def known_digests(marketplace: str, said: Iterable[OrderRevision]) -> set[str]:
    """Those of these revisions that are stored: feeds overlap, so most of a page often is.

    By the orders' ids as well as by digest: the index begins with the order.
    """
    rows = Revision.objects.filter(
        order__marketplace=marketplace,
        order__trade_id__in={one.trade_id for one in said},
        digest__in=[one.digest for one in said],
    )
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
    return list(waiting.select_related("product").order_by("judged", "-id")[:count])


def waiting_ids() -> list[int]:
    """All orders whose match has to be looked at, by id."""
    return list(Order.objects.filter(needs_match=True).order_by("id").values_list("id", flat=True))


def unbooked(count: int, at: datetime) -> list[Order]:
    """Orders whose commission has to be brought in line at `at`, oldest first.

    One without a paying match waits a while for its click to reach the lake, lest it be booked as
    unmatched and corrected a moment later.
    """
    grace = timedelta(seconds=django_settings.HONGMAO.match_grace_seconds)
    paying = Match.objects.filter(FOLLOWED, order=OuterRef("pk"), current=True)
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
    return order.matches.filter(FOLLOWED, current=True).first()


def terms_of(orders: Iterable[Order]) -> list[Term]:
    """Who held the leases that these orders carry, and when; names are those of `claims_of`."""
    names: dict[str, set[str]] = {}
    for order in orders:
        if order.lease:
            names.setdefault(order.marketplace, set()).add(order.lease)
    return [
        Term(
            lease=_lease_name(marketplace, lease.name),
            placement=lease.placement_id,
            item_id=lease.placement.product.item_id if lease.placement.product else "",
            store=lease.placement.store_id,
            starts_ms=to_ms(lease.starts_at),
            ends_ms=to_ms(lease.ends_at) if lease.ends_at else OPEN_MS,
            own=lease.adzone_id is None,
            creator=lease.placement.creator_id,
        )
        for marketplace, found in names.items()
        for part in _parts(sorted(found))
        for lease in Lease.objects.filter(
            placement__store__marketplace=marketplace, name__in=part
        ).select_related("placement__product")
    ]


def claims_of(orders: Sequence[Order], genuine: Callable[[str], bool]) -> list[Claim]:
    """What the matching rule looks at in orders; `genuine` tells click ids that we minted."""
    named = creators_by_relation(
        (order.marketplace, order.relation_id) for order in orders if order.relation_id
    )
    return [
        Claim(
            order=order.pk,
            click_id=order.click_id if genuine(order.click_id) else "",
            lease=_lease_name(order.marketplace, order.lease) if order.lease else "",
            item_id=order.item_id,
            store=order.product.store_id if order.product else 0,
            click_ms=to_ms(order.click_at) if order.click_at else 0,
            ordered_ms=to_ms(order.ordered_at),
            memory_ms=memory(order.marketplace) // timedelta(milliseconds=1),
            creator=named.get((order.marketplace, order.relation_id), 0),
        )
        for order in orders
    ]


_AT_ONCE = 500
"""Names asked for in one query: SQLite takes a limited number of parameters."""


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]


def _lease_name(marketplace: str, name: str) -> str:
    return f"{marketplace}:{name}"


def newest_fit(marketplace: str) -> MatchFit | None:
    """What was learned last of a marketplace's click times."""
    return MatchFit.objects.filter(marketplace=marketplace).order_by("-id").first()


def fit_in_force(marketplace: str) -> Fit:
    """The fit that orders of a marketplace are judged by; until one is learned, the ceiling."""
    row = newest_fit(marketplace)
    if row is None:
        return learn((), 0, 0, ceiling_ms()).fit
    return Fit(row.tolerance_ms, row.skew_ms, row.ceiling_ms, row.crowd)


def ceiling_ms() -> int:
    """The widest tolerance that the settings allow, in milliseconds."""
    return django_settings.HONGMAO.match_tolerance_seconds * 1000


SAMPLES = 5000
"""The newest matches, from which a lesson is learned."""


def lesson_of(marketplace: str) -> Lesson:
    """What the newest matches of a marketplace teach.

    An order that waits for a late click is no stray yet; one whose click time was not told never
    is.
    """
    matches = Match.objects.filter(current=True, order__marketplace=marketplace).order_by("-id")
    distances, watched, strays = [], 0, 0
    for evidence, waits, timed in matches.values_list(
        "evidence", "order__needs_match", "order__click_at"
    )[:SAMPLES]:
        known = msgspec.convert(evidence, Judgement)
        if known.lone and known.fit:
            distances.append(known.distance_ms - known.fit.skew_ms)
        if known.holders == 1 and timed and not waits:
            watched += 1
            strays += is_stray(known)
    return learn(distances, watched, strays, ceiling_ms())


class GradeCount(msgspec.Struct, frozen=True):
    """How many orders of a marketplace have a match of each grade."""

    marketplace: str
    exact: int
    probable: int
    ambiguous: int
    none: int


def grade_counts() -> list[GradeCount]:
    """The grades of the matches that hold, by marketplace."""
    rows = (
        Match.objects.filter(current=True)
        .values("order__marketplace", "grade")
        .annotate(count=Count("id"))
        .order_by("order__marketplace")
    )
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["order__marketplace"], {})[row["grade"]] = row["count"]
    return [
        GradeCount(marketplace, *(found.get(grade, 0) for grade in Grade))
        for marketplace, found in counts.items()
    ]


SKEW_SHOWN_MS = 5_000
"""A skew beyond this is told: somebody's clock is wrong."""
DAYS_SHOWN = 30
"""A pool that lasts no longer than this is told: pids take time to get."""


class MatchingHealth(msgspec.Struct, frozen=True):
    """How matching stands for a marketplace: grades, what was learned, adzones, what is amiss.

    `amiss` has reasons with what their sentences need.
    """

    marketplace: str
    grades: GradeCount
    lesson: Lesson
    supply: Supply | None
    amiss: tuple[tuple[Reason, dict[str, object]], ...]


def matching_health(at: datetime) -> list[MatchingHealth]:
    """How matching stands, for every marketplace that has matches or adzones."""
    grades = {count.marketplace: count for count in grade_counts()}
    return [
        _health(name, grades.get(name, GradeCount(name, 0, 0, 0, 0)), at)
        for name in sorted({*grades, *marketplaces_with_adzones()})
    ]


def _health(marketplace: str, grades: GradeCount, at: datetime) -> MatchingHealth:
    row, pool = newest_fit(marketplace), supply(marketplace, at)
    lesson = Lesson(fit_in_force(marketplace), row.samples if row else 0)
    amiss: list[tuple[Reason, dict[str, object]]] = []
    if abs(lesson.fit.skew_ms) > SKEW_SHOWN_MS:
        seconds = f"{lesson.fit.skew_ms / 1000:+.1f}"
        amiss.append((Reason.CLOCKS_APART, {"seconds": seconds, "marketplace": marketplace}))
    if pool is not None and pool.days_left is not None and pool.days_left <= DAYS_SHOWN:
        reason = Reason.ADZONES_LOW if pool.free else Reason.ADZONES_EXHAUSTED
        amiss.append((reason, {"total": pool.total, "free": pool.free, "days": pool.days_left}))
    return MatchingHealth(marketplace, grades, lesson, pool, tuple(amiss))


def feeds() -> QuerySet[Feed]:
    """The progress of every feed that is kept up to date."""
    return Feed.objects.filter(asked_until=None).order_by("marketplace", "kind")
