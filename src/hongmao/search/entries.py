"""A note as the index takes it in."""

import hashlib
from collections.abc import Iterable

import msgspec

from hongmao.core.relevance import quality
from hongmao.core.words import RULES, fold, sound, words
from hongmao.notes.models import Note
from hongmao.search.models import TermKind

FIELDS = ("title", "topics", "creator", "body", "marks")
"""The fields of the words, in their order in the database."""
LONGEST_TERM = 120

Term = tuple[str, str]
"""A term's kind and text."""


class Entry(msgspec.Struct, frozen=True):
    """What the index holds of a note; the first fields are tokens, parted by spaces.

    `marks` are what filters look for: a token for each topic, which no text can give.
    """

    note_id: int
    title: str
    topics: str
    creator: str
    body: str
    marks: str
    creator_id: int
    published_s: int
    quality: int
    digest: str
    terms: tuple[Term, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of tokens, as `FIELDS` names them."""
        return (self.title, self.topics, self.creator, self.body, self.marks)


def write_terms(terms: Iterable[Term]) -> str:
    """Terms as a document keeps them: a line of words, which have no spaces; then a line each."""
    kept = list(terms)
    found = " ".join(text for kind, text in kept if kind == TermKind.WORD)
    others = (f"{kind} {text}" for kind, text in kept if kind != TermKind.WORD)
    return "\n".join((found, *others))


def read_terms(text: str) -> list[Term]:
    """The terms that `write_terms` wrote."""
    first, *others = text.split("\n")
    lines = (line.partition(" ") for line in others)
    found: list[Term] = [(TermKind.WORD, word) for word in first.split()]
    return [*found, *((kind, rest) for kind, _, rest in lines)]


def topic_mark(topic: str) -> str:
    """The token that a topic's filter looks for; empty for a topic without letters."""
    letters = "".join(c for c in fold(topic) if c.isalnum())
    return f"§{letters}" if letters else ""


def digest_of(note: Note, pictures: int) -> str:
    """The digest of all that an entry is made from."""
    parts = (
        RULES, note.title, note.title_en, note.body, note.body_en, note.topics, note.topics_en,
        note.creator_id, note.creator.name, note.creator.name_en, note.creator.username, pictures,
        note.published_at,
    )  # fmt: skip
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()[:32]


def make_entry(note: Note, pictures: int) -> Entry:
    """The entry of a public note, with its creator at hand."""
    assert note.published_at is not None  # public notes have one: a constraint of the database
    topics = [*note.topics, *note.topics_en]
    creator = note.creator
    title, title_words = _tokens(note.title, note.title_en)
    body, body_words = _tokens(note.body, note.body_en)
    topic_tokens, topic_words = _tokens(*topics)
    terms: dict[Term, None] = {(TermKind.NOTE, ""): None}
    for word in (*title_words, *topic_words, *body_words):
        terms[TermKind.WORD, word] = None
    terms.update({(TermKind.TOPIC, topic): None for topic in map(_line, topics) if topic})
    names = map(_line, (creator.name, creator.name_en))
    terms.update({(TermKind.CREATOR, name): None for name in names if name})
    return Entry(
        note_id=note.pk,
        title=title,
        topics=topic_tokens,
        creator=_tokens(creator.name, creator.name_en, creator.username)[0],
        body=body,
        marks=" ".join(dict.fromkeys(filter(None, map(topic_mark, topics)))),
        creator_id=creator.pk,
        published_s=int(note.published_at.timestamp()),
        quality=quality(pictures, len(note.body), len(topics)),
        digest=digest_of(note, pictures),
        terms=tuple(terms),
    )


def _tokens(*texts: str) -> tuple[str, list[str]]:
    """The tokens of texts, by spaces, and their words as they are written."""
    found = [word for text in texts for word in words(fold(text))]
    return " ".join(token for word in found for token in word.tokens), [
        text for word in found for text in ((word.text, *word.inner) if word.han else (word.text,))
    ]


def _line(text: str) -> str:
    """A text on one line, as far as a term goes."""
    return " ".join(text.split())[:LONGEST_TERM].strip()


def term_key(kind: str, text: str) -> str:
    """What a term is looked up by: a word's token, any other text folded."""
    if kind != TermKind.WORD:
        return fold(text)[:LONGEST_TERM]
    return next((word.token for word in words(text) if word.text == text), text)


def term_sound(kind: str, text: str) -> str:
    """A term's pinyin; empty for creators, the notes' own term, and what is not Chinese."""
    if kind not in (TermKind.WORD, TermKind.TOPIC) or not any(map(_is_han, text)):
        return ""
    return sound(fold(text))[:LONGEST_TERM]


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def note_id_of(subject: str) -> int | None:
    """The note that an audited subject names (`note:12`); None for anything else."""
    kind, _, number = subject.partition(":")
    return int(number) if kind == "note" and number.isdecimal() else None


def creator_ids_of(subjects: Iterable[str]) -> set[int]:
    """The people whom audited subjects name (`person:7`)."""
    parts = (subject.partition(":") for subject in subjects)
    return {int(number) for kind, _, number in parts if kind == "person" and number.isdecimal()}
