"""Reads of the log reach the notes, once however often they are counted."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from hongmao.core.clock import to_ms
from hongmao.core.events import Read
from hongmao.jobs.reading import count_all
from hongmao.lake.parquet import ship_all
from hongmao.notes.models import Note, NoteStats
from tests.factories import make_note, write_segment

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def make_read(note: Note, at: datetime, view: str) -> Read:
    """A page view that read a note."""
    return Read(at=to_ms(at), view=view, note=note.pk, reader="r", surface="note", seconds=9)


def test_reads_are_counted_from_the_log(home: Path) -> None:
    now = timezone.now()
    notes = [make_note(at=now) for _ in range(3)]
    views = [(notes[0], "a"), (notes[0], "a"), (notes[0], "b"), (notes[1], "c")]
    old = make_read(notes[2], now - timedelta(days=60), "old")
    write_segment(home, *(make_read(note, now, view) for note, view in views), old)
    assert count_all(home / "lake", now) == 0
    list(ship_all(home / "log", home / "lake"))
    before = NoteStats.objects.get(note=notes[0]).standing
    assert count_all(home / "lake", now) == 2
    assert count_all(home / "lake", now) == 0
    assert [NoteStats.objects.get(note=note).reads for note in notes] == [2, 1, 0]
    assert NoteStats.objects.get(note=notes[0]).standing < before
