"""What a creator's notes earned, and the proposals that wait for an answer."""

from collections import defaultdict

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hongmao.links import actions
from hongmao.links.queries import asked_by_creator, awaiting_creator
from hongmao.orders.seeding import creator_seeding
from hongmao.people.models import Role
from hongmao.settlement.models import CommissionState
from hongmao.settlement.queries.earnings import (
    ChargeLine,
    Day,
    EarningLine,
    Earnings,
    earnings,
)
from hongmao.web.access import allow, person
from hongmao.web.charts import Bar, Drawing, draw_days
from hongmao.web.console.act import act
from hongmao.web.templatetags.hongmao import day as day_words

ASKED = 20
"""Requests to brands that the page lists, the latest first."""


class NoteEarnings(msgspec.Struct, frozen=True):
    """One note's orders, newest first, its clicks, and what all comes to, minor units."""

    note: int
    title: str
    title_en: str
    currency: str
    held: int
    posted: int
    lines: list[EarningLine]
    charges: list[ChargeLine]


@allow(Role.CREATOR)
@require_safe
def earned(request: HttpRequest) -> HttpResponse:
    """A creator's earnings, note by note."""
    return show_earned(request)


def show_earned(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, with the sentence of a refusal where there was one."""
    creator = person(request)
    found = earnings(creator.pk)
    context = {
        "earnings": found,
        "notes": _by_note(found),
        "chart": _chart(found.days, found.currency),
        "proposals": list(awaiting_creator(creator.pk)),
        "asked": list(asked_by_creator(creator.pk)[:ASKED]),
        "refusal": refusal,
        "seeding": creator_seeding(creator.pk, timezone.now()),
    }
    return render(request, "console/creator.html", context, status=status)


def _by_note(found: Earnings) -> list[NoteEarnings]:
    """Lines by note, the latest order's note first; those with clicks alone come last."""
    lines: dict[int, list[EarningLine]] = defaultdict(list)
    charges: dict[int, list[ChargeLine]] = defaultdict(list)
    for line in found.lines:
        lines[line.note].append(line)
    for charge in found.charges:
        charges[charge.note].append(charge)
    return [
        _note_earnings((lines[note] + charges[note])[0], lines[note], charges[note])
        for note in dict.fromkeys([*lines, *charges])
    ]


def _note_earnings(
    first: EarningLine | ChargeLine, lines: list[EarningLine], charges: list[ChargeLine]
) -> NoteEarnings:
    return NoteEarnings(
        note=first.note,
        title=first.title,
        title_en=first.title_en,
        currency=first.currency,
        held=sum(line.amount for line in lines if line.state == CommissionState.HELD),
        posted=sum(line.amount for line in lines if line.state != CommissionState.HELD)
        + sum(charge.amount for charge in charges),
        lines=lines,
        charges=charges,
    )


def _chart(days: list[Day], currency: str) -> Drawing | None:
    if not any(day.held or day.posted for day in days):
        return None
    return draw_days([Bar(day_words(day.day), day.held, day.posted) for day in days], currency)


@allow(Role.CREATOR)
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a proposal."""
    return act(
        request,
        lambda: actions.agree(person(request), pk),
        _("Agreed. An operator checks it next."),
        show_earned,
        "creator",
    )


@allow(Role.CREATOR)
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a proposal."""
    return act(
        request,
        lambda: actions.decline(person(request), pk),
        _("Declined. Nothing was attached to your note."),
        show_earned,
        "creator",
    )
