"""Deleting all that somebody wrote."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import ProtectedError

from hongmao.notes.actions.publishing import delete_note, is_gone
from hongmao.notes.actions.uploads import forget_uploads
from hongmao.notes.models import Draft, Note, Picture
from hongmao.people.models import Person

OWN = "notes/"
"""The folder of uploaded pictures; what else the media folder holds came with the software."""


def erase_notes(creator: Person) -> None:
    """Delete a creator's notes, drafts and uploads, with their pictures.

    Of a note that money points to, the row stays without a word in it. Call it inside the
    deletion's own database transaction.
    """
    files = list(Picture.objects.filter(note__creator=creator).values_list("file", flat=True))
    Draft.objects.filter(person=creator).delete()
    for note in Note.objects.filter(creator=creator):
        if not is_gone(note):
            delete_note(creator, note.pk)
        with suppress(ProtectedError), transaction.atomic():
            Note.objects.get(pk=note.pk).delete()
    forget_uploads(creator)
    transaction.on_commit(lambda: _unlink(files))


def _unlink(files: list[str]) -> None:
    kept = set(Picture.objects.filter(file__in=files).values_list("file", flat=True))
    for name in files:
        if name.startswith(OWN) and ".." not in name and name not in kept:
            (Path(django_settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
