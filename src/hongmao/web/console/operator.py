"""The operator's queue: brands that apply, placements to decide, and links that are live."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hongmao.brands import actions as brand_actions
from hongmao.brands.queries import admissions, applications, campaigns_without_terms
from hongmao.core.connector import Connector
from hongmao.links import actions
from hongmao.links.marketplaces import connector
from hongmao.links.queries import awaiting_operator, decided
from hongmao.orders.queries import matching_health
from hongmao.people.models import Person, Role
from hongmao.settlement.queries.claims import open_count
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, act
from hongmao.web.console.forms import AdmitForm, RefuseForm


@allow(Role.OPERATOR)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what was decided."""
    return show_queue(request)


def show_queue(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, with the sentence of a refusal where there was one."""
    context = {
        "applications": list(applications()),
        "termless": list(campaigns_without_terms(timezone.now())),
        "agreed": list(awaiting_operator()),
        "live": list(decided()),
        "admissions": list(admissions()),
        "matching": matching_health(timezone.now()),
        "admit_form": AdmitForm(),
        "refuse_form": RefuseForm(),
        "claims_open": open_count(),
        "refusal": refusal,
    }
    return render(request, "console/operator.html", context, status=status)


def _act(request: HttpRequest, action: Callable[[Person], object], done: str) -> HttpResponse:
    operator = person(request)
    return act(request, lambda: action(operator), done, show_queue, "operator")


@allow(Role.OPERATOR)
@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Admit a brand to the pilot for the days in the form."""
    form = AdmitForm(request.POST)
    if not form.is_valid():
        return _mistaken(request, form)
    starts, ends = form.moments()
    return _act(
        request,
        lambda who: brand_actions.admit(who, pk, starts, ends),
        _("Admitted. The brand can propose placements now."),
    )


@allow(Role.OPERATOR)
@require_POST
def refuse_brand(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse an application, with a sentence."""
    return _refuse(request, lambda who, why: brand_actions.refuse_admission(who, pk, why))


@allow(Role.OPERATOR)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a placement: its link goes live."""
    return _act(
        request,
        lambda who: actions.approve(who, pk, _marketplace(pk)),
        _("Approved. The link is live with the next snapshot, in seconds."),
    )


def _marketplace(pk: int) -> Connector:
    """The marketplace of a placement that waits; of any other the action says what is wrong."""
    waiting = {placement.pk: placement.store.marketplace for placement in awaiting_operator()}
    return connector(waiting.get(pk, "taobao"))


@allow(Role.OPERATOR)
@require_POST
def refuse_placement(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a placement, with a sentence."""
    return _refuse(request, lambda who, why: actions.refuse(who, pk, why))


@allow(Role.OPERATOR)
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a live link."""
    return _act(request, lambda who: actions.pause(who, pk), _("Paused. It leads to its note now."))


@allow(Role.OPERATOR)
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a paused link lead to its product again."""
    return _act(request, lambda who: actions.resume(who, pk), _("Live again."))


@allow(Role.OPERATOR)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a placement for good."""
    return _act(request, lambda who: actions.end(who, pk), _("Ended. The note stays."))


def _refuse(request: HttpRequest, action: Callable[[Person, str], object]) -> HttpResponse:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _mistaken(request, form)
    sentence = form.cleaned_data["sentence"]
    return _act(request, lambda who: action(who, sentence), _("Refused. They see your sentence."))


def _mistaken(request: HttpRequest, form: AdmitForm | RefuseForm) -> HttpResponse:
    mistakes = [str(words) for field in form.errors.values() for words in field]
    return show_queue(request, refusal=" ".join(mistakes), status=MISTAKEN)
