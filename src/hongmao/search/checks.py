"""Whether the index is exactly what the notes say: every word, every count."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from hongmao.search.actions import BATCH, batches
from hongmao.search.backends import backend
from hongmao.search.entries import Entry, make_entry, term_key, term_sound, write_terms
from hongmao.search.models import Document, Term
from hongmao.search.queries import indexed_note_ids, is_current, notes_to_index, public_note_ids


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with the index, and with what of it."""

    what: str
    subject: str


def verify() -> Iterator[Fault]:
    """Every fault of the index. What changed in the last seconds may be on its way still."""
    if not is_current():
        yield Fault("made by other rules than those in force", "index")
    counts: Counter[tuple[str, str]] = Counter()
    for ids in batches(public_note_ids()):
        entries = [make_entry(note, pictures) for note, pictures in notes_to_index(ids)]
        for entry in entries:
            counts.update(entry.terms)
        yield from _differing(entries)
    for note_id in indexed_note_ids(public=False):
        yield Fault("indexed, and not public", f"note:{note_id}")
    for note_id in backend().strangers():
        yield Fault("words without a document", f"note:{note_id}")
    yield from _miscounted(counts)


def _differing(entries: list[Entry]) -> Iterator[Fault]:
    documents = Document.objects.in_bulk([entry.note_id for entry in entries])
    words_differ = set(backend().differing(entries))
    for entry in entries:
        document = documents.get(entry.note_id)
        if document is None:
            yield Fault("not indexed", f"note:{entry.note_id}")
        elif not _same(document, entry):
            yield Fault("indexed as it was before", f"note:{entry.note_id}")
        elif entry.note_id in words_differ:
            yield Fault("its words are not those of the note", f"note:{entry.note_id}")


def _same(document: Document, entry: Entry) -> bool:
    return (
        document.digest == entry.digest
        and document.creator_id == entry.creator_id
        and document.published_s == entry.published_s
        and document.quality == entry.quality
        and document.terms == write_terms(entry.terms)
    )


def _miscounted(counts: Counter[tuple[str, str]]) -> Iterator[Fault]:
    for term in Term.objects.iterator(BATCH):
        number = counts.pop((term.kind, term.text), 0)
        right = (number, term_key(term.kind, term.text), term_sound(term.kind, term.text))
        if (term.count, term.key, term.sound) != right:
            yield Fault(f"counted {term.count}; {number} notes have it", str(term))
    for (kind, text), number in counts.items():
        yield Fault(f"not counted; {number} notes have it", f"{kind}:{text}")
