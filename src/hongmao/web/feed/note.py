"""One note: read, liked, collected; and why it stands in the feed."""

from urllib.parse import quote

from django.conf import settings as django_settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hongmao.balance.queries import why as explain
from hongmao.core.events import Surface
from hongmao.core.reasons import Reason
from hongmao.links.queries import cards
from hongmao.notes.actions import boards, social
from hongmao.notes.models import Note
from hongmao.notes.queries.comments import threads
from hongmao.notes.queries.notes import public_note
from hongmao.notes.queries.social import boards_of, standing_to
from hongmao.people.models import Person, Role
from hongmao.web.access import ANYONE, allow, person
from hongmao.web.feed.answers import do, is_on, is_partial, number
from hongmao.web.feed.cards import PageView
from hongmao.web.feed.readers import reader, visitor
from hongmao.web.templatetags.hongmao import sentence

LINK_REASONS = frozenset(
    {
        Reason.LINK_PAUSED,
        Reason.ADMISSION_EXPIRED,
        Reason.CAMPAIGN_OVER,
        Reason.BUDGET_SPENT,
        Reason.LINK_NOT_STARTED,
    }
)
"""Why the edge leads a reader to a note in place of its product."""


@allow(ANYONE)
@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A public note with its labelled card and comments; `?link=` says why its link led here."""
    return show_note(request, pk)


def found_note(pk: int) -> Note:
    """The public note, or `Http404`."""
    found = public_note(pk)
    if found is None:
        raise Http404
    return found


def show_note(
    request: HttpRequest, pk: int, refusal: str = "", status: int = 200, **more: object
) -> HttpResponse:
    """The page of a note; `more` is what a form that was refused had in it."""
    found = found_note(pk)
    reason = request.GET.get("link", "")
    web = django_settings.HONGMAO.web_address
    view = PageView(Surface.NOTE, found.pk)
    pictures = list(found.pictures.all())
    below, next_thread = threads(found, number(request, "before"), number(request, "whole"))
    context = {
        "note": found,
        "pictures": pictures,
        "slides": len(pictures) + hasattr(found, "video"),
        "shown": view.show(cards([found.pk], timezone.now()).get(found.pk)),
        "view": view,
        "oembed": f"{web}/oembed?url={quote(f'{web}/n/{found.pk}', safe='')}",
        "notice": sentence(reason) if reason in LINK_REASONS else "",
        "threads": below,
        "next_thread": next_thread,
        "reply_to": number(request, "reply"),
        "refusal": refusal,
        **_acts(visitor(request), found),
        **more,
    }
    return render(request, "feed/note.html", context, status=status)


def _acts(who: Person | None, found: Note) -> dict[str, object]:
    standing = standing_to(who, found)
    return {
        "standing": standing,
        "boards": boards_of(who) if who and standing.board else [],
    }


def _show_acts(request: HttpRequest, pk: int, refusal: str, status: int) -> HttpResponse:
    if not is_partial(request):
        return show_note(request, pk, refusal, status)
    found = found_note(pk)
    context = {"note": found, "refusal": refusal, **_acts(visitor(request), found)}
    return render(request, "components/acts.html", context, status=status)


@allow(*Role)
@require_POST
def like(request: HttpRequest, pk: int) -> HttpResponse:
    """Like a note, or take the like back."""
    who, deed = person(request), social.like if is_on(request) else social.unlike
    return do(
        request,
        lambda: deed(who, pk),
        lambda refusal, status: _show_acts(request, pk, refusal, status),
        reverse("note", args=[pk]),
    )


@allow(*Role)
@require_POST
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note: on the board chosen, on a new one that is named, or on the default one."""
    who = person(request)
    return do(
        request,
        lambda: _collect(request, who, pk),
        lambda refusal, status: _show_acts(request, pk, refusal, status),
        reverse("note", args=[pk]),
    )


def _collect(request: HttpRequest, who: Person, pk: int) -> None:
    if not is_on(request):
        return boards.uncollect(who, pk)
    board, name = number(request, "board"), request.POST.get("name", "").strip()
    if name:
        social.readable(pk)
        board = boards.open_board(who, name, public="public" in request.POST).pk
    boards.collect(who, pk, board)
    return None


@allow(ANYONE)
@require_safe
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this note stands in the feed of whoever asks: every part of its score, or who pays."""
    found = found_note(pk)
    context = {
        "note": found,
        "why": explain(found, reader(request), timezone.now()),
        "person": visitor(request),
    }
    return render(request, "feed/why.html", context)
