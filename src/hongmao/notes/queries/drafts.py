"""Every read of drafts, and of what their writer has published."""

from uuid import UUID

from django.db.models import QuerySet

from hongmao.notes.models import Draft, Note, NoteRevision, NoteState
from hongmao.people.models import Person


def drafts_of(person: Person) -> QuerySet[Draft]:
    """A person's drafts, the one last touched first."""
    return (
        Draft.objects.filter(person=person)
        .select_related("note", "video")
        .prefetch_related("pictures__upload")
        .order_by("-changed_at")
    )


def draft_of(person: Person, key: UUID) -> Draft | None:
    """A person's draft, or None: nobody reads another's."""
    return drafts_of(person).filter(key=key).first()


def key_taken(key: UUID) -> bool:
    """Whether any draft has this key."""
    return Draft.objects.filter(key=key).exists()


def notes_of(person: Person) -> QuerySet[Note]:
    """A person's public notes, newest first."""
    return (
        Note.objects.filter(creator=person, state=NoteState.PUBLIC)
        .select_related("video")
        .prefetch_related("pictures")
        .order_by("-published_at", "-id")
    )


def history_of(note: Note) -> QuerySet[NoteRevision]:
    """What a note said, newest first; empty where it was never changed."""
    rows = note.revisions.select_related("video").prefetch_related("pictures")
    return rows.order_by("-version")
