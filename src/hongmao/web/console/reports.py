"""What readers reported, for operators to decide."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hongmao.links.actions import pause
from hongmao.links.models import Placement, PlacementState
from hongmao.notes.actions import reports as actions
from hongmao.notes.queries.comments import open_reports
from hongmao.people.models import Person, Role
from hongmao.web.access import allow, person
from hongmao.web.console.act import act

A_PAGE = 30


@allow(Role.OPERATOR)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports that wait, oldest first."""
    return _show(request)


def _show(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    page = Paginator(open_reports(), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "reports": list(page.object_list), "refusal": refusal}
    return render(request, "console/reports.html", context, status=status)


@allow(Role.OPERATOR)
@require_POST
def dismiss_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave what was reported as it is."""
    return _act(
        request, lambda who: actions.dismiss_report(who, pk), _("Dismissed. Nothing changed.")
    )


@allow(Role.OPERATOR)
@require_POST
def uphold_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the note or the comment; a note's live link is paused first."""
    return _act(request, lambda who: _uphold(who, pk), _("Removed. Nobody can read it now."))


@transaction.atomic
def _uphold(operator: Person, pk: int) -> None:
    report = actions.uphold_report(operator, pk)
    if report.comment_id is None:
        for placement in Placement.objects.filter(
            note=report.note_id, state=PlacementState.APPROVED
        ):
            pause(operator, placement.pk)


def _act(request: HttpRequest, deed: Callable[[Person], object], done: str) -> HttpResponse:
    operator = person(request)
    return act(request, lambda: deed(operator), done, _show, "reports")
