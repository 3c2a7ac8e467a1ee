"""What a reader may mean while they still type: what many ask, topics, creators, words, titles."""

from datetime import datetime
from typing import Literal

import msgspec

from hongmao.core.questions import clean
from hongmao.core.words import words
from hongmao.notes.models import Note
from hongmao.notes.queries.notes import public_notes
from hongmao.search.backends import backend
from hongmao.search.models import Term, TermKind
from hongmao.search.popular import popular
from hongmao.search.spelling import beginning, sounding

MOST = 8
"""Suggestions at most."""
MOST_ASKED, MOST_TOPICS, MOST_CREATORS, MOST_WORDS = 2, 3, 2, 3
MOST_UNTYPED = 6
"""Suggestions before anything is typed."""
MOST_POPULAR = 12


class Suggestion(msgspec.Struct, frozen=True):
    """What could be asked, or the note that could be opened (`note` is its id)."""

    kind: Literal["popular", "topic", "creator", "word", "title"]
    text: str
    note: int | None = None


def suggest(typed: str, at: datetime, *, chinese: bool) -> list[Suggestion]:
    """Up to `MOST` suggestions for what was typed so far, in the order of `Suggestion.kind`.

    Titles are in the reader's language. Before anything is typed there is what many ask.
    """
    text = clean(typed)
    asked = popular(text, MOST_ASKED if text else MOST_UNTYPED, at, chinese=chinese)
    if not text:
        return [Suggestion("popular", words) for words in asked]
    found = [
        *(Suggestion("popular", words) for words in asked),
        *(Suggestion("topic", topic) for topic in _terms(TermKind.TOPIC, text, MOST_TOPICS)),
        *(Suggestion("creator", name) for name in _terms(TermKind.CREATOR, text, MOST_CREATORS)),
        *(Suggestion("word", word) for word in _completed(text)),
        *_titles(text, chinese=chinese),
    ]
    by_text = {one.text.casefold(): one for one in reversed(found)}
    kept = {id(one) for one in by_text.values()}
    return [one for one in found if id(one) in kept][:MOST]


def _terms(kind: TermKind, text: str, most: int) -> list[str]:
    fitting = Term.objects.filter(sounding("key", text), kind=kind)
    rows = fitting.order_by("-count", "text")
    return list(rows.values_list("text", flat=True)[:most])


def _completed(text: str) -> list[str]:
    """The text with its last word completed, from its letters or from pinyin."""
    found = words(text)
    if not found or found[-1].end != len(text):
        return []
    last = found[-1]
    rows = Term.objects.filter(sounding("text", last.text), kind=TermKind.WORD)
    longer = rows.exclude(text=last.text).order_by("-count", "text")
    head = text[: last.start]
    return [head + word for word in longer.values_list("text", flat=True)[:MOST_WORDS]]


def _titles(text: str, *, chinese: bool) -> list[Suggestion]:
    found = words(text)
    if not found:
        return []
    # The index has stems: of a word that is not typed to its end, that of the likeliest one.
    rows = Term.objects.filter(beginning("text", found[-1].text), kind=TermKind.WORD)
    likeliest = rows.order_by("-count", "text").values_list("key", flat=True).first()
    last = found[-1].text if found[-1].han else likeliest or found[-1].text
    typed = [*(word.token for word in found[:-1]), last]
    notes: dict[int, Note] = {}
    for note in public_notes().filter(pk__in=backend().completing(typed, MOST)):
        notes[note.pk] = note
    return [
        Suggestion("title", (not chinese and note.title_en) or note.title, note.pk)
        for note in notes.values()
    ]


def popular_topics(*, chinese: bool) -> list[str]:
    """The topics that most notes have, in the reader's language where they have one."""
    rows = Term.objects.filter(kind=TermKind.TOPIC).order_by("-count", "text")
    texts = list(rows.values_list("text", flat=True)[: 4 * MOST_POPULAR])
    fitting = [text for text in texts if (not text.isascii()) == chinese]
    return (fitting or texts)[:MOST_POPULAR]
