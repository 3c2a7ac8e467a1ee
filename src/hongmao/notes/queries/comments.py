"""Reads of comments, reports and notices."""

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from hongmao.notes.models import Comment, Note, Notice, Report, ReportState
from hongmao.people.models import Person

THREADS, REPLIES = 20, 3
"""Threads of one page, and replies shown before one asks for more."""


class Thread(msgspec.Struct, frozen=True):
    """A comment with the first replies below it; `more` counts those not shown."""

    comment: Comment
    replies: list[Comment]
    more: int


def threads(note: Note, before: int = 0, whole: int = 0) -> tuple[list[Thread], int]:
    """Threads below a note, newest first, from before a comment on; and where they go on (0: end).

    All replies are shown of the thread `whole`. A deleted comment stands only above replies.
    """
    answered = Exists(Comment.objects.filter(parent=OuterRef("pk"), deleted_at=None))
    rows = (
        Comment.objects.filter(note=note, parent=None)
        .filter(Q(deleted_at=None) | answered)
        .select_related("author")
        .order_by("-pk")
    )
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: THREADS + 1])
    shown = found[:THREADS]
    replies: dict[int, list[Comment]] = {}
    for reply in (
        Comment.objects.filter(parent__in=shown, deleted_at=None)
        .select_related("author", "answers")
        .order_by("pk")
    ):
        replies.setdefault(reply.parent_id or 0, []).append(reply)
    made = []
    for comment in shown:
        below = replies.get(comment.pk, [])
        first = below if comment.pk == whole else below[:REPLIES]
        made.append(Thread(comment, first, len(below) - len(first)))
    return made, shown[-1].pk if len(found) > THREADS else 0


def comment_at(pk: int) -> Comment | None:
    """A comment that was not deleted, with its note, or None."""
    rows = Comment.objects.select_related("author", "note", "note__creator")
    return rows.filter(pk=pk, deleted_at=None).first()


def open_reports() -> QuerySet[Report]:
    """Reports that wait for an operator, oldest first."""
    return (
        Report.objects.filter(state=ReportState.OPEN)
        .select_related("reporter", "note", "note__creator", "comment", "comment__author")
        .order_by("at", "pk")
    )


def notices_of(person: Person) -> QuerySet[Notice]:
    """What a person was told, newest first."""
    return (
        Notice.objects.filter(person=person)
        .select_related("actor", "note__video", "comment")
        .prefetch_related("note__pictures")
        .order_by("-at", "-pk")
    )


MOST_COUNTED = 100


def unseen(person: Person) -> int:
    """How many notices a person has not seen; counted to a hundred."""
    return Notice.objects.filter(person=person, seen=False)[:MOST_COUNTED].count()
