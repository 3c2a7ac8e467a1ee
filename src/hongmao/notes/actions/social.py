"""Likes and follows. Each deed may be repeated: the second time changes nothing."""

from django.db import transaction
from django.utils import timezone

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.actions.notices import tell
from hongmao.notes.actions.stats import LIKE, creator_stats, keep, learn_taste, note_stats
from hongmao.notes.models import Follow, Like, Note, NoteState, NoticeKind
from hongmao.people.actions import record
from hongmao.people.models import Person, Role


def readable(note_id: int) -> Note:
    """A note that may be liked, collected and commented on.

    Raises `Note.DoesNotExist`, and refuses with NOTE_GONE.
    """
    note = Note.objects.get(pk=note_id)
    if note.state != NoteState.PUBLIC:
        raise Refusal(Reason.NOTE_GONE)
    return note


@transaction.atomic
def like(person: Person, note_id: int) -> None:
    """Like a note; its creator is told, once."""
    note = readable(note_id)
    stats = note_stats(note.pk)
    _, is_new = Like.objects.get_or_create(
        person=person, note=note, defaults={"at": timezone.now()}
    )
    if not is_new:
        return
    _count_like(person, note, 1)
    stats.likes += 1
    stats.interactions += person.pk != note.creator_id
    keep(stats)
    tell(note.creator_id, NoticeKind.LIKED, person, note)
    record(person, "like", f"note:{note.pk}")


@transaction.atomic
def unlike(person: Person, note_id: int) -> None:
    """Take a like back."""
    note = Note.objects.get(pk=note_id)
    stats = note_stats(note.pk)
    gone, _ = Like.objects.filter(person=person, note=note).delete()
    if not gone:
        return
    _count_like(person, note, -1)
    stats.likes -= 1
    stats.interactions -= person.pk != note.creator_id
    keep(stats)
    record(person, "unlike", f"note:{note.pk}")


def _count_like(person: Person, note: Note, change: int) -> None:
    creator = creator_stats(note.creator_id)
    creator.likes += change
    creator.save()
    learn_taste(person, note, change * LIKE)


@transaction.atomic
def follow(person: Person, username: str) -> None:
    """Follow a creator; raises `Person.DoesNotExist`, and refuses with FOLLOW_SELF."""
    creator = Person.objects.get(username=username, role=Role.CREATOR)
    if creator.pk == person.pk:
        raise Refusal(Reason.FOLLOW_SELF)
    stats = creator_stats(creator.pk)
    _, is_new = Follow.objects.get_or_create(
        person=person, creator=creator, defaults={"at": timezone.now()}
    )
    if not is_new:
        return
    stats.followers += 1
    stats.save()
    tell(creator.pk, NoticeKind.FOLLOWED, person)
    record(person, "follow", f"person:{creator.pk}")


@transaction.atomic
def unfollow(person: Person, username: str) -> None:
    """Follow a creator no longer; raises `Person.DoesNotExist`."""
    creator = Person.objects.get(username=username)
    stats = creator_stats(creator.pk)
    gone, _ = Follow.objects.filter(person=person, creator=creator).delete()
    if not gone:
        return
    stats.followers -= 1
    stats.save()
    record(person, "unfollow", f"person:{creator.pk}")
