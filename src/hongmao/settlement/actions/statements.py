"""Closing a period: a statement for everybody who has one, each in a database transaction.

Safe to kill at any point and to run again: a statement that is closed stays as it is, and the rest
follows. Periods close in order, oldest first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from hongmao.brands.models import Agency, Brand
from hongmao.core.settlement import Column, Month, PartyKind, owner
from hongmao.ledger.actions import close_until
from hongmao.ledger.models import Account
from hongmao.ledger.queries import closed_until
from hongmao.people.actions import record
from hongmao.people.models import Person
from hongmao.settlement.actions.lines import write_lines
from hongmao.settlement.models import Commission, Party, Period, Statement, StatementLine
from hongmao.settlement.queries.periods import begun_until, months_asked
from hongmao.settlement.queries.proof import digest_lines

Told = Callable[[int, int], None]
"""Hears how many of how many statements are done."""


def close_months(
    at: datetime, until: str = "", actor: Person | None = None, told: Told | None = None
) -> list[Period]:
    """Close every month that is over at `at` and not closed, in order; no later than `until`.

    Raises `Refusal`: PERIOD_UNKNOWN, PERIOD_NOT_OVER.
    """
    return [close_month(one, at, actor, told) for one in months_asked(at, until)]


def close_month(
    one: Month, at: datetime, actor: Person | None = None, told: Told | None = None
) -> Period:
    """Close one month that is over; the months before it are closed.

    First the ledger takes nothing more of it, then statements are written: what they are made of
    cannot change under them.
    """
    freeze(one, at, actor)
    period = begin_period(one, actor)
    parties = enrol_parties()
    for done, party in enumerate(parties):
        if told:
            told(done, len(parties))
        close_statement(party, period, at, actor)
    if told:
        told(len(parties), len(parties))
    return end_period(period, at, actor)


def freeze(one: Month, at: datetime, actor: Person | None) -> None:
    """Make the ledger final up to a month's end, unless it is so already."""
    final = closed_until()
    if final is None or final < one.ends_at:
        closing = close_until(one.ends_at, actor.username if actor else "worker", at)
        record(actor, "close_books", str(closing), by=closing.by)


@transaction.atomic
def begin_period(one: Month, actor: Person | None) -> Period:
    """The period of a month, begun where it is new."""
    begins = begun_until() or one.starts_at
    period, new = Period.objects.get_or_create(
        key=one.key, defaults={"starts_at": begins, "ends_at": one.ends_at}
    )
    if new:
        record(actor, "begin_period", f"period:{one.key}")
    return period


@transaction.atomic
def end_period(period: Period, at: datetime, actor: Person | None) -> Period:
    """Mark a period closed, once all its statements are."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.closed_at is None:
        period.closed_at, period.closed_by = at, actor
        period.save()
        count = period.statements.count()
        record(actor, "close_period", f"period:{period}", statements=count)
    return period


def enrol_parties() -> list[int]:
    """Everybody who may have a statement, by key: owners of accounts, and brands of commissions."""
    known = {(p.kind, p.name, p.currency): p.pk for p in Party.objects.all()}
    found: dict[tuple[str, str, str], None] = {}
    for name, currency in Account.objects.order_by("pk").values_list("name", "currency"):
        owned = owner(name)
        if owned is not None:
            found[owned.kind, owned.name, currency] = None
    for brand, currency in (
        Commission.objects.filter(placement__isnull=False)
        .order_by()
        .values_list("placement__brand_id", "currency")
        .distinct()
    ):
        found[PartyKind.BRAND, str(brand), currency] = None
    fresh = [key for key in found if key not in known]
    people = _people((kind, name) for kind, name, _ in fresh)
    brands = _existing(Brand, [name for kind, name, _ in fresh if kind == PartyKind.BRAND])
    Party.objects.bulk_create(
        [
            Party(
                kind=kind,
                name=name,
                currency=currency,
                person_id=people.get((kind, name)),
                brand_id=brands.get(name) if kind == PartyKind.BRAND else None,
            )
            for kind, name, currency in fresh
        ],
        ignore_conflicts=True,  # another process may close the same period now
        batch_size=500,
    )
    return list(Party.objects.order_by("pk").values_list("pk", flat=True))


def _people(parties: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The person of each party that has one: a creator, or the account of an agency."""
    names: dict[str, list[str]] = defaultdict(list)
    for kind, name in parties:
        names[kind].append(name)
    creators = _existing(Person, names[PartyKind.CREATOR])
    agencies = dict(
        Agency.objects.filter(
            pk__in=_existing(Agency, names[PartyKind.AGENCY]).values()
        ).values_list("pk", "person_id")
    )
    return {
        **{(PartyKind.CREATOR, name): pk for name, pk in creators.items()},
        **{(PartyKind.AGENCY, str(pk)): person for pk, person in agencies.items()},
    }


def _existing(model: type[Person] | type[Brand] | type[Agency], names: list[str]) -> dict[str, int]:
    numbers = {int(name) for name in names if name.isdecimal()}
    found: dict[str, int] = {}
    for start in range(0, len(numbers), 500):
        part = sorted(numbers)[start : start + 500]
        keys = model.objects.filter(pk__in=part).values_list("pk", flat=True)
        found.update({str(pk): pk for pk in keys})
    return found


@transaction.atomic
def close_statement(
    party_id: int, period: Period, at: datetime, actor: Person | None = None
) -> Statement | None:
    """Close a party's statement of a period, or return the one there is.

    None where nothing happened and nothing stands. The party's row serialises it.
    """
    party = Party.objects.select_for_update().get(pk=party_id)
    closed = party.statements.filter(period=period).first()
    if closed is not None:
        return closed
    before = party.statements.order_by("-period__ends_at").first()
    opening = {c: getattr(before, f"closing_{c}") if before else 0 for c in Column}
    statement = Statement.objects.create(
        party=party,
        period=period,
        **{f"opening_{column}": opening[column] for column in Column},
        **{f"closing_{column}": opening[column] for column in Column},
    )
    write_lines(statement)
    totals = _totals(statement)
    if not totals and not any(opening.values()):
        statement.delete()
        return None
    statement.lines = sum(row["lines"] for row in totals)
    for column in Column:
        change = sum(row[column] for row in totals)
        setattr(statement, f"closing_{column}", opening[column] + change)
    statement.totals = totals
    statement.digest = digest_lines(statement)
    statement.closed_at, statement.closed_by = at, actor
    statement.save()
    record(actor, "close_statement", f"statement:{statement.pk}", lines=statement.lines)
    return statement


def _totals(statement: Statement) -> list[dict[str, Any]]:
    rows = (
        StatementLine.objects.filter(statement=statement)
        .values("kind")
        .annotate(lines=Count("id"), **{column.value: Sum(column.value) for column in Column})
        .order_by("kind")
    )
    return [dict(row) for row in rows]
