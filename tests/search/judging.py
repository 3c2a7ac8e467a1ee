"""The judged set: notes, questions, and how well each note answers each question."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
from django.utils import timezone

from hongmao.core.relevance import ndcg
from hongmao.jobs.index import Indexer
from hongmao.notes.actions.notes import NoteText, PictureFile, publish_note
from hongmao.people.models import Role
from hongmao.search.asking import Filters, ask, find
from tests.factories import make_person

FOLDER = Path(__file__).parent / "judged"
PLACES = 10


class Judged(msgspec.Struct, frozen=True):
    """A question, and the grade of each note that answers it: 3 just so, 2 well, 1 in passing."""

    question: str
    grades: dict[str, int]


def read_notes() -> Iterator[tuple[str, list[str], str, str]]:
    """Each note's key, topics, title and text."""
    for line in (FOLDER / "notes.tsv").read_text().splitlines():
        key, topics, title, body = line.split("\t")
        yield key, topics.split(","), title, body


def read_questions() -> list[Judged]:
    """The questions with their judgements."""
    judged = []
    for line in (FOLDER / "questions.tsv").read_text().splitlines():
        if not line.startswith("#"):
            question, _, grades = line.partition("\t")
            pairs = (pair.rpartition(":") for pair in grades.split())
            judged.append(Judged(question, {key: int(grade) for key, _, grade in pairs}))
    return judged


def publish_all() -> dict[int, str]:
    """Publish and index the notes, a day apart; returns their keys by id."""
    creator, now = make_person(Role.CREATOR, name="评测", name_en="Tester"), timezone.now()
    keys = {}
    for age, (key, topics, title, body) in enumerate(read_notes()):
        text = NoteText(title, body, tuple(topics))
        picture = PictureFile(f"notes/{key}.webp", 900, 1200, "#c0a080")
        note = publish_note(creator, text, [picture], now - timedelta(days=age))
        keys[note.pk] = key
    Indexer().follow()
    return keys


def measure(keys: dict[int, str]) -> list[tuple[str, float, list[str]]]:
    """Each question with the nDCG@10 of what it finds, and that."""
    at, filters, rows = timezone.now(), Filters(), []
    for judged in read_questions():
        asked = ask(judged.question, filters, at)
        found = [keys[hit.note_id] for hit in find(asked, filters, at, 0, PLACES)]
        rows.append((judged.question, ndcg(found, judged.grades, PLACES), found))
    return rows
