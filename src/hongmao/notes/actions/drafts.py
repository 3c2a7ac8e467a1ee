"""Every write of drafts. What somebody types into one leaves no audit row; what becomes of it does.

All take the draft by its `key` and raise `Draft.DoesNotExist` where it is not the person's own.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

import msgspec
from django.conf import settings as django_settings
from django.db import transaction

from hongmao.core.marks import tidy_topics
from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.actions.uploads import forget_uploads
from hongmao.notes.models import (
    Draft,
    DraftPicture,
    Note,
    NoteState,
    Picture,
    Upload,
    Video,
    VideoUpload,
)
from hongmao.people.actions import record
from hongmao.people.models import Person


class DraftText(msgspec.Struct, frozen=True):
    """What a draft says, as the composer sends it; see `Draft`."""

    title: str = ""
    title_en: str = ""
    body: str = ""
    body_en: str = ""
    topics: tuple[str, ...] = ()
    paid: bool = False
    paid_by: str = ""
    attach: str = ""
    video_alt: str = ""


class Choice(msgspec.Struct, frozen=True):
    """What is chosen for a picture of a draft; `order` is its rank among them."""

    alt: str
    aspect: str
    focus: str
    order: int


@transaction.atomic
def save_draft(
    person: Person, key: UUID, text: DraftText, choices: Mapping[int, Choice] | None = None
) -> Draft:
    """Keep a draft as it stands, begun where there is none; `choices` by a picture's number.

    Raises `Refusal` DRAFTS_TOO_MANY.
    """
    draft = Draft.objects.select_for_update().filter(key=key).first()
    if draft is None:
        _check_room(person)
        draft = Draft(person=person, key=key)
    elif draft.person_id != person.pk:
        raise Draft.DoesNotExist
    for name, value in msgspec.structs.asdict(text).items():
        setattr(draft, name, value)
    draft.topics = tidy_topics(text.topics)
    draft.save()
    if choices:
        _arrange(draft, choices)
    return draft


def _check_room(person: Person) -> None:
    limit = django_settings.HONGMAO.drafts_most
    if person.drafts.count() >= limit:
        raise Refusal(Reason.DRAFTS_TOO_MANY, limit=limit)


def _arrange(draft: Draft, choices: Mapping[int, Choice]) -> None:
    found = list(draft.pictures.all())
    ranks = {p.pk: choices[p.pk].order if p.pk in choices else p.position for p in found}
    for position, picture in enumerate(sorted(found, key=lambda p: (ranks[p.pk], p.position))):
        chosen = choices.get(picture.pk)
        if chosen:
            picture.alt, picture.aspect, picture.focus = chosen.alt, chosen.aspect, chosen.focus
        picture.position = position
        picture.save()


@transaction.atomic
def add_pictures(person: Person, key: UUID, uploads: Sequence[Upload]) -> None:
    """Put pictures at the end of a draft. Raises `Refusal` PICTURES_TOO_MANY."""
    draft = _own(person, key)
    limit = django_settings.HONGMAO.note_pictures
    there = draft.pictures.count()
    if there + len(uploads) > limit:
        raise Refusal(Reason.PICTURES_TOO_MANY, limit=limit)
    DraftPicture.objects.bulk_create(
        DraftPicture(draft=draft, upload=upload, position=there + place)
        for place, upload in enumerate(uploads)
    )


@transaction.atomic
def set_video(person: Person, key: UUID, upload: VideoUpload | None) -> None:
    """Give a draft its one video, in place of any it has; None takes it out."""
    draft = _own(person, key)
    draft.video = upload
    draft.save()
    forget_uploads(person)


@transaction.atomic
def move_picture(person: Person, key: UUID, picture_id: int, by: int) -> None:
    """Move a picture of a draft `by` places, as far as there are any."""
    draft = _own(person, key)
    order = [picture.pk for picture in draft.pictures.all()]
    if picture_id not in order:
        return
    place = order.index(picture_id)
    order.insert(max(0, place + by), order.pop(place))
    for position, pk in enumerate(order):
        draft.pictures.filter(pk=pk).update(position=position)


@transaction.atomic
def drop_picture(person: Person, key: UUID, picture_id: int) -> None:
    """Take a picture out of a draft."""
    _own(person, key).pictures.filter(pk=picture_id).delete()
    forget_uploads(person)


@transaction.atomic
def discard_draft(person: Person, key: UUID) -> None:
    """Throw a draft away; a note that it would have changed stays as it is."""
    draft = _own(person, key)
    record(person, "discard_draft", f"draft:{draft.pk}")
    draft.delete()
    forget_uploads(person)


@transaction.atomic
def edit_note(person: Person, note_id: int) -> Draft:
    """The draft of changes to a public note of one's own: the one begun, or a new one.

    Raises `Note.DoesNotExist`.
    """
    note = Note.objects.select_for_update().get(pk=note_id, creator=person, state=NoteState.PUBLIC)
    begun = Draft.objects.filter(note=note).first()
    if begun is not None:
        return begun
    video = Video.objects.filter(note=note).select_related("upload").first()
    draft = Draft.objects.create(
        key=uuid4(),
        person=person,
        note=note,
        title=note.title,
        title_en=note.title_en,
        body=note.body,
        body_en=note.body_en,
        topics=note.topics,
        paid=bool(note.paid_by),
        paid_by=note.paid_by,
        video=_video_of(person, video) if video else None,
        video_alt=video.alt if video else "",
    )
    for picture in note.pictures.select_related("upload"):
        DraftPicture.objects.create(
            draft=draft,
            upload=picture.upload or _adopted(person, picture),
            position=picture.position,
            alt=picture.alt,
            alt_en=picture.alt_en,
            aspect=picture.aspect,
            focus=picture.focus,
        )
    record(person, "edit_note", f"note:{note.pk}")
    return draft


def _adopted(person: Person, picture: Picture) -> Upload:
    """The upload of a picture that did not come as one."""
    upload, _ = Upload.objects.get_or_create(
        person=person,
        file=picture.file,
        defaults={
            "widths": picture.widths,
            "width": picture.width,
            "height": picture.height,
            "colour": picture.colour,
        },
    )
    return upload


def _video_of(person: Person, video: Video) -> VideoUpload:
    """The upload of a video, made where it did not come as one."""
    names = ("ms", "file", "widths", "width", "height", "colour")
    return (
        video.upload
        or VideoUpload.objects.get_or_create(
            person=person,
            film=video.film,
            defaults={name: getattr(video, name) for name in names},
        )[0]
    )


def _own(person: Person, key: UUID) -> Draft:
    return Draft.objects.select_for_update(of=("self",)).get(key=key, person=person)
