"""The feed: organic and sponsored notes each in their own order, blended within the ad load."""

import base64
from datetime import datetime
from typing import Annotated

import msgspec
from django.conf import settings as django_settings
from django.db.models import Q, QuerySet

from hongmao.core.adload import Limits, Load, may_stand
from hongmao.links.queries import Card, cards, live_placements
from hongmao.notes.models import Note
from hongmao.notes.queries.notes import public_notes


class FeedItem(msgspec.Struct, frozen=True):
    """A note in the feed, with its card where it is sponsored."""

    note: Note
    card: Card | None


Mark = tuple[Annotated[datetime, msgspec.Meta(tz=True)], int]
"""A note's place in the order of the feed: when it was published, and its id."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a reader's feed goes on: the last organic and sponsored note shown, and the load."""

    organic: Mark | None = None
    sponsored: Mark | None = None
    slots: int = 0
    ads: int = 0
    last: int | None = None


class FeedPage(msgspec.Struct, frozen=True):
    """Some slots of the feed, and where it goes on; `next_place` is empty at its end."""

    items: list[FeedItem]
    next_place: str


def limits() -> Limits:
    """The rails in force."""
    values = django_settings.HONGMAO
    return Limits(values.ad_share_percent, values.ad_first_slot, values.ad_gap)


def feed_page(place: str, count: int, at: datetime) -> FeedPage:
    """The next `count` slots after `place` (empty: from the top; one we cannot read: likewise)."""
    start = _read_place(place)
    sponsored_ids = live_placements(at).values("note_id")
    organic = _after(public_notes().exclude(pk__in=sponsored_ids), start.organic)[:count]
    sponsored = _after(public_notes().filter(pk__in=sponsored_ids), start.sponsored)[:count]
    organic_notes, sponsored_notes = list(organic), list(sponsored)
    found = cards([note.pk for note in sponsored_notes], at)
    items: list[FeedItem] = []
    load, rails = Load(start.slots, start.ads, start.last), limits()
    last_organic, last_sponsored = start.organic, start.sponsored
    while len(items) < count and organic_notes:
        sponsor = bool(sponsored_notes) and may_stand(load, rails)
        note = (sponsored_notes if sponsor else organic_notes).pop(0)
        items.append(FeedItem(note, found.get(note.pk)))
        load = load.after(sponsored=sponsor)
        if sponsor:
            last_sponsored = _mark(note)
        else:
            last_organic = _mark(note)
    ended = len(items) < count
    following = Place(last_organic, last_sponsored, load.slots, load.sponsored, load.last)
    return FeedPage(items, "" if ended else _write_place(following))


def _after(notes: QuerySet[Note], mark: Mark | None) -> QuerySet[Note]:
    if mark is None:
        return notes
    at, pk = mark
    return notes.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))


def _mark(note: Note) -> Mark:
    assert note.published_at is not None  # public notes have one: a constraint of the database
    return note.published_at, note.pk


def _write_place(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(place)).decode().rstrip("=")


def _read_place(text: str) -> Place:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.msgpack.decode(raw, type=Place)
    except (ValueError, msgspec.MsgspecError):
        return Place()
