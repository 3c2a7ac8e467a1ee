"""Every read of notes."""

from django.db.models import QuerySet

from hongmao.notes.models import Note, NoteState


def public_notes() -> QuerySet[Note]:
    """Notes anyone may read, newest first, with creator and pictures at hand."""
    return (
        Note.objects.filter(state=NoteState.PUBLIC)
        .select_related("creator")
        .prefetch_related("pictures")
        .order_by("-published_at", "-id")
    )


def public_note(pk: int) -> Note | None:
    """One public note, or None."""
    return public_notes().filter(pk=pk).first()


def is_draft(pk: int) -> bool:
    """Whether a note is there and not yet public."""
    return Note.objects.filter(pk=pk, state=NoteState.DRAFT).exists()
