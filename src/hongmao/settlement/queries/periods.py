"""Which months are over and not closed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings as django_settings
from django.db.models import Count, Sum

from hongmao.core.reasons import Reason, Refusal
from hongmao.core.settlement import Month, month, month_at
from hongmao.ledger.models import Transfer
from hongmao.settlement.models import Period, Statement


def begun_until() -> datetime | None:
    """The end of the last period that was begun, if there is one."""
    last = Period.objects.order_by("-ends_at").first()
    return last.ends_at if last else None


def months_due(at: datetime, zone: ZoneInfo) -> list[Month]:
    """The months over at `at` and not closed, oldest first, from the first with a transfer on."""
    done = dict(Period.objects.values_list("key", "closed_at"))
    last = Period.objects.filter(closed_at__isnull=False).order_by("-ends_at").first()
    if last is not None:
        one = month_at(last.ends_at, zone)
    else:
        first = Transfer.objects.order_by("at").values_list("at", flat=True).first()
        if first is None:
            return []
        one = month_at(first, zone)
    due = []
    while one.ends_at <= at:
        if not done.get(one.key):
            due.append(one)
        one = month_at(one.ends_at, zone)
    return due


def months_asked(at: datetime, until: str = "") -> list[Month]:
    """The months to close at `at`, no later than `until` where that is said.

    Raises `Refusal`: PERIOD_UNKNOWN, PERIOD_NOT_OVER.
    """
    zone = ZoneInfo(django_settings.HONGMAO.time_zone)
    due = months_due(at, zone)
    if not until:
        return due
    try:
        wanted = month(until, zone)
    except ValueError:
        raise Refusal(Reason.PERIOD_UNKNOWN, period=until) from None
    if wanted.ends_at > at:
        raise Refusal(Reason.PERIOD_NOT_OVER, period=until)
    return [one for one in due if one.key <= until]


class PartyCount(msgspec.Struct, frozen=True):
    """How many statements of a kind of party a period has, and their lines."""

    kind: str
    statements: int
    lines: int


def party_counts(key: str) -> list[PartyCount]:
    """What a period's closing came to, by kind of party."""
    rows = (
        Statement.objects.filter(period__key=key)
        .values_list("party__kind")
        .annotate(count=Count("id"), lines=Sum("lines"))
        .order_by("party__kind")
    )
    return [PartyCount(*row) for row in rows]
