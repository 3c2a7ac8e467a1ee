"""oEmbed 1.0 (oembed.com): what a pasted note address turns into elsewhere."""

import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from hongmao.core.reasons import Reason
from hongmao.links.queries import cards
from hongmao.notes.models import Note
from hongmao.notes.queries.notes import is_draft, public_note
from hongmao.web.access import ANYONE, allow
from hongmao.web.api.answers import explain
from hongmao.web.templatetags.hongmao import media, second

NOTE = re.compile(r"/n/([1-9][0-9]{0,18})")
WIDEST, NARROWEST = 560, 240
HEAD_HEIGHT, CARD_HEIGHT = 148, 216
"""Pixels of the frame for a note, and what its card adds."""
CACHE_S = 3600


@allow(ANYONE)
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """What the note at `url` looks like elsewhere, as JSON or XML.

    400 for a size that is no number; 401 for a draft; 404 for what is no public note here; 501 for
    another format.
    """
    kind = request.GET.get("format", "json")
    if kind not in ("json", "xml"):
        return _refuse(501, Reason.BAD_PARAMETER, name="format", form="json, xml")
    sizes = [request.GET.get(name, "9999") for name in ("maxwidth", "maxheight")]
    if not all(size.isascii() and size.isdecimal() and len(size) < 7 for size in sizes):
        return _refuse(400, Reason.BAD_PARAMETER, name="maxwidth, maxheight", form="480")
    pk = note_at(request.GET.get("url", ""))
    note = public_note(pk)
    if note is None:
        private = is_draft(pk)
        return _refuse(
            401 if private else 404, Reason.NOTE_NOT_PUBLIC if private else Reason.NOT_FOUND
        )
    said = describe(note, *map(int, sizes))
    response = JsonResponse(said) if kind == "json" else _xml(said)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={CACHE_S}"
    return response


def note_at(url: str) -> int:
    """The note's id in one of our addresses, 0 where it is none."""
    home, asked = urlsplit(django_settings.HONGMAO.web_address), None
    try:
        asked = urlsplit(url)
    except ValueError:
        return 0
    found = NOTE.fullmatch(asked.path.rstrip("/"))
    ours = asked.scheme in ("http", "https") and asked.netloc.lower() == home.netloc.lower()
    return int(found[1]) if found and ours and int(found[1]) < 2**63 else 0


def describe(note: Note, max_width: int, max_height: int) -> dict[str, Any]:
    """The answer's fields: `rich` where the frame fits the sizes in pixels, else `link`."""
    web = django_settings.HONGMAO.web_address
    sponsored = note.pk in cards([note.pk], timezone.now())
    width = min(WIDEST, max_width)
    height = HEAD_HEIGHT + (CARD_HEIGHT if sponsored else 0)
    said: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": second(note, "title"),
        "author_name": second(note.creator, "name"),
        "provider_name": str(django_settings.HONGMAO.company_name or "Hongmao"),
        "provider_url": web,
        "cache_age": CACHE_S,
    }
    cover = note.cover
    if cover and cover.width <= max_width and cover.height <= max_height:
        said["thumbnail_url"] = f"{web}{media(cover.file)}"
        said["thumbnail_width"], said["thumbnail_height"] = cover.width, cover.height
    if width >= NARROWEST and height <= max_height:
        said |= {"type": "rich", "width": width, "height": height}
        said["html"] = format_html(
            '<iframe src="{}/embed/n/{}" width="{}" height="{}" title="{}" loading="lazy" '
            'frameborder="0"></iframe>',
            web, note.pk, width, height, said["title"],
        )  # fmt: skip
    return said


def _xml(said: dict[str, Any]) -> HttpResponse:
    root = ElementTree.Element("oembed")
    for name, value in said.items():
        ElementTree.SubElement(root, name).text = str(value)
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _refuse(status: int, reason: Reason, **facts: object) -> JsonResponse:
    response = JsonResponse(explain(reason, **facts), status=status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
