"""Words in SQLite: an FTS5 table whose rows are notes, ranked by BM25.

Its tokenizer is `ascii`, which takes every character beyond ASCII and every ASCII letter and digit
for a part of a token: it cuts at the spaces that we put, and nowhere else.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from hongmao.core.questions import Alternative
from hongmao.core.relevance import FIELD_WEIGHTS, FRESH, FRESH_DAYS, SOUND
from hongmao.search.backends import RANKED, Hit, Search
from hongmao.search.entries import FIELDS, Entry

_TEXTS = "{" + " ".join(FIELD_WEIGHTS) + "}"
_WEIGHTS = ", ".join(str(FIELD_WEIGHTS.get(field, 0.0)) for field in FIELDS)
_FACTOR = (
    f"({1 - FRESH - SOUND} + {SOUND} * d.quality / 100"
    f" + {FRESH} / (1 + MAX(%s - d.published_s, 0) / 86400.0 / {FRESH_DAYS}))"
)


class SQLite:
    """FTS5."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep the words of these notes."""
        self.erase(entry.note_id for entry in entries)
        columns = ", ".join(FIELDS)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO search_words (rowid, {columns}) VALUES (%s, %s, %s, %s, %s, %s)",
                [(entry.note_id, *entry.fields) for entry in entries],
            )

    def erase(self, note_ids: Iterable[int]) -> None:
        """Forget the words of these notes."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM search_words WHERE rowid = %s", [(note_id,) for note_id in note_ids]
            )

    def differing(self, entries: Sequence[Entry]) -> list[int]:
        """The notes whose words differ."""
        places = ", ".join(["%s"] * len(entries))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, {', '.join(FIELDS)} FROM search_words WHERE rowid IN ({places})",
                [entry.note_id for entry in entries],
            )
            kept = {row[0]: row[1:] for row in cursor.fetchall()}
        return [entry.note_id for entry in entries if kept.get(entry.note_id) != entry.fields]

    def strangers(self) -> list[int]:
        """Notes without a document."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_words "
                "WHERE rowid NOT IN (SELECT note_id FROM search_document)"
            )
            return [row[0] for row in cursor.fetchall()]

    def find(self, search: Search, offset: int, count: int) -> list[Hit]:
        """The notes found, best first."""
        score = "0.0"
        parameters: list[Any] = []
        if search.clauses and not search.newest:
            score = f"-bm25(search_words, {_WEIGHTS}) * {_FACTOR}"
            parameters = [search.now_s]
        order = "published_s" if search.newest or not search.clauses else "score"
        latest = "search_words.rowid" if search.clauses or search.marks else "d.note_id"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT note_id, score FROM ("
                f"SELECT d.note_id, d.published_s, {score} AS score {_source(search)} "
                f"ORDER BY {latest} DESC LIMIT {RANKED}) "
                f"ORDER BY {order} DESC, note_id DESC LIMIT %s OFFSET %s",
                [*parameters, *_values(search), count, offset],
            )
            return [Hit(*row) for row in cursor.fetchall()]

    def count(self, search: Search, most: int) -> int:
        """How many are found."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COUNT(*) FROM (SELECT 1 {_source(search)} LIMIT %s)",
                [*_values(search), most],
            )
            return int(cursor.fetchone()[0])

    def completing(self, typed: Sequence[str], count: int) -> list[int]:
        """Notes whose title or topics have these tokens."""
        tokens = " AND ".join(_quoted(token) for token in typed)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_words WHERE search_words MATCH %s "
                "ORDER BY rowid DESC LIMIT %s",
                [f"{{title topics}} : ({tokens} *)", count],
            )
            return [row[0] for row in cursor.fetchall()]


def _source(search: Search) -> str:
    # CROSS has the words looked for first, in their order: SQLite is then done at the limit.
    tables, words = "search_document d", ""
    if search.clauses or search.marks:
        tables = "search_words CROSS JOIN search_document d ON d.note_id = search_words.rowid"
        words = "search_words MATCH %s AND "
    return f"FROM {tables} WHERE {words}{search.sieve.condition}"


def _values(search: Search) -> list[Any]:
    match = [_match(search)] if search.clauses or search.marks else []
    return [*match, *search.sieve.parameters]


def _match(search: Search) -> str:
    """What FTS5 is asked; all of it is quoted."""
    parts = [f"marks : {_quoted(mark)}" for mark in search.marks]
    if search.clauses:
        clauses = (
            "(" + " OR ".join(_alternative(one) for one in clause.any_of) + ")"
            for clause in search.clauses
        )
        parts.append(f"{_TEXTS} : ({(' AND ' if search.every else ' OR ').join(clauses)})")
    return " AND ".join(parts)


def _alternative(tokens: Alternative) -> str:
    return "(" + " AND ".join(_quoted(token) for token in tokens) + ")"


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
