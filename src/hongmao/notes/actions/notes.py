"""Every write of notes."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from hongmao.notes.actions.stats import list_note, unlist_note
from hongmao.notes.models import Note, NoteState, Picture
from hongmao.people.actions import record
from hongmao.people.models import Person


class NoteText(msgspec.Struct, frozen=True):
    """What a note says; the `_en` texts are optional translations."""

    title: str
    body: str
    topics: tuple[str, ...] = ()
    title_en: str = ""
    body_en: str = ""
    topics_en: tuple[str, ...] = ()


class PictureFile(msgspec.Struct, frozen=True):
    """A picture that lies in the media folder already; `widths` as `Picture` has them."""

    file: str
    width: int
    height: int
    colour: str
    alt: str = ""
    alt_en: str = ""
    widths: tuple[int, ...] = ()


@transaction.atomic
def publish_note(
    creator: Person,
    text: NoteText,
    pictures: Sequence[PictureFile],
    published_at: datetime | None = None,
) -> Note:
    """Publish a note with its pictures, in their order."""
    note = Note.objects.create(
        creator=creator,
        title=text.title,
        title_en=text.title_en,
        body=text.body,
        body_en=text.body_en,
        topics=list(text.topics),
        topics_en=list(text.topics_en),
        state=NoteState.PUBLIC,
        published_at=published_at or timezone.now(),
    )
    Picture.objects.bulk_create(
        Picture(note=note, position=position, **msgspec.structs.asdict(picture))
        for position, picture in enumerate(pictures)
    )
    list_note(note)
    record(creator, "publish_note", f"note:{note.pk}")
    return note


@transaction.atomic
def remove_note(operator: Person, note_id: int) -> Note:
    """Take a public note away from everyone; its link goes first, which is `links`' to do.

    Raises `Note.DoesNotExist`. A note that is not public is left as it is.
    """
    note = Note.objects.select_for_update().get(pk=note_id)
    if note.state == NoteState.PUBLIC:
        note.state = NoteState.REMOVED
        note.save()
        unlist_note(note)
        record(operator, "remove_note", f"note:{note.pk}")
    return note
