"""The search: answers as tiles, and suggestions while a reader types."""

from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hongmao.balance.results import Answer, answer_count, answers
from hongmao.core.agents import names_a_program
from hongmao.core.disclosure import label
from hongmao.core.events import Surface
from hongmao.core.excerpts import Piece, excerpt
from hongmao.core.words import marked
from hongmao.notes.models import Note, PictureBase
from hongmao.search.asking import MOST_COUNTED, Asked, ask
from hongmao.search.popular import count_question
from hongmao.search.suggesting import Suggestion, popular_topics, suggest
from hongmao.web.access import ANYONE, allow
from hongmao.web.api.answers import caller
from hongmao.web.feed.cards import PageView, ShownCard
from hongmao.web.feed.readers import visitor
from hongmao.web.feed.tiles import LEAST_ROWS, MOST_ROWS, PAGE, ROWS_A_WIDTH
from hongmao.web.search.filters import (
    Wish,
    choices,
    creator_chips,
    filters_of,
    read_wish,
    topic_chips,
)
from hongmao.web.templatetags.hongmao import is_chinese, second

LETTERS = {True: 44, False: 84}
"""Letters of an excerpt, in Chinese and in English."""


class Found(msgspec.Struct, frozen=True):
    """A note found, as its tile shows it. `label` is empty for a note that is not sponsored."""

    note: Note
    cover: PictureBase | None
    rows: int
    title: list[Piece]
    text: list[Piece]
    label: str
    shown: ShownCard | None


@allow(ANYONE)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A page of answers; for htmx only the tiles of a later one, to go below those there."""
    at, wish = timezone.now(), read_wish(request.GET)
    filters, creator = filters_of(wish, at)
    asked = ask(wish.q, filters, at, literal=wish.exact)
    page = answers(asked, filters, wish.card, request.GET.get("place", "")[:40], PAGE, at)
    view = PageView(Surface.SEARCH)
    context = {
        "wish": wish,
        "asked": asked,
        "tiles": [_found(item, view, asked) for item in page.items],
        "next_url": _next_url(wish, page.next_place),
        "view": view,
    }
    if "place" not in request.GET and not names_a_program(request.headers.get("User-Agent", "")):
        count_question(asked, _asker(request), at)
    if request.headers.get("HX-Request") == "true" and "place" in request.GET:
        response = render(request, "search/tiles.html", context)
    else:
        context |= _whole(wish, asked, page.items, at) | {
            "creators": creator_chips(wish, creator, page.items),
            "count": answer_count(asked, filters, wish.card, at),
        }
        response = render(request, "search/search.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@allow(ANYONE)
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What may be meant, as a list to choose from: a part of a page."""
    typed = request.GET.get("q", "")
    found = suggest(typed, timezone.now(), chinese=is_chinese())
    lines = [(one.kind, one.text, _address(one)) for one in found]
    return render(request, "search/suggestions.html", {"lines": lines})


def _asker(request: HttpRequest) -> bytes:
    """What tells readers apart: the account, or the address, which is dearer than a cookie."""
    who = visitor(request)
    return b"person:%d" % who.pk if who else caller(request)


def _whole(wish: Wish, asked: Asked, items: list[Answer], at: datetime) -> dict[str, Any]:
    """What only the whole page shows."""
    chinese = is_chinese()
    return {
        "choices": choices(wish),
        "topics": topic_chips(wish, items),
        "most": MOST_COUNTED,
        "instead_url": wish.url(exact=True),
        "meant_url": wish.url(q=asked.meant),
        "plain_url": wish.url(topic="", creator="", since="", card="any"),
        "popular": [(topic, Wish(topic=topic).url()) for topic in popular_topics(chinese=chinese)]
        if not items
        else [],
        "often": [(one.text, Wish(q=one.text).url()) for one in suggest("", at, chinese=chinese)]
        if not wish.q and not items
        else [],
    }


def _next_url(wish: Wish, place: str) -> str:
    if not place:
        return ""
    url = wish.url()
    return f"{url}{'&' if '?' in url else '?'}place={place}"


def _address(one: Suggestion) -> str:
    if one.note is not None:
        return reverse("note", args=[one.note])
    return Wish(topic=one.text).url() if one.kind == "topic" else Wish(q=one.text).url()


def _found(item: Answer, view: PageView, asked: Asked) -> Found:
    note = item.note
    cover = note.cover
    rows = round(ROWS_A_WIDTH * cover.height / cover.width) if cover else ROWS_A_WIDTH
    values = django_settings.HONGMAO
    return Found(
        note=note,
        cover=cover,
        rows=min(max(rows, LEAST_ROWS), MOST_ROWS),
        title=marked(second(note, "title"), asked.tokens),
        text=excerpt(marked(second(note, "body"), asked.tokens), LETTERS[is_chinese()]),
        label=label(values.jurisdiction, get_language() or "") if item.sponsored else "",
        shown=view.show(item.card),
    )
