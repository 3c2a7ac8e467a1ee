"""What the feed draws from: candidates by bounded queries, whatever the number of notes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from hongmao.core.ranking import Signals, Tastes
from hongmao.notes.models import (
    Follow,
    Note,
    NoteState,
    NoteStats,
    NoteTopic,
    Taste,
    TasteKind,
)

FRESH, STANDING, A_TOPIC, FOLLOWED = 200, 160, 40, 60
"""Candidates: the newest, those that stand highest, of each topic liked most, of those followed."""
TOPICS, CREATORS, FOLLOWS = 4, 40, 200
"""How many of a reader's tastes and of the creators they follow count."""

Mark = tuple[datetime, int]
"""A note's place among the newest: when it was published, and its id."""

FIELDS = ("pk", "creator_id", "topics", "published_at", "stats__interactions", "stats__reads")


def tastes_of(person_id: int) -> Tastes:
    """What is known of a person's taste; nothing of a visitor (0)."""
    if not person_id:
        return Tastes()
    rows = Taste.objects.filter(person=person_id, weight__gt=0).order_by("-weight")
    topics = rows.filter(kind=TasteKind.TOPIC).values_list("key", "weight")[:CREATORS]
    creators = rows.filter(kind=TasteKind.CREATOR).values_list("key", "weight")[:CREATORS]
    return Tastes(
        topics=dict(topics),
        creators={int(key): weight for key, weight in creators},
        following=frozenset(followed_by(person_id)),
    )


def followed_by(person_id: int) -> list[int]:
    """The creators a person follows, as far as they count: those who published last."""
    rows = Follow.objects.filter(person=person_id).order_by(
        F("creator__stats__latest_at").desc(nulls_last=True)
    )
    return list(rows.values_list("creator_id", flat=True)[:FOLLOWS])


def candidates(tastes: Tastes, at: datetime) -> list[Signals]:
    """The notes that a ranked feed is made of at a moment, each once."""
    wanted = _standing_highest(at) | _of_topics(tastes, at)
    newest = Note.objects.filter(state=NoteState.PUBLIC, published_at__lte=at)
    rows = list(newest.order_by("-published_at", "-pk").values_list(*FIELDS)[:FRESH])
    if tastes.following:
        rows += of_creators(tastes.following, at).values_list(*FIELDS)[:FOLLOWED]
    rows += _rows(wanted - {row[0] for row in rows}, at)
    return [_signals(row) for row in {row[0]: row for row in rows}.values()]


def _standing_highest(at: datetime) -> set[int]:
    rows = NoteStats.objects.order_by("-standing", "-note_id")
    return set(rows.values_list("note_id", flat=True)[:STANDING])


def _of_topics(tastes: Tastes, at: datetime) -> set[int]:
    names = sorted(tastes.topics, key=lambda name: (-tastes.topics[name], name))[:TOPICS]
    found: set[int] = set()
    for name in names:
        rows = NoteTopic.objects.filter(topic__name=name, published_at__lte=at)
        found |= set(
            rows.order_by("-published_at", "-note_id").values_list("note_id", flat=True)[:A_TOPIC]
        )
    return found


def _rows(ids: Iterable[int], at: datetime) -> list[tuple[Any, ...]]:
    """These notes, as far as they are public; state and time are looked at here."""
    rows = Note.objects.filter(pk__in=list(ids)).order_by().values_list(*FIELDS, "state")
    return [
        row[:-1]
        for row in rows
        if row[-1] == NoteState.PUBLIC and row[3] is not None and row[3] <= at
    ]


def _signals(row: tuple[Any, ...]) -> Signals:
    pk, creator, topics, published_at, interactions, reads = row
    return Signals(
        note=pk,
        creator=creator,
        topics=tuple(topics),
        published_s=published_at.timestamp(),
        interactions=interactions or 0,
        reads=reads or 0,
    )


def signals_of(note: Note) -> Signals:
    """What the score knows of a public note."""
    stats = NoteStats.objects.filter(note=note).first()
    return _signals(
        (
            note.pk, note.creator_id, note.topics, note.published_at,
            stats.interactions if stats else 0, stats.reads if stats else 0,
        )
    )  # fmt: skip


def of_creators(creators: Iterable[int], at: datetime) -> QuerySet[Note]:
    """Public notes of these creators, newest first.

    `time` is `published_at` in a form that the index of all notes by time does not serve, or a
    database might walk all of them in search of a few creators' notes.
    """
    return (
        Note.objects.filter(creator_id__in=list(creators), state=NoteState.PUBLIC)
        .annotate(time=Coalesce("published_at", Value(at)))
        .filter(time__lte=at)
        .order_by("-time", "-pk")
    )


def newest(at: datetime, after: Mark | None, count: int) -> list[Mark]:
    """Public notes up to a moment, newest first, after a mark."""
    rows = Note.objects.filter(state=NoteState.PUBLIC, published_at__lte=at)
    if after:
        rows = rows.filter(published_at__lte=after[0]).filter(
            Q(published_at__lt=after[0]) | Q(pk__lt=after[1])
        )
    return _marks(rows.order_by("-published_at", "-pk").values_list("published_at", "pk")[:count])


def newest_of_topic(topic: str, at: datetime, after: Mark | None, count: int) -> list[Mark]:
    """The same of one topic."""
    rows = NoteTopic.objects.filter(
        topic__name=topic, published_at__lte=at, note__state=NoteState.PUBLIC
    )
    if after:
        rows = rows.filter(published_at__lte=after[0]).filter(
            Q(published_at__lt=after[0]) | Q(note_id__lt=after[1])
        )
    ordered = rows.order_by("-published_at", "-note_id")
    return _marks(ordered.values_list("published_at", "note_id")[:count])


def newest_of_followed(person_id: int, at: datetime, after: Mark | None, count: int) -> list[Mark]:
    """The same of the creators whom a person follows."""
    rows = of_creators(followed_by(person_id), at)
    if after:
        rows = rows.filter(Q(time__lt=after[0]) | Q(time=after[0], pk__lt=after[1]))
    return _marks(rows.values_list("published_at", "pk")[:count])


def declared_among(note_ids: Iterable[int]) -> set[int]:
    """Which of these notes their creators declare as paid."""
    rows = Note.objects.filter(pk__in=list(note_ids)).order_by().values_list("pk", "paid_by")
    return {pk for pk, paid_by in rows if paid_by}


def newest_declared(which: Q, at: datetime, after: Mark | None, count: int) -> list[Mark]:
    """Public notes declared as paid, up to a moment, newest first, after a mark."""
    rows = Note.objects.filter(which, declared=True, state=NoteState.PUBLIC, published_at__lte=at)
    if after:
        rows = rows.filter(published_at__lte=after[0]).filter(
            Q(published_at__lt=after[0]) | Q(pk__lt=after[1])
        )
    return _marks(rows.order_by("-published_at", "-pk").values_list("published_at", "pk")[:count])


def _marks(rows: Iterable[tuple[datetime | None, int]]) -> list[Mark]:
    return [(at, pk) for at, pk in rows if at is not None]
