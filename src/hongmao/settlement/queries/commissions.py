"""What is due for an order, what stands in the ledger, and what a campaign spent."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings as django_settings
from django.db.models import Count, F, Q, Sum

from hongmao.brands.models import Terms
from hongmao.brands.queries import terms_at
from hongmao.core import terms as rules
from hongmao.core.commission import Books, Split, combine, negate
from hongmao.core.orders import OrderStatus
from hongmao.ledger.queries import amounts, balance, open_hold, subject_amounts
from hongmao.links.models import Placement
from hongmao.orders.models import Order
from hongmao.orders.queries import paying_match
from hongmao.settlement.models import Charge, Commission, CommissionState

EARNING = frozenset({OrderStatus.PAID, OrderStatus.RECEIVED, OrderStatus.SETTLED})
"""The states of an order in which it is promised anything."""


class Due(msgspec.Struct, frozen=True):
    """By what an order is paid: its placement and the terms at its click; none where unmatched."""

    placement: Placement | None = None
    terms: Terms | None = None
    said: rules.Terms | None = None


def entitlement(order: Order) -> Due:
    """By what an order is paid: its paying match and the terms at the click."""
    match = paying_match(order)
    if match is None or match.placement is None or match.click_at is None:
        return Due()
    terms = terms_at(match.placement.campaign_id, match.click_at)
    if terms is None:
        return Due()
    return Due(match.placement, terms, terms.said)


def local_day(at: datetime) -> date:
    """The day of a moment in the community's time zone."""
    return at.astimezone(ZoneInfo(django_settings.HONGMAO.time_zone)).date()


class Volumes(msgspec.Struct, frozen=True):
    """A creator's orders of a campaign and month before one: how many, and minor units paid."""

    orders: int = 0
    paid: int = 0


def volumes_before(order: Order, placement: Placement) -> Volumes:
    """What tiers count for an order: those before it, by the marketplace's time of the order.

    Of the same creator, campaign and calendar month (the community's time zone), booked and
    standing now; amounts net of refunds, in the campaign's currency.
    """
    zone = ZoneInfo(django_settings.HONGMAO.time_zone)
    month = order.ordered_at.astimezone(zone).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    found = Commission.objects.filter(
        creator_id=placement.creator_id,
        placement__campaign_id=placement.campaign_id,
        state__in=[CommissionState.HELD, CommissionState.POSTED],
        order__ordered_at__gte=month,
        order__ordered_at__lt=order.ordered_at,
    ).aggregate(
        orders=Count("pk"),
        paid=Sum(
            F("order__paid") - F("order__refunded"),
            filter=Q(currency=F("placement__campaign__currency")),
        ),
    )
    return Volumes(found["orders"], max(found["paid"] or 0, 0))


def sale_of(order: Order, volumes: Volumes, gross: bool = False) -> rules.Sale:
    """What terms look at in an order; `gross` leaves its refunds aside."""
    return rules.Sale(
        paid=order.paid - (0 if gross else order.refunded),
        fee=net_fee(order) if not gross else order.fee,
        currency=order.currency,
        item_id=order.item_id,
        category=order.product.category if order.product else "",
        new_customer=order.new_customer,
        orders_before=volumes.orders,
        paid_before=volumes.paid,
    )


def net_fee(order: Order) -> int:
    """The commission that the marketplace owes for an order, after refunds, in minor units."""
    return max(order.fee - order.fee_returned, 0)


def promised(order: Order, due: Due, volumes: Volumes, gross: bool = False) -> int:
    """What the terms promise for an order as it stands, in minor units."""
    if due.said is None or order.status not in EARNING:
        return 0
    return rules.promise(due.said, sale_of(order, volumes, gross)).amount


def available_at(order: Order, due: Due) -> datetime | None:
    """When a settled order's hold period is over; None where there is none."""
    if due.said is None or not due.said.hold_days or order.status != OrderStatus.SETTLED:
        return None
    return (order.settled_at or order.revised_at) + timedelta(days=due.said.hold_days)


def split_of(order: Order, due: Due, standing: rules.Standing) -> Split:
    """Who pays and who gets what of an order, by what stands of its promise."""
    fee = net_fee(order) if order.status in EARNING else 0
    if due.placement is None or due.said is None:
        return Split(marketplace=order.marketplace, fee=fee)
    parts = rules.divide(due.said, standing.granted)
    return Split(
        marketplace=order.marketplace,
        fee=fee,
        brand=due.placement.brand_id,
        prepaid=standing.prepaid,
        creator=due.placement.creator_id,
        creator_amount=parts.creator,
        agency=due.said.agency,
        agency_amount=parts.agency,
    )


def standing_books(commission: Commission | Charge) -> Books:
    """What the ledger holds and has posted for a commission or a charge."""
    subject = str(commission)
    total = subject_amounts(subject)
    hold = open_hold(subject)
    held = amounts(hold) if hold else {}
    return Books(held, combine(total, negate(held)))


class Summary(msgspec.Struct, frozen=True):
    """What a commission shows: its state, and the parts as they stand after refunds."""

    state: CommissionState
    creator: int
    agency: int
    platform: int
    returned: int


def summary(
    order: Order, due: Due, standing: rules.Standing, volumes: Volumes, waits: bool
) -> Summary:
    """What an order's commission should show; `waits` says that its hold period still runs.

    `returned` is the creator's part of what refunds took from the promise, whatever of it stood.
    """
    split = split_of(order, due, standing)
    whole, returned = promised(order, due, volumes, gross=True), 0
    if due.said is not None:
        gross, net = (rules.divide(due.said, n).creator for n in (whole, standing.promised))
        returned = gross - net
    return Summary(
        _state(order, standing, whole, waits),
        split.creator_amount,
        split.agency_amount,
        split.platform_amount,
        returned,
    )


def _state(order: Order, standing: rules.Standing, whole: int, waits: bool) -> CommissionState:
    match OrderStatus(order.status):
        case OrderStatus.UNPAID:
            return CommissionState.NONE
        case OrderStatus.VOID:
            return CommissionState.VOID
        case OrderStatus.SETTLED:
            if (order.fee or whole) and not net_fee(order) and not standing.promised:
                return CommissionState.REVERSED
            return CommissionState.HELD if waits else CommissionState.POSTED
    return CommissionState.HELD


def standing_of(commission: Commission) -> rules.Standing:
    """What was granted to a commission when it was last booked."""
    return rules.Standing(commission.promised, commission.granted, commission.prepaid)


def volumes_of(commission: Commission) -> Volumes:
    """The volumes that a commission's tier was found by."""
    return Volumes(commission.orders_before or 0, commission.paid_before or 0)


def prepaid_balance(brand_id: int, currency: str) -> int:
    """What a brand has prepaid and not used, in minor units."""
    return -balance(f"brand:{brand_id}:prepaid", currency)


def campaign_spending(campaign_id: int) -> int:
    """What stands for a campaign's orders, in minor units of its currency: all parts together."""
    standing = Commission.objects.filter(
        placement__campaign=campaign_id, currency=F("placement__campaign__currency")
    ).aggregate(spent=Sum(F("creator_amount") + F("agency_amount") + F("platform_amount")))
    charged = Charge.objects.filter(placement__campaign=campaign_id).aggregate(spent=Sum("granted"))
    return int(standing["spent"] or 0) + int(charged["spent"] or 0)


def due_for_release(at: datetime, count: int) -> list[int]:
    """Orders whose hold period is over at `at`, by id, those over longest first."""
    rows = Commission.objects.filter(
        state=CommissionState.HELD, available_at__lte=at, order__status=OrderStatus.SETTLED
    )
    return list(rows.order_by("available_at").values_list("order_id", flat=True)[:count])
