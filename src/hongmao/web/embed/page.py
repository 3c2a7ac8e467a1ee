"""A note and its card as a page for frames: what oEmbed's `html` shows."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from hongmao.core.events import Surface
from hongmao.links.queries import cards
from hongmao.notes.queries.notes import public_note
from hongmao.web.access import ANYONE, allow
from hongmao.web.feed.cards import PageView


@cache
def frame_policy(edge_address: str) -> str:
    """The page's Content-Security-Policy: anybody may frame it, and it has no forms."""
    edge = urlsplit(edge_address)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src {edge.scheme}://{edge.netloc}",
            "form-action 'none'",
            "frame-ancestors *",
            "base-uri 'none'",
        )
    )


@allow(ANYONE)
@require_safe
@xframe_options_exempt
def embedded_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A public note in small, with its labelled card; its links open outside the frame."""
    note = public_note(pk)
    if note is None:
        raise Http404
    view = PageView(Surface.EMBED)
    context = {
        "note": note,
        "cover": note.cover,
        "shown": view.show(cards([note.pk], timezone.now()).get(note.pk)),
        "view": view,
    }
    response = render(request, "embed/note.html", context)
    policy = frame_policy(django_settings.HONGMAO.edge_address)
    response.headers["Content-Security-Policy"] = policy
    return response
