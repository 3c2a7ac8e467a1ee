"""Pictures and videos from the media folder."""

from pathlib import Path

from django.conf import settings as django_settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils._os import safe_join
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since
from werkzeug.http import parse_range_header

from hongmao.web.access import ANYONE, allow

TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
"""What is served: pictures and videos, which cannot carry a script."""
PIECE = 2 << 20
"""Bytes of one answer to a player, which asks for more as it plays (RFC 9110, 15.3.7)."""

CACHE = "public, max-age=31536000, immutable"
"""A file never changes: a new one has a new name."""


@allow(ANYONE)
@require_safe
def media(request: HttpRequest, file: str) -> HttpResponseBase:
    """One file, or a piece of it; 404 for anything else, and for any path that leads outside."""
    path = _inside(file)
    kind = TYPES.get(path.suffix.lower())
    if kind is None or not path.is_file():
        raise Http404
    modified = path.stat().st_mtime
    if not was_modified_since(request.headers.get("If-Modified-Since"), modified):
        return HttpResponseNotModified()
    asked = parse_range_header(request.headers.get("Range"))
    response = (
        _piece(path, kind, asked.ranges[0])
        if asked is not None and asked.units == "bytes" and len(asked.ranges) == 1
        else FileResponse(path.open("rb"), content_type=kind)
    )
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = CACHE
    response.headers["Last-Modified"] = http_date(modified)
    return response


def _piece(path: Path, kind: str, asked: tuple[int, int | None]) -> HttpResponse:
    """The beginning of the range that is asked for; 416 where the file has none of it."""
    size = path.stat().st_size
    start, end = asked[0] if asked[0] >= 0 else max(0, size + asked[0]), asked[1]
    stop = min(size, size if end is None else end, start + PIECE)
    if start >= stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(start)
        response = HttpResponse(file.read(stop - start), status=206, content_type=kind)
    response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _inside(file: str) -> Path:
    root = Path(django_settings.MEDIA_ROOT).resolve()
    try:
        path = Path(safe_join(root, file)).resolve()
    except (SuspiciousFileOperation, ValueError):
        raise Http404 from None
    if not path.is_relative_to(root):  # a symbolic link that leads out
        raise Http404
    return path
