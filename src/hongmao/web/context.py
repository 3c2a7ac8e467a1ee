"""What every page knows."""

from functools import partial
from typing import Any

import msgspec
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hongmao.notes.queries.comments import unseen
from hongmao.people.models import Person, Role

HOMES: dict[str, str] = {
    Role.CREATOR: "creator",
    Role.AGENCY: "statements",
    Role.BRAND: "brand",
    Role.OPERATOR: "operator",
}
"""The page a role works on, by its address's name; readers have the feed."""

TABS: dict[str, tuple[tuple[str, Any], ...]] = {
    Role.CREATOR: (
        ("creator", _("Earnings")),
        ("statements", _("Statements")),
        ("my_payouts", _("Payouts")),
        ("claims", _("Claims")),
    ),
    Role.AGENCY: (("statements", _("Statements")), ("my_payouts", _("Payouts"))),
    Role.BRAND: (
        ("brand", _("Chain")),
        ("placements", _("Placements")),
        ("products", _("Products")),
        ("campaigns", _("Terms")),
        ("statements", _("Statements")),
        ("my_prepaid", _("Prepaid")),
    ),
    Role.OPERATOR: (
        ("operator", _("Queue")),
        ("claim_queue", _("Claims")),
        ("reports", _("Reports")),
        ("campaigns", _("Terms")),
        ("settlement", _("Settlement")),
        ("payouts", _("Payouts")),
        ("prepaid", _("Prepaid")),
        ("synonyms", _("Synonyms")),
    ),
}
"""What a role's console has, by the addresses' names."""


class Tab(msgspec.Struct, frozen=True):
    """A page of a console; `here` says that it is the one shown, or what that belongs to."""

    url: str
    words: Any
    here: bool


def tabs(role: str, path: str) -> list[Tab]:
    """The pages of a role's console; the one with the longest address that fits `path` is here."""
    known = [(reverse(name), words) for name, words in TABS.get(role, ())]
    fitting = [url for url, _ in known if path == url or path.startswith(f"{url}/")]
    here = max(fitting, key=len, default="")
    return [Tab(url, words, url == here) for url, words in known]


def page(request: HttpRequest) -> dict[str, Any]:
    """The language of the page, where beacons go, and the reader's own console."""
    user = getattr(request, "user", None)
    role = getattr(user, "role", "")
    return {
        "language": get_language() or django_settings.LANGUAGE_CODE,
        "languages": django_settings.LANGUAGES,
        "edge": django_settings.HONGMAO.edge_address,
        "console": HOMES.get(role, ""),
        "tabs": tabs(role, request.path),
        "unseen": partial(unseen, user) if isinstance(user, Person) else 0,
    }
