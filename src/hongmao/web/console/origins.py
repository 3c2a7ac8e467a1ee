"""From a commission down to the click it came from, and up again to the statements it is in."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hongmao.orders.models import Match
from hongmao.people.models import Person
from hongmao.settlement.models import Commission
from hongmao.settlement.queries.origins import (
    click_of,
    commission_for,
    evidence_of,
    match_for,
    matches_of,
    refunds_shown,
    revisions_shown,
    transfers_of,
)
from hongmao.settlement.queries.statements import lines_about, place_of
from hongmao.web.access import allow, person
from hongmao.web.console.statements import READERS

SHOWN_LINES = 20


def _trail(who: Person, commission: Commission, match: Match | None, here: str) -> dict[str, Any]:
    """What every page of the way knows: the steps above and below it."""
    lines = list(lines_about(who, commission.order_id)[:SHOWN_LINES])
    chosen = match or matches_of(commission.order, who).first()
    placement = chosen.placement if chosen and chosen.placement else None
    return {
        "commission": commission,
        "order": commission.order,
        "match": chosen,
        "placement": placement,
        "lines": [(line, place_of(line)) for line in lines],
        "here": here,
    }


def _commission(who: Person, pk: int) -> Commission:
    try:
        return commission_for(who, pk)
    except ObjectDoesNotExist:
        raise Http404 from None


@allow(*READERS)
@require_safe
def commission(request: HttpRequest, pk: int) -> HttpResponse:
    """A commission: its transfers with their entries."""
    who = person(request)
    found = _commission(who, pk)
    context = {**_trail(who, found, None, "commission"), "transfers": transfers_of(found, who)}
    return render(request, "console/commission.html", context)


@allow(*READERS)
@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """A commission's order: what the marketplace said of it, and its refunds."""
    who = person(request)
    found = _commission(who, pk)
    context = {
        **_trail(who, found, None, "order"),
        "revisions": revisions_shown(found.order),
        "refunds": refunds_shown(found.order),
    }
    return render(request, "console/order.html", context)


def _match(who: Person, pk: int) -> tuple[Match, Commission]:
    try:
        found = match_for(who, pk)
    except ObjectDoesNotExist:
        raise Http404 from None
    return found, commission_for(who, found.order.commission.pk)


@allow(*READERS)
@require_safe
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """A match: its grade, the evidence, and the judgements before it."""
    who = person(request)
    found, about = _match(who, pk)
    context = {
        **_trail(who, about, found, "match"),
        "evidence": evidence_of(found),
        "others": [one for one in matches_of(found.order, who) if one.pk != found.pk],
    }
    return render(request, "console/match.html", context)


@allow(*READERS)
@require_safe
def click(request: HttpRequest, pk: int) -> HttpResponse:
    """The click of a match, as the log has it."""
    who = person(request)
    found, about = _match(who, pk)
    context = {**_trail(who, about, found, "click"), "click": click_of(found)}
    return render(request, "console/click.html", context)
