"""Topics and mentions in a text; what changed between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.differences import Kind, compare
from hongmao.core.marks import (
    MOST_TOPIC_LETTERS,
    MOST_TOPICS,
    mention_runs,
    readings,
    tidy_topics,
    topics_in,
)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("今天喝 #咖啡 和 #手冲#，很好", ["咖啡", "手冲"]),
        ("＃露营！#camping2026.", ["露营", "camping2026"]),
        ("#一#二 #", ["一", "二"]),
        ("A &#39; b # c", []),
        ("#" + "长" * 31, []),
    ],
)
def test_topics_in_a_text(text: str, topics: list[str]) -> None:
    assert topics_in(text) == topics


def test_topics_are_tidied() -> None:
    assert tidy_topics([" #Coffee ", "coffee", "", "#", "＃茶#"]) == ["Coffee", "茶"]
    assert len(tidy_topics(str(n) for n in range(99))) == MOST_TOPICS


@given(st.lists(st.text()))
def test_tidying_twice_changes_nothing(topics: list[str]) -> None:
    once = tidy_topics(topics)
    assert tidy_topics(once) == once
    assert all(0 < len(topic) <= MOST_TOPIC_LETTERS for topic in once)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("谢谢@amy你好", ["amy你好"]),
        ("hi @a.b+c, ＠小明！ @amy @amy", ["a.b+c", "小明", "amy"]),
        ("write to me@example.com", []),
        ("@ nobody", []),
    ],
)
def test_mentions_in_a_text(text: str, runs: list[str]) -> None:
    assert mention_runs(text) == runs


def test_a_run_is_read_from_its_beginning() -> None:
    assert readings("amy你") == ["amy你", "amy", "am", "a"]


@given(st.text(max_size=300), st.text(max_size=300))
def test_pieces_read_as_either_text(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.kind != Kind.NEW) == before
    assert "".join(p.text for p in pieces if p.kind != Kind.GONE) == after


def test_a_change_is_told_by_letters_and_by_words() -> None:
    assert [(p.kind.value, p.text) for p in compare("水温九十度", "水温九十二度")] == [
        ("same", "水温九十"),
        ("new", "二"),
        ("same", "度"),
    ]
    assert [p.text for p in compare("a cup", "a mug")] == ["a ", "cup", "mug"]
