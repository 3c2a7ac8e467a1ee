"""Reads of likes, follows, topics and creators."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from hongmao.notes.models import Board, Collect, Follow, Like, Note, NoteState, NoteTopic, Topic
from hongmao.notes.queries.notes import public_notes
from hongmao.people.models import Person


class Standing(msgspec.Struct, frozen=True):
    """How a person stands to a note: all empty for a visitor."""

    likes: bool = False
    board: Board | None = None
    follows: bool = False


def standing_to(person: Person | None, note: Note) -> Standing:
    """How a person stands to a note and its creator."""
    if person is None:
        return Standing()
    kept = Collect.objects.filter(person=person, note=note).select_related("board").first()
    return Standing(
        likes=Like.objects.filter(person=person, note=note).exists(),
        board=kept.board if kept else None,
        follows=follows(person, note.creator_id),
    )


def follows(person: Person | None, creator_id: int) -> bool:
    """Whether a person follows a creator."""
    return bool(person) and Follow.objects.filter(person=person, creator=creator_id).exists()


def notes_of(creator: Person) -> QuerySet[Note]:
    """A creator's public notes, newest first."""
    return public_notes().filter(creator=creator)


def topic_of(name: str) -> Topic | None:
    """The topic of this name, or None."""
    return Topic.objects.filter(name=name).first()


def leading_topics(count: int) -> list[Topic]:
    """The topics with the most public notes."""
    return list(Topic.objects.filter(notes__gt=0).order_by("-notes", "name")[:count])


NEARBY_NOTES = 60


def nearby_topics(topic: Topic, count: int) -> list[Topic]:
    """The topics that the newest notes of this one are about too, most frequent first."""
    notes = topic.note_topics.order_by("-published_at", "-note_id").values_list(
        "note_id", flat=True
    )[:NEARBY_NOTES]
    others = Topic.objects.filter(
        note_topics__note_id__in=list(notes), note_topics__note__state=NoteState.PUBLIC
    ).exclude(pk=topic.pk)
    ranked = Counter(others)
    return [one for one, _ in sorted(ranked.items(), key=lambda p: (-p[1], p[0].name))[:count]]


def collected_on(board: Board, before: tuple[datetime, int] | None, count: int) -> list[Collect]:
    """What lies on a board, newest first, as far as it can be read; `before` is a place in it."""
    rows = board.collects.filter(note__state=NoteState.PUBLIC).order_by("-at", "-pk")
    if before:
        rows = rows.filter(at__lte=before[0]).exclude(at=before[0], pk__gte=before[1])
    return list(rows[:count])


def boards_of(person: Person) -> list[Board]:
    """A person's boards, the default one first, then by name."""
    return list(Board.objects.filter(person=person).order_by("name"))


def board_for(person: Person | None, pk: int) -> Board | None:
    """A board that this person may see: their own, or a public one."""
    board = Board.objects.select_related("person").filter(pk=pk).first()
    if board is None or not (board.public or (person and board.person_id == person.pk)):
        return None
    return board


def covers(boards: Iterable[Board]) -> dict[int, Note]:
    """The note collected last on each board."""
    found = {}
    for board in boards:
        rows = board.collects.filter(note__state=NoteState.PUBLIC).order_by("-at", "-pk")
        latest = rows.values_list("note_id", flat=True).first()
        if latest:
            found[board.pk] = latest
    notes = {note.pk: note for note in public_notes().filter(pk__in=found.values())}
    return {board: notes[note] for board, note in found.items() if note in notes}


def topic_rows() -> list[tuple[int, str]]:
    """Every note with each of its topics, by name."""
    found = NoteTopic.objects.order_by("note_id", "topic__name")
    return list(found.values_list("note_id", "topic__name"))
