"""Pictures from the media folder."""

from pathlib import Path

from django.conf import settings as django_settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils._os import safe_join
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from hongmao.web.access import ANYONE, allow

TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
"""What is served: pictures that cannot carry a script."""

CACHE = "public, max-age=31536000, immutable"
"""A picture's file never changes: a new one has a new name."""


@allow(ANYONE)
@require_safe
def media(request: HttpRequest, file: str) -> HttpResponseBase:
    """One picture; 404 for anything else, and for any path that leads out of the folder."""
    path = _inside(file)
    kind = TYPES.get(path.suffix.lower())
    if kind is None or not path.is_file():
        raise Http404
    modified = path.stat().st_mtime
    if not was_modified_since(request.headers.get("If-Modified-Since"), modified):
        return HttpResponseNotModified()
    response = FileResponse(path.open("rb"), content_type=kind)
    response.headers["Cache-Control"] = CACHE
    response.headers["Last-Modified"] = http_date(modified)
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
