"""Boards: one's own, and those that others show."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hongmao.core.events import Surface
from hongmao.notes.actions import boards as actions
from hongmao.notes.models import Board
from hongmao.notes.queries.notes import notes_by_id
from hongmao.notes.queries.social import board_for, boards_of, collected_on, covers
from hongmao.people.models import Role
from hongmao.web.access import ANYONE, allow, person
from hongmao.web.feed.answers import do, number
from hongmao.web.feed.cards import PageView
from hongmao.web.feed.readers import visitor
from hongmao.web.feed.tiles import PAGE, show_tiles, with_cards


@allow(*Role)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """A person's own boards."""
    return _show_mine(request)


def _show_mine(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    own = boards_of(person(request))
    latest = covers(own)
    context = {
        "boards": [(one, latest.get(one.pk)) for one in own],
        "refusal": refusal,
        "name": request.POST.get("name", ""),
    }
    return render(request, "feed/mine.html", context, status=status)


@allow(*Role)
@require_POST
def open_board(request: HttpRequest) -> HttpResponse:
    """Open a board."""
    who, name = person(request), request.POST.get("name", "")
    return do(
        request,
        lambda: actions.open_board(who, name, public="public" in request.POST),
        lambda refusal, status: _show_mine(request, refusal, status),
        reverse("mine"),
    )


@allow(ANYONE)
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """What lies on a board, newest first; a private one is there for its owner only."""
    return _show_board(request, pk)


def _show_board(
    request: HttpRequest, pk: int, refusal: str = "", status: int = 200
) -> HttpResponse:
    who = visitor(request)
    found = board_for(who, pk)
    if found is None:
        raise Http404
    kept = collected_on(found, _before(found, number(request, "before")), PAGE + 1)
    notes = notes_by_id(one.note_id for one in kept[:PAGE])
    address = reverse("board", args=[pk])
    response = show_tiles(
        request,
        "feed/board.html",
        with_cards(
            (notes[one.note_id] for one in kept[:PAGE] if one.note_id in notes), timezone.now()
        ),
        PageView(Surface.FEED),
        f"{address}?before={kept[PAGE - 1].pk}" if len(kept) > PAGE else "",
        board=found,
        own=who is not None and who.pk == found.person_id,
        refusal=refusal,
    )
    response.status_code = status
    return response


def _before(board: Board, pk: int) -> tuple[datetime, int] | None:
    kept = board.collects.filter(pk=pk).first() if pk else None
    return (kept.at, kept.pk) if kept else None


@allow(*Role)
@require_POST
def change_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a board; show it to everyone, or to nobody."""
    who, name = person(request), request.POST.get("name", "")
    return do(
        request,
        lambda: actions.change_board(who, pk, name, public="public" in request.POST),
        lambda refusal, status: _show_board(request, pk, refusal, status),
        reverse("board", args=[pk]),
    )


@allow(*Role)
@require_POST
def close_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a board; what lay on it moves to the default one."""
    who = person(request)
    return do(
        request,
        lambda: actions.close_board(who, pk),
        lambda refusal, status: _show_board(request, pk, refusal, status),
        reverse("mine"),
    )
