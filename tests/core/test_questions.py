"""Questions: any text at all is one, bounded; synonyms lead both ways."""

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.questions import (
    MOST_ALTERNATIVES,
    MOST_LETTERS,
    MOST_TERMS,
    parse,
    read_synonyms,
)

SYNONYMS = read_synonyms(
    ["防晒, 隔离, sunscreen, sun cream", "# a remark", "运动鞋，跑鞋, sneakers", ""]
)


@given(st.text(max_size=400))
def test_any_text_is_a_bounded_question(text: str) -> None:
    question = parse(text, SYNONYMS)
    assert len(question.text) <= MOST_LETTERS
    assert len(question.terms) <= MOST_TERMS
    for term in question.terms:
        assert question.text[term.start : term.end] == term.text
        assert 0 < len(term.any_of) <= MOST_ALTERNATIVES
        assert all(token.isalnum() for way in (*term.any_of, *term.wider) for token in way)


@given(st.text(max_size=80))
def test_a_question_asks_the_same_when_asked_again(text: str) -> None:
    question = parse(text, SYNONYMS)
    assert parse(question.text, SYNONYMS) == question


def test_synonyms_lead_both_ways() -> None:
    (term,) = parse("隔离", SYNONYMS).terms
    assert term.any_of == (("隔离",), ("防晒",), ("sunscreen",), ("sun", "cream"))
    (back,) = parse("Sun creams", SYNONYMS).terms
    assert back.text == "sun creams"
    assert ("隔离",) in back.any_of


def test_terms_are_asked_once_and_stops_not_at_all() -> None:
    assert [term.text for term in parse("咖啡 的 咖啡 the coffee", {}).terms] == ["咖啡", "coffee"]


def test_a_long_word_is_widened_by_those_inside_it() -> None:
    (term,) = parse("防晒霜", {}).terms
    assert (term.any_of, term.wider) == ((("防晒霜",),), (("防晒",),))
    (unknown,) = parse("房晒霜", {}).terms
    assert unknown.any_of == (("房晒霜",), ("房", "晒", "霜"))
