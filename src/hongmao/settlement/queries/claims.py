"""Every read about claims: the lists, and the evidence from log and database."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.conf import settings as django_settings
from django.db.models import F, Prefetch, Q, QuerySet, Sum

from hongmao.brands.queries import terms_at
from hongmao.core.claims import (
    OLDEST_DAYS,
    Evidence,
    Holder,
    MatchSeen,
    OrderSeen,
    Pay,
    Said,
    best_touch,
)
from hongmao.core.clock import from_ms, to_ms
from hongmao.core.matching import GUARD, UNTIMED_MS, Grade, Judgement, holders
from hongmao.core.orders import OrderStatus
from hongmao.core.terms import divide
from hongmao.links.marketplaces import memory
from hongmao.links.models import Lease, Placement
from hongmao.measure.claimed import clicks_near
from hongmao.orders.models import Match, Order
from hongmao.orders.queries import (
    claims_of,
    current_match,
    fit_in_force,
    refund_cases,
    stored_revisions,
    terms_of,
)
from hongmao.settlement.models import Claim, ClaimEvidence, ClaimState, Commission, CommissionState
from hongmao.settlement.queries.commissions import Due, promised, volumes_before

PARENT_SPAN = timedelta(days=2)
"""An order is found by the number of the whole purchase if it was made so near to the time told."""
GUESS_SPAN = timedelta(hours=2)
"""Without a number, orders made so near to the time told come into question."""
MOST_CANDIDATES = 10
AROUND_MS = 3_600_000
"""Clicks within an hour of the time in question are shown, also those that do not count."""


def listed(which: Q) -> QuerySet[Claim]:
    """Claims with what their lists show: open ones first, then the newest."""
    looks = ClaimEvidence.objects.order_by("-id").defer("body")
    return (
        Claim.objects.filter(which)
        .select_related("placement__note", "placement__product", "placement__store", "creator")
        .prefetch_related(Prefetch("evidence", looks))
        .order_by(F("decided_at").desc(nulls_first=True), "filed_at")
    )


def claimable(creator_id: int) -> QuerySet[Placement]:
    """A creator's placements that ever had a link: a click can only have come from these."""
    return (
        Placement.objects.filter(creator_id=creator_id, link__isnull=False)
        .select_related("note", "product", "store")
        .order_by("-decided_at", "-pk")
    )


def open_count() -> int:
    """How many claims wait for an operator."""
    return Claim.objects.filter(state=ClaimState.OPEN).count()


def newest_evidence(claim: Claim) -> ClaimEvidence | None:
    """The evidence that a decision is made on."""
    return claim.evidence.order_by("-id").first()


def evidence_of(row: ClaimEvidence) -> Evidence:
    """Stored evidence as it was gathered."""
    return msgspec.convert(row.body, Evidence)


def orders_meant(claim: Claim) -> list[Order]:
    """The orders that a claim may mean, those of the product of its link first.

    By the number: the order line's own, or that of the purchase which the line is part of. Without
    one: those of the store about the time told, of the amount told where it was.
    """
    orders = Order.objects.filter(marketplace=claim.marketplace).select_related("product")
    if claim.trade_id:
        found = list(orders.filter(trade_id=claim.trade_id))
        if not found:
            near = orders.filter(ordered_at__range=_about(claim.bought_at, PARENT_SPAN))
            part = Q(revisions__body__parent_id=claim.trade_id)
            found = list(near.filter(part).distinct()[:MOST_CANDIDATES])
    else:
        near = orders.filter(
            ordered_at__range=_about(claim.bought_at, GUESS_SPAN),
            product__store=claim.placement.store_id,
        )
        if claim.amount is not None:
            near = near.filter(paid=claim.amount)
        found = list(near.order_by("ordered_at")[:MOST_CANDIDATES])
    return sorted(
        found, key=lambda order: (order.product_id != claim.placement.product_id, order.pk)
    )


def order_meant(claim: Claim) -> Order | None:
    """The one order that a claim means, where it is clear which."""
    found = orders_meant(claim)
    if claim.trade_id:
        same = [order for order in found if order.product_id == claim.placement.product_id]
        found = same or found
    return found[0] if len(found) == 1 else None


def _about(at: datetime, span: timedelta) -> tuple[datetime, datetime]:
    return at - span, at + span


def gather(claim: Claim, at: datetime) -> Evidence:
    """What log and database know of a claim now. It reads the lake: call it in no transaction."""
    order = claim.order
    match = current_match(order) if order else None
    people = _holders(claim, order, match)
    at_ms, back_ms, ahead_ms, timed = _window(claim, order)
    heard = clicks_near(
        django_settings.HONGMAO.lake_folder,
        {holder.placement: holder.own for holder in people},
        at_ms,
        at_ms - max(back_ms, AROUND_MS),
        at_ms + max(ahead_ms, AROUND_MS),
    )
    candidates = [] if order else orders_meant(claim)
    evidence = Evidence(
        gathered_ms=to_ms(at),
        reach_ms=heard.reach_ms,
        at_ms=at_ms,
        timed=timed,
        back_ms=back_ms,
        ahead_ms=ahead_ms,
        touches=heard.touches,
        own_clicks=heard.own,
        rival_clicks=heard.rivals,
        holders=people,
        order=_seen(order, claim) if order else None,
        candidates=tuple(_seen(one, claim) for one in candidates),
        match=_match_seen(match, claim) if match else None,
    )
    return msgspec.structs.replace(evidence, pay=_pay(claim, evidence)) if order else evidence


def _window(claim: Claim, order: Order | None) -> tuple[int, int, int, bool]:
    """The moment that clicks are measured from, how far before and after they count; if timed."""
    remembered = memory(claim.marketplace) // timedelta(milliseconds=1)
    if order is None:
        return to_ms(claim.bought_at), remembered, AROUND_MS, False
    fit = fit_in_force(order.marketplace)
    at_ms = to_ms(order.click_at or order.ordered_at) - fit.skew_ms
    if order.click_at is None:
        return at_ms, remembered, UNTIMED_MS, False
    near_ms = max(fit.ceiling_ms, GUARD * fit.tolerance_ms)
    return at_ms, near_ms, near_ms, True


def _holders(claim: Claim, order: Order | None, match: Match | None) -> tuple[Holder, ...]:
    """The creator's placements in this marketplace, and those of rivals that come into question."""
    carried: set[int] = set()
    name = order.lease if order else ""
    if order is not None:
        fit = fit_in_force(order.marketplace)
        [asked] = claims_of([order], lambda _: False)
        carried = {*holders(asked, terms_of([order]), fit)}
    else:
        lease = Lease.objects.filter(placement=claim.placement_id).first()
        name = lease.name if lease else ""
    own = Q(creator=claim.creator_id, store__marketplace=claim.marketplace, link__isnull=False)
    which = own | Q(pk=claim.placement_id) | Q(pk__in=carried)
    if name:
        which |= Q(lease__name=name, store__marketplace=claim.marketplace)
    if match is not None and match.placement_id:
        which |= Q(pk=match.placement_id)
    found = Placement.objects.filter(which).select_related("note", "creator", "lease").distinct()
    return tuple(_holder(one, claim, carried) for one in found.order_by("pk"))


def _holder(placement: Placement, claim: Claim, carried: Iterable[int]) -> Holder:
    lease = getattr(placement, "lease", None)
    return Holder(
        placement=placement.pk,
        own=placement.creator_id == claim.creator_id,
        note=placement.note_id,
        title=placement.note.title,
        creator=placement.creator.name,
        lease=lease.name if lease else "",
        starts_ms=to_ms(lease.starts_at) if lease else 0,
        ends_ms=to_ms(lease.ends_at) if lease and lease.ends_at else 0,
        carried=placement.pk in carried,
    )


def _seen(order: Order, claim: Claim) -> OrderSeen:
    cases = refund_cases(order.marketplace, [order.trade_id])[order.trade_id]
    said = [
        Said(one.modified_ms, "order", one.status, one.paid, one.fee)
        for one in stored_revisions(order)
    ]
    said += [
        Said(one.modified_ms, "refund", one.status, one.refunded, one.fee_return) for one in cases
    ]
    return OrderSeen(
        id=order.pk,
        trade_id=order.trade_id,
        status=OrderStatus(order.status),
        item_title=order.item_title,
        paid=order.paid,
        fee=order.fee - order.fee_returned,
        currency=order.currency,
        ordered_ms=to_ms(order.ordered_at),
        click_ms=to_ms(order.click_at) if order.click_at else 0,
        lease=order.lease,
        ours=bool(order.product and order.product.store_id == claim.placement.store_id),
        known=order.product is not None,
        said=tuple(sorted(said, key=lambda one: one.at_ms)),
    )


def _match_seen(match: Match, claim: Claim) -> MatchSeen:
    judgement = msgspec.convert(match.evidence, Judgement)
    placement = match.placement
    return MatchSeen(
        id=match.pk,
        grade=Grade(match.grade),
        placement=match.placement_id or 0,
        own=placement is not None and placement.creator_id == claim.creator_id,
        decided=match.decided_by_id is not None,
        click_id=match.click_id,
        click_ms=to_ms(match.click_at) if match.click_at else 0,
        distance_ms=judgement.distance_ms,
        rivals=judgement.rivals,
        made_ms=to_ms(match.made_at),
    )


def _pay(claim: Claim, evidence: Evidence) -> Pay | None:
    """What the order would pay the creator; None where no terms were in force at the click."""
    order, touch = claim.order, best_touch(evidence, claim.placement_id)
    assert order is not None  # nothing is reckoned without one
    placement = claim.placement
    if touch is not None and touch.placement != placement.pk:
        placement = Placement.objects.get(pk=touch.placement)
    click_ms = touch.at_ms if touch else evidence.at_ms
    terms = terms_at(placement.campaign_id, from_ms(click_ms))
    if terms is None:
        return None
    due = Due(placement, terms, terms.said)
    amount = promised(order, due, volumes_before(order, placement))
    parts = divide(terms.said, amount)
    return Pay(terms.version, parts.creator, order.currency, click_ms)


def goodwill_of(creator_id: int, currency: str) -> int:
    """What stands paid to a creator on the platform's own account, in minor units."""
    total = Claim.objects.filter(creator_id=creator_id, currency=currency).aggregate(
        total=Sum(F("goodwill") - F("goodwill_returned"))
    )["total"]
    return int(total or 0)


def goodwill_at_stake(at: datetime) -> list[Claim]:
    """Claims paid on the platform's account whose order may still be reported."""
    since = at - timedelta(days=OLDEST_DAYS)
    standing = Claim.objects.filter(goodwill__gt=F("goodwill_returned"), bought_at__gte=since)
    return list(standing.select_related("placement").order_by("pk"))


def paid_by_order(claim: Claim) -> int:
    """What the orders that a claim means have paid its creator by themselves, in minor units."""
    owed = Commission.objects.filter(
        order__in=[order.pk for order in orders_meant(claim)],
        creator=claim.creator_id,
        currency=claim.currency,
        state=CommissionState.POSTED,
    )
    return int(owed.aggregate(total=Sum("creator_amount"))["total"] or 0)
