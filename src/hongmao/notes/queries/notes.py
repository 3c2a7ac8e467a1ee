"""Every read of notes."""

from collections.abc import Iterable

from django.db.models import QuerySet

from hongmao.notes.models import Note, NoteState
from hongmao.people.models import Person, Role


def public_notes() -> QuerySet[Note]:
    """Notes anyone may read, newest first, with creator, counts and pictures at hand."""
    return (
        Note.objects.filter(state=NoteState.PUBLIC)
        .select_related("creator", "stats", "video")
        .prefetch_related("pictures")
        .order_by("-published_at", "-id")
    )


def public_note(pk: int) -> Note | None:
    """One public note, or None."""
    return public_notes().filter(pk=pk).first()


def notes_by_id(ids: Iterable[int]) -> dict[int, Note]:
    """The public ones among these notes, by id.

    Their state is looked at here: asked for both, a database may walk all public notes by index.
    """
    rows = Note.objects.filter(pk__in=list(ids)).select_related("creator", "stats", "video")
    found = rows.prefetch_related("pictures").order_by()
    return {note.pk: note for note in found if note.state == NoteState.PUBLIC}


def public_among(ids: Iterable[int]) -> set[int]:
    """Which of these notes are public."""
    rows = Note.objects.filter(pk__in=list(ids)).order_by().values_list("pk", "state")
    return {pk for pk, state in rows if state == NoteState.PUBLIC}


def creator_of(username: str) -> Person | None:
    """The creator with this account name, with their counts, or None."""
    return (
        Person.objects.filter(username=username, role=Role.CREATOR, is_active=True)
        .select_related("stats")
        .first()
    )


def is_draft(pk: int) -> bool:
    """Whether a note is there and not yet public."""
    return Note.objects.filter(pk=pk, state=NoteState.DRAFT).exists()
