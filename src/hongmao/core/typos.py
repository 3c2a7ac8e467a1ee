"""Spelling: the known word that a reader most likely meant. Pure; the known words are handed in."""

from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

Known = tuple[str, int]
"""A word of the notes, and how many notes have it."""

LEAST_LETTERS = 4
"""Shorter words are not mended: too many others are one letter away."""
LONGEST_SPAN = 4
"""Characters of a Chinese word that is looked for by its sound."""
LEAST_PINYIN, LONGEST_PINYIN = 3, 20
"""Letters of a word's pinyin."""
HOMOPHONE = 0.8
"""What a word of the same sound is worth beside the word itself."""


def mistakes_allowed(word: str) -> int:
    """How many letters may be wrong, missing, too many or swapped in a word."""
    if len(word) < LEAST_LETTERS:
        return 0
    return 1 if len(word) < 8 else 2


def nearest(word: str, known: Iterable[Known]) -> str:
    """The nearest known word in letters, the more frequent of two as near; empty where none is."""
    counts = dict(known)
    allowed = mistakes_allowed(word)
    if not allowed:
        return ""
    near = process.extract(
        word, counts.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    best = min(near, key=lambda one: (one[1], -counts[one[0]], one[0]), default=None)
    return best[0] if best else ""


def spans(run: str) -> Iterator[tuple[int, int]]:
    """Where words of a run of Chinese characters may begin and end."""
    for start in range(len(run)):
        for end in range(start + 2, min(start + LONGEST_SPAN, len(run)) + 1):
            yield start, end


def respell(run: str, alike: Mapping[str, Iterable[Known]]) -> str:
    """The run of Chinese characters with known words in place of what only sounds like them.

    `alike` has the known words of the sound of each of its `spans`, by the span's text. Long words
    win over short ones, and a known word over one that sounds like it.
    """
    best: list[tuple[float, str]] = [(0.0, "")]
    for end in range(1, len(run) + 1):
        choices = [(best[end - 1][0], best[end - 1][1] + run[end - 1])]
        for start in range(max(0, end - LONGEST_SPAN), end - 1):
            span = run[start:end]
            known = [word for word in alike.get(span, ()) if len(word[0]) == len(span)]
            if not known:
                continue
            literal = any(word == span for word, _ in known)
            word = span if literal else max(known, key=lambda one: (one[1], one[0]))[0]
            worth = len(span) ** 2 * (1.0 if literal else HOMOPHONE)
            choices.append((best[start][0] + worth, best[start][1] + word))
        best.append(max(choices, key=lambda one: one[0]))
    return best[-1][1]


def stretches(letters: str) -> Iterator[tuple[int, int]]:
    """Where the pinyin of a word may begin and end in a run of letters."""
    for start in range(len(letters)):
        last = min(start + LONGEST_PINYIN, len(letters))
        yield from ((start, end) for end in range(start + LEAST_PINYIN, last + 1))


def unspell(letters: str, heard: Mapping[str, Known]) -> str:
    """The words that letters are the pinyin of, the fewest that are the whole of it; else empty.

    `heard` has the most frequent word of two characters and more by its sound.
    """
    best: dict[int, tuple[int, int, str]] = {0: (0, 0, "")}
    for end in range(1, len(letters) + 1):
        choices = []
        for start in range(max(0, end - LONGEST_PINYIN), end):
            word = heard.get(letters[start:end])
            if word and start in best:
                parts, count, text = best[start]
                choices.append((parts + 1, count - word[1], text + word[0]))
        if choices:
            best[end] = min(choices)
    return best.get(len(letters), (0, 0, ""))[2]
