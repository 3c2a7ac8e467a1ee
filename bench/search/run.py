"""Indexes many notes and asks many questions, on SQLite and on PostgreSQL from a wheel.

Writes bench/search/RESULTS.md. Ends with 1 where a question takes longer than it may.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from bench.search.notes import Language

NOTES = int(os.environ.get("HONGMAO_SEARCH_NOTES", "100000"))
QUESTIONS = int(os.environ.get("HONGMAO_SEARCH_QUESTIONS", "300"))
DATABASES = os.environ.get("HONGMAO_SEARCH_DATABASES", "sqlite,postgresql").split(",")
MOST_MS = 100.0
"""What the 95th of a hundred questions may take, in milliseconds."""
CHUNK = 2000
RESULTS = Path(__file__).parent / "RESULTS.md"


class Timed(msgspec.Struct, frozen=True):
    """What was done, and its median and 95th percentile in milliseconds."""

    name: str
    p50: float
    p95: float


class Result(msgspec.Struct, frozen=True):
    """One database's figures: seconds to index all notes, milliseconds for one, and questions."""

    database: str
    index_s: float
    one_ms: float
    megabytes: float
    empty: int
    timed: list[Timed]


def main() -> int:
    """Measure each database in a process of its own; returns 1 where one is too slow.

    `HONGMAO_SEARCH_NOTES` (100,000), `_QUESTIONS` (300), `_DATABASES` (`sqlite,postgresql`).
    """
    results = []
    for database in DATABASES:
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-m", "bench.search.run", database]
            if database == "postgresql":
                command = [sys.executable, "-m", "tests.postgres", *command]
            values = {**os.environ, "HONGMAO_HOME": home, "PYTHONPATH": "src:."}
            values.pop("HONGMAO_DATABASE_URL", None)
            ended = subprocess.run(
                command, env=values, stdout=subprocess.PIPE, text=True, check=True
            )
            last = ended.stdout.strip().splitlines()[-1]
            results.append(msgspec.json.decode(last, type=Result))
            print(results[-1], flush=True)
    text = report(results)
    print(text)
    RESULTS.write_text(text)
    asked = [one for result in results for one in result.timed if one.name == "answer"]
    return 0 if all(one.p95 <= MOST_MS for one in asked) else 1


def run(database: str) -> int:
    """The figures of one database, in this process; prints them as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hongmao.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    print(msgspec.json.encode(measure(database)).decode())
    return 0


def measure(database: str) -> Result:
    """Fill the database, index it, ask."""
    from bench.search.notes import START, Language
    from hongmao.search.actions import index_notes, rebuild
    from hongmao.search.asking import Filters, ask, find, number
    from hongmao.search.suggesting import suggest

    language = Language(7)
    last = publish(language)
    index_s = seconds(rebuild)
    one_ms = 1000 * seconds(lambda: index_notes([last], anew=True))
    questions = language.questions(QUESTIONS)
    filters, empty = Filters(), 0
    took: dict[str, list[float]] = {"answer": [], "answer, counted": [], "suggest": []}
    for question in questions:
        began = time.perf_counter()
        asked = ask(question, filters, START)
        hits = find(asked, filters, START, 0, 24)
        took["answer"].append(time.perf_counter() - began)
        number(asked, filters, START)
        took["answer, counted"].append(time.perf_counter() - began)
        empty += not hits
        typed = question[: max(1, len(question) - 1)]
        took["suggest"].append(seconds(lambda typed=typed: suggest(typed, chinese=True)))
    timed = [Timed(name, *percentiles(times)) for name, times in took.items()]
    return Result(database, index_s, one_ms, size() / 1e6, empty, timed)


def publish(language: "Language") -> int:
    """Write the notes without their actions, which is much faster; returns the last one's id."""
    from bench.search.notes import CREATORS
    from hongmao.notes.models import Note, NoteState, Picture
    from hongmao.people.models import Person

    people = Person.objects.bulk_create(
        Person(username=f"c{n}", role="creator", name=f"博主{n}") for n in range(CREATORS)
    )
    made = language.notes(NOTES)
    note = Note()
    while some := list(islice(made, CHUNK)):
        notes = Note.objects.bulk_create(
            Note(
                creator=people[one.creator], title=one.title, body=one.body,
                topics=list(one.topics), state=NoteState.PUBLIC, published_at=one.at,
            )
            for one in some
        )  # fmt: skip
        Picture.objects.bulk_create(
            Picture(note=note, position=0, file="a.webp", width=9, height=12, colour="#c0a080")
            for note in notes
        )
        note = notes[-1]
    return note.pk


def size() -> int:
    """Bytes of the index."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            tables = "name LIKE 'search_%'"
            cursor.execute(f"SELECT SUM(pgsize) FROM dbstat WHERE {tables}")
        else:
            cursor.execute(
                "SELECT SUM(pg_total_relation_size(relid)) FROM pg_stat_user_tables "
                "WHERE relname LIKE 'search_%'"
            )
        return int(cursor.fetchone()[0])


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def percentiles(times: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(len(ordered) * 0.95)]


def report(results: list[Result]) -> str:
    """The results in Markdown."""
    lines = [
        "# Searching notes",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} cores, "
        f"shared with other work · Python {platform.python_version()}",
        "",
        f"{NOTES:,} notes of 198 characters on average, {QUESTIONS} questions of one to three "
        "words, every tenth misspelt, one process, nothing kept between questions. An answer is "
        "all that the search does: cutting, synonyms, spelling where little is found, ranking, the "
        "first 24 ids. Milliseconds.",
        "",
        "| database | index all, s | one note | index, MB | empty |"
        + "".join(f" {one.name}, p50 | p95 |" for one in results[0].timed),
        "|---|--:|--:|--:|--:|" + "--:|--:|" * len(results[0].timed),
        *(
            f"| {one.database} | {one.index_s:.0f} | {one.one_ms:.1f} | {one.megabytes:,.0f} "
            f"| {one.empty} |" + "".join(f" {t.p50:.1f} | {t.p95:.1f} |" for t in one.timed)
            for one in results
        ),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
