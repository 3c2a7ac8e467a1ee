"""Publishing what was drafted, keeping what stood before, and deleting for good."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from hongmao.core.marks import tidy_topics, topics_in
from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.actions.files import forget_files
from hongmao.notes.actions.notes import PictureFile
from hongmao.notes.actions.notices import mentioned, tell
from hongmao.notes.actions.stats import list_note, unlist_note
from hongmao.notes.actions.uploads import crop_upload, forget_uploads
from hongmao.notes.models import (
    Draft,
    DraftPicture,
    Mention,
    Note,
    NoteRevision,
    NoteState,
    NoticeKind,
    Picture,
    RevisionPicture,
    RevisionVideo,
    Upload,
    Video,
    VideoUpload,
)
from hongmao.people.actions import become_creator, record
from hongmao.people.models import Person

GONE, GONE_EN = "（已删除的笔记）", "(deleted note)"
"""The title of what is left of a note that was deleted."""


class _Placed(msgspec.Struct, frozen=True):
    """A picture of a draft with the file of its crop."""

    choice: DraftPicture
    made: PictureFile


def publish_draft(person: Person, key: UUID) -> Note:
    """Publish a draft: a new note, or the change of one, which keeps what stood before.

    A reader's first note makes them a creator. Raises `Draft.DoesNotExist`, and `Refusal`:
    NOTE_UNTITLED, NOTE_EMPTY, PAYER_UNNAMED.
    """
    draft = Draft.objects.get(key=key, person=person)
    placed = [
        _Placed(choice, crop_upload(choice.upload, choice.aspect, choice.focus))
        for choice in draft.pictures.select_related("upload")
    ]  # before the database is locked: it takes a while
    _check(draft, placed)
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).get(key=key, person=person)
        note = _changed(draft, placed) if draft.note_id else _published(draft, placed)
        _mention(note)
        draft.delete()
        forget_uploads(person)
    return note


def _check(draft: Draft, placed: list[_Placed]) -> None:
    if not draft.title.strip():
        raise Refusal(Reason.NOTE_UNTITLED)
    if not draft.body.strip() and not placed and draft.video_id is None:
        raise Refusal(Reason.NOTE_EMPTY)
    if draft.paid and not draft.paid_by.strip():
        raise Refusal(Reason.PAYER_UNNAMED)


def _published(draft: Draft, placed: list[_Placed]) -> Note:
    note = Note(creator=draft.person, state=NoteState.PUBLIC, published_at=timezone.now())
    _say(note, draft)
    note.save()
    _show(note, placed, draft)
    list_note(note)
    become_creator(draft.person)
    record(draft.person, "publish_note", f"note:{note.pk}")
    return note


def _changed(draft: Draft, placed: list[_Placed]) -> Note:
    assert draft.note_id is not None  # as its caller has seen
    note = Note.objects.select_for_update().get(pk=draft.note_id)
    before = _content(note)
    kept = note.revisions.count()
    first = None if kept else _revision(note, 1, note.published_at or timezone.now())
    _say(note, draft)
    _show(note, placed, draft)
    if _content(note) == before:
        if first is not None:
            first.delete()
        return note
    note.edited_at = timezone.now()
    note.save()
    _revision(note, max(kept, 1) + 1, note.edited_at)
    list_note(note)
    record(draft.person, "change_note", f"note:{note.pk}")
    return note


def _content(note: Note) -> tuple[object, ...]:
    """Everything that readers see of a note."""
    shown = note.pictures.values_list("file", "alt", "alt_en")
    films = Video.objects.filter(note=note).values_list("film", "alt")
    texts = (note.title, note.title_en, note.body, note.body_en, note.paid_by)
    return (*texts, *note.topics, *shown, *films)


def _say(note: Note, draft: Draft) -> None:
    note.title, note.title_en = draft.title.strip(), draft.title_en.strip()
    note.body, note.body_en = draft.body.strip(), draft.body_en.strip()
    topics = tidy_topics([*draft.topics, *topics_in(draft.body)])
    if topics != note.topics:
        note.topics, note.topics_en = topics, []
    note.paid_by = draft.paid_by.strip() if draft.paid else ""


FILM = ("film", "ms", "file", "widths", "width", "height", "colour")
"""What a note's video has of its upload, and a revision's of the note's."""


def _show(note: Note, placed: list[_Placed], draft: Draft) -> None:
    note.pictures.all().delete()
    Video.objects.filter(note=note).delete()
    if draft.video is not None:
        film = {name: getattr(draft.video, name) for name in FILM}
        Video.objects.create(note=note, upload=draft.video, alt=draft.video_alt.strip(), **film)
    Picture.objects.bulk_create(
        Picture(
            note=note,
            position=position,
            file=one.made.file,
            widths=list(one.made.widths),
            width=one.made.width,
            height=one.made.height,
            colour=one.made.colour,
            alt=one.choice.alt,
            alt_en=one.choice.alt_en,
            upload=one.choice.upload,
            aspect=one.choice.aspect,
            focus=one.choice.focus,
        )
        for position, one in enumerate(placed)
    )


def _revision(note: Note, version: int, at: datetime) -> NoteRevision:
    revision = NoteRevision.objects.create(
        note=note,
        version=version,
        title=note.title,
        title_en=note.title_en,
        body=note.body,
        body_en=note.body_en,
        topics=note.topics,
        paid_by=note.paid_by,
        at=at,
    )
    RevisionPicture.objects.bulk_create(
        RevisionPicture(
            revision=revision,
            position=picture.position,
            file=picture.file,
            widths=picture.widths,
            width=picture.width,
            height=picture.height,
            colour=picture.colour,
            alt=picture.alt,
        )
        for picture in note.pictures.all()
    )
    for video in Video.objects.filter(note=note):
        film = {name: getattr(video, name) for name in FILM}
        RevisionVideo.objects.create(revision=revision, alt=video.alt, **film)
    return revision


def _mention(note: Note) -> None:
    """Keep whom the text names, and tell them."""
    found = mentioned(f"{note.body}\n{note.body_en}")
    named = [person for person in found if person.pk != note.creator_id]
    note.mentions.exclude(person__in=named).delete()
    Mention.objects.bulk_create(
        (Mention(note=note, person=person) for person in named), ignore_conflicts=True
    )
    for person in named:
        tell(person.pk, NoticeKind.MENTIONED, note.creator, note)


def is_gone(note: Note) -> bool:
    """Whether a note was deleted for good: what is left of it is a shell."""
    return note.title == GONE and note.state == NoteState.REMOVED


@transaction.atomic
def delete_note(actor: Person, note_id: int) -> None:
    """Delete a note for good: text, pictures and their files, history, and all that readers added.

    A shell with its number, its creator and its times stays, because money and the log refer to
    it. Its placements are to be ended before: see `links.asks.delete_note`, which does both.
    Raises `Note.DoesNotExist`.
    """
    note = Note.objects.select_for_update().get(pk=note_id)
    if is_gone(note):
        raise Note.DoesNotExist
    if note.state == NoteState.PUBLIC:
        unlist_note(note)
    files = {*note.pictures.values_list("file", flat=True)}
    files |= {*RevisionPicture.objects.filter(revision__note=note).values_list("file", flat=True)}
    uploads = Upload.objects.filter(pictures__note=note, drafted__isnull=True)
    files |= {*uploads.values_list("file", flat=True)}
    for films in (
        Video.objects.filter(note=note),
        RevisionVideo.objects.filter(revision__note=note),
        VideoUpload.objects.filter(videos__note=note, drafted__isnull=True),
    ):
        files |= {file for pair in films.values_list("film", "file") for file in pair}
    for relation in note._meta.related_objects:
        if relation.related_model._meta.app_label == note._meta.app_label:
            relation.related_model._default_manager.filter(**{relation.field.name: note}).delete()
    note.title, note.title_en, note.body, note.body_en = GONE, GONE_EN, "", ""
    note.topics, note.topics_en, note.paid_by = [], [], ""
    note.state = NoteState.REMOVED
    note.save()
    forget_uploads(note.creator)
    forget_files(files)
    record(actor, "delete_note", f"note:{note.pk}")
