"""Notes as tiles, in the feed and wherever else many stand."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from hongmao.balance.queries import FeedItem
from hongmao.links.queries import cards
from hongmao.notes.models import Note, PictureBase
from hongmao.web.feed.cards import PageView, ShownCard

PAGE = 24
"""Notes of one page."""

ROWS_A_WIDTH = 12
LEAST_ROWS, MOST_ROWS = 9, 17


class Tile(msgspec.Struct, frozen=True):
    """A note among others; `rows` is its picture's height in twelfths of its width."""

    note: Note
    cover: PictureBase | None
    rows: int
    shown: ShownCard | None


def with_cards(notes: Iterable[Note], at: datetime) -> list[FeedItem]:
    """Notes in their order, each with its card: one with a link is labelled wherever it stands."""
    listed = list(notes)
    found = cards([note.pk for note in listed], at)
    return [FeedItem(note, found.get(note.pk)) for note in listed]


def show_tiles(
    request: HttpRequest,
    template: str,
    items: Iterable[FeedItem],
    view: PageView,
    next_address: str,
    **context: object,
) -> HttpResponse:
    """A page of tiles; for htmx only the tiles, to go below those already there."""
    context |= {
        "tiles": [_tile(item, view) for item in items],
        "view": view,
        "next_address": next_address,
    }
    bare = request.headers.get("HX-Request") == "true"
    response = render(request, "feed/tiles.html" if bare else template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _tile(item: FeedItem, view: PageView) -> Tile:
    cover = item.note.cover
    rows = round(ROWS_A_WIDTH * cover.height / cover.width) if cover else ROWS_A_WIDTH
    return Tile(
        note=item.note,
        cover=cover,
        rows=min(max(rows, LEAST_ROWS), MOST_ROWS),
        shown=view.show(item.card),
    )
