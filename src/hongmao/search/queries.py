"""Every read of the index by those who keep it; what readers ask is in `asking`."""

from collections.abc import Collection, Iterator

from django.db.models import Count, QuerySet

from hongmao.core.words import RULES
from hongmao.notes.models import Note, NoteState
from hongmao.search.models import Document, Reached, Synonyms


def reached() -> Reached:
    """How far the index has followed the audit trail; from its start where it never did."""
    return Reached.objects.filter(pk=1).first() or Reached(pk=1)


def is_current() -> bool:
    """Whether the index was made by the rules in force; one that never was made is not."""
    return reached().rules == RULES


def notes_to_index(ids: Collection[int]) -> Iterator[tuple[Note, int]]:
    """The public ones of these notes with their creators; how many pictures, a video as one."""
    rows = Note.objects.filter(pk__in=ids, state=NoteState.PUBLIC).select_related("creator")
    for note in rows.annotate(shown=Count("pictures"), films=Count("video", distinct=True)):
        yield note, note.shown + note.films


def public_note_ids() -> Iterator[int]:
    """All notes that are to be found, in their order."""
    rows = Note.objects.filter(state=NoteState.PUBLIC).order_by("pk")
    return rows.values_list("pk", flat=True).iterator()


def indexed_note_ids(*, public: bool) -> list[int]:
    """All notes that are indexed and public, or indexed and not public, in their order."""
    still = Note.objects.filter(state=NoteState.PUBLIC).values("pk")
    rows = (
        Document.objects.filter(note_id__in=still)
        if public
        else Document.objects.exclude(note_id__in=still)
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def notes_of(creator_ids: Collection[int]) -> Iterator[int]:
    """The public notes of these creators."""
    rows = Note.objects.filter(creator__in=creator_ids, state=NoteState.PUBLIC)
    return rows.values_list("pk", flat=True).iterator()


def operators_synonyms() -> QuerySet[Synonyms]:
    """The lines of synonyms that operators wrote, the newest first."""
    return Synonyms.objects.order_by("-pk")
