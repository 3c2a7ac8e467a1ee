"""Filters and tags that every template has: money, numbers, moments, second-language texts."""

import json
from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from django import template
from django.conf import settings as django_settings
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Marketplace, StoreKind
from hongmao.core.clock import from_ms
from hongmao.core.matching import Grade
from hongmao.core.money import Money
from hongmao.core.orders import RefundStatus
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.links.queries import Card
from hongmao.notes.models import Note
from hongmao.orders.models import Status
from hongmao.settlement.models import CommissionState

register = template.Library()

SYMBOLS = {"zh": {}, "en": {"CN¥": "¥", "¥": "JP¥"}}
"""Yuan are ¥ on every screen; where the language gives that sign to yen, yen say so."""


def _language() -> str:
    return get_language() or django_settings.LANGUAGE_CODE


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return _language().startswith("zh")


def locale() -> Locale:
    """The reader's conventions for numbers and dates."""
    return Locale("zh", "CN", "Hans") if is_chinese() else Locale("en")


@register.filter
def money(minor: int, currency: str) -> str:
    """Minor units as an amount with its currency: `1230|money:"CNY"` is ¥12.30."""
    text = format_currency(Money(minor, currency).decimal(), currency, locale=locale())
    for symbol, ours in SYMBOLS["zh" if is_chinese() else "en"].items():
        if symbol in text:
            return text.replace(symbol, ours)
    return text


@register.filter
def number(value: int) -> str:
    """A count, grouped as the language groups it."""
    return format_decimal(value, locale=locale())


@register.filter
def short(value: int) -> str:
    """A count in few characters: 12,345 is 1.2万 or 12K. Below 10,000 every digit stands."""
    if abs(value) < 10_000:
        return number(value)
    return format_compact_decimal(value, fraction_digits=1, locale=locale())


@register.filter
def count_or_unknown(value: int | None) -> str:
    """A count in few characters, or a dash where nobody tells it: that is not none."""
    return "–" if value is None else short(value)


@register.simple_tag
def rate(part: int, whole: int) -> str:
    """`part` of `whole` in percent, or a dash where there is no whole."""
    if not whole:
        return "–"
    return format_percent(part / whole, format="#,##0.0%", locale=locale())


@register.filter
def seconds(ms: int) -> str:
    """Milliseconds as seconds with one decimal, without the unit."""
    return f"{ms / 1000:.1f}"


@register.filter
def signed_seconds(ms: int) -> str:
    """Milliseconds as seconds with one decimal and a sign, without the unit."""
    return f"{ms / 1000:+.1f}"


@register.filter
def marketplace_words(marketplace: str) -> str:
    """A marketplace's name; its short name where it has no other."""
    return str(dict(Marketplace.choices).get(marketplace, marketplace))


OPENINGS = {
    StoreKind.TAOBAO: _("Opens in Taobao"),
    StoreKind.TMALL: _("Opens in Tmall"),
    StoreKind.JD: _("Opens in JD"),
    StoreKind.PINDUODUO: _("Opens in Pinduoduo"),
    StoreKind.SHOPIFY: _("Opens at %(shop)s"),
    StoreKind.POSTBACK: _("Opens at %(shop)s"),
}
"""Where a tap leads: an app by its name, a shop without an app by its own."""


@register.filter
def opening_words(card: Card) -> str:
    """What a card says of where its link opens."""
    return str(OPENINGS[StoreKind(card.store_kind)]) % {"shop": card.store}


@register.filter
def moment(at: datetime | None) -> str:
    """A moment in the community's time zone, to the minute."""
    if at is None:
        return "–"
    pattern = "M月d日 HH:mm" if is_chinese() else "d MMM, HH:mm"
    return format_datetime(timezone.localtime(at), pattern, locale=locale())


@register.filter
def ms_moment(at_ms: int) -> str:
    """Epoch milliseconds as a moment in the community's time zone, to the second."""
    if not at_ms:
        return "–"
    pattern = "M月d日 HH:mm:ss" if is_chinese() else "d MMM, HH:mm:ss"
    return format_datetime(timezone.localtime(from_ms(at_ms)), pattern, locale=locale())


@register.filter
def distance_words(ms: int) -> str:
    """A span in milliseconds in its largest unit, with its sign: `-2 days`."""
    words = format_timedelta(abs(ms) // 1000, threshold=1.5, locale=locale())
    return f"{'-' if ms < 0 else '+'}{words}"


@register.filter
def day(at: datetime | date | None) -> str:
    """A day, with its year where it is not this one."""
    if at is None:
        return "–"
    on = timezone.localtime(at).date() if isinstance(at, datetime) else at
    this_year = on.year == timezone.localdate().year
    zh, en = ("M月d日", "d MMM") if this_year else ("y年M月d日", "d MMM y")
    return format_date(on, zh if is_chinese() else en, locale=locale())


@register.filter
def second(thing: Any, name: str) -> Any:
    """A text in the reader's language: `name_en` for readers of English where it is filled."""
    translated = "" if is_chinese() else getattr(thing, f"{name}_en", "")
    return translated or getattr(thing, name)


@register.filter
def topics(note: Note) -> list[tuple[str, str]]:
    """A note's topics: each one's name, and its words in the reader's language."""
    words = second(note, "topics")
    shown = words if len(words) == len(note.topics) else note.topics
    return [(name[:40], str(word)) for name, word in zip(note.topics, shown, strict=True) if name]


@register.filter
def sentence(reason: str, facts: dict[str, Any] | None = None) -> str:
    """The sentence of a reason code in the reader's language; empty for no reason."""
    return SENTENCES[Reason(reason)].text(_language(), **(facts or {})) if reason else ""


@register.filter
def sentence_of(row: dict[str, Any]) -> str:
    """The sentence of a checklist row that failed; empty where it names no reason."""
    return sentence(row.get("reason", ""), row.get("facts"))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it says nothing to a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("hongmao/icons.svg"),
        name,
    )


@register.filter
def as_json(value: Any) -> str:
    """A value as JSON for a data attribute, which the template escapes."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def media(file: str) -> str:
    """The address of a file in the media folder."""
    return f"{django_settings.MEDIA_URL}{file}"


@register.filter
def status_words(status: str) -> str:
    """An order's status."""
    return str(Status(status).label)


REFUNDS = {
    RefundStatus.OPENED: _("Refund asked for"),
    RefundStatus.WON: _("Refunded to the buyer"),
    RefundStatus.FAILED: _("Refund failed"),
}


@register.filter
def refund_words(status: str) -> str:
    """Where a refund case stands."""
    return str(REFUNDS[RefundStatus(status)])


@register.filter
def commission_words(state: str) -> str:
    """A commission's state."""
    return str(CommissionState(state).label)


GRADES = {
    Grade.EXACT: _("Exact match"),
    Grade.PROBABLE: _("Probable match"),
    Grade.AMBIGUOUS: _("Ambiguous match"),
    Grade.NONE: _("No match"),
}


@register.filter
def grade_words(grade: str) -> str:
    """How sure a match is."""
    return str(GRADES[Grade(grade)])


TESTS = {
    "rating": _("Store rating"),
    "documents": _("Business licence and trademark"),
    "category": _("Categories that notes may link to"),
}


@register.filter
def test_words(test: str) -> str:
    """What a test of the admission checklist looks at."""
    return str(TESTS[test])


CATEGORIES = {
    "beauty": _("Beauty"),
    "coffee": _("Coffee"),
    "fashion": _("Fashion"),
    "food": _("Food"),
    "health_food": _("Health food"),
    "home": _("Home"),
    "medical_device": _("Medical devices"),
    "medicine": _("Medicine"),
    "outdoor": _("Outdoor"),
    "pets": _("Pets"),
    "skincare": _("Skincare"),
    "snacks": _("Snacks"),
    "tea": _("Tea"),
}
"""Categories with a name of ours; any other shows the code its brand gave it."""


@register.filter
def category_words(category: str) -> str:
    """A category of products."""
    return str(CATEGORIES.get(category, category))


@register.filter
def share(part: float) -> str:
    """A part of one in percent."""
    return format_percent(part, format="#,##0.#%", locale=locale())
