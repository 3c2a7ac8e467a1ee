"""Relevance: nDCG as it is defined, and factors that keep their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.relevance import factor, ndcg, quality, rarity

GRADES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 3), min_size=1)


def test_ndcg_of_a_known_case() -> None:
    # gains 7, 0, 1 at places 1, 2, 3; the best order is 7, 1
    assert ndcg(["a", "x", "b"], {"a": 3, "b": 1}) == pytest.approx(7.5 / 7.63093, rel=1e-5)


@given(GRADES, st.permutations("abcdefgh"))
def test_the_best_order_is_one_and_no_order_more(grades: dict[str, int], order: list[str]) -> None:
    best = sorted(order, key=lambda one: -grades.get(one, 0))
    assert ndcg(best, grades) == pytest.approx(1)
    assert 0 <= ndcg(order, grades) <= 1 + 1e-9


def test_silence_answers_what_has_no_answer() -> None:
    assert ndcg([], {}) == 1
    assert ndcg(["a"], {}) == 0
    assert ndcg([], {"a": 1}) == 0


@given(st.floats(-10, 10_000), st.integers(0, 100))
def test_the_factor_is_small(age_days: float, note_quality: int) -> None:
    assert 0.8 <= factor(age_days, note_quality) <= 1


@given(st.integers(0, 9), st.integers(0, 5000), st.integers(0, 9))
def test_quality_is_bounded(pictures: int, letters: int, topics: int) -> None:
    assert 0 <= quality(pictures, letters, topics) <= 100


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_rarer_is_worth_more(notes: int, some: int, others: int) -> None:
    few, many = sorted((some, others))
    assert rarity(notes, few) >= rarity(notes, many) >= 0
