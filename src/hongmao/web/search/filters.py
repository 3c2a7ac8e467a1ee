"""What the search page is asked for, as its address says it, and the chips that change it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import structs

from hongmao.balance.results import Answer, Cards
from hongmao.people.models import Person
from hongmao.people.queries import everyone
from hongmao.search.asking import Filters
from hongmao.web.templatetags.hongmao import is_chinese

LONGEST = 200
"""Letters of any value of the address that are looked at."""
SINCE = {
    "": (None, gettext_lazy("Any time")),
    "week": (timedelta(days=7), gettext_lazy("This week")),
    "month": (timedelta(days=31), gettext_lazy("This month")),
    "year": (timedelta(days=366), gettext_lazy("This year")),
}
SORTS = {"": gettext_lazy("Most relevant"), "newest": gettext_lazy("Newest")}
CARDS = {
    Cards.ANY: gettext_lazy("All notes"),
    Cards.WITHOUT: gettext_lazy("Without cards"),
    Cards.WITH: gettext_lazy("With cards"),
}
MOST_CHIPS = 6


class Wish(msgspec.Struct, frozen=True):
    """What the address asks for; every value is one that is known, or empty."""

    q: str = ""
    topic: str = ""
    creator: str = ""
    since: str = ""
    sort: str = ""
    card: Cards = Cards.ANY
    exact: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything but the question is asked for."""
        return bool(self.topic or self.creator or self.since or self.card != Cards.ANY)

    def url(self, **changes: Any) -> str:
        """The address of the same wish with these changes."""
        wish = structs.replace(self, **changes)
        values = {
            "q": wish.q,
            "topic": wish.topic,
            "creator": wish.creator,
            "since": wish.since,
            "sort": wish.sort,
            "card": "" if wish.card == Cards.ANY else wish.card.value,
            "exact": "1" if wish.exact else "",
        }
        asked = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse('search')}?{asked}" if asked else reverse("search")


class Chip(msgspec.Struct, frozen=True):
    """A choice: its words, where it leads, and whether it is the one in force."""

    words: Any
    href: str
    on: bool


def read_wish(values: QueryDict) -> Wish:
    """What an address asks for, whatever it says."""

    def value(name: str) -> str:
        return values.get(name, "")[:LONGEST].strip()

    card = value("card")
    return Wish(
        q=value("q"),
        topic=value("topic"),
        creator=value("creator"),
        since=value("since") if value("since") in SINCE else "",
        sort=value("sort") if value("sort") in SORTS else "",
        card=Cards(card) if card in Cards.__members__.values() else Cards.ANY,
        exact=value("exact") == "1",
    )


def filters_of(wish: Wish, at: datetime) -> tuple[Filters, Person | None]:
    """The filters of a wish, and the creator it names; one who is not there has no notes."""
    creator = everyone().filter(username=wish.creator).first() if wish.creator else None
    span, _words = SINCE[wish.since]
    number = (creator.pk if creator else 0) if wish.creator else None
    return Filters(
        topic=wish.topic,
        creator=number,
        since=at - span if span else None,
        newest=wish.sort == "newest",
    ), creator


def choices(wish: Wish) -> list[tuple[str, list[Chip]]]:
    """The choices that are always there, each with its heading."""
    return [
        (_("Sort by"), [Chip(w, wish.url(sort=s), s == wish.sort) for s, w in SORTS.items()]),
        (_("Time"), [Chip(w, wish.url(since=s), s == wish.since) for s, (_s, w) in SINCE.items()]),
        (_("Cards"), [Chip(w, wish.url(card=c), c == wish.card) for c, w in CARDS.items()]),
    ]


def topic_chips(wish: Wish, items: Iterable[Answer]) -> list[Chip]:
    """The one in force, to take off; else the most frequent topics of what was found."""
    if wish.topic:
        return [Chip(f"#{wish.topic}", wish.url(topic=""), on=True)]
    counts: Counter[str] = Counter()
    for item in items:
        shown = item.note.topics if is_chinese() else item.note.topics_en or item.note.topics
        counts.update(map(str, shown))
    return [
        Chip(f"#{topic}", wish.url(topic=topic), on=False)
        for topic, _count in counts.most_common(MOST_CHIPS)
    ]


def creator_chips(wish: Wish, creator: Person | None, items: Iterable[Answer]) -> list[Chip]:
    """The one in force, to take off; else the creators with most notes of what was found."""
    if wish.creator:
        name = creator_name(creator) if creator else wish.creator
        return [Chip(name, wish.url(creator=""), on=True)]
    counts = Counter(item.note.creator for item in items)
    return [
        Chip(creator_name(person), wish.url(creator=person.username), on=False)
        for person, _count in counts.most_common(MOST_CHIPS)
    ]


def creator_name(person: Person) -> str:
    """A creator's name in the reader's language."""
    return person.name if is_chinese() else person.name_en or person.name
