"""The answers of the search: by relevance, with sponsored notes only where they fit as well.

A sponsored note takes a slot under the rails of the feed, and only where it fits the question at
least half as well as the note whose slot it takes. The rest of those that fit follow after all
others, labelled and without their cards: what exceeds the ad load loses its link, not its note.
Sponsored is what has a live link, and what its creator declares as paid.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from django.db.models import QuerySet
from msgspec import structs

from hongmao.balance.queries import limits
from hongmao.core.adload import Load, may_stand
from hongmao.links.queries import Card, cards, live_placements
from hongmao.notes.models import Note
from hongmao.notes.queries.notes import public_notes
from hongmao.search.asking import Asked, Filters, find, number
from hongmao.search.backends import Hit

FIT = 0.5
"""How well a sponsored note must fit, beside the note whose slot it takes."""
FARTHEST = 2000
"""Answers that can be reached, page by page."""


class Cards(StrEnum):
    """Which notes a reader wants; whoever asks for cards sees all of them."""

    ANY = "any"
    WITH = "with"
    WITHOUT = "without"


class Answer(msgspec.Struct, frozen=True):
    """A note found; `sponsored` ones carry the label, and the card where there is room for it."""

    note: Note
    sponsored: bool
    card: Card | None


class Place(msgspec.Struct, frozen=True):
    """Where the answers go on: how many of either kind were shown, and the load."""

    organic: int = 0
    sponsored: int = 0
    slots: int = 0
    ads: int = 0
    last: int = -1


class Answers(msgspec.Struct, frozen=True):
    """Some slots of the answers, and where they go on; `next_place` is empty at their end."""

    items: list[Answer]
    next_place: str


def answers(
    asked: Asked, filters: Filters, wanted: Cards, place: str, count: int, at: datetime
) -> Answers:
    """The next `count` answers after `place` (empty, or one we cannot read: from the top)."""
    start = _read_place(place)
    organic, sponsored = _Run([]), _Run([])
    if wanted != Cards.WITH:
        others = structs.replace(filters, beyond=_paid(at))
        organic = _Run(find(asked, others, at, start.organic, count))
    if wanted != Cards.WITHOUT:
        within = _live(at) if wanted == Cards.WITH else _paid(at)
        placed = structs.replace(filters, within=within)
        sponsored = _Run(find(asked, placed, at, start.sponsored, count))
    found = cards([note.pk for _, note in sponsored.left], at)
    load = Load(start.slots, start.ads, start.last if start.ads else None)
    items: list[Answer] = []
    while len(items) < count and (organic.left or sponsored.left):
        over = not organic.left
        takes = over or _fits(organic, sponsored, load, by_time=filters.newest)
        note = (sponsored if takes else organic).take()
        shown = found.get(note.pk) if not over or wanted == Cards.WITH else None
        items.append(Answer(note, takes, shown))
        load = load.after(sponsored=takes and not over)
    following = Place(
        start.organic + organic.used, start.sponsored + sponsored.used, load.slots,
        load.sponsored, -1 if load.last is None else load.last,
    )  # fmt: skip
    ended = len(items) < count or load.slots >= FARTHEST
    return Answers(items, "" if ended else _write_place(following))


def answer_count(asked: Asked, filters: Filters, wanted: Cards, at: datetime) -> int:
    """How many notes answer, as `number` counts them."""
    if wanted == Cards.WITH:
        return number(asked, structs.replace(filters, within=_live(at)), at)
    if wanted == Cards.WITHOUT:
        return number(asked, structs.replace(filters, beyond=_paid(at)), at)
    return number(asked, filters, at)


def _live(at: datetime) -> QuerySet[Any, Any]:
    """The notes with a live link, by their ids."""
    return live_placements(at).order_by().values("note_id")


def _paid(at: datetime) -> QuerySet[Any, Any]:
    """Those, and the notes that are declared as paid."""
    return _live(at).union(Note.objects.filter(declared=True).order_by().values("pk"))


class _Run:
    """Notes found, in their order; what was removed since it was indexed is passed over."""

    def __init__(self, hits: list[Hit]) -> None:
        notes = {note.pk: note for note in public_notes().filter(pk__in=[h.note_id for h in hits])}
        self._hits = hits
        self.left = [(hit, notes[hit.note_id]) for hit in hits if hit.note_id in notes]
        self.used = len(hits) if not self.left else 0

    def take(self) -> Note:
        """The next one."""
        hit, note = self.left.pop(0)
        self.used = self._hits.index(hit) + 1 if self.left else len(self._hits)
        return note


def _fits(organic: _Run, sponsored: _Run, load: Load, *, by_time: bool) -> bool:
    """Whether the next slot takes the next sponsored note."""
    if not sponsored.left or not may_stand(load, limits()):
        return False
    return by_time or sponsored.left[0][0].score >= FIT * organic.left[0][0].score


def _write_place(place: Place) -> str:
    return ".".join(map(str, structs.astuple(place)))


def _read_place(text: str) -> Place:
    parts = text.split(".")
    numbers = [int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 6]
    last = -1 if parts[-1] == "-1" else None
    if last is not None:
        numbers.append(last)
    if len(parts) != 5 or len(numbers) != 5 or max(numbers) > FARTHEST:
        return Place()
    return Place(*numbers)
