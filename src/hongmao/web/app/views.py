"""The manifest, the service worker and the page for when there is no network."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from hongmao.web.access import ANYONE, allow
from hongmao.web.templatetags.hongmao import is_chinese

ICONS = (("192", "any"), ("512", "any"), ("512-maskable", "maskable"))
"""Files of `static/hongmao/app`, made by `tools/icons.py`, and what each is for."""


@allow(ANYONE)
@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to install the pages, in the reader's language."""
    icons = [
        {
            "src": static(f"hongmao/app/{name}.png"),
            "sizes": f"{name[:3]}x{name[:3]}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, purpose in ICONS
    ]
    said = {
        "id": "/",
        "name": _("Hongmao"),
        "short_name": _("Hongmao"),
        "description": _("Notes worth reading, and an honest label on what is paid."),
        "lang": "zh-Hans" if is_chinese() else "en",
        "start_url": reverse("feed"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fdfcf9",
        "theme_color": "#fdfcf9",
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json")


@allow(ANYONE)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from where it may serve every page."""
    response = HttpResponse(_script(), content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _script() -> bytes:
    path = find("hongmao/app/worker.js")
    assert isinstance(path, str)  # it ships with the software
    return Path(path).read_bytes()


@allow(ANYONE)
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a network: the notes that were kept on this device."""
    return render(request, "app/offline.html")
