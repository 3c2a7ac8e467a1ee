"""What is due for an order, what stands in the ledger, and what a campaign spent."""

import msgspec
from django.db.models import F, Sum

from hongmao.brands.models import Terms
from hongmao.brands.queries import terms_at
from hongmao.core.commission import Books, Split, combine, negate
from hongmao.core.money import share
from hongmao.core.orders import OrderStatus
from hongmao.ledger.queries import amounts, open_hold, subject_amounts
from hongmao.links.models import Placement
from hongmao.orders.models import Order
from hongmao.orders.queries import paying_match
from hongmao.settlement.models import Commission, CommissionState


class Due(msgspec.Struct, frozen=True):
    """Who is owed an order's commission: the split, and the placement and terms it follows from."""

    split: Split
    placement: Placement | None = None
    terms: Terms | None = None


def entitlement(order: Order) -> Due:
    """Who is owed an order's commission: by its paying match and the terms at the click."""
    match = paying_match(order)
    if match is None or match.placement is None or match.click_at is None:
        return Due(Split(order.marketplace))
    terms = terms_at(match.placement.campaign_id, match.click_at)
    if terms is None:
        return Due(Split(order.marketplace))
    split = Split(order.marketplace, match.placement.creator_id, terms.creator_share)
    return Due(split, match.placement, terms)


def standing_books(commission: Commission) -> Books:
    """What the ledger holds and has posted for a commission."""
    subject = str(commission)
    total = subject_amounts(subject)
    hold = open_hold(subject)
    held = amounts(hold) if hold else {}
    return Books(held, combine(total, negate(held)))


class Summary(msgspec.Struct, frozen=True):
    """What a commission shows: its state, and the parts as they stand after refunds."""

    state: CommissionState
    creator: int
    platform: int
    returned: int


def summary(order: Order, due: Due) -> Summary:
    """What an order's commission should show, from the order alone."""
    if order.status == OrderStatus.UNPAID:
        return Summary(CommissionState.NONE, 0, 0, 0)
    if order.status == OrderStatus.VOID:
        return Summary(CommissionState.VOID, 0, 0, 0)
    net = max(order.fee - order.fee_returned, 0)
    basis = due.split.creator_share if due.split.creator else 0
    creator = share(net, basis)
    returned = share(order.fee, basis) - creator
    state = CommissionState.HELD
    if order.status == OrderStatus.SETTLED:
        state = CommissionState.POSTED if net or not order.fee else CommissionState.REVERSED
    return Summary(state, creator, net - creator, returned)


def campaign_spending(campaign_id: int) -> int:
    """The commission that stands for a campaign's orders, in minor units of its currency."""
    standing = Commission.objects.filter(
        placement__campaign=campaign_id, currency=F("placement__campaign__currency")
    ).aggregate(spent=Sum(F("creator_amount") + F("platform_amount")))
    return int(standing["spent"] or 0)
