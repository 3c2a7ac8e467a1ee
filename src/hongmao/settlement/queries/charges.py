"""What clicks and visitors are to be charged: counted in the lake, priced by the terms then."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
from django.conf import settings as django_settings
from django.db.models import F, Q

from hongmao.brands.models import Terms
from hongmao.core.clock import from_ms, to_ms
from hongmao.core.commission import Split
from hongmao.core.terms import divide
from hongmao.lake.places import Lake
from hongmao.links.models import Placement
from hongmao.measure.runner import ask
from hongmao.settlement.models import Charge, ChargeKind, ClickDay
from hongmao.settlement.queries.commissions import local_day

CHARGE_EVERY = timedelta(minutes=10)
"""A day that still runs is charged no more often: each time is a transfer for each placement."""


class Count(msgspec.Struct, frozen=True):
    """How many clicks or visitors a placement had on a day under a version of its terms."""

    placement: int
    terms: int
    day: date
    kind: ChargeKind
    counted: int


class Span(msgspec.Struct, frozen=True):
    """A version of terms in force from `starts_ms` to before `ends_ms` of one day."""

    terms: int
    starts_ms: int
    ends_ms: int


def uncounted_days(at: datetime) -> list[ClickDay]:
    """The days that clicks have reached since they were counted, oldest first."""
    waiting = ClickDay.objects.filter(marks__gt=F("counted")).order_by("day")
    today = local_day(at)
    return [
        one
        for one in waiting
        if one.day != today or one.counted_at is None or at - one.counted_at >= CHARGE_EVERY
    ]


def counts_of(day: date) -> Iterator[Count]:
    """What a day's clicks and visitors count to, where the terms then had a price for them.

    A charge that stands and for which nothing counts any longer comes with a count of 0.
    """
    priced = Terms.objects.filter(Q(body__click__gt=0) | Q(body__visitor__gt=0))
    campaigns = sorted(set(priced.values_list("campaign", flat=True)))
    versions = {t.pk: t for t in Terms.objects.filter(campaign__in=campaigns)}
    starts, ends = day_bounds(day)
    spans = {pk: _spans(pk, versions, starts, ends) for pk in campaigns}
    placements = Placement.objects.filter(campaign__in=campaigns, link__isnull=False)
    facts = [
        (pk, span)
        for pk, campaign in placements.values_list("pk", "campaign_id")
        for span in spans[campaign]
    ]
    found: dict[tuple[int, int, str], int] = {}
    for row in _ask(facts, starts, ends) if facts else []:
        said = versions[row["terms"]].said
        if said.click:
            found[row["placement"], row["terms"], ChargeKind.CLICK] = row["clicks"]
        if said.visitor:
            found[row["placement"], row["terms"], ChargeKind.VISITOR] = row["visitors"]
    for key in Charge.objects.filter(day=day).values_list("placement", "terms", "kind"):
        found.setdefault(key, 0)
    for (placement, terms, kind), counted in sorted(found.items()):
        yield Count(placement, terms, day, ChargeKind(kind), counted)


def charge_split(charge: Charge) -> Split:
    """Who pays and who gets what of a charge, by what stands of it."""
    said, placement = charge.terms.said, charge.placement
    parts = divide(said, charge.granted)
    return Split(
        marketplace=placement.store.marketplace,
        brand=placement.brand_id,
        prepaid=charge.granted,
        creator=placement.creator_id,
        creator_amount=parts.creator,
        agency=said.agency,
        agency_amount=parts.agency,
    )


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """A day's first moment (in) and last (out) in the community's time zone."""
    zone = ZoneInfo(django_settings.HONGMAO.time_zone)
    following = day + timedelta(days=1)
    return datetime.combine(day, time.min, zone), datetime.combine(following, time.min, zone)


def _spans(
    campaign: int, versions: dict[int, Terms], starts: datetime, ends: datetime
) -> list[Span]:
    """Which of a campaign's versions was in force when, within a day."""
    own = sorted((t for t in versions.values() if t.campaign_id == campaign), key=_version)
    cuts = sorted({starts, *(t.effective_from for t in own if starts < t.effective_from < ends)})
    spans = []
    for begin, end in zip(cuts, [*cuts[1:], ends], strict=True):
        come = [t for t in own if t.effective_from <= begin]
        if come:
            spans.append(Span(come[-1].pk, to_ms(begin), to_ms(end)))
    return spans


def _version(terms: Terms) -> int:
    return terms.version


def _ask(facts: list[tuple[int, Span]], starts: datetime, ends: datetime) -> list[dict[str, int]]:
    columns = {
        "placement": [placement for placement, _ in facts],
        "terms": [span.terms for _, span in facts],
        "day": [0] * len(facts),
        "starts_ms": [span.starts_ms for _, span in facts],
        "ends_ms": [span.ends_ms for _, span in facts],
    }
    lake: Lake = django_settings.HONGMAO.lake_folder
    tables = {"spans": pa.table({name: pa.array(v, pa.int64()) for name, v in columns.items()})}
    return ask("charges", lake, tables, _hours(to_ms(starts), to_ms(ends)))


def _hours(first_ms: int, last_ms: int) -> list[str]:
    hour = 3_600_000
    numbers = range(first_ms // hour, -(-last_ms // hour))
    return [from_ms(number * hour).strftime("%Y%m%d%H") for number in numbers]
