"""Statements: the list of them, one with its lines, and the same as a file."""

import csv
from collections.abc import Iterable, Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hongmao.core.money import Money
from hongmao.core.settlement import Column, PartyKind
from hongmao.people.models import Role
from hongmao.settlement.models import Statement, StatementLine
from hongmao.settlement.queries.origins import transfer_shown
from hongmao.settlement.queries.statements import (
    PAGE,
    lines_of,
    listed,
    neighbours,
    note_sums,
    place_of,
    statements_for,
    table,
    totals_of,
)
from hongmao.web.access import allow, person
from hongmao.web.templatetags.statements import column_words, line_words

READERS = (Role.CREATOR, Role.AGENCY, Role.BRAND, Role.OPERATOR)
LISTED = 100


@allow(*READERS)
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """The statements of the person who asks; for operators everybody's, of a month if asked."""
    found = listed(statements_for(person(request)))
    month = request.GET.get("month", "")
    kind = request.GET.get("kind", "")
    if month:
        found = found.filter(period__key=month)
    if kind in [*PartyKind]:
        found = found.filter(party__kind=kind)
    context = {
        "page": Paginator(found, LISTED).get_page(request.GET.get("page")),
        "month": month,
        "kind": kind,
        "kinds": [*PartyKind],
    }
    return render(request, "console/statements.html", context)


def _statement(request: HttpRequest, pk: int) -> Statement:
    return get_object_or_404(statements_for(person(request)), pk=pk)


@allow(*READERS)
@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement: its balances, its notes and its lines, of a note or a kind if asked."""
    one = _statement(request, pk)
    note, kind = request.GET.get("note", ""), request.GET.get("kind", "")
    lines = lines_of(one, int(note) if note.isdecimal() and len(note) < 19 else 0, kind)
    before, after = neighbours(one)
    noted = one.party.kind != PartyKind.MARKETPLACE
    context = {
        "statement": one,
        "totals": totals_of(one),
        "columns": _columns(one),
        "notes": note_sums(one) if noted else [],
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "note": note,
        "kind": kind,
        "before": before,
        "after": after,
    }
    return render(request, "console/statement.html", context)


def _columns(one: Statement) -> list[dict[str, object]]:
    """The columns that have anything, each with its balances and what each kind changed."""
    found: list[dict[str, object]] = []
    for column in Column:
        opening, closing = getattr(one, f"opening_{column}"), getattr(one, f"closing_{column}")
        changes = [row[column] for row in one.totals]
        if column != Column.ASIDE or opening or closing or any(changes):
            found.append({"name": column.value, "opening": opening, "closing": closing})
    return found


@allow(*READERS)
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Down from a line: to its commission where it has one, else to its transfer."""
    one = get_object_or_404(
        StatementLine.objects.select_related(
            "statement__party", "statement__period", "transfer", "order__commission"
        ),
        pk=pk,
        statement__in=statements_for(person(request)),
    )
    if one.order is not None:
        where = reverse("commission", args=[one.order.commission.pk])
        return redirect(f"{where}#transfer-{one.transfer_id}" if one.transfer_id else where)
    if one.transfer is None:
        raise Http404
    shown = transfer_shown(one.transfer, person(request))
    context = {"line": one, "transfer": shown, "place": place_of(one)}
    return render(request, "console/line.html", context)


@allow(*READERS)
@require_safe
def statement_table(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The statement's lines as CSV, in the reader's language; amounts in major units."""
    one = _statement(request, pk)
    name = f"{one.period.key}-{one.party.kind}-{one.party.name}-{one.party.currency}.csv"
    response = StreamingHttpResponse(_rows(one), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _plain(cell: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _rows(one: Statement) -> Iterator[str]:
    writer = csv.writer(_Echo())
    currency, kind = one.party.currency, one.party.kind

    def row(cells: Iterable[object]) -> str:
        return str(writer.writerow(cells))

    # Spreadsheets take a file for UTF-8 only where it begins with this mark.
    yield "\ufeff" + row(
        [
            _("Time"), _("What"), _("Note"), _("Order"), _("Item"), _("Transfer"),
            *(column_words(kind, column) for column in Column), _("Currency"), _("Corrects"),
        ]
    )  # fmt: skip
    for one_line in table(one):
        yield row(
            [
                f"{timezone.localtime(one_line.at):%Y-%m-%d %H:%M:%S}",
                line_words(one_line.kind),
                one_line.note or "",
                _plain(one_line.order),
                _plain(one_line.item),
                one_line.key,
                *(str(Money(minor, currency).decimal()) for minor in one_line.amounts),
                currency,
                one_line.corrects,
            ]
        )
