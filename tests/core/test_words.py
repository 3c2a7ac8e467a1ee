"""The tokenizer: one text, one set of tokens, whoever asks; and marks that never change a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core import words as rules
from hongmao.core.words import fold, marked, sound, tokens, words

TEXTS = st.text(max_size=60) | st.text("防晒霜咖啡露营的了曬猫cafeRUN ’'0１９，。#\n", max_size=40)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("防曬霜", ["防晒霜", "防晒"]),
        ("ＳＰＦ５０", ["spf", "50"]),
        ("Running shoes", ["run", "shoe"]),
        ("the cat's bowl", ["cat", "bowl"]),
        ("Café", ["cafe"]),
        ("什么是咖啡豆", ["咖啡豆", "咖啡"]),
        ("", []),
        ('"*AND(', []),
    ],
)
def test_tokens(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_an_unknown_word_gives_its_characters_too() -> None:
    assert tokens("房晒霜") == ["房晒霜", "房", "晒", "霜"]


@given(TEXTS)
def test_tokens_are_letters_and_digits_alone(text: str) -> None:
    for token in tokens(text):
        assert token
        assert token.isalnum()
        assert token.isascii() <= (token == token.lower())
        assert len(token) <= rules.LONGEST


@given(TEXTS)
def test_folding_twice_changes_no_token(text: str) -> None:
    assert tokens(fold(text)) == tokens(text)


@given(TEXTS)
def test_words_stand_where_they_say(text: str) -> None:
    folded, last = fold(text), 0
    for word in words(folded):
        assert last <= word.start < word.end <= len(folded)
        assert folded[word.start : word.end].startswith(word.text)
        last = word.end


@given(TEXTS, st.data())
def test_marks_change_nothing_of_a_text(text: str, data: st.DataObject) -> None:
    some = tokens(text)
    wanted = data.draw(st.sets(st.sampled_from(some))) if some else set()
    pieces = marked(text, wanted)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert all(one[1] != other[1] for one, other in pairwise(pieces))


def test_marks_stand_on_the_words_as_they_are_written() -> None:
    assert marked("這款防曬霜，Running！", {"防晒霜", "run"}) == [
        ("這款", False),
        ("防曬霜", True),
        ("，", False),
        ("Running", True),
        ("！", False),
    ]
    assert marked("防曬霜", {"防晒"}) == [("防曬", True), ("霜", False)]


def test_what_sounds_alike_has_one_sound() -> None:
    assert sound("防晒霜") == sound("房晒霜") == sound("fangshaishuang")
    assert sound("静") == sound("进")
