"""Excerpts: bounded, cut from the text itself, where the marks stand."""

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.excerpts import excerpt

PIECES = st.lists(
    st.tuples(st.text("ab 咖啡\n", min_size=1, max_size=30), st.booleans()), max_size=8
)


@given(PIECES, st.integers(8, 60))
def test_an_excerpt_is_a_part_of_the_text(pieces: list[tuple[str, bool]], letters: int) -> None:
    whole = "".join(text.replace("\n", " ") for text, _ in pieces)
    cut = "".join(text for text, _ in excerpt(pieces, letters))
    inner = cut.removeprefix("…").removesuffix("…")
    assert len(inner) <= letters or inner == whole
    assert "\n" not in cut
    assert inner in whole


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_mark_is_in_the_excerpt(before: int, after: int) -> None:
    pieces = [("喝" * before, False), ("咖啡", True), ("茶" * after, False)]
    assert ("咖啡", True) in excerpt([piece for piece in pieces if piece[0]], 40)


def test_most_marks_win() -> None:
    pieces = [("a" * 90, False), ("x", True), (" " + "b" * 90, False), ("y", True), ("z", True)]
    assert {text for text, on in excerpt(pieces, 30) if on} == {"y", "z"}


def test_a_short_text_stands_whole() -> None:
    assert excerpt([("一\n二", False)], 10) == [("一 二", False)]
