"""Comments: written, and deleted by those who may."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.actions.notices import mentioned, tell
from hongmao.notes.actions.social import readable
from hongmao.notes.actions.stats import COMMENT, keep, learn_taste, note_stats
from hongmao.notes.models import Comment, Note, NoticeKind
from hongmao.notes.models.comments import LONGEST
from hongmao.people.actions import record
from hongmao.people.models import Person, Role

MOST, WITHIN = 20, timedelta(minutes=10)
"""Comments of one person within a time."""


@transaction.atomic
def comment(person: Person, note_id: int, text: str, reply_to: int = 0) -> Comment:
    """Comment on a note, or reply to a comment on it (replies to replies join their thread).

    Refuses with COMMENT_EMPTY, COMMENT_TOO_LONG, COMMENTS_TOO_MANY and COMMENT_GONE. Creators, who
    is replied to and who is mentioned are told, each once.
    """
    note = readable(note_id)
    text = text.replace("\r\n", "\n").strip()
    _check(person, text)
    answered = _answered(note, reply_to) if reply_to else None
    stats = note_stats(note.pk)
    is_first = not _of(person, note).exists()
    made = Comment.objects.create(
        note=note,
        author=person,
        parent=(answered.parent or answered) if answered else None,
        answers=answered.author if answered else None,
        text=text,
        at=timezone.now(),
    )
    stats.comments += 1
    if is_first and person.pk != note.creator_id:
        stats.interactions += 1
        learn_taste(person, note, COMMENT)
    keep(stats)
    _tell(person, note, made)
    record(person, "comment", f"comment:{made.pk}", note=note.pk)
    return made


def _check(person: Person, text: str) -> None:
    if not text:
        raise Refusal(Reason.COMMENT_EMPTY)
    if len(text) > LONGEST:
        raise Refusal(Reason.COMMENT_TOO_LONG, limit=LONGEST, length=len(text))
    if person.comments.filter(at__gt=timezone.now() - WITHIN).count() >= MOST:
        raise Refusal(Reason.COMMENTS_TOO_MANY, minutes=WITHIN.seconds // 60)


def _answered(note: Note, comment_id: int) -> Comment:
    found = note.comments.filter(pk=comment_id, deleted_at=None).select_related("parent").first()
    if found is None:
        raise Refusal(Reason.COMMENT_GONE)
    return found


def _of(person: Person, note: Note) -> QuerySet[Comment]:
    return Comment.objects.filter(author=person, note=note, deleted_at=None)


def _tell(person: Person, note: Note, made: Comment) -> None:
    told = {person.pk}
    for other, kind in (
        (made.answers_id, NoticeKind.REPLIED),
        (note.creator_id, NoticeKind.COMMENTED),
        *((one.pk, NoticeKind.MENTIONED) for one in mentioned(made.text)),
    ):
        if other and other not in told:
            told.add(other)
            tell(other, kind, person, note, made)


@transaction.atomic
def delete_comment(person: Person, comment_id: int) -> Comment:
    """Delete a comment for good: its author may, the note's creator, and operators.

    Raises `Comment.DoesNotExist`, and refuses with NOT_ALLOWED.
    """
    made = Comment.objects.select_related("note", "author").get(pk=comment_id)
    if person.pk not in (made.author_id, made.note.creator_id) and person.role != Role.OPERATOR:
        raise Refusal(Reason.NOT_ALLOWED)
    stats = note_stats(made.note_id)
    gone = Comment.objects.filter(pk=made.pk, deleted_at=None).update(
        text="", deleted_at=timezone.now()
    )
    if not gone:
        return made
    stats.comments -= 1
    is_last = not _of(made.author, made.note).exists()
    if is_last and made.author_id != made.note.creator_id:
        stats.interactions -= 1
        learn_taste(made.author, made.note, -COMMENT)
    keep(stats)
    record(person, "delete_comment", f"comment:{made.pk}", note=made.note_id)
    return made
