"""What a creator sees of their earnings."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings as django_settings
from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from hongmao.core.matching import Grade
from hongmao.ledger.queries import balances
from hongmao.settlement.models import Charge, Commission, CommissionState


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
    decided: bool
    paid: int
    amount: int
    returned: int
    currency: str


class ChargeLine(msgspec.Struct, frozen=True):
    """What clicks or visitors of a creator's note have earned, all days together."""

    note: int
    title: str
    title_en: str
    kind: str
    counted: int
    last_day: date
    amount: int
    currency: str


class Day(msgspec.Struct, frozen=True):
    """What a day's orders, clicks and visitors hold and have posted for a creator."""

    day: date
    held: int
    posted: int


class Earnings(msgspec.Struct, frozen=True):
    """A creator's earnings: `held` and `posted` are the ledger's, to the cent, paid out or not."""

    currency: str
    held: int
    posted: int
    returned: int
    lines: list[EarningLine]
    charges: list[ChargeLine]
    days: list[Day]


SHOWN_LINES = 100
SHOWN_DAYS = 30


def earnings(creator_id: int, currency: str = "CNY") -> Earnings:
    """What a creator has earned in one currency, with the latest lines and the last 30 days."""
    earned = Q(account__name__startswith=f"creator:{creator_id}:")
    paid_out = Q(transfer__subject__startswith="payout:")
    account = balances(earned & ~paid_out, currency)
    commissions = _shown().filter(creator_id=creator_id, currency=currency)
    return Earnings(
        currency=currency,
        held=-account.get(f"creator:{creator_id}:held", 0),
        posted=-account.get(f"creator:{creator_id}:available", 0),
        returned=commissions.aggregate(total=Sum("returned"))["total"] or 0,
        lines=[_line(c) for c in commissions.order_by("-order__ordered_at", "-pk")[:SHOWN_LINES]],
        charges=[_charge_line(row, currency) for row in _charges(creator_id, currency)],
        days=_days(commissions, Charge.objects.filter(_theirs(creator_id, currency))),
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
    match = next((m for m in order.matches.all() if m.current), None)
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
        grade=match.grade if match else Grade.NONE,
        decided=match is not None and match.decided_by_id is not None,
        paid=order.paid,
        amount=commission.creator_amount,
        returned=commission.returned,
        currency=commission.currency,
    )


def _theirs(creator_id: int, currency: str) -> Q:
    return Q(placement__creator=creator_id, currency=currency, creator_amount__gt=0)


def _charges(creator_id: int, currency: str) -> list[dict[str, Any]]:
    note = "placement__note"
    return list(
        Charge.objects.filter(_theirs(creator_id, currency))
        .values(note, f"{note}__title", f"{note}__title_en", "kind")
        .annotate(counted=Sum("counted"), amount=Sum("creator_amount"), last_day=Max("day"))
        .order_by("-last_day", note, "kind")[:SHOWN_LINES]
    )


def _charge_line(row: dict[str, Any], currency: str) -> ChargeLine:
    title = row["placement__note__title"]
    return ChargeLine(
        note=row["placement__note"],
        title=title,
        title_en=row["placement__note__title_en"] or title,
        kind=row["kind"],
        counted=row["counted"],
        last_day=row["last_day"],
        amount=row["amount"],
        currency=currency,
    )


def _days(commissions: QuerySet[Commission], charges: QuerySet[Charge]) -> list[Day]:
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
    for day, amount in charges.filter(day__gte=since.date()).values_list("day", "creator_amount"):
        posted[day] += amount
    days = [today - timedelta(days=back) for back in range(SHOWN_DAYS - 1, -1, -1)]
    return [Day(day, held[day], posted[day]) for day in days]
