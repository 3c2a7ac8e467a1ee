"""Popular questions: what a crowd asked on one day and some note answers; nothing else stays."""

from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hongmao.jobs.index import Indexer
from hongmao.notes.actions.notes import remove_note
from hongmao.people.models import Role
from hongmao.search.asking import Filters, ask
from hongmao.search.models import Asker, Popular
from hongmao.search.popular import count_question, forget_askers, popular
from hongmao.search.suggesting import suggest
from tests.factories import examples, make_note, make_person, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now().replace(hour=9)
DAY = timedelta(days=1)


ASKED = st.tuples(st.sampled_from(["露营", "咖啡"]), st.integers(0, 6), st.integers(0, 2))
"""What somebody asked: the text, the reader, the day."""


@pytest.fixture
def _indexed() -> None:
    for title in ("露营第一次", "手冲咖啡", "露营灯 13800138000"):
        make_note(title=title, title_en="")
    Indexer().follow()


def count(text: str, *readers: int, day: int = 0) -> None:
    """These readers ask this on a day."""
    at = NOW + day * DAY
    for reader in readers:
        count_question(ask(text, Filters(), at), b"reader %d" % reader, at)


def offered(typed: str = "", day: int = 0) -> list[str]:
    return popular(typed, 6, NOW + day * DAY, chinese=True)


@pytest.mark.usefixtures("_indexed")
@given(st.lists(ASKED, max_size=40))
@examples(15)
def test_a_question_is_offered_where_a_crowd_of_one_day_asked_it(
    asked: list[tuple[str, int, int]],
) -> None:
    with undone():
        for text, reader, day in asked:
            count(text, reader, day=day)
        crowds = {
            text: [len({r for t, r, d in asked if (t, d) == (text, day)}) for day in range(3)]
            for text in ("露营", "咖啡")
        }
        worth = {text: sum(n for n in days if n >= 5) for text, days in crowds.items()}
        due = sorted((text for text in worth if worth[text]), key=lambda text: -worth[text])
        assert sorted(offered(day=2)) == sorted(due)
        assert [worth[text] for text in offered(day=2)] == sorted(
            (worth[text] for text in due), reverse=True
        )


@pytest.mark.usefixtures("_indexed")
def test_what_few_ask_is_kept_nowhere_and_hashes_do_not_tell() -> None:
    count("露营", 1, 2, 3, 4)
    count("露营", 1, 2, 3, 4, day=1)
    rows = serialize("json", Asker.objects.all(), ensure_ascii=False)
    assert "露营" not in rows
    assert not Popular.objects.exists()
    today, later = (Asker.objects.filter(day=NOW + n * DAY) for n in (0, 1))
    assert today.count() == later.count() == 4
    for field in ("reader", "question"):
        assert not {*today.values_list(field)} & {*later.values_list(field)}
    assert forget_askers(NOW + DAY) == 4
    assert forget_askers(NOW + 2 * DAY) == 4
    assert not Asker.objects.exists()


@pytest.mark.usefixtures("_indexed")
def test_what_finds_nothing_is_long_or_somebodys_is_not_counted() -> None:
    for text in ("飞机模型", "13800138000", "露营 a@b.cn", "露营" * 13, "的", ""):
        count(text, *range(9))
    count_question(ask("露营", Filters(), NOW), b"", NOW)
    assert not Asker.objects.exists()


@pytest.mark.usefixtures("_indexed")
def test_it_is_offered_before_and_while_typing_for_thirty_days() -> None:
    count("露营", *range(5))
    assert [(one.kind, one.text) for one in suggest("", NOW, chinese=True)] == [("popular", "露营")]
    assert suggest("luy", NOW, chinese=True)[0].kind == "popular"
    assert offered("咖") == offered("露营") == []
    assert (offered(day=29), offered(day=30)) == (["露营"], [])
    forget_askers(NOW + 29 * DAY)
    assert Popular.objects.count() == 1
    forget_askers(NOW + 30 * DAY)
    assert not Popular.objects.exists()


def test_what_no_note_answers_any_more_is_not_offered() -> None:
    note = make_note(title="露营第一次", title_en="")
    Indexer().follow()
    count("露营", *range(5))
    remove_note(make_person(Role.OPERATOR), note.pk)
    Indexer().follow()
    assert offered() == []
