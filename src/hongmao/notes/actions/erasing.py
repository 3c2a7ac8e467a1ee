"""Deleting all that somebody wrote."""

from pathlib import Path

from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import ProtectedError

from hongmao.notes.models import Note, NoteState, Picture
from hongmao.people.models import Person
from hongmao.people.owned import drop_cascading

OWN = "notes/"
"""The folder of uploaded pictures; what else the media folder holds came with the software."""


def erase_notes(creator: Person) -> None:
    """Delete a creator's notes with their pictures.

    Of one that money points to, the row stays without a word in it. Call it inside the deletion's
    own database transaction.
    """
    files = list(Picture.objects.filter(note__creator=creator).values_list("file", flat=True))
    for note in Note.objects.filter(creator=creator):
        try:
            with transaction.atomic():
                note.delete()
        except ProtectedError:
            _blank(note)
    transaction.on_commit(lambda: _unlink(files))


def _blank(note: Note) -> None:
    drop_cascading(note)
    note.title = note.title_en = note.body = note.body_en = ""
    note.topics, note.topics_en = [], []
    note.state = NoteState.REMOVED
    note.save()


def _unlink(files: list[str]) -> None:
    kept = set(Picture.objects.filter(file__in=files).values_list("file", flat=True))
    for name in files:
        if name.startswith(OWN) and ".." not in name and name not in kept:
            (Path(django_settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
