"""Every write about commissions: bring the ledger in line with what an order says."""

from django.db import transaction
from django.utils import timezone

from hongmao.brands.actions import weigh_budget
from hongmao.brands.models import Campaign
from hongmao.core import commission as rules
from hongmao.core.orders import OrderStatus
from hongmao.ledger import actions as ledger
from hongmao.ledger.models import Transfer
from hongmao.ledger.queries import open_hold
from hongmao.orders.models import Order
from hongmao.settlement.models import Commission
from hongmao.settlement.queries.commissions import (
    campaign_spending,
    entitlement,
    standing_books,
    summary,
)


@transaction.atomic
def settle_order(order_id: int) -> Commission:
    """Bring an order's commission to where the order says it should be, by new transfers only.

    Run again it writes nothing. The order is locked, and the transfers' keys count up, so that two
    workers cannot both write the same step.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    due = entitlement(order)
    commission, _ = Commission.objects.get_or_create(
        order=order, defaults={"currency": order.currency}
    )
    goal = rules.target(OrderStatus(order.status), order.fee, order.fee_returned, due.split)
    for move in rules.plan(standing_books(commission), goal):
        commission.transfers += 1
        _carry_out(commission, move)
    commission.placement = due.placement
    commission.creator = due.placement.creator if due.placement else None
    commission.terms = due.terms
    figures = summary(order, due)
    commission.state = figures.state
    commission.creator_amount = figures.creator
    commission.platform_amount = figures.platform
    commission.returned = figures.returned
    commission.save()
    order.needs_books = False
    order.save(update_fields=["needs_books"])
    if due.placement:
        campaign = Campaign.objects.select_for_update().get(pk=due.placement.campaign_id)
        if campaign.budget is not None:
            weigh_budget(campaign, campaign_spending(campaign.pk))
    return commission


def _carry_out(commission: Commission, move: rules.Move) -> Transfer:
    subject = str(commission)
    draft = ledger.Draft(
        key=f"{subject}:{commission.transfers}",
        subject=subject,
        currency=commission.currency,
        amounts=move.amounts,
        at=timezone.now(),
    )
    closes = open_hold(subject) if move.closes else None
    match move.step:
        case rules.Step.HOLD:
            return ledger.hold(draft)
        case rules.Step.POST:
            return ledger.post(draft, closes)
        case rules.Step.VOID:
            if closes is None:
                raise LookupError(f"{subject} has no hold to void")
            return ledger.void(draft, closes)
        case rules.Step.REVERSE:
            return ledger.reverse(draft)
