"""The one tokenizer: what a text is found by. The index and queries use it, on every database.

A text is folded (NFKC, small letters, no accents, simplified Chinese). Chinese is cut into words
by jieba's dictionary, with the dictionary's shorter words inside them; a word that the dictionary
does not have gives its single characters as well, since another sentence may cut it differently.
Letters and digits are parted, and letters are stemmed as English. A token is letters and digits
alone: it needs no quoting in any query language, and no database cuts it again.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

import msgspec
import opencc
import rjieba

RULES = "1/" + "/".join(version(name) for name in ("rjieba", "opencc", "snowballstemmer"))
"""The version of these rules and of what they stand on: an index made by others is made anew."""
LONGEST = 40
"""Characters of a token; what is longer is cut."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<digits>[0-9]+)|(?P<letters>(?:(?![{_HAN}0-9])[^\W_])+(?:['’]\w+)?)"
)
_han_only = re.compile(rf"[{_HAN}]+").fullmatch

STOPS = frozenset(
    """的 了 吗 呢 吧 啊 呀 哦 嘛 着 得 地 是 在 和 与 及 也 都 就 还 又 很
    我 你 他 她 它 们 这 那 个 有 什么 什么是 怎么 怎样 如何 怎么样 怎么办
    为什么 哪些 哪个 哪款 一个 我们 你们 可以
    a an the of for to in on at with and or is are was be it its this that i my me you your we our
    how what which do does can""".split()  # noqa: SIM905 - a list of ninety strings reads worse
)
"""Words that nothing is found by: they stand in every note."""


class Word(msgspec.Struct, frozen=True):
    """One word of a text: its token, and where it stands in the folded text.

    `inner` are the tokens of the shorter words that it is made of; empty for most.
    """

    token: str
    text: str
    start: int
    end: int
    han: bool
    inner: tuple[str, ...] = ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """Its own token and the inner ones."""
        return (self.token, *self.inner)


def fold(text: str) -> str:
    """A text as it is compared: NFKC, small letters, no accents, simplified Chinese, printable."""
    if text.isascii():
        return "".join(c if c.isprintable() else " " for c in text.lower())
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kinds = ((c, unicodedata.category(c)) for c in parts)
    seen = "".join(" " if kind[0] == "C" else c for c, kind in kinds if kind != "Mn")
    return str(_simplifier().convert(unicodedata.normalize("NFC", seen)))


def words(text: str) -> list[Word]:
    """The words of a folded text in their order, without `STOPS`."""
    found: list[Word] = []
    for run in _RUN.finditer(text):
        if run.lastgroup == "han":
            found += _han_words(run.group(), run.start())
        else:
            shape = run.group()
            token = stem(shape) if run.lastgroup == "letters" else shape[:LONGEST]
            found.append(Word(token, shape[:LONGEST], run.start(), run.end(), han=False))
    return [word for word in found if word.text not in STOPS]


def tokens(text: str) -> list[str]:
    """What a text is found by, in its order; the text may be of any kind."""
    return [token for word in words(fold(text)) for token in word.tokens]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a small-lettered word; a possessive's end is dropped."""
    plain = re.sub(r"['’]s$", "", word)
    plain = re.sub(r"['’]", "", plain)[:LONGEST]
    return str(_stemmer().stemWord(plain)) if plain.isascii() else plain


def is_han(text: str) -> bool:
    """Whether a text is Chinese characters alone."""
    return _han_only(text) is not None


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """How a folded word sounds: toneless pinyin without spaces, `zh ch sh ng` as `z c s n`.

    Letters stand for themselves, so that pinyin typed as letters sounds like its characters.
    """
    from pypinyin import lazy_pinyin  # its tables take .15 s to load, and few processes need them

    text = "".join(lazy_pinyin(word))
    for heard, alike in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")):
        text = text.replace(heard, alike)
    return text


def marked(text: str, wanted: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word whose token is wanted.

    The pieces together are the text itself, unchanged.
    """
    wished = frozenset(wanted)
    folded, places = _folded_places(text)
    covered = [False] * len(text)
    for word in words(folded):
        if word.token in wished:
            _cover(covered, places, word.start, word.end)
        for inner in wished.intersection(word.inner):
            offset = word.text.find(inner)
            if offset >= 0:
                start = word.start + offset
                _cover(covered, places, start, start + len(inner))
    pieces: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or covered[place] != covered[start]:
            pieces.append((text[start:place], covered[start]))
            start = place
    return pieces


def _cover(covered: list[bool], places: list[int], start: int, end: int) -> None:
    for place in range(places[start], places[end - 1] + 1):
        covered[place] = True


def _folded_places(text: str) -> tuple[str, list[int]]:
    """The text folded, and for each of its characters the one of `text` that it comes from.

    Folded by the character, so that a place is known; where that differs in length from the whole
    text folded, the former is taken.
    """
    parts = [fold(character) for character in text]
    places = [place for place, part in enumerate(parts) for _ in part]
    whole = fold(text)
    return (whole if len(whole) == len(places) else "".join(parts)), places


def _han_words(run: str, offset: int) -> list[Word]:
    found = []
    for word, start, end in rjieba.tokenize(run, "default", True):
        cut, span = word[:LONGEST], (offset + start, offset + end)
        found.append(Word(cut, cut, *span, han=True, inner=_inner(cut)))
    return found


@lru_cache(maxsize=100_000)
def _inner(word: str) -> tuple[str, ...]:
    """The dictionary's words of two and three characters in a longer one; of an unknown one, each
    character."""
    if len(word) < 2:
        return ()
    known = rjieba.has_word(word)
    spans = [
        word[start : start + size]
        for size in (2, 3)
        for start in range(len(word) - size + 1)
        if size < len(word) and rjieba.has_word(word[start : start + size])
    ]
    return tuple(dict.fromkeys(spans if known else [*spans, *word]))


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


@cache
def _stemmer() -> Any:
    import snowballstemmer  # loads every language that it knows

    return snowballstemmer.stemmer("english")
