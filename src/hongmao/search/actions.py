"""Every write of the index. All of it can be made anew from the notes, and each is safe to repeat.

Those who write it take turns, by the one row of `Reached`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db import connection, transaction

from hongmao.core.words import RULES
from hongmao.people.actions import record
from hongmao.people.models import AuditRow, Person
from hongmao.search.backends import backend
from hongmao.search.entries import (
    Entry,
    digest_of,
    make_entry,
    read_terms,
    term_key,
    term_sound,
    write_terms,
)
from hongmao.search.models import Document, Reached, Synonyms, Term
from hongmao.search.queries import indexed_note_ids, notes_to_index, public_note_ids

BATCH = 500
"""Notes of one database transaction."""
T = TypeVar("T")


@transaction.atomic
def index_notes(note_ids: Iterable[int], *, anew: bool = False) -> int:
    """Bring these notes' entries up to date, whatever became of them; returns how many changed.

    `anew` writes those too that have not changed, and leaves the terms to be counted afterwards.
    """
    _take_turn()
    asked = set(note_ids)
    found = {note.pk: (note, pictures) for note, pictures in notes_to_index(asked)}
    before = Document.objects.in_bulk(asked)
    entries = [
        make_entry(note, pictures)
        for pk, (note, pictures) in found.items()
        if anew or pk not in before or before[pk].digest != digest_of(note, pictures)
    ]
    gone = [before[pk] for pk in before.keys() - found.keys()]
    replaced = [before[entry.note_id] for entry in entries if entry.note_id in before]
    if not anew:
        _count_terms(entries, [*gone, *replaced])
    Document.objects.bulk_create(
        [_document(entry) for entry in entries],
        update_conflicts=True,
        unique_fields=["note_id"],
        update_fields=["creator_id", "published_s", "quality", "digest", "terms"],
    )
    words = backend()
    words.write(entries)
    words.erase([document.pk for document in gone])
    Document.objects.filter(pk__in=[document.pk for document in gone]).delete()
    return len(entries) + len(gone)


def rebuild() -> int:
    """Make the index of all public notes anew, in batches between which others write; their count.

    It answers all the while. What changes meanwhile the audit trail tells, from where it stood.
    """
    position = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    count = 0
    for ids in batches(public_note_ids()):
        index_notes(ids, anew=True)
        count += len(ids)
    for ids in batches(indexed_note_ids(public=False)):
        index_notes(ids, anew=True)
    _recount()
    set_reached(position)
    return count


@transaction.atomic
def set_reached(audit_id: int) -> None:
    """Say how far the audit trail has been followed, by the rules in force."""
    Reached.objects.update_or_create(pk=1, defaults={"audit_id": audit_id, "rules": RULES})


@transaction.atomic
def _recount() -> None:
    """Count every term anew, and forget words without a document."""
    _take_turn()
    counts: Counter[tuple[str, str]] = Counter()
    for terms in Document.objects.values_list("terms", flat=True).iterator(BATCH):
        counts.update(read_terms(terms))
    Term.objects.all().delete()
    for some in batches(counts.items()):
        Term.objects.bulk_create([_term(kind, text, count) for (kind, text), count in some])
    words = backend()
    words.erase(words.strangers())


@transaction.atomic
def add_synonyms(operator: Person, words: str) -> Synonyms:
    """Have these words, by commas, mean the same to the search."""
    made = Synonyms.objects.create(words=words)
    record(operator, "add_synonyms", f"synonyms:{made.pk}", words=words)
    return made


@transaction.atomic
def drop_synonyms(operator: Person, pk: int) -> None:
    """Take an operator's line of synonyms back; nothing happens where it is gone already."""
    for row in Synonyms.objects.filter(pk=pk):
        record(operator, "drop_synonyms", f"synonyms:{pk}", words=row.words)
        row.delete()


def _take_turn() -> None:
    Reached.objects.get_or_create(pk=1)
    Reached.objects.select_for_update().get(pk=1)


def _document(entry: Entry) -> Document:
    return Document(
        note_id=entry.note_id,
        creator_id=entry.creator_id,
        published_s=entry.published_s,
        quality=entry.quality,
        digest=entry.digest,
        terms=write_terms(entry.terms),
    )


def _count_terms(added: Iterable[Entry], taken: Iterable[Document]) -> None:
    """Count what these entries add and these documents had, in one statement a batch."""
    changes: Counter[tuple[str, str]] = Counter()
    for entry in added:
        changes.update(entry.terms)
    for document in taken:
        changes.subtract(read_terms(document.terms))
    rows = [_term(kind, text, count) for (kind, text), count in sorted(changes.items()) if count]
    for some in batches(rows):
        places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
        statement = (
            f"INSERT INTO search_term (kind, text, key, sound, count) VALUES {places} "  # noqa: S608
            "ON CONFLICT (kind, text) DO UPDATE SET count = search_term.count + excluded.count"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                statement,
                [value for t in some for value in (t.kind, t.text, t.key, t.sound, t.count)],
            )
    if any(row.count < 0 for row in rows):
        Term.objects.filter(count__lte=0).delete()


def _term(kind: str, text: str, count: int) -> Term:
    return Term(
        kind=kind, text=text, key=term_key(kind, text), sound=term_sound(kind, text), count=count
    )


def batches(things: Iterable[T]) -> Iterator[list[T]]:
    """The things in their order, `BATCH` at a time."""
    batch: list[T] = []
    for thing in things:
        batch.append(thing)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
