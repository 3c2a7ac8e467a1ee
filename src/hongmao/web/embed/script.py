"""`/embed.js`: the module that defines `<hongmao-card>`."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from hongmao.web.access import ANYONE, allow

FILE = Path(__file__).parents[1] / "static" / "hongmao" / "js" / "embed.js"
FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600, stale-while-revalidate=86400"


@cache
def text() -> bytes:
    """The module."""
    return FILE.read_bytes()


@cache
def version() -> str:
    """What tells this module from any other: twelve hexadecimal digits of its hash."""
    return blake2b(text(), digest_size=6).hexdigest()


@allow(ANYONE)
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The module, for any origin; kept for a year where `?v=` names this version, else an hour."""
    tag = f'"{version()}"'
    response: HttpResponse = HttpResponse(text(), content_type="text/javascript; charset=utf-8")
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    response.headers["ETag"] = tag
    known = request.GET.get("v") == version()
    response.headers["Cache-Control"] = FOREVER if known else AN_HOUR
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
