"""Spelling by the words of the notes: what a reader most likely meant, by letters or by sound."""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from hongmao.core.questions import Question
from hongmao.core.typos import (
    LEAST_PINYIN,
    Known,
    mistakes_allowed,
    nearest,
    respell,
    spans,
    stretches,
    unspell,
)
from hongmao.core.words import is_han, sound, words
from hongmao.search.models import Term, TermKind

MOST_NEAR = 5000
"""Words that one is compared with, the most frequent first."""
LONGEST_LETTERS = 30
"""Letters that are looked at as pinyin."""
LONGEST_RUN = 12
"""Characters of a run of Chinese that are looked at."""


def mend(question: Question, counts: Mapping[str, int]) -> str:
    """The question with a known word in place of each that no note has; else as it is.

    `counts` says how many notes have a token.
    """
    mended, last = [], 0
    for start, end in _runs(question):
        run = question.text[start:end]
        if all(counts.get(word.token) for word in words(run)):
            continue
        better = _by_sound(run[:LONGEST_RUN]) + run[LONGEST_RUN:] if is_han(run) else _letters(run)
        if better and better != run:
            mended += [question.text[last:start], better]
            last = end
    return "".join([*mended, question.text[last:]])


def _runs(question: Question) -> Iterable[tuple[int, int]]:
    """Where the question's words of letters stand, and its unbroken runs of Chinese."""
    runs: list[tuple[int, int]] = []
    for word in words(question.text):
        if word.han and runs and runs[-1][1] == word.start:
            runs[-1] = (runs[-1][0], word.end)
        else:
            runs.append((word.start, word.end))
    return runs


def _letters(word: str) -> str:
    """The nearest word in letters; else the Chinese word that is spelt so in pinyin."""
    allowed = mistakes_allowed(word)
    if allowed:
        begins = Q(pk__in=[])
        for letter in dict.fromkeys(word[:2]):
            begins |= beginning("text", letter)
        sizes = range(len(word) - allowed, len(word) + allowed + 1)
        rows = _known().filter(begins, sound="").annotate(size=Length("text"))
        near = nearest(word, list(_first(rows.filter(size__in=sizes), MOST_NEAR)))
        if near:
            return near
    return _from_pinyin(sound(word)) if word.isascii() else ""


def _from_pinyin(letters: str) -> str:
    """The words of two characters and more that letters are the pinyin of."""
    if len(letters) > LONGEST_LETTERS:
        return ""
    parts = {letters[start:end] for start, end in stretches(letters)}
    rows = _known().filter(sound__in=parts).annotate(size=Length("text")).filter(size__gte=2)
    heard: dict[str, Known] = {}
    for one, text, count in rows.values_list("sound", "text", "count"):
        heard[one] = max(heard.get(one, ("", 0)), (text, count), key=lambda k: (k[1], k[0]))
    return unspell(letters, heard)


def _by_sound(run: str) -> str:
    """The run with the known words that sound like its parts."""
    sounds = {run[start:end]: sound(run[start:end]) for start, end in spans(run)}
    rows = _known().filter(sound__in=set(sounds.values())).exclude(sound="")
    by_sound: dict[str, list[Known]] = {}
    for heard, text, count in rows.values_list("sound", "text", "count"):
        by_sound.setdefault(heard, []).append((text, count))
    return respell(run, {span: by_sound.get(heard, []) for span, heard in sounds.items()})


def _known() -> QuerySet[Term]:
    return Term.objects.filter(kind=TermKind.WORD)


def _first(rows: QuerySet[Term], most: int) -> Iterable[Known]:
    return rows.order_by("-count", "text").values_list("text", "count")[:most]


def beginning(field: str, prefix: str) -> Q:
    """Rows whose text begins so, by the index of either database."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": prefix})
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "\U0010ffff"})


def sounding(field: str, typed: str) -> Q:
    """Rows whose text begins so, or whose pinyin does, where enough letters were typed for it."""
    fitting = beginning(field, typed)
    letters = typed.replace(" ", "")
    if letters.isascii() and len(letters) >= LEAST_PINYIN and (heard := sound(letters)):
        fitting |= beginning("sound", heard)
    return fitting
