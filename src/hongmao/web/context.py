"""What every page knows."""

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest
from django.utils.translation import get_language

from hongmao.people.models import Role

HOMES: dict[str, str] = {Role.CREATOR: "creator", Role.BRAND: "brand", Role.OPERATOR: "operator"}
"""The page a role works on, by its address's name; readers have the feed."""


def page(request: HttpRequest) -> dict[str, Any]:
    """The language of the page, where beacons go, and the reader's own console."""
    role = getattr(getattr(request, "user", None), "role", "")
    return {
        "language": get_language() or django_settings.LANGUAGE_CODE,
        "languages": django_settings.LANGUAGES,
        "edge": django_settings.HONGMAO.edge_address,
        "console": HOMES.get(role, ""),
    }
