"""Cards as a page shows them: each with its label, and the tokens that prove what was shown."""

import time
from functools import cache

import msgspec
from django.conf import settings as django_settings
from django.utils.translation import get_language

from hongmao.core.disclosure import label
from hongmao.core.events import Surface
from hongmao.core.ids import ViewTokens, derive_key, new_view_id, of_card, of_page
from hongmao.links.queries import Card


class ShownCard(msgspec.Struct, frozen=True):
    """A card on one page view. `label` is never empty: there is no other way to make one.

    `place` counts the page's cards from 0; `view` is the page view's id.
    """

    card: Card
    label: str
    surface: str
    view: str
    place: int
    href: str


class PageView:
    """One rendering of one page: its note (0: none) and all its cards share the view id.

    `jurisdiction` is its readers'; empty: the installation's.
    """

    def __init__(self, surface: Surface, note: int = 0, jurisdiction: str = "") -> None:
        self.surface = surface.value
        self._jurisdiction = jurisdiction or str(django_settings.HONGMAO.jurisdiction)
        self.note = note
        self._view_id = new_view_id()
        self._issued_s = int(time.time())
        self._codes: list[str] = []

    @property
    def codes(self) -> str:
        """The codes of the cards shown, in order and without a gap."""
        return "".join(self._codes)

    @property
    def token(self) -> str:
        """The proof of what this page showed. To be asked for once all its cards are shown."""
        return self._mint(of_page(self.surface, self.note, self.codes))

    def show(self, card: Card | None) -> ShownCard | None:
        """The card with its label, its place and the redirect it leads to."""
        if card is None:
            return None
        values = django_settings.HONGMAO
        token = self._mint(of_card(card.code, self.surface))
        self._codes.append(card.code)
        return ShownCard(
            card=card,
            label=label(self._jurisdiction, get_language() or ""),
            surface=self.surface,
            view=self._view_id.hex(),
            place=len(self._codes) - 1,
            href=f"{values.edge_address}/r/{card.code}?v={token}&s={self.surface}",
        )

    def _mint(self, subject: bytes) -> str:
        secret = django_settings.HONGMAO.secret.get_secret_value()
        return _tokens(secret).mint(self._view_id, self._issued_s, subject)


@cache
def _tokens(secret: str) -> ViewTokens:
    return ViewTokens(derive_key(secret, "view"))
