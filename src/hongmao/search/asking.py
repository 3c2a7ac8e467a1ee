"""What readers ask of the index: a question in any words, with filters."""

from datetime import datetime
from typing import Any

import msgspec
from django.db.models import QuerySet, Sum
from msgspec import structs

from hongmao.core.clock import to_ms
from hongmao.core.questions import MOST_ALTERNATIVES, Question, Term, parse
from hongmao.core.relevance import rarity
from hongmao.core.words import is_han
from hongmao.search.backends import Clause, Hit, Search, Sieve, backend
from hongmao.search.entries import topic_mark
from hongmao.search.models import Term as Counted
from hongmao.search.models import TermKind
from hongmao.search.spelling import mend
from hongmao.search.synonyms import synonyms

FEW = 6
"""Where fewer notes have every term of a question, those that have some of them follow."""
MOST_PARTIAL = 60
"""Notes that have only some of the terms, at most."""
MOST_COUNTED = 1000
"""Notes are counted up to here."""


class Filters(msgspec.Struct, frozen=True):
    """What a reader narrows the answers by; the empty ones narrow nothing.

    `within` and `beyond` keep to notes whose ids the query gives, or to the others.
    """

    topic: str = ""
    creator: int | None = None
    since: datetime | None = None
    newest: bool = False
    within: QuerySet[Any, Any] | None = None
    beyond: QuerySet[Any, Any] | None = None


class Asked(msgspec.Struct, frozen=True):
    """A question as it will be answered.

    `text` is what the answers are for: `instead` of it the reader wrote something that finds
    nothing. `meant` is another spelling that finds more. `partial` says that few notes have every
    term, `whole` of them, so that some with a part follow. `counts` are notes by token, of `total`.
    """

    question: Question
    text: str
    instead: str = ""
    meant: str = ""
    partial: bool = False
    whole: int = 0
    counts: dict[str, int] = {}
    total: int = 0

    @property
    def tokens(self) -> frozenset[str]:
        """What is marked in the answers."""
        return self.question.tokens


def ask(text: str, filters: Filters, at: datetime, *, literal: bool = False) -> Asked:
    """Understand a question: its terms, and a better spelling where it finds nothing or little.

    `literal` keeps to the words as they were written.
    """
    question = _widened(parse(text, synonyms()))
    counts, total = _counts(question)
    asked = Asked(question, question.text, counts=counts, total=total)
    if not question.terms:
        return asked
    found = _number(asked, filters, at, FEW)
    if found < FEW and not literal:
        mended = mend(question, counts)
        if mended != question.text:
            other = _widened(parse(mended, synonyms()))
            its_counts, _ = _counts(other)
            better = Asked(other, mended, instead=question.text, counts=its_counts, total=total)
            more = _number(better, filters, at, FEW)
            if found == 0 and (more or _some(better, filters, at) > _some(asked, filters, at)):
                return structs.replace(better, partial=more < FEW, whole=more)
            if more > found:
                asked = structs.replace(asked, meant=mended)
    return structs.replace(asked, partial=found < FEW, whole=found)


def _widened(question: Question) -> Question:
    """A question for one character alone, widened by the known words that have it."""
    if len(question.terms) != 1:
        return question
    return structs.replace(question, terms=tuple(map(_with_its_words, question.terms)))


def _with_its_words(term: Term) -> Term:
    if len(term.text) != 1 or not is_han(term.text):
        return term
    rows = Counted.objects.filter(kind=TermKind.WORD, text__contains=term.text)
    common = rows.order_by("-count", "text").values_list("key", flat=True)[:MOST_ALTERNATIVES]
    wider = tuple((key,) for key in common if (key,) != term.own)
    return structs.replace(term, wider=(*term.wider, *wider))


def find(asked: Asked, filters: Filters, at: datetime, offset: int, count: int) -> list[Hit]:
    """The notes that answer, best first: those with every term, then, where few, with some."""
    search = _search(asked, filters, at)
    if search is None:
        return []
    if not asked.partial:
        return backend().find(search, offset, count)
    return _partly(asked, search)[offset : offset + count]


def number(asked: Asked, filters: Filters, at: datetime) -> int:
    """How many notes answer, counted up to `MOST_COUNTED`."""
    search = _search(asked, filters, at)
    if search is None:
        return 0
    if asked.partial:
        return len(_partly(asked, search))
    return backend().count(search, MOST_COUNTED)


def answers_in_full(asked: Asked, filters: Filters, at: datetime) -> bool:
    """Whether any note has every term of the question."""
    return bool(asked.question.terms) and _number(asked, filters, at, 1) > 0


def _partly(asked: Asked, search: Search) -> list[Hit]:
    wide = tuple(_clause(term, asked, wide=True) for term in asked.question.terms)
    any_term = structs.replace(search, clauses=wide, every=False)
    if search.newest:
        return backend().find(any_term, 0, MOST_PARTIAL)
    whole = backend().find(search, 0, FEW)
    seen = {hit.note_id for hit in whole}
    rest = (hit for hit in backend().find(any_term, 0, MOST_PARTIAL) if hit.note_id not in seen)
    return [*whole, *rest]


def _number(asked: Asked, filters: Filters, at: datetime, most: int) -> int:
    search = _search(asked, filters, at)
    return backend().count(search, most) if search else 0


def _some(asked: Asked, filters: Filters, at: datetime) -> int:
    """How many notes have any of its terms, counted up to `MOST_PARTIAL`."""
    search = _search(asked, filters, at)
    if search is None:
        return 0
    return backend().count(structs.replace(search, every=False), MOST_PARTIAL)


def _search(asked: Asked, filters: Filters, at: datetime) -> Search | None:
    """What the database is asked; None for a question that asks for nothing."""
    mark = topic_mark(filters.topic) if filters.topic else ""
    if not asked.question.terms and (asked.question.text or not (mark or filters.creator)):
        return None
    return Search(
        clauses=tuple(_clause(term, asked) for term in asked.question.terms),
        marks=(mark,) if mark else (),
        sieve=_sieve(filters),
        now_s=to_ms(at) // 1000,
        newest=filters.newest,
    )


def _clause(term: Term, asked: Asked, *, wide: bool = False) -> Clause:
    having = max(asked.counts.get(token, 0) for token in term.own)
    any_of = (*term.any_of, *term.wider) if wide else term.any_of
    return Clause(any_of, rarity(asked.total, having))


def _sieve(filters: Filters) -> Sieve:
    conditions: list[str] = ["TRUE"]
    parameters: list[Any] = []
    if filters.creator is not None:
        conditions.append("d.creator_id = %s")
        parameters.append(filters.creator)
    if filters.since is not None:
        conditions.append("d.published_s >= %s")
        parameters.append(to_ms(filters.since) // 1000)
    for word, notes in (("IN", filters.within), ("NOT IN", filters.beyond)):
        if notes is not None:
            text, values = notes.query.sql_with_params()
            conditions.append(f"d.note_id {word} ({text})")
            parameters += values
    return Sieve(" AND ".join(conditions), tuple(parameters))


def _counts(question: Question) -> tuple[dict[str, int], int]:
    """How many notes have each token of the question itself, and how many notes there are."""
    own = {token for term in question.terms for token in term.own}
    rows = Counted.objects.filter(kind=TermKind.WORD, key__in=own).values_list("key")
    total = Counted.objects.filter(kind=TermKind.NOTE).values_list("count", flat=True).first()
    return dict(rows.annotate(notes=Sum("count"))), total or 0
