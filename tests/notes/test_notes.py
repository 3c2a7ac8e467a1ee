"""Notes and their pictures, and who can read them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from hongmao.notes.actions.notes import NoteText, PictureFile, publish_note
from hongmao.notes.models import Note, NoteState, Picture
from hongmao.notes.queries.notes import public_note, public_notes
from hongmao.people.models import AuditRow, Role
from tests.factories import make_note, make_person, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_a_note_is_published_with_its_pictures_in_order() -> None:
    creator = make_person(Role.CREATOR)
    pictures = [PictureFile(f"notes/{n}.webp", 900, 1200, "#aabbcc", f"图 {n}") for n in range(3)]
    note = publish_note(creator, NoteText("标题", "正文", ("咖啡",), "Title"), pictures)
    kept = public_note(note.pk)
    assert kept is not None
    assert [p.file for p in kept.pictures.all()] == [p.file for p in pictures]
    assert (kept.title, kept.title_en, kept.topics, kept.topics_en) == (
        "标题",
        "Title",
        ["咖啡"],
        [],
    )
    assert kept.published_at is not None
    row = AuditRow.objects.get(verb="publish_note")
    assert (row.actor, row.subject) == (creator, f"note:{note.pk}")


def test_the_newest_comes_first_and_at_one_time_the_later_written() -> None:
    now = timezone.now()
    creator = make_person(Role.CREATOR)
    old = make_note(creator, now - timedelta(days=1))
    twins = [make_note(creator, now) for _ in range(2)]
    assert list(public_notes()) == [twins[1], twins[0], old]


@pytest.mark.parametrize("state", [NoteState.DRAFT, NoteState.REMOVED])
def test_only_public_notes_are_read(state: NoteState) -> None:
    note = make_note()
    Note.objects.filter(pk=note.pk).update(state=state)
    assert public_note(note.pk) is None
    assert not public_notes().exists()
    assert public_note(0) is None


def test_the_database_holds_what_a_note_is() -> None:
    note = make_note()
    for change in ({"published_at": None}, {"state": "secret"}):
        with pytest.raises(IntegrityError), undone():
            Note.objects.filter(pk=note.pk).update(**change)
    size = {"file": "x", "colour": "#000000", "height": 1}
    with pytest.raises(IntegrityError), undone():
        Picture.objects.create(note=note, position=0, width=1, **size)
    with pytest.raises(IntegrityError), undone():
        Picture.objects.create(note=note, position=1, width=0, **size)
