"""Where the words themselves lie and are looked for: FTS5 in SQLite, a tsvector in PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec
from django.db import connection

from hongmao.core.questions import Alternative
from hongmao.search.entries import Entry


class Clause(msgspec.Struct, frozen=True):
    """A term as databases look for it, and what it is worth by its rarity."""

    any_of: tuple[Alternative, ...]
    rarity: float = 1.0


class Sieve(msgspec.Struct, frozen=True):
    """Which notes may be found: a SQL condition on `d` (the documents), with its parameters."""

    condition: str = "TRUE"
    parameters: tuple[Any, ...] = ()


RANKED = 4000
"""Of more notes than this, the latest are ranked: a word that so many have says little of any."""


class Search(msgspec.Struct, frozen=True):
    """What is looked for: notes with all clauses (`every`) or with any, and with all the marks.

    `newest` sorts by time in place of relevance. `now_s` (epoch seconds) is what ages count from.
    """

    clauses: tuple[Clause, ...]
    marks: tuple[str, ...]
    sieve: Sieve
    now_s: int
    every: bool = True
    newest: bool = False


class Hit(msgspec.Struct, frozen=True):
    """A note found, and its score."""

    note_id: int
    score: float


class Backend(Protocol):
    """One database's way of keeping and finding words."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep the words of these notes, in place of what it had of them."""

    def erase(self, note_ids: Iterable[int]) -> None:
        """Forget the words of these notes."""

    def differing(self, entries: Sequence[Entry]) -> list[int]:
        """The notes whose words it does not have exactly as these entries say."""

    def strangers(self) -> list[int]:
        """Notes whose words it has without a document."""

    def find(self, search: Search, offset: int, count: int) -> list[Hit]:
        """The notes found, best first, from `offset` on; of the latest `RANKED` alone."""

    def count(self, search: Search, most: int) -> int:
        """How many are found, counted up to `most`."""

    def completing(self, typed: Sequence[str], count: int) -> list[int]:
        """Notes whose title or topics have these tokens, the last one as a beginning."""


def backend() -> Backend:
    """The one of the database in use."""
    if connection.vendor == "postgresql":
        from hongmao.search.backends.postgresql import PostgreSQL

        return PostgreSQL()
    from hongmao.search.backends.sqlite import SQLite

    return SQLite()
