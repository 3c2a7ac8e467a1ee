"""The operator's settlement: periods, statements, and reconciliations with marketplaces."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hongmao.core.reasons import Refusal
from hongmao.people.models import Role
from hongmao.settlement.actions.reconciliation import BOOKABLE, book_difference
from hongmao.settlement.models import CauseOf, Difference, Reconciliation
from hongmao.settlement.queries.reconciliation import (
    cause_sums,
    differences_of,
    reconciliations,
)
from hongmao.settlement.queries.statements import PAGE, periods
from hongmao.web.access import allow, person
from hongmao.web.console.act import REFUSED


@allow(Role.OPERATOR)
@require_safe
def settlement(request: HttpRequest) -> HttpResponse:
    """Every period with its statements, and every reconciliation."""
    context = {"periods": periods(), "reconciliations": list(reconciliations())}
    return render(request, "console/settlement.html", context)


@allow(Role.OPERATOR)
@require_safe
def reconciliation(request: HttpRequest, pk: int) -> HttpResponse:
    """One reconciliation: sums by likely cause, and each difference."""
    return show_reconciliation(request, pk)


def show_reconciliation(
    request: HttpRequest, pk: int, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page, with the sentence of a refusal where there was one."""
    one = get_object_or_404(Reconciliation.objects.select_related("period"), pk=pk)
    cause = request.GET.get("cause", "")
    found = differences_of(one, cause if cause in CauseOf.values else "")
    context = {
        "one": one,
        "sums": [(c, one.ours.get(c, 0), one.theirs.get(c, 0)) for c in _currencies(one)],
        "causes": cause_sums(one),
        "cause": cause,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "bookable": [*BOOKABLE],
        "refusal": refusal,
    }
    return render(request, "console/reconciliation.html", context, status=status)


def _currencies(one: Reconciliation) -> list[str]:
    return sorted({*one.ours, *one.theirs})


@allow(Role.OPERATOR)
@require_POST
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a difference."""
    found = get_object_or_404(Difference, pk=pk)
    try:
        book_difference(person(request), pk)
    except Refusal as refusal:
        words = refusal.text(get_language() or "")
        return show_reconciliation(request, found.reconciliation_id, words, REFUSED)
    messages.success(request, _("Booked: it is off what the marketplace owes."))
    where = reverse("reconciliation", args=[found.reconciliation_id])
    return redirect(f"{where}#difference-{pk}")
