"""Every write about commissions: bring the ledger in line with what an order says."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hongmao.brands.actions import use_terms
from hongmao.core import commission as rules
from hongmao.core.orders import OrderStatus
from hongmao.core.terms import Standing
from hongmao.ledger import actions as ledger
from hongmao.ledger.models import Transfer
from hongmao.ledger.queries import open_hold
from hongmao.orders.models import Order
from hongmao.settlement.actions.budgets import (
    Ask,
    Scope,
    lock_budgets,
    regrant,
    weigh_campaign,
)
from hongmao.settlement.models import Charge, Commission
from hongmao.settlement.queries.commissions import (
    EARNING,
    Due,
    available_at,
    due_for_release,
    entitlement,
    local_day,
    net_fee,
    promised,
    split_of,
    standing_books,
    standing_of,
    summary,
    volumes_before,
    volumes_of,
)


@transaction.atomic
def settle_order(order_id: int, at: datetime | None = None) -> Commission:
    """Bring an order's commission to where the order says it should be, by new transfers only.

    Run again it writes nothing. The order is locked, and the transfers' keys count up, so that two
    workers cannot both write the same step. What its terms promise stands as far as the caps and
    the brand's balance reach when it is first asked for. `at` (now) decides whether a hold period
    is over.
    """
    at = at or timezone.now()
    order = Order.objects.select_for_update(of=("self",)).select_related("product").get(pk=order_id)
    commission, _ = Commission.objects.select_related("placement", "terms__campaign").get_or_create(
        order=order, defaults={"currency": order.currency}
    )
    due = entitlement(order)
    old = _scope_of(commission)
    standing = _grant(commission, order, due, old)
    commission.available_at = available_at(order, due)
    waits = commission.available_at is not None and at < commission.available_at
    goal = rules.target(OrderStatus(order.status), split_of(order, due, standing), waits)
    for move in rules.plan(standing_books(commission), goal):
        carry_out(commission, move)
    _show(commission, order, due, standing, waits)
    order.needs_books = False
    order.save(update_fields=["needs_books"])
    new = _scope_of(commission)
    for campaign in sorted({scope.campaign for scope in (old, new) if scope is not None}):
        weigh_campaign(campaign, at)
    return commission


def _scope_of(commission: Commission) -> Scope | None:
    """What a commission's grant counts against as it was last booked."""
    placement = commission.placement
    if placement is None or commission.terms_id is None or commission.day is None:
        return None
    return Scope(placement.brand_id, placement.campaign_id, commission.day, commission.terms_id)


def _grant(commission: Commission, order: Order, due: Due, old: Scope | None) -> Standing:
    """What stands of the promise now, under the locks of what it counts against."""
    before = standing_of(commission)
    if due.placement is None or due.terms is None or due.said is None:
        lock_budgets([old], before.prepaid > 0)
        commission.day = commission.orders_before = commission.paid_before = None
        return regrant(_counting(old, commission), before, None, None)
    day = local_day(order.ordered_at)
    new = Scope(due.placement.brand_id, due.placement.campaign_id, day, due.terms.pk)
    lock_budgets([old, new], due.said.beyond or before.prepaid > 0)
    moved = commission.creator_id != due.placement.creator_id or (
        old is not None and old.campaign != new.campaign
    )
    if order.status in EARNING and (commission.orders_before is None or moved):
        volumes = volumes_before(order, due.placement)
        commission.orders_before, commission.paid_before = volumes.orders, volumes.paid
    commission.day = day
    ask = Ask(
        promised(order, due, volumes_of(commission)),
        net_fee(order) if order.status in EARNING else 0,
        due.said,
        order.currency == due.said.currency,
    )
    if order.status in EARNING:
        use_terms(due.terms, timezone.now())
    return regrant(_counting(old, commission), before, new, ask)


def _counting(scope: Scope | None, commission: Commission) -> Scope | None:
    """The scope whose budgets a commission was counted in: those of its terms' currency."""
    terms = commission.terms
    counted = terms is not None and terms.campaign.currency == commission.currency
    return scope if counted else None


def _show(commission: Commission, order: Order, due: Due, standing: Standing, waits: bool) -> None:
    """Make a commission say what it comes to."""
    figures = summary(order, due, standing, volumes_of(commission), waits)
    commission.placement = due.placement
    commission.creator = due.placement.creator if due.placement else None
    commission.terms = due.terms
    commission.agency_id = (due.said.agency or None) if due.said else None
    commission.state = figures.state
    commission.creator_amount = figures.creator
    commission.agency_amount = figures.agency
    commission.platform_amount = figures.platform
    commission.returned = figures.returned
    commission.promised = standing.promised
    commission.granted = standing.granted
    commission.prepaid = standing.prepaid
    commission.save()


def release_orders(at: datetime, count: int) -> int:
    """Post the commissions whose hold period is over at `at`; returns how many were looked at."""
    waiting = due_for_release(at, count)
    for order_id in waiting:
        settle_order(order_id, at)
    return len(waiting)


def carry_out(subject: Commission | Charge, move: rules.Move) -> Transfer:
    """Write one step of a commission or a charge; the number in its key counts up."""
    subject.transfers += 1
    name = str(subject)
    draft = ledger.Draft(
        key=f"{name}:{subject.transfers}",
        subject=name,
        currency=subject.currency,
        amounts=move.amounts,
        at=timezone.now(),
    )
    closes = open_hold(name) if move.closes else None
    match move.step:
        case rules.Step.HOLD:
            return ledger.hold(draft)
        case rules.Step.POST:
            return ledger.post(draft, closes)
        case rules.Step.VOID:
            if closes is None:
                raise LookupError(f"{name} has no hold to void")
            return ledger.void(draft, closes)
        case rules.Step.REVERSE:
            return ledger.reverse(draft)
