"""Cards as a page shows them: each with its label and the view token that proves it was shown."""

import time
from functools import cache

import msgspec
from django.conf import settings as django_settings
from django.utils.translation import get_language

from hongmao.core.disclosure import label
from hongmao.core.events import Surface
from hongmao.core.ids import ViewTokens, derive_key, new_view_id
from hongmao.links.queries import Card


class ShownCard(msgspec.Struct, frozen=True):
    """A card on one page view. `label` is never empty: there is no other way to make one."""

    card: Card
    label: str
    surface: str
    token: str
    href: str


class PageView:
    """One rendering of one page: all its cards share the view id."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._view_id = new_view_id()
        self._issued_s = int(time.time())

    def show(self, card: Card | None) -> ShownCard | None:
        """The card with its label, token and the redirect it leads to."""
        if card is None:
            return None
        values = django_settings.HONGMAO
        surface = self._surface.value
        token = _tokens(values.secret.get_secret_value()).mint(
            self._view_id, card.code, surface, self._issued_s
        )
        return ShownCard(
            card=card,
            label=label(values.jurisdiction, get_language() or ""),
            surface=surface,
            token=token,
            href=f"{values.edge_address}/r/{card.code}?v={token}&s={surface}",
        )


@cache
def _tokens(secret: str) -> ViewTokens:
    return ViewTokens(derive_key(secret, "view"))
