"""Spelling: a slip is mended to a known word, and a known word is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.typos import mistakes_allowed, nearest, respell, spans, stretches, unspell

KNOWN = [("sunscreen", 9), ("sneakers", 4), ("coffee", 30), ("toffee", 2), ("espresso", 5)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sunscren", "sunscreen"),
        ("sunsceren", "sunscreen"),
        ("snaekers", "sneakers"),
        ("expresso", "espresso"),
        ("goffee", "coffee"),
        ("tee", ""),
        ("bicycle", ""),
    ],
)
def test_nearest(typed: str, meant: str) -> None:
    assert nearest(typed, KNOWN) == meant


@given(st.sampled_from(KNOWN), st.data())
def test_one_slip_is_always_mended_to_something_as_near(
    known: tuple[str, int], data: st.DataObject
) -> None:
    word = known[0]
    place = data.draw(st.integers(0, len(word) - 1))
    typed = word[:place] + word[place + 1 :]
    found = nearest(typed, KNOWN)
    assert found
    assert abs(len(found) - len(typed)) <= mistakes_allowed(typed)


def test_chinese_is_respelt_by_its_sound() -> None:
    alike = {"房晒霜": [("防晒霜", 5)], "房晒": [("防晒", 9)]}
    assert respell("油皮房晒霜", alike | {"油皮": [("油皮", 2)]}) == "油皮防晒霜"
    assert respell("房晒", alike) == "防晒"


def test_a_known_word_wins_over_one_that_sounds_like_it() -> None:
    assert respell("公式", {"公式": [("攻势", 90), ("公式", 1)]}) == "公式"


HAN = st.text("防房晒霜咖啡露营", max_size=8)


@given(HAN, st.dictionaries(HAN, st.lists(st.tuples(HAN, st.integers(1, 9)), max_size=3)))
def test_respelling_keeps_the_length(run: str, alike: dict[str, list[tuple[str, int]]]) -> None:
    assert len(respell(run, alike)) == len(run)
    assert all(run[start:end] for start, end in spans(run))


def test_pinyin_becomes_the_fewest_words_that_are_all_of_it() -> None:
    heard = {"jixie": ("机械", 3), "jianpan": ("键盘", 4), "ji": ("鸡", 9), "xie": ("鞋", 9)}
    assert unspell("jixiejianpan", heard) == "机械键盘"
    assert unspell("jixiejianpanx", heard) == ""
    assert {"jixiejianpan"[a:b] for a, b in stretches("jixiejianpan")} >= {"jixie", "jianpan"}
