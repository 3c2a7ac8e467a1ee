"""Every write about claims: filed by a creator, looked into, decided by an operator."""

from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from hongmao.brands.queries import terms_at
from hongmao.core.claims import (
    FILED_WITHIN_DAYS,
    MOST_FILED,
    OLDEST_DAYS,
    Evidence,
    advise,
    best_touch,
)
from hongmao.core.clock import from_ms
from hongmao.core.money import Money
from hongmao.core.orders import OrderStatus
from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger import actions as ledger
from hongmao.links.models import Placement
from hongmao.orders.decisions import Credit, decide_match
from hongmao.orders.models import Order
from hongmao.orders.queries import current_match
from hongmao.people.actions import record
from hongmao.people.models import Person
from hongmao.settlement.models import Claim, ClaimEvidence, ClaimState
from hongmao.settlement.queries.claims import (
    claimable,
    evidence_of,
    gather,
    newest_evidence,
    order_meant,
    orders_meant,
    paid_by_order,
)


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """What a creator says of an order that is missing; see `Claim`."""

    placement: int
    bought_at: datetime
    words: str
    trade_id: str = ""
    item: str = ""
    amount: int | None = None


@transaction.atomic
def file_claim(creator: Person, missing: Missing) -> Claim:
    """A creator says that an order is missing.

    Raises `Refusal` NOT_ALLOWED (the link is not theirs), CLAIM_TIME_OUTSIDE, CLAIMS_TOO_MANY or
    CLAIM_OPEN.
    """
    Person.objects.select_for_update().get(pk=creator.pk)  # so that two at once count each other
    placement = claimable(creator.pk).filter(pk=missing.placement).first()
    if placement is None:
        raise Refusal(Reason.NOT_ALLOWED)
    now = timezone.now()
    if not now - timedelta(days=OLDEST_DAYS) <= missing.bought_at <= now:
        raise Refusal(Reason.CLAIM_TIME_OUTSIDE, days=OLDEST_DAYS)
    since = now - timedelta(days=FILED_WITHIN_DAYS)
    if Claim.objects.filter(creator=creator, filed_at__gte=since).count() >= MOST_FILED:
        raise Refusal(Reason.CLAIMS_TOO_MANY, limit=MOST_FILED, days=FILED_WITHIN_DAYS)
    claim = Claim(
        creator=creator,
        placement=placement,
        marketplace=placement.store.marketplace,
        trade_id=missing.trade_id.strip(),
        bought_at=missing.bought_at,
        item=missing.item,
        amount=missing.amount,
        currency=placement.product.currency if placement.product else "CNY",
        words=missing.words,
        filed_at=now,
    )
    claim.order = order_meant(claim)
    _save(claim)
    record(creator, "file_claim", str(claim), order=claim.order_id, trade_id=claim.trade_id)
    return claim


def gather_evidence(actor: Person, claim_id: int) -> ClaimEvidence:
    """Gather what is known of an open claim now and keep it beside what was known before.

    The lake is read before the transaction begins, so that nobody waits for it. Raises `Refusal`
    WRONG_STATE (decided), or CLAIM_OPEN where the order found since has an open claim.
    """
    claim = Claim.objects.select_related("placement", "order__product").get(pk=claim_id)
    if claim.order is None:
        claim.order = order_meant(claim)
    evidence = gather(claim, timezone.now())
    advice = advise(evidence)
    with transaction.atomic():
        held = _locked(claim_id)
        if held.order_id is None and claim.order is not None:
            held.order = claim.order
            _save(held)
        row = ClaimEvidence.objects.create(
            claim=held,
            body=msgspec.to_builtins(evidence),
            lean=advice.lean,
            reason=advice.reason,
        )
        record(actor, "gather_evidence", str(held), lean=advice.lean, reason=advice.reason)
    return row


@transaction.atomic
def name_order(operator: Person, claim_id: int, order_id: int) -> Claim:
    """Say which of the orders in question a claim means. Raises `Refusal` as `gather_evidence`."""
    claim = _locked(claim_id)
    if order_id not in {order.pk for order in orders_meant(claim)}:
        raise Order.DoesNotExist
    claim.order_id = order_id
    _save(claim)
    record(operator, "name_order", str(claim), order=order_id)
    return claim


@transaction.atomic
def grant(operator: Person, claim_id: int, answer: str = "") -> Claim:
    """Credit the claim's order to its creator; the commission follows by the ordinary booking.

    Raises `Refusal`: WRONG_STATE (decided), CLAIM_NO_EVIDENCE, CLAIM_NO_ORDER, CLAIM_STALE (the
    match is not the one that the evidence shows), CLAIM_ORDER_VOID, CLAIM_ALREADY_YOURS,
    CLAIM_EXACT_RIVAL, CLAIM_OTHER_STORE or NO_TERMS.
    """
    claim = _locked(claim_id)
    evidence = _newest(claim)
    if claim.order_id is None or evidence.order is None:
        raise Refusal(Reason.CLAIM_NO_ORDER)
    orders = Order.objects.select_for_update(of=("self",)).select_related("product__store")
    order = orders.get(pk=claim.order_id)
    _check_unchanged(order, evidence)
    credit = _credit(claim, evidence)
    if order.product and order.product.store.brand_id != credit.placement.brand_id:
        raise Refusal(Reason.CLAIM_OTHER_STORE)
    if terms_at(credit.placement.campaign_id, credit.click_at) is None:
        raise Refusal(Reason.NO_TERMS)
    decide_match(operator, order.pk, credit, str(claim))
    _decide(claim, operator, ClaimState.GRANTED, answer)
    record(operator, "grant_claim", str(claim), order=order.pk)
    return claim


@transaction.atomic
def grant_goodwill(operator: Person, claim_id: int, amount: int, answer: str = "") -> Claim:
    """Pay a claim on the platform's own account: the marketplace never reported its order.

    `amount` is in minor units of the claim's currency. Raises `Refusal`: WRONG_STATE,
    CLAIM_NO_EVIDENCE, CLAIM_ORDER_REPORTED, CLAIM_NUMBER_MISSING, CLAIM_AMOUNT_WRONG or
    CLAIM_PAID_BEFORE.
    """
    claim = _locked(claim_id)
    _newest(claim)
    if claim.order_id is not None or (claim.trade_id and orders_meant(claim)):
        raise Refusal(Reason.CLAIM_ORDER_REPORTED)
    if not claim.trade_id:
        raise Refusal(Reason.CLAIM_NUMBER_MISSING)
    if not 0 < amount <= (claim.amount or 0):
        most = Money(claim.amount or 0, claim.currency)
        raise Refusal(Reason.CLAIM_AMOUNT_WRONG, most=most)
    claim.goodwill = amount
    claim.state, claim.decided_at = ClaimState.GRANTED, timezone.now()
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError:
        raise Refusal(Reason.CLAIM_PAID_BEFORE) from None
    ledger.post(_goodwill(claim, f"{claim}:goodwill", amount))
    _decide(claim, operator, ClaimState.GRANTED, answer)
    record(operator, "grant_goodwill", str(claim), amount=amount, currency=claim.currency)
    return claim


@transaction.atomic
def refuse(operator: Person, claim_id: int, reason: Reason, answer: str) -> Claim:
    """Refuse a claim, with a reason and a sentence that its creator can act on.

    Raises `Refusal` WRONG_STATE (decided) or CLAIM_NO_EVIDENCE.
    """
    claim = _locked(claim_id)
    _newest(claim)
    _decide(claim, operator, ClaimState.REFUSED, answer, reason)
    record(operator, "refuse_claim", str(claim), reason=reason, sentence=answer)
    return claim


@transaction.atomic
def return_goodwill(claim_id: int) -> int:
    """Take back from goodwill what the order pays by itself now that it is reported after all.

    The creator keeps the larger of the two. Returns minor units taken back; again it is nothing.
    """
    claim = Claim.objects.select_for_update().get(pk=claim_id)
    goal = min(claim.goodwill, paid_by_order(claim))
    back = goal - claim.goodwill_returned
    if back <= 0:
        return 0
    ledger.reverse(_goodwill(claim, f"{claim}:returned:{goal}", -back))
    claim.goodwill_returned = goal
    claim.save(update_fields=["goodwill_returned"])
    record(None, "return_goodwill", str(claim), amount=back, currency=claim.currency)
    return back


def _goodwill(claim: Claim, key: str, amount: int) -> ledger.Draft:
    return ledger.Draft(
        key=key,
        subject=str(claim),
        currency=claim.currency,
        amounts={"platform:claims": amount, f"creator:{claim.creator_id}:available": -amount},
        at=timezone.now(),
    )


def _save(claim: Claim) -> None:
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError:
        raise Refusal(Reason.CLAIM_OPEN) from None


def _locked(claim_id: int) -> Claim:
    """The open claim, locked: of two who decide at once the second finds it decided."""
    claim = Claim.objects.select_for_update().get(pk=claim_id)
    if claim.state != ClaimState.OPEN:
        raise Refusal(Reason.WRONG_STATE, state=ClaimState(claim.state).label)
    return claim


def _newest(claim: Claim) -> Evidence:
    row = newest_evidence(claim)
    if row is None:
        raise Refusal(Reason.CLAIM_NO_EVIDENCE)
    return evidence_of(row)


def _check_unchanged(order: Order, evidence: Evidence) -> None:
    """The match that the operator saw is the one that holds, and nothing speaks against a grant."""
    match, seen = current_match(order), evidence.match
    if (match.pk if match else 0) != (seen.id if seen else 0):
        raise Refusal(Reason.CLAIM_STALE)
    if order.status == OrderStatus.VOID:
        raise Refusal(Reason.CLAIM_ORDER_VOID)
    if seen is not None and seen.own and seen.pays:
        raise Refusal(Reason.CLAIM_ALREADY_YOURS)


def _credit(claim: Claim, evidence: Evidence) -> Credit:
    """The click to credit: the nearest that counts, else the moment in question without a click."""
    touch = best_touch(evidence, claim.placement_id)
    if touch is None:
        return Credit(claim.placement, "", from_ms(evidence.at_ms))
    placement = Placement.objects.get(pk=touch.placement)
    return Credit(placement, touch.click_id, from_ms(touch.at_ms))


def _decide(
    claim: Claim, operator: Person, state: ClaimState, answer: str, reason: Reason | None = None
) -> None:
    claim.state = state
    claim.decided_at, claim.decided_by = timezone.now(), operator
    claim.reason, claim.answer = reason or "", answer
    claim.save()
