"""The card API: what `<hongmao-card>` draws, and what who renders cards themselves must show."""

from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hongmao.core.disclosure import LABELS
from hongmao.core.events import Surface
from hongmao.core.reasons import Reason, Refusal
from hongmao.integrators.models import Integrator
from hongmao.integrators.queries import notes_of
from hongmao.links.queries import cards as cards_of
from hongmao.notes.queries.notes import public_notes
from hongmao.web.access import SIGNED, allow
from hongmao.web.api.answers import explain
from hongmao.web.embed.callers import answer, from_server_or_page
from hongmao.web.feed.cards import PageView, ShownCard
from hongmao.web.templatetags.hongmao import is_chinese, media, money, opening_words, second

MOST_CONTENTS = 20


@allow(SIGNED)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of up to 20 `content`s as one page view; those without one stand in `missing`."""
    return answer(request, lambda: _cards(request, from_server_or_page(request)))


def _cards(request: HttpRequest, integrator: Integrator) -> dict[str, object]:
    contents = list(dict.fromkeys(request.GET.getlist("content")))
    if not 1 <= len(contents) <= MOST_CONTENTS:
        raise Refusal(Reason.BAD_PARAMETER, name="content", form=f"1-{MOST_CONTENTS} ×")
    jurisdiction = _jurisdiction(request, integrator)
    notes = notes_of(contents)
    public = set(public_notes().filter(pk__in=notes.values()).values_list("pk", flat=True))
    live = cards_of(public, timezone.now())
    view = PageView(Surface.EMBED, jurisdiction=jurisdiction)
    shown: list[dict[str, object]] = []
    missing: list[dict[str, object]] = []
    for content in contents:
        note = notes.get(content, 0)
        card = view.show(live.get(note))
        if card:
            shown.append({"content": content, **describe(card)})
        else:
            reason = Reason.NO_CARD if note in public else Reason.CONTENT_UNKNOWN
            missing.append({"content": content, **explain(reason)})
    return {
        "language": "zh-Hans" if is_chinese() else "en",
        "jurisdiction": jurisdiction,
        "beacons": f"{django_settings.HONGMAO.edge_address}/e",
        "page": {
            "token": view.token,
            "surface": view.surface,
            "note": view.note,
            "codes": view.codes,
        },
        "cards": shown,
        "missing": missing,
    }


def _jurisdiction(request: HttpRequest, integrator: Integrator) -> str:
    asked = request.GET.get("jurisdiction", "").upper()
    if asked and asked not in LABELS:
        raise Refusal(Reason.BAD_PARAMETER, name="jurisdiction", form=", ".join(LABELS))
    return asked or integrator.jurisdiction or str(django_settings.HONGMAO.jurisdiction)


def describe(shown: ShownCard) -> dict[str, Any]:
    """A card in the reader's words; `price` is null where it is not known.

    `price_minor` is in minor units of `currency`.
    """
    card, web = shown.card, django_settings.HONGMAO.web_address
    return {
        "note": f"{web}/n/{card.note}",
        "label": shown.label,
        "behalf": _("on behalf of %(brand)s") % {"brand": second(card, "brand")},
        "brand": second(card, "brand"),
        "title": second(card, "title"),
        "store": card.store,
        "price": money(card.price, card.currency) if card.currency else None,
        "price_minor": card.price if card.currency else None,
        "currency": card.currency or None,
        "picture": f"{web}{media(card.picture)}" if card.picture else None,
        "opens": opening_words(card),
        "link": shown.href,
        "view": shown.view,
        "place": shown.place,
    }
