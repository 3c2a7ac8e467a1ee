"""What a reader asks of the search, as terms that a note must have; pure, for every database.

A term is met by any of its alternatives; an alternative is met where all its tokens stand in the
note. Synonyms are alternatives of the same worth.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hongmao.core.words import Word, fold, words

MOST_LETTERS = 80
"""Characters of a question that are looked at."""
MOST_TERMS = 10
MOST_ALTERNATIVES = 12
LONGEST_SYNONYM = 3
"""Words that an entry of the synonyms may have."""

Alternative = tuple[str, ...]
Synonyms = Mapping[Alternative, tuple[Alternative, ...]]
"""By the tokens of an entry, the tokens of the others that mean the same."""


class Term(msgspec.Struct, frozen=True):
    """One thing asked for; `text` stands from `start` to `end` in the question.

    `wider` are alternatives for when few notes have the term itself: the words inside it.
    """

    text: str
    start: int
    end: int
    any_of: tuple[Alternative, ...]
    wider: tuple[Alternative, ...] = ()

    @property
    def own(self) -> Alternative:
        """The tokens of the term as it was asked."""
        return self.any_of[0]


class Question(msgspec.Struct, frozen=True):
    """A question, folded and cut to `MOST_LETTERS`, and its terms; without any it finds nothing."""

    text: str
    terms: tuple[Term, ...] = ()

    @property
    def tokens(self) -> frozenset[str]:
        """Every token that may have let a note be found: what is marked in it."""
        found = (alternative for term in self.terms for alternative in (*term.any_of, *term.wider))
        return frozenset(token for alternative in found for token in alternative)


def clean(text: str) -> str:
    """A question as it is looked at: folded, single spaces, bounded."""
    return " ".join(fold(text[: 4 * MOST_LETTERS]).split())[:MOST_LETTERS].strip()


def parse(text: str, synonyms: Synonyms) -> Question:
    """The question of any text at all."""
    asked = clean(text)
    found, place = words(asked), 0
    terms: dict[Alternative, Term] = {}
    while place < len(found) and len(terms) < MOST_TERMS:
        size = _longest_entry(found[place:], synonyms)
        term = _term(asked, found[place : place + size], synonyms)
        terms.setdefault(term.own, term)
        place += size
    return Question(asked, tuple(terms.values()))


def _longest_entry(found: Sequence[Word], synonyms: Synonyms) -> int:
    """How many words from the first on are one entry of the synonyms; 1 where none is."""
    for size in range(min(LONGEST_SYNONYM, len(found)), 1, -1):
        if tuple(word.token for word in found[:size]) in synonyms:
            return size
    return 1


def _term(asked: str, found: Sequence[Word], synonyms: Synonyms) -> Term:
    own = tuple(word.token for word in found)
    alternatives: list[Alternative] = [own]
    wider: list[Alternative] = []
    if len(found) == 1 and found[0].inner:
        inner = found[0].inner
        # A word that the dictionary does not have may stand in the note cut in another way.
        unknown = set(found[0].token) <= set(inner)
        (alternatives if unknown else wider).append(inner)
    alternatives += synonyms.get(own, ())
    start, end = found[0].start, found[-1].end
    any_of = tuple(dict.fromkeys(alternatives))[:MOST_ALTERNATIVES]
    return Term(asked[start:end], start, end, any_of, tuple(wider))


def read_synonyms(lines: Iterable[str]) -> dict[Alternative, tuple[Alternative, ...]]:
    """Synonyms from lines of words that mean the same, parted by commas; `#` begins a remark.

    An entry longer than `LONGEST_SYNONYM` words is one that others lead to, not from.
    """
    groups: dict[Alternative, list[Alternative]] = {}
    for line in lines:
        entries = line.partition("#")[0].replace("，", ",").split(",")
        cut = [tuple(word.token for word in words(fold(entry))) for entry in entries]
        alike = [tokens for tokens in dict.fromkeys(cut) if tokens]
        for tokens in alike:
            groups.setdefault(tokens, []).extend(other for other in alike if other != tokens)
    return {tokens: tuple(dict.fromkeys(others)) for tokens, others in groups.items()}
