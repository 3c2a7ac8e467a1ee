"""Every read about commissions: what is due, what stands in the ledger, and what people see."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
from django.conf import settings as django_settings
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from hongmao.brands.models import Terms
from hongmao.brands.queries import terms_at
from hongmao.core.clock import from_ms_or_none
from hongmao.core.commission import Books, Split, combine, negate
from hongmao.core.matching import Grade
from hongmao.core.money import share
from hongmao.core.orders import OrderStatus
from hongmao.ledger.models import Entry
from hongmao.ledger.queries import amounts, balances, open_hold, subject_amounts
from hongmao.links.models import Placement
from hongmao.measure.runner import ask
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


class EarningLine(msgspec.Struct, frozen=True):
    """One order of a creator's note; amounts in minor units of `currency`."""

    commission: int
    ordered_at: datetime
    note: int
    title: str
    title_en: str
    item_title: str
    item_title_en: str
    order_status: str
    state: str
    grade: str
    paid: int
    amount: int
    returned: int
    currency: str


class Day(msgspec.Struct, frozen=True):
    """What a day's orders hold and have posted for a creator."""

    day: date
    held: int
    posted: int


class Earnings(msgspec.Struct, frozen=True):
    """A creator's earnings: `held` and `posted` are the ledger's balances, to the cent."""

    currency: str
    held: int
    posted: int
    returned: int
    lines: list[EarningLine]
    days: list[Day]


SHOWN_LINES = 100
SHOWN_DAYS = 30


def earnings(creator_id: int, currency: str = "CNY") -> Earnings:
    """What a creator has earned in one currency, with the latest lines and the last 30 days."""
    account = balances(Q(account__name__startswith=f"creator:{creator_id}:"), currency)
    commissions = _shown().filter(creator_id=creator_id, currency=currency)
    return Earnings(
        currency=currency,
        held=-account.get(f"creator:{creator_id}:held", 0),
        posted=-account.get(f"creator:{creator_id}:available", 0),
        returned=commissions.aggregate(total=Sum("returned"))["total"] or 0,
        lines=[_line(c) for c in commissions.order_by("-order__ordered_at", "-pk")[:SHOWN_LINES]],
        days=_days(commissions),
    )


def _shown() -> QuerySet[Commission]:
    return (
        Commission.objects.select_related("order__product", "placement__note")
        .prefetch_related("order__matches")
        .exclude(placement=None)
    )


def _line(commission: Commission) -> EarningLine:
    order, placement = commission.order, commission.placement
    assert placement is not None  # `_shown` leaves out the others
    grades = [m.grade for m in order.matches.all() if m.current]
    return EarningLine(
        commission=commission.pk,
        ordered_at=order.ordered_at,
        note=placement.note_id,
        title=placement.note.title,
        title_en=placement.note.title_en or placement.note.title,
        item_title=order.item_title,
        item_title_en=(order.product.title_en if order.product else "") or order.item_title,
        order_status=order.status,
        state=commission.state,
        grade=grades[0] if grades else Grade.NONE,
        paid=order.paid,
        amount=commission.creator_amount,
        returned=commission.returned,
        currency=commission.currency,
    )


def _days(commissions: QuerySet[Commission]) -> list[Day]:
    zone = ZoneInfo(django_settings.HONGMAO.time_zone)
    today = timezone.now().astimezone(zone).date()
    since = datetime.combine(today - timedelta(days=SHOWN_DAYS - 1), datetime.min.time(), zone)
    held: dict[date, int] = defaultdict(int)
    posted: dict[date, int] = defaultdict(int)
    for at, state, amount in commissions.filter(order__ordered_at__gte=since).values_list(
        "order__ordered_at", "state", "creator_amount"
    ):
        side = held if state == CommissionState.HELD else posted
        side[at.astimezone(zone).date()] += amount
    days = [today - timedelta(days=back) for back in range(SHOWN_DAYS - 1, -1, -1)]
    return [Day(day, held[day], posted[day]) for day in days]


class PlacementMoney(msgspec.Struct, frozen=True):
    """What one placement's orders come to, for the chain; minor units."""

    placement: int
    orders: int
    probable: int
    ambiguous: int
    paid: int
    held: int
    posted: int
    returned: int


def placement_money(brand_id: int) -> list[PlacementMoney]:
    """Orders and commissions of each of a brand's placements, from matches and the ledger.

    `held` and `posted` are the whole commission, creator's and platform's parts together, as the
    ledger's entries against the marketplace state them. Ambiguous orders are counted apart and
    carry no money.
    """
    rows: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    orders = Order.objects.exclude(status__in=[OrderStatus.UNPAID, OrderStatus.VOID])
    for placement, grade, paid, refunded, returned in orders.filter(
        matches__current=True, matches__placement__brand_id=brand_id
    ).values_list("matches__placement_id", "matches__grade", "paid", "refunded", "fee_returned"):
        row = rows[placement]
        if grade == Grade.AMBIGUOUS:
            row["ambiguous"] += 1
            continue
        row["orders"] += 1
        row["probable"] += grade == Grade.PROBABLE
        row["paid"] += paid - refunded
        row["returned"] += returned
    for placement, name, amount in _marketplace_entries(brand_id):
        rows[placement]["held" if name.endswith(":expected") else "posted"] += amount
    names = ("orders", "probable", "ambiguous", "paid", "held", "posted", "returned")
    return [
        PlacementMoney(placement, *(row[name] for name in names))
        for placement, row in sorted(rows.items())
    ]


def _marketplace_entries(brand_id: int) -> list[tuple[int, str, int]]:
    """What the ledger says marketplaces owe, by placement and account."""
    placements = {
        str(commission): commission.placement_id
        for commission in Commission.objects.filter(placement__brand_id=brand_id)
    }
    rows = (
        Entry.objects.filter(
            transfer__subject__in=list(placements), account__name__startswith="marketplace:"
        )
        .values_list("transfer__subject", "account__name")
        .annotate(total=Sum("amount"))
    )
    return [(placements[subject] or 0, name, total) for subject, name, total in rows if total]


def campaign_spending(campaign_id: int) -> int:
    """The commission that stands for a campaign's orders, in minor units of its currency."""
    standing = Commission.objects.filter(
        placement__campaign=campaign_id, currency=F("placement__campaign__currency")
    ).aggregate(spent=Sum(F("creator_amount") + F("platform_amount")))
    return int(standing["spent"] or 0)


class ChainRow(msgspec.Struct, frozen=True):
    """A note's chain from exposure to commission; money in minor units of `currency`."""

    note: int
    title: str
    title_en: str
    creator: str
    creator_en: str
    picture: str
    exposures: int
    readers: int
    reads: int
    clicks: int
    orders: int
    probable: int
    ambiguous: int
    paid: int
    held: int
    posted: int
    returned: int
    currency: str


class Chain(msgspec.Struct, frozen=True):
    """A brand's chain for each note, and its totals; events count up to `as_of`."""

    rows: list[ChainRow]
    exposures: int
    reads: int
    clicks: int
    orders: int
    paid: int
    held: int
    posted: int
    returned: int
    currency: str
    as_of: datetime | None


def brand_chain(brand_id: int, currency: str = "CNY") -> Chain:
    """A brand's chain, note by note: the lake's events joined with orders and the ledger."""
    placements = list(
        Placement.objects.filter(brand_id=brand_id, link__isnull=False)
        .select_related("note", "creator")
        .prefetch_related("note__pictures")
        .order_by("-decided_at", "-pk")
    )
    lake = django_settings.HONGMAO.lake_folder
    counted = {
        row["placement"]: row
        for row in ask("chain", lake, {**_placement_facts(placements), **_money_facts(brand_id)})
    }
    rows = [_chain_row(p, counted[p.pk], currency) for p in placements]
    totals = ("exposures", "reads", "clicks", "orders", "paid", "held", "posted", "returned")
    return Chain(
        rows=rows,
        **{name: sum(getattr(row, name) for row in rows) for name in totals},
        currency=currency,
        as_of=from_ms_or_none(int(ask("reach", lake)[0]["last_ms"])),
    )


def _placement_facts(placements: list[Placement]) -> dict[str, pa.Table]:
    columns = {"placement": [p.pk for p in placements], "note": [p.note_id for p in placements]}
    return {"placements": pa.table({n: pa.array(v, pa.int64()) for n, v in columns.items()})}


def _money_facts(brand_id: int) -> dict[str, pa.Table]:
    names = PlacementMoney.__struct_fields__
    money = placement_money(brand_id)
    columns = {name: [getattr(row, name) for row in money] for name in names}
    return {"money": pa.table({n: pa.array(v, pa.int64()) for n, v in columns.items()})}


_COUNTED = (
    "exposures", "readers", "reads", "clicks", "orders", "probable", "ambiguous",
    "paid", "held", "posted", "returned",
)  # fmt: skip


def _chain_row(placement: Placement, counted: dict[str, int], currency: str) -> ChainRow:
    note, creator = placement.note, placement.creator
    pictures = list(note.pictures.all())
    return ChainRow(
        note=note.pk,
        title=note.title,
        title_en=note.title_en or note.title,
        creator=creator.name,
        creator_en=creator.name_en or creator.name,
        picture=pictures[0].file if pictures else "",
        **{name: counted[name] for name in _COUNTED},
        currency=currency,
    )
