"""Answers: none lost, none twice, the rails hold, and what they leave out loses its card alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from hongmao.balance.results import Answer, Answers, Cards, answer_count, answers
from hongmao.jobs.index import Indexer
from hongmao.notes.models import Note, NoteState
from hongmao.people.models import Role
from hongmao.search.asking import Filters, ask
from tests.factories import examples, make_note, make_person, make_placement

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()
ANY = Filters()


@pytest.fixture
def notes() -> list[Note]:
    """Thirty notes of one word, the last six of them sponsored; and others without it."""
    creator = make_person(Role.CREATOR)
    made = [
        make_note(creator, NOW - timedelta(days=age), title=f"咖啡 {age}", title_en="")
        for age in range(30)
    ]
    for note in made[-6:]:
        make_placement(note=note)
    make_note(title="茶", title_en="")
    Indexer().follow()
    return made


def read(wanted: Cards, count: int, text: str = "咖啡", filters: Filters = ANY) -> list[Answer]:
    """All answers, in pages of that size."""
    asked, place, items = ask(text, filters, NOW), "", []
    for _ in range(60):
        page: Answers = answers(asked, filters, wanted, place, count, NOW)
        assert len(page.items) <= count
        items += page.items
        place = page.next_place
        if not place:
            return items
    raise AssertionError("the answers have no end")


@given(
    count=st.integers(1, 20),
    rails=st.tuples(st.integers(0, 60), st.integers(0, 6), st.integers(0, 6)),
    newest=st.booleans(),
)
@examples(20)
def test_pages_lose_and_repeat_nothing_and_hold_the_rails(
    notes: list[Note], settings: Settings, count: int, rails: tuple[int, int, int], newest: bool
) -> None:
    names = ("ad_share_percent", "ad_first_slot", "ad_gap")
    settings.HONGMAO = settings.HONGMAO.model_copy(update=dict(zip(names, rails, strict=True)))
    items = read(Cards.ANY, count, filters=Filters(newest=newest))
    assert sorted(item.note.pk for item in items) == sorted(note.pk for note in notes)
    share, first, gap = rails
    last, shown = None, 0
    for slot, item in enumerate(items):
        if item.card is None:
            continue
        shown += 1
        assert item.sponsored
        assert slot >= first
        assert shown * 100 <= share * (slot + 1)
        assert last is None or slot - last > gap
        last = slot
    organic = [place for place, item in enumerate(items) if not item.sponsored]
    bare = [place for place, item in enumerate(items) if item.sponsored and item.card is None]
    assert not bare or max(organic) < min(bare)


def test_whoever_asks_for_cards_sees_them_and_nothing_else(notes: list[Note]) -> None:
    having = read(Cards.WITH, 4)
    assert {item.note.pk for item in having} == {note.pk for note in notes[-6:]}
    assert all(item.card and item.card.note == item.note.pk for item in having)
    without = read(Cards.WITHOUT, 7)
    assert {item.note.pk for item in without} == {note.pk for note in notes[:-6]}
    assert not any(item.sponsored for item in without)
    asked = ask("咖啡", ANY, NOW)
    assert [answer_count(asked, ANY, wanted, NOW) for wanted in Cards] == [30, 6, 24]


def test_a_declared_note_counts_as_one_with_a_link(notes: list[Note]) -> None:
    declared = {note.pk for note in notes[:4]}
    Note.objects.filter(pk__in=declared).update(paid_by="茶行")
    items = read(Cards.ANY, 5, filters=Filters(newest=True))
    assert sorted(item.note.pk for item in items) == sorted(note.pk for note in notes)
    paid = declared | {note.pk for note in notes[-6:]}
    assert [item.sponsored for item in items] == [item.note.pk in paid for item in items]
    last = max(slot for slot, item in enumerate(items) if not item.sponsored)
    among = [slot for slot, item in enumerate(items[:last]) if item.sponsored]
    assert {items[slot].note.pk for slot in among} <= declared  # they are the newest
    assert len(among) * 100 <= 15 * (last + 1)
    asked = ask("咖啡", ANY, NOW)
    assert [answer_count(asked, ANY, wanted, NOW) for wanted in Cards] == [30, 6, 20]
    assert not any(item.sponsored for item in read(Cards.WITHOUT, 7))


def test_a_sponsored_note_that_hardly_fits_takes_no_slot() -> None:
    creator = make_person(Role.CREATOR)
    for age in range(20):
        make_note(creator, NOW - timedelta(days=age), title="咖啡 手冲", title_en="")
    body = "很长的一篇，讲别的事情。" * 30
    off = make_placement(
        note=make_note(creator, NOW, title="别的", title_en="", body=f"{body}咖啡")
    )
    Indexer().follow()
    items = read(Cards.ANY, 24)
    assert items[-1].note.pk == off.note_id
    assert (items[-1].sponsored, items[-1].card) == (True, None)


def test_a_note_removed_since_is_passed_over(notes: list[Note]) -> None:
    Note.objects.filter(pk=notes[3].pk).update(state=NoteState.REMOVED)
    found = [item.note.pk for item in read(Cards.ANY, 5)]
    assert sorted(found) == sorted(note.pk for note in notes if note != notes[3])


@given(st.text(max_size=30) | st.lists(st.integers(-3, 10**7), max_size=6).map(
    lambda numbers: ".".join(map(str, numbers))
))  # fmt: skip
@examples(60)
def test_no_place_at_all_breaks_the_answers(notes: list[Note], place: str) -> None:
    asked = ask("咖啡", ANY, NOW)
    assert len(answers(asked, ANY, Cards.ANY, place, 3, NOW).items) <= 3
