"""Claims 漏单申诉: a creator files one, an operator sees the evidence and decides."""

from collections.abc import Callable

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongmao.core.claims import timeline
from hongmao.core.reasons import Reason
from hongmao.people.models import Person, Role
from hongmao.settlement.actions import claims as actions
from hongmao.settlement.models import Claim, ClaimState
from hongmao.settlement.queries.claims import evidence_of, listed, newest_evidence
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, act
from hongmao.web.console.claim_forms import (
    ClaimForm,
    GoodwillForm,
    GrantForm,
    NameOrderForm,
    RefuseClaimForm,
)


@allow(Role.CREATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: HttpRequest) -> HttpResponse:
    """A creator's claims with what came of each; a form files another."""
    if request.method != "POST":
        return show_claims(request)
    creator = person(request)
    form = ClaimForm(creator, request.POST)
    if not form.is_valid():
        return show_claims(request, form=form, status=MISTAKEN)

    def refused(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show_claims(request, form=form, refusal=refusal, status=status)

    return act(
        request,
        lambda: _file(creator, form.missing()),
        _("Filed. An operator looks at it and answers here."),
        refused,
        "claims",
    )


def _file(creator: Person, missing: actions.Missing) -> None:
    claim = actions.file_claim(creator, missing)
    actions.gather_evidence(creator, claim.pk)


def show_claims(
    request: HttpRequest, form: ClaimForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page, with the form as it was filled in and the sentence of a refusal."""
    creator = person(request)
    chosen = {"placement": request.GET.get("placement", "")}
    context = {
        "claims": list(listed(Q(creator=creator))),
        "form": form or ClaimForm(creator, initial=chosen),
        "refusal": refusal,
    }
    return render(request, "console/claims.html", context, status=status)


@allow(Role.OPERATOR)
@require_safe
def claim_queue(request: HttpRequest) -> HttpResponse:
    """All claims: those that wait for a decision, then those decided."""
    found = list(listed(Q())[:200])
    context = {
        "waiting": [claim for claim in found if claim.state == ClaimState.OPEN],
        "decided": [claim for claim in found if claim.state != ClaimState.OPEN],
    }
    return render(request, "console/claim_queue.html", context)


@allow(Role.OPERATOR)
@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim with its evidence, told in time."""
    return show_claim(request, pk)


def show_claim(request: HttpRequest, pk: int, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, with the sentence of a refusal where there was one. Raises `Http404`."""
    found = listed(Q(pk=pk)).select_related("order", "decided_by").first()
    if found is None:
        raise Http404
    row = newest_evidence(found)
    evidence = evidence_of(row) if row else None
    holders = {holder.placement: holder for holder in evidence.holders} if evidence else {}
    context = {
        "claim": found,
        "row": row,
        "evidence": evidence,
        "matched": holders.get(evidence.match.placement) if evidence and evidence.match else None,
        "moments": timeline(evidence) if evidence else [],
        "grant_form": GrantForm(),
        "goodwill_form": GoodwillForm(),
        "refuse_form": RefuseClaimForm(initial={"reason": row.reason if row else ""}),
        "refusal": refusal,
    }
    return render(request, "console/claim.html", context, status=status)


def _act(
    request: HttpRequest, pk: int, action: Callable[[Person], object], done: str
) -> HttpResponse:
    operator = person(request)

    def page(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show_claim(request, pk, refusal, status)

    return act(request, lambda: action(operator), done, page, reverse("claim", args=[pk]))


def _mistaken(
    request: HttpRequest, pk: int, form: GrantForm | RefuseClaimForm | NameOrderForm
) -> HttpResponse:
    if not Claim.objects.filter(pk=pk).exists():
        raise Http404
    mistakes = [str(words) for field in form.errors.values() for words in field]
    return show_claim(request, pk, refusal=" ".join(mistakes), status=MISTAKEN)


@allow(Role.OPERATOR)
@require_POST
def gather_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Gather the evidence of an open claim again."""
    return _act(
        request, pk, lambda who: actions.gather_evidence(who, pk), _("Gathered, as of now.")
    )


@allow(Role.OPERATOR)
@require_POST
def name_claim_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which order is meant, and gather its evidence."""
    form = NameOrderForm(request.POST)
    if not form.is_valid():
        return _mistaken(request, pk, form)

    def name(operator: Person) -> None:
        actions.name_order(operator, pk, form.cleaned_data["order"])
        actions.gather_evidence(operator, pk)

    return _act(request, pk, name, _("This is the order that is meant."))


@allow(Role.OPERATOR)
@require_POST
def grant_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Credit the order to the creator's link."""
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _mistaken(request, pk, form)
    answer = form.cleaned_data["answer"]
    return _act(
        request,
        pk,
        lambda who: actions.grant(who, pk, answer),
        _("Granted. The commission is booked within a minute."),
    )


@allow(Role.OPERATOR)
@require_POST
def grant_claim_goodwill(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay an order that the marketplace never reported, on the platform's own account."""
    form = GoodwillForm(request.POST)
    if not form.is_valid():
        return _mistaken(request, pk, form)
    given = form.cleaned_data
    return _act(
        request,
        pk,
        lambda who: actions.grant_goodwill(who, pk, given["amount"], given["answer"]),
        _("Granted. The amount is in the creator's balance."),
    )


@allow(Role.OPERATOR)
@require_POST
def refuse_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a claim, with a reason and a sentence."""
    form = RefuseClaimForm(request.POST)
    if not form.is_valid():
        return _mistaken(request, pk, form)
    reason, sentence = Reason(form.cleaned_data["reason"]), form.cleaned_data["sentence"]
    return _act(
        request,
        pk,
        lambda who: actions.refuse(who, pk, reason, sentence),
        _("Refused. They see your sentence."),
    )
