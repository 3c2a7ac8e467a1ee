"""What statements show, and to whom."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Count, F, Q, QuerySet, Sum

from hongmao.core.settlement import Column, LineKind, PartyKind
from hongmao.people.models import Person, Role
from hongmao.settlement.models import Commission, LineOf, Period, Statement, StatementLine

PAGE = 50
"""Lines of a statement shown at a time."""
NOTES = 50
"""Notes of a statement shown, those with most money first."""


def statements_for(person: Person) -> QuerySet[Statement]:
    """The statements that a person may see: operators all, everybody else their own."""
    found = Statement.objects.filter(closed_at__isnull=False).select_related(
        "party__person", "party__brand", "period"
    )
    if person.role == Role.OPERATOR:
        return found
    if person.role == Role.CREATOR:
        return found.filter(party__kind=PartyKind.CREATOR, party__person=person)
    if person.role == Role.AGENCY:
        return found.filter(party__kind=PartyKind.AGENCY, party__person=person)
    if person.role == Role.BRAND:
        return found.filter(party__kind=PartyKind.BRAND, party__brand__in=person.brands.all())
    return found.none()


def listed(found: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements as lists show them: the latest month first."""
    return found.order_by("-period__ends_at", "party__kind", "party__currency", "party_id")


def lines_of(statement: Statement, note: int = 0, kind: str = "") -> QuerySet[StatementLine]:
    """A statement's lines in the order of their time; of a note or of a kind alone where asked."""
    lines = (
        StatementLine.objects.filter(statement=statement)
        .select_related(
            "transfer", "order__commission", "order__product", "note", "corrects__period"
        )
        .order_by("pk")
    )
    if note:
        lines = lines.filter(note=note)
    return lines.filter(kind=kind) if kind in LineOf.values else lines


class NoteSum(msgspec.Struct, frozen=True):
    """What a note's lines come to in a statement, minor units."""

    note: int
    title: str
    title_en: str
    orders: int
    held: int
    posted: int
    aside: int


def note_sums(statement: Statement) -> list[NoteSum]:
    """A statement note by note, those that posted most first."""
    rows = (
        StatementLine.objects.filter(statement=statement, note__isnull=False)
        .values("note", title=F("note__title"), title_en=F("note__title_en"))
        .annotate(
            orders=Count("order", distinct=True),
            **{column.value: Sum(column.value) for column in Column},
        )
        .order_by("-posted", "-held", "note")[:NOTES]
    )
    return [NoteSum(**{**row, "title_en": row["title_en"] or row["title"]}) for row in rows]


class Total(msgspec.Struct, frozen=True):
    """What a statement's lines of one kind come to."""

    kind: str
    lines: int
    held: int
    posted: int
    aside: int


def totals_of(statement: Statement) -> list[Total]:
    """A statement's totals, in the order in which kinds are listed."""
    order = [kind.value for kind in LineKind]
    found = [Total(**row) for row in statement.totals]
    return sorted(found, key=lambda total: order.index(total.kind))


def neighbours(statement: Statement) -> tuple[Statement | None, Statement | None]:
    """The party's statement before, and the one after."""
    all_of_it = Statement.objects.filter(party=statement.party_id, closed_at__isnull=False)
    all_of_it = all_of_it.select_related("period")
    ends_at: datetime = statement.period.ends_at
    before = all_of_it.filter(period__ends_at__lt=ends_at).order_by("-period__ends_at").first()
    after = all_of_it.filter(period__ends_at__gt=ends_at).order_by("period__ends_at").first()
    return before, after


def lines_about(person: Person, order_id: int) -> QuerySet[StatementLine]:
    """The lines of an order in the statements that a person may see: the way up."""
    return (
        StatementLine.objects.filter(
            Q(transfer__subject=f"commission:{_commission(order_id)}")
            | Q(order=order_id, transfer__isnull=True),
            statement__in=statements_for(person),
        )
        .select_related("statement__period", "statement__party__person", "statement__party__brand")
        .order_by("statement__period__ends_at", "pk")
    )


def _commission(order_id: int) -> int:
    pk = Commission.objects.filter(order=order_id).values_list("pk", flat=True).first()
    return pk or 0


def place_of(line: StatementLine) -> int:
    """The page of its statement that a line stands on, the first being 1."""
    before = StatementLine.objects.filter(statement=line.statement_id, pk__lt=line.pk).count()
    return before // PAGE + 1


class PeriodCount(msgspec.Struct, frozen=True):
    """A period and how many statements of each kind it has."""

    period: Period
    creators: int
    brands: int
    marketplaces: int
    lines: int


def periods() -> list[PeriodCount]:
    """Every period, the latest first."""
    rows = {
        row["period"]: row
        for row in Statement.objects.values("period").annotate(
            creators=Count("pk", filter=Q(party__kind__in=["creator", "agency"])),
            brands=Count("pk", filter=Q(party__kind="brand")),
            marketplaces=Count("pk", filter=Q(party__kind="marketplace")),
            lines_=Sum("lines"),
        )
    }
    empty = {"creators": 0, "brands": 0, "marketplaces": 0, "lines_": 0}
    return [
        PeriodCount(
            period,
            *(
                rows.get(period.pk, empty)[name]
                for name in ("creators", "brands", "marketplaces", "lines_")
            ),
        )
        for period in Period.objects.order_by("-ends_at")
    ]


class TableRow(msgspec.Struct, frozen=True):
    """A line as files have it; amounts in minor units."""

    at: datetime
    kind: str
    note: int | None
    order: str
    item: str
    key: str
    amounts: tuple[int, int, int]
    corrects: str


def table(statement: Statement) -> Iterator[TableRow]:
    """A statement's lines, however many there are."""
    for line in lines_of(statement).iterator(chunk_size=1_000):
        yield TableRow(
            line.at,
            line.kind,
            line.note_id,
            line.order.trade_id if line.order else "",
            line.order.item_title if line.order else "",
            line.transfer.key if line.transfer else "",
            (line.held, line.posted, line.aside),
            line.corrects.period.key if line.corrects else "",
        )
