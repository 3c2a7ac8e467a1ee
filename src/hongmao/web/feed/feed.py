"""The feed."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from hongmao.balance.queries import FeedItem, feed_page
from hongmao.core.events import Surface
from hongmao.notes.models import Note, Picture
from hongmao.web.access import ANYONE, allow
from hongmao.web.feed.cards import PageView, ShownCard

PAGE = 24
"""Slots of one page of the feed."""

ROWS_A_WIDTH = 12
LEAST_ROWS, MOST_ROWS = 9, 17


class Tile(msgspec.Struct, frozen=True):
    """A note in the feed; `rows` is its picture's height in twelfths of its width."""

    note: Note
    cover: Picture | None
    rows: int
    shown: ShownCard | None


@allow(ANYONE)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """A page of the feed; for htmx only its tiles, to go below those already there."""
    page = feed_page(request.GET.get("place", ""), PAGE, timezone.now())
    view = PageView(Surface.FEED)
    context = {
        "tiles": [_tile(item, view) for item in page.items],
        "next_place": page.next_place,
        "view": view,
    }
    bare = request.headers.get("HX-Request") == "true"
    response = render(request, "feed/tiles.html" if bare else "feed/feed.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _tile(item: FeedItem, view: PageView) -> Tile:
    cover = next(iter(item.note.pictures.all()), None)
    rows = round(ROWS_A_WIDTH * cover.height / cover.width) if cover else ROWS_A_WIDTH
    return Tile(
        note=item.note,
        cover=cover,
        rows=min(max(rows, LEAST_ROWS), MOST_ROWS),
        shown=view.show(item.card),
    )
