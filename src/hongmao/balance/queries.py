"""The feed: organic and sponsored notes each in their own order, blended within the ad load."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

import msgspec
from django.conf import settings as django_settings
from django.db.models import Q
from msgspec import structs

from hongmao.balance.places import SITTING, Mark, Place, read_place, write_place
from hongmao.core.adload import Limits, Load, may_stand
from hongmao.core.ranking import (
    WEIGHTS,
    Draw,
    Parts,
    Signals,
    Weights,
    arrange,
    explain,
    is_cold,
)
from hongmao.links.queries import Card, cards, live_among, live_marks
from hongmao.notes.models import Note
from hongmao.notes.queries.notes import notes_by_id, public_among
from hongmao.notes.queries.ranking import (
    candidates,
    declared_among,
    followed_by,
    newest,
    newest_declared,
    newest_of_followed,
    newest_of_topic,
    signals_of,
    tastes_of,
)

DAY_S = 86_400


class FeedItem(msgspec.Struct, frozen=True):
    """A note in the feed, with its card where it has a live link."""

    note: Note
    card: Card | None

    @property
    def sponsored(self) -> bool:
        """Whether somebody pays for it: by a link, or by its creator's own declaration."""
        return self.card is not None or bool(self.note.paid_by)


class FeedPage(msgspec.Struct, frozen=True):
    """Some slots of the feed, where they begin (empty: an empty feed), and where it goes on.

    `next_place` is empty at its end.
    """

    items: list[FeedItem]
    place: str
    next_place: str


class Reader(msgspec.Struct, frozen=True):
    """Whose feed it is: a key that new notes are drawn by, and the person, 0 for a visitor."""

    key: str = ""
    person: int = 0


class Scope(msgspec.Struct, frozen=True):
    """Which notes a feed has: ranked for its reader, of those they follow, or of a topic."""

    kind: Literal["ranked", "following", "topic"] = "ranked"
    topic: str = ""


VISITOR, RANKED = Reader(), Scope()


def limits() -> Limits:
    """The rails in force."""
    values = django_settings.HONGMAO
    return Limits(values.ad_share_percent, values.ad_first_slot, values.ad_gap)


def feed_page(
    place: str, count: int, at: datetime, reader: Reader = VISITOR, scope: Scope = RANKED
) -> FeedPage:
    """The next `count` slots after `place` (empty: from the top; one we cannot read: likewise)."""
    start = _begun(read_place(place), at, reader, scope)
    feed = _Feed(start, reader, scope, at)
    organic = feed.organic(count)
    sponsored = feed.sponsored(count)
    chosen: list[int] = []
    load, rails, following = Load(start.slots, start.ads, start.last), limits(), start
    while len(chosen) < count and organic:
        if sponsored and may_stand(load, rails):
            mark = sponsored.pop(0)
            following = structs.replace(following, sponsored=mark)
            chosen.append(mark[1])
            load = load.after(sponsored=True)
        else:
            pk, taken, last = organic.pop(0)
            following = structs.replace(following, taken=taken, organic=last)
            chosen.append(pk)
            load = load.after(sponsored=False)
    following = structs.replace(following, slots=load.slots, ads=load.sponsored, last=load.last)
    return FeedPage(
        _items(chosen, at),
        write_place(start),
        write_place(following) if len(chosen) == count else "",
    )


def _items(chosen: list[int], at: datetime) -> list[FeedItem]:
    notes, found = notes_by_id(chosen), cards(chosen, at)
    return [FeedItem(notes[pk], found.get(pk)) for pk in chosen if pk in notes]


def _begun(place: Place, at: datetime, reader: Reader, scope: Scope) -> Place:
    """The place; at the top a new sitting, ranked where the feed is."""
    if place.began is not None:
        return structs.replace(place, began=min(place.began, at))
    order: list[int] = []
    if scope == RANKED:
        tastes = tastes_of(reader.person)
        found = candidates(tastes, at)
        paid = _paid_among([one.note for one in found], at)
        organic = [one for one in found if one.note not in paid]
        draw = Draw(reader.key, int(at.timestamp()) // DAY_S)
        order = arrange(organic, tastes, at.timestamp(), draw, SITTING)
    return Place(began=at, order=order)


def _paid_among(notes: Collection[int], at: datetime) -> set[int]:
    """Which of these notes somebody pays for: those with a live link, and the declared ones."""
    return live_among(notes, at) | declared_among(notes)


Organic = tuple[int, int, Mark | None]
"""A note, and where the feed goes on after it: how many are taken, and the mark by time."""


class _Feed:
    """Both orders of one feed, from a place on."""

    def __init__(self, start: Place, reader: Reader, scope: Scope, at: datetime) -> None:
        self._start, self._reader, self._scope, self._at = start, reader, scope, at
        self._began = start.began or at

    def organic(self, count: int) -> list[Organic]:
        """The next notes that nobody pays for: the ranked ones, then the rest by time."""
        order, taken = self._start.order, self._start.taken
        ranked = list(enumerate(order[taken:], start=taken + 1))
        readable = self._unpaid(pk for _, pk in ranked)
        found: list[Organic] = [
            (pk, position, self._start.organic) for position, pk in ranked if pk in readable
        ][:count]
        seen, mark = set(order), self._start.organic
        while len(found) < count:
            marks = self._newest(mark, 2 * count)
            unpaid = self._unpaid((pk for _, pk in marks), known_public=True)
            for mark in marks:
                if mark[1] in unpaid and mark[1] not in seen and len(found) < count:
                    found.append((mark[1], len(order), mark))
            if len(marks) < 2 * count:
                break
            mark = marks[-1]
        return found

    def sponsored(self, count: int) -> list[Mark]:
        """The next notes that somebody pays for, newest first."""
        linked, declared = Q(), Q()
        if self._scope.kind == "topic":
            linked = Q(note__note_topics__topic__name=self._scope.topic)
            declared = Q(note_topics__topic__name=self._scope.topic)
        elif self._scope.kind == "following":
            linked = declared = Q(creator__in=followed_by(self._reader.person))
        after = self._start.sponsored
        marks = {
            *live_marks(linked, self._at, self._began, after, count),
            *newest_declared(declared, self._began, after, count),
        }
        return sorted(marks, reverse=True)[:count]

    def _newest(self, mark: Mark | None, count: int) -> list[Mark]:
        if self._scope.kind == "topic":
            return newest_of_topic(self._scope.topic, self._began, mark, count)
        if self._scope.kind == "following":
            return newest_of_followed(self._reader.person, self._began, mark, count)
        return newest(self._began, mark, count)

    def _unpaid(self, ids: Iterable[int], *, known_public: bool = False) -> set[int]:
        wanted = set(ids)
        if not known_public:
            wanted = public_among(wanted)
        return wanted - _paid_among(wanted, self._at)


class Why(msgspec.Struct, frozen=True):
    """Why a reader sees a note: the parts of its score, or the rails that its card keeps to."""

    parts: Parts
    signals: Signals
    cold: bool
    follows: bool
    tastes: bool
    card: Card | None
    limits: Limits
    weights: Weights


def why(note: Note, reader: Reader, at: datetime) -> Why:
    """Why a reader sees a public note at a moment."""
    tastes, signals = tastes_of(reader.person), signals_of(note)
    return Why(
        parts=explain(signals, tastes, at.timestamp()),
        signals=signals,
        cold=is_cold(signals),
        follows=note.creator_id in tastes.following,
        tastes=bool(tastes.topics or tastes.creators),
        card=cards([note.pk], at).get(note.pk),
        limits=limits(),
        weights=WEIGHTS,
    )
