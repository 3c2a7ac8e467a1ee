"""A campaign's terms: every version, what an order would be paid, and a form to add one."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hongmao.brands import actions
from hongmao.brands.models import Campaign, Terms
from hongmao.brands.queries import campaigns, campaigns_of, terms_at, terms_of
from hongmao.core.reasons import Refusal
from hongmao.people.models import Role
from hongmao.settlement.queries.commissions import prepaid_balance
from hongmao.settlement.queries.preview import Preview, preview, room_left
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, REFUSED
from hongmao.web.console.terms_forms import PreviewForm, TermsForm
from hongmao.web.console.terms_words import clauses, why


def _visible(request: HttpRequest) -> QuerySet[Campaign]:
    who = person(request)
    return campaigns() if who.role == Role.OPERATOR else campaigns_of(who)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    found = _visible(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@allow(Role.OPERATOR, Role.BRAND)
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """The campaigns that the person may see, each with the terms in force."""
    now = timezone.now()
    rows = [
        (campaign, _version(campaign, terms_at(campaign.pk, now))) for campaign in _visible(request)
    ]
    return render(request, "console/campaigns.html", {"rows": rows, "now": now})


@allow(Role.OPERATOR, Role.BRAND)
@require_safe
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """A campaign's terms, and an order tried on them where one was filled in."""
    return _show(request, _campaign(request, pk))


@allow(Role.OPERATOR)
@require_POST
def add_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a version."""
    campaign = _campaign(request, pk)
    form = TermsForm(campaign, request.POST)
    if not form.is_valid():
        return _show(request, campaign, form, status=MISTAKEN)
    try:
        actions.add_terms(person(request), campaign, form.cleaned_data["terms"], form.moment())
    except Refusal as refusal:
        sentence = refusal.text(get_language() or "")
        return _show(request, campaign, form, sentence, REFUSED)
    messages.success(request, _("Added. Clicks from its time on are paid by it."))
    return redirect("terms", pk)


@allow(Role.OPERATOR)
@require_POST
def withdraw_terms(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Take back a version that is not in force yet."""
    campaign = _campaign(request, pk)
    found = campaign.terms.filter(version=version).first()
    if found is None:
        raise Http404
    try:
        actions.withdraw_terms(person(request), found.pk)
    except Refusal as refusal:
        return _show(request, campaign, None, refusal.text(get_language() or ""), REFUSED)
    messages.success(request, _("Taken back. The version before it goes on."))
    return redirect("terms", pk)


def _show(
    request: HttpRequest,
    campaign: Campaign,
    form: TermsForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    current = terms_at(campaign.pk, now)
    tried = PreviewForm(campaign, request.GET if "try-paid" in request.GET else None)
    found = _try(campaign, tried) if tried.is_valid() else None
    context = {
        "campaign": campaign,
        "current": _version(campaign, current),
        "versions": [_version(campaign, one) for one in terms_of(campaign)],
        "balance": prepaid_balance(campaign.brand_id, campaign.currency),
        "room": room_left(campaign, current.said, now) if current else None,
        "tried": tried,
        "found": found,
        "why": why(found) if found else [],
        "operates": person(request).role == Role.OPERATOR,
        "form": form or TermsForm(campaign),
        "refusal": refusal,
    }
    return render(request, "console/terms.html", context, status=status)


def _try(campaign: Campaign, tried: PreviewForm) -> Preview | None:
    store = campaign.brand.stores.order_by("pk").first()
    return preview(campaign, store.marketplace if store else "taobao", tried.asked())


def _version(campaign: Campaign, terms: Terms | None) -> dict[str, object] | None:
    if terms is None:
        return None
    now = timezone.now()
    current = terms_at(campaign.pk, now)
    state = "coming" if terms.effective_from > now else "past"
    return {
        "terms": terms,
        "clauses": list(clauses(terms.said)),
        "state": "current" if current is not None and current.pk == terms.pk else state,
    }
