"""The seeding report as a brand and a creator see it: what the clicks of 60 days came to.

Events are those that the worker has counted by hour; orders, favourites and carts are as of now.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow as pa
from django.conf import settings as django_settings

from hongmao.brands.models import Campaign
from hongmao.core.clock import to_ms
from hongmao.lake.places import Lake
from hongmao.measure.seeding.hours import kept_hours
from hongmao.measure.seeding.report import By, Owner, Seeding, report
from hongmao.notes.models import Note
from hongmao.orders.outcomes import outcomes, told
from hongmao.people.models import Person

SPAN = timedelta(days=60)
"""Clicks so old still have a window of 30 days that is over, and one that is not."""
MOST = 20
"""Subjects that a page lists; `hongmao measure report` has all."""
SUMMED = ("exposures", "reads", "clicks")
FIGURES = ("orders", "new_customers", "carts", "collects", "paid")


class Came(msgspec.Struct, frozen=True):
    """What came within so many days after clicks: counts, and what was paid, minor units.

    None is unknown, not none. `ripe` are the clicks whose window is over: of the others more may
    come.
    """

    days: int
    orders: int | None
    new_customers: int | None
    carts: int | None
    collects: int | None
    paid: int | None
    ripe: int


class Row(msgspec.Struct, frozen=True):
    """A note, creator or campaign by its number and names, and what it came to by window."""

    subject: int
    title: str
    title_en: str
    exposures: int
    reads: int
    clicks: int
    came: list[Came]


class SeedingPage(msgspec.Struct, frozen=True):
    """The rows with the most orders, all of them summed, and orders by days since the click."""

    by: By
    total: Row
    rows: list[Row]
    more: int
    delays: list[int]
    currency: str
    at: datetime


def brand_seeding(
    brand_id: int, at: datetime, by: By = By.NOTE, currency: str = "CNY"
) -> SeedingPage | None:
    """A brand's report; None where nothing was counted yet."""
    return _page(Owner("brand", brand_id), at, by, currency)


def creator_seeding(creator_id: int, at: datetime, currency: str = "CNY") -> SeedingPage | None:
    """The report of a creator's notes; None where nothing was counted yet."""
    return _page(Owner("creator", creator_id), at, By.NOTE, currency)


def _page(owner: Owner, at: datetime, by: By, currency: str) -> SeedingPage | None:
    since = at - SPAN
    hours = _hours(django_settings.HONGMAO.lake_folder, f"{since:%Y%m%d%H}", f"{at:%Y%m%d%H%M}")
    found = report(
        hours, outcomes(since, currency, **{owner.kind: owner.number}), by=by, owner=owner,
        from_ms=to_ms(since), until_ms=to_ms(at), as_of_ms=to_ms(at), told=told(),
    )  # fmt: skip
    rows = _rows(found, by)
    if not rows:
        return None
    rows.sort(key=lambda row: (-(row.came[-1].orders or 0), -row.clicks, row.subject))
    delays = found.delays["orders"].to_pylist()
    return SeedingPage(
        by, _total(rows), rows[:MOST], max(len(rows) - MOST, 0), delays, currency, at
    )


@lru_cache(2)
def _hours(lake: Lake, since: str, minute: str) -> pa.Table:
    """The hours counted, read once a `minute` for all pages."""
    return kept_hours(lake, since)


def _rows(found: Seeding, by: By) -> list[Row]:
    by_subject: dict[int, list[dict[str, Any]]] = {}
    for line in found.table.to_pylist():
        by_subject.setdefault(line["subject"], []).append(line)
    names = _names(by, list(by_subject))
    return [
        _row(subject, names.get(subject, ("", "")), lines[0], [_came(line) for line in lines])
        for subject, lines in by_subject.items()
    ]


def _row(subject: int, names: tuple[str, str], did: Mapping[str, Any], came: list[Came]) -> Row:
    counts = {name: did[name] for name in SUMMED}
    return Row(subject=subject, title=names[0], title_en=names[1], **counts, came=came)


def _came(line: Mapping[str, Any]) -> Came:
    figures = {name: line[name] for name in FIGURES}
    return Came(days=line["days"], **figures, ripe=line["ripe"])


def _names(by: By, subjects: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What subjects are called, in both languages."""
    rows: Iterable[tuple[int, str, str]]
    match by:
        case By.NOTE:
            rows = Note.objects.filter(pk__in=subjects).values_list("pk", "title", "title_en")
        case By.CREATOR:
            rows = Person.objects.filter(pk__in=subjects).values_list("pk", "name", "name_en")
        case By.CAMPAIGN:
            rows = Campaign.objects.filter(pk__in=subjects).values_list("pk", "name", "name_en")
    return {number: (name, english or name) for number, name, english in rows}


def _total(rows: Sequence[Row]) -> Row:
    came = [
        _came(
            {name: _sum([getattr(one, name) for one in lines]) for name in FIGURES}
            | {"days": lines[0].days, "ripe": sum(one.ripe for one in lines)}
        )
        for lines in zip(*(row.came for row in rows), strict=True)
    ]
    did = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    return _row(0, ("", ""), did, came)


def _sum(figures: Sequence[int | None]) -> int | None:
    known = [one for one in figures if one is not None]
    return sum(known) if known else None
