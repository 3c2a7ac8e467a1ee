"""Words in PostgreSQL: a tsvector that is put together here, so that no parser cuts it again.

Each term is ranked by cover density, tamed by `r / (r + 1)` and by the text's length, and counts by
its rarity, as in BM25: `ts_rank_cd` alone takes every word for as telling as any other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from hongmao.core.questions import Alternative
from hongmao.core.relevance import FIELD_WEIGHTS, FRESH, FRESH_DAYS, SOUND
from hongmao.search.backends import RANKED, Clause, Hit, Search
from hongmao.search.entries import FIELDS, Entry

_LABELS = dict(zip(FIELDS, ("A", "B", "C", "D", "D"), strict=True))
_MOST = max(FIELD_WEIGHTS.values())
_WEIGHTS = ", ".join(
    str(FIELD_WEIGHTS[field] / _MOST) for field in ("body", "creator", "topics", "title")
)
_TAMED = 1 | 32
"""`ts_rank_cd`'s: divided by 1 + log(length), and brought between 0 and 1."""
_FACTOR = (
    f"({1 - FRESH - SOUND} + {SOUND} * d.quality / 100"
    f" + {FRESH} / (1 + GREATEST(%s - d.published_s, 0) / 86400.0 / {FRESH_DAYS}))"
)
_LAST = 16_383
"""The last position that a tsvector tells."""


class PostgreSQL:
    """A tsvector beside each document."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep the words of these notes."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_document SET words = %s::tsvector WHERE note_id = %s",
                [(_vector(entry), entry.note_id) for entry in entries],
            )

    def erase(self, note_ids: Iterable[int]) -> None:
        """They go with their documents."""

    def differing(self, entries: Sequence[Entry]) -> list[int]:
        """The notes whose words differ."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.note_id FROM unnest(%s::bigint[], %s::text[]) AS e (note_id, words) "
                "LEFT JOIN search_document d ON d.note_id = e.note_id "
                "WHERE d.words IS DISTINCT FROM e.words::tsvector",
                [[entry.note_id for entry in entries], [_vector(entry) for entry in entries]],
            )
            return [row[0] for row in cursor.fetchall()]

    def strangers(self) -> list[int]:
        """There cannot be any."""
        return []

    def find(self, search: Search, offset: int, count: int) -> list[Hit]:
        """The notes found, best first."""
        score = "0.0::float8"
        parameters: list[Any] = []
        if search.clauses and not search.newest:
            ranks = [
                f"%s * ts_rank_cd('{{{_WEIGHTS}}}', d.words, %s::tsquery, {_TAMED})"
                for _ in search.clauses
            ]
            score = f"(({' + '.join(ranks)}) * {_FACTOR})::float8"
            for clause in search.clauses:
                parameters += [clause.rarity, _clause(clause)]
            parameters.append(search.now_s)
        order = "published_s" if search.newest or not search.clauses else "score"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.note_id, {score} AS score FROM ("
                f"SELECT d.* {_source(search)} ORDER BY d.note_id DESC LIMIT {RANKED}) d "
                f"ORDER BY {order} DESC, note_id DESC LIMIT %s OFFSET %s",
                [*parameters, *_values(search), count, offset],
            )
            return [Hit(*row) for row in cursor.fetchall()]

    def count(self, search: Search, most: int) -> int:
        """How many are found."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COUNT(*) FROM (SELECT 1 {_source(search)} LIMIT %s) AS found",
                [*_values(search), most],
            )
            return int(cursor.fetchone()[0])

    def completing(self, typed: Sequence[str], count: int) -> list[int]:
        """Notes whose title or topics have these tokens."""
        wanted = [f"{_quoted(token)}:AB" for token in typed[:-1]]
        wanted += [f"{_quoted(token)}:*AB" for token in typed[-1:]]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT note_id FROM search_document WHERE words @@ %s::tsquery "
                "ORDER BY note_id DESC LIMIT %s",
                [" & ".join(wanted), count],
            )
            return [row[0] for row in cursor.fetchall()]


def _source(search: Search) -> str:
    words = "d.words @@ %s::tsquery AND " if search.clauses or search.marks else ""
    return f"FROM search_document d WHERE {words}{search.sieve.condition}"


def _values(search: Search) -> list[Any]:
    match = [_match(search)] if search.clauses or search.marks else []
    return [*match, *search.sieve.parameters]


def _match(search: Search) -> str:
    """What is asked; all of it is quoted."""
    parts = [_quoted(mark) for mark in search.marks]
    if search.clauses:
        clauses = (f"({_clause(clause)})" for clause in search.clauses)
        parts.append(f"({(' & ' if search.every else ' | ').join(clauses)})")
    return " & ".join(parts)


def _clause(clause: Clause) -> str:
    return " | ".join(_alternative(one) for one in clause.any_of)


def _alternative(tokens: Alternative) -> str:
    return "(" + " & ".join(_quoted(token) for token in tokens) + ")"


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(entry: Entry) -> str:
    """The words with their places and labels, as PostgreSQL reads them."""
    places: dict[str, list[str]] = {}
    place = 0
    for field, text in zip(FIELDS, entry.fields, strict=True):
        for token in text.split():
            place += 1
            places.setdefault(token, []).append(f"{min(place, _LAST)}{_LABELS[field]}")
    return " ".join(f"{_quoted(token)}:{','.join(at)}" for token, at in places.items())
