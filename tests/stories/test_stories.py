"""Every story in this folder is told, and its books come out as its accountant says."""

from pathlib import Path

import pytest

from hongmao.jobs.audit import audit, differs
from tests.stories.reader import Expect, StoryError, read_story
from tests.stories.teller import Teller

STORIES = sorted(Path(__file__).parent.glob("*.story"))


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_books_come_out_as_the_accountant_says(path: Path, home: Path) -> None:
    findings = list(audit(Teller(home, read_story(path)).tell()))
    assert not differs(findings), [one for one in findings if one.differences]


def test_there_are_stories() -> None:
    assert len(STORIES) >= 8
    said = "\n".join(path.read_text() for path in STORIES)
    assert all(verb in said for verb in ("click", "order", "settled", "void", "refund", "arrives"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expects nothing"),
        ("9:00 click A", "expects nothing"),
        ("9:00 sing\n9:01 expect nothing", "a.story:1: no such event: 'sing'"),
        ("# remark\nclick A", "a.story:2: no time"),
        ("9:00 expect creator rich 6.00", "cannot expect 'creator rich 6.00'"),
        ("9:00 expect creator held 6", "cannot expect"),
        ("9:00 order 100 fee 10", "no such event"),
    ],
)
def test_what_is_no_story_is_told_with_its_line(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "a.story"
    path.write_text(text)
    with pytest.raises(StoryError, match=problem):
        read_story(path)


def test_lines_are_read_in_the_order_in_which_we_hear_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.story"
    path.write_text("9:00 click A, arrives 11:00\n10:30:05 expect creator B held 6.00, nothing")
    expect, click = read_story(path)
    assert (expect.at_s, click.at_s, click.heard_s) == (37_805, 32_400, 39_600)
    assert expect.event == Expect({"creator B held": 600})
