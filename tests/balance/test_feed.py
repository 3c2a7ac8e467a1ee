"""The feed: no note lost, none shown twice, and the rails hold however it is read."""

import base64
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal

import msgspec
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from hongmao.balance.places import SITTING
from hongmao.balance.queries import FeedItem, FeedPage, Reader, Scope, feed_page, limits, why
from hongmao.core.adload import Limits
from hongmao.links.models import Placement
from hongmao.notes.actions.boards import collect
from hongmao.notes.actions.notes import remove_note
from hongmao.notes.actions.social import follow, like
from hongmao.notes.models import Note
from hongmao.people.models import Role
from tests.factories import examples, make_note, make_person, make_placement, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()


@pytest.fixture
def notes() -> list[Note]:
    """Thirty public notes, the last five of them sponsored."""
    creator = make_person(Role.CREATOR)
    organic = [make_note(creator, NOW) for _ in range(25)]
    return organic + [make_placement(note=make_note(creator, NOW)).note for _ in range(5)]


def read(counts: list[int]) -> list[FeedItem]:
    """The whole feed, in pages of these sizes."""
    place, items = "", []
    for number in range(200):
        page = feed_page(place, counts[number % len(counts)], NOW)
        assert len(page.items) <= counts[number % len(counts)]
        items += page.items
        place = page.next_place
        if not place:
            return items
    raise AssertionError("the feed has no end")


def check_rails(sponsored: list[bool], rails: Limits) -> None:
    """Share, first slot and gap, in every prefix."""
    last = None
    for slot, is_sponsored in enumerate(sponsored):
        assert sum(sponsored[: slot + 1]) * 100 <= rails.share_percent * (slot + 1)
        if is_sponsored:
            assert slot >= rails.first_slot
            assert last is None or slot - last > rails.gap
            last = slot


@given(
    counts=st.lists(st.integers(1, 9), min_size=1, max_size=3),
    hours=st.lists(st.integers(0, 6), min_size=30, max_size=30),
    paused=st.sets(st.integers(25, 29)),
    rails=st.tuples(st.integers(0, 60), st.integers(0, 6), st.integers(0, 6)),
)
@examples(20)
def test_pages_lose_and_repeat_nothing_and_hold_the_rails(
    notes: list[Note],
    settings: Settings,
    counts: list[int],
    hours: list[int],
    paused: set[int],
    rails: tuple[int, int, int],
) -> None:
    """Many notes of one moment, sponsored notes that are not live, pages of any size."""
    names = ("ad_share_percent", "ad_first_slot", "ad_gap")
    settings.HONGMAO = settings.HONGMAO.model_copy(update=dict(zip(names, rails, strict=True)))
    assert limits() == Limits(*rails)
    with undone():
        for note, hour in zip(notes, hours, strict=True):
            note.published_at = NOW - timedelta(hours=hour)
        Note.objects.bulk_update(notes, ["published_at"])
        off = [notes[place].pk for place in paused]
        Placement.objects.filter(note__in=off).update(state="paused")
        items = read(counts)
    live = {notes[place].pk for place in range(25, 30) if place not in paused}
    in_order = sorted(notes, key=lambda n: (n.published_at, n.pk), reverse=True)
    organic = [item.note.pk for item in items if item.card is None]
    sponsored = [item.note.pk for item in items if item.card is not None]
    assert len(organic) == len(set(organic))
    assert set(organic) == {note.pk for note in notes} - live
    due = [note.pk for note in in_order if note.pk in live]
    assert sponsored == due[: len(sponsored)]
    check_rails([item.card is not None for item in items], Limits(*rails))


def test_a_feed_is_the_same_in_one_page_or_in_many(notes: list[Note]) -> None:
    whole = [item.note.pk for item in read([100])]
    assert [item.note.pk for item in read([1])] == whole
    assert [item.note.pk for item in read([7, 3])] == whole
    assert len(whole) == 25 + sum(item.card is not None for item in read([100]))


def test_a_declared_note_is_an_ad_like_one_with_a_link(notes: list[Note]) -> None:
    """Half of what is paid for has a link, half is declared, one is both: one order, one load."""
    declared = [make_note(at=NOW) for _ in range(6)]
    declared.append(notes[25])
    Note.objects.filter(pk__in=[note.pk for note in declared]).update(paid_by="茶行")
    items = read([6, 1])
    paid = {note.pk for note in (*declared, *notes[25:])}
    assert [item.sponsored for item in items] == [item.note.pk in paid for item in items]
    check_rails([item.sponsored for item in items], limits())
    shown_paid = [item.note.pk for item in items if item.sponsored]
    assert shown_paid == sorted(paid, reverse=True)[: len(shown_paid)]
    assert len(shown_paid) > 2
    assert {item.note.pk for item in items if not item.sponsored} == {n.pk for n in notes[:25]}


@pytest.mark.parametrize("kind", ["topic", "following"])
def test_a_declared_note_keeps_the_rails_in_every_feed(kind: Literal["topic", "following"]) -> None:
    creator, reader = make_person(Role.CREATOR), make_person()
    follow(reader, creator.username)
    made = [make_note(creator, NOW - timedelta(hours=n), topics=("茶",)) for n in range(9)]
    Note.objects.filter(pk__in=[made[0].pk, made[1].pk]).update(paid_by="茶行")
    scope = Scope(kind, "茶" if kind == "topic" else "")
    items = feed_page("", 9, NOW, Reader("r", reader.pk), scope).items
    check_rails([item.sponsored for item in items], limits())
    assert [item.note for item in items if item.sponsored] == [made[0]]
    assert [item.note for item in items if not item.sponsored] == made[2:]


def test_a_sponsored_note_carries_the_card_of_its_placement(notes: list[Note]) -> None:
    cards = [item.card for item in read([100]) if item.card is not None]
    assert cards
    for card in cards:
        placement = Placement.objects.get(pk=card.placement)
        assert (card.note, card.code) == (placement.note_id, placement.link.code)


def test_an_empty_community_has_an_empty_feed() -> None:
    page = feed_page("", 10, NOW)
    assert (page.items, page.next_place) == ([], "")


def test_sponsored_notes_alone_make_no_feed() -> None:
    make_placement()
    assert feed_page("", 10, NOW).items == []


def packed(value: Any) -> str:
    """A place as it would stand in an address."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(value)).decode().rstrip("=")


NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - without a zone on purpose


@pytest.mark.parametrize(
    "place",
    [
        "junk",
        "%%%",
        "广告",
        "A",
        "=",
        "\x00",
        packed([]) + "A",
        packed({"organic": 1}),
        packed([1, 2, 3]),
        packed(["yesterday"]),
        packed(["2026-01-01T00:00:00"]),
        packed([NAIVE]),
        packed([NOW, ["1"]]),
        packed([NOW, [0]]),
        packed([NOW, [-1]]),
        packed([NOW, [1] * 200]),
        packed([NOW, [2**64 - 1]]),
        packed([NOW, [], -1]),
        packed([NOW, [], 0, [NOW, "1"]]),
        packed([NOW, [], 0, [NOW]]),
        packed([NOW, [], 0, None, None, "many"]),
    ],
    ids=count(),
)
def test_a_place_we_cannot_read_is_the_top(place: str) -> None:
    for number in range(4):
        make_note(at=NOW - timedelta(minutes=number))
    assert shown(feed_page(place, 3, NOW)) == shown(feed_page("", 3, NOW))


@given(st.text(max_size=30) | st.binary(max_size=30).map(lambda b: packed(msgspec.Raw(b))))
@examples(60)
def test_no_place_at_all_breaks_the_feed(place: str) -> None:
    with undone():
        make_note(at=NOW)
        assert len(feed_page(place, 3, NOW).items) <= 1


def test_a_place_far_beyond_the_feed_is_its_end() -> None:
    make_note(at=NOW)
    long_ago = NOW - timedelta(days=9000)
    for place in (
        [NOW, [], 0, [long_ago, 1]],
        [NOW, [], 0, [NOW, -(2**63)]],
        [NOW, [], 2**60, [NOW, -1], None, 2**60, 2**60, 2**60],
    ):
        page = feed_page(packed(place), 3, NOW)
        assert (page.items, page.next_place) == ([], "")
    assert len(feed_page(packed([NOW, [], 0, [NOW, 2**64 - 1]]), 3, NOW).items) == 1


def shown(page: FeedPage) -> list[int]:
    """The notes of a page."""
    return [item.note.pk for item in page.items]


def test_a_sitting_keeps_its_order_whatever_happens_meanwhile(notes: list[Note]) -> None:
    first = feed_page("", 8, NOW)
    planned = shown(feed_page(first.place, 100, NOW))
    reader = make_person()
    for note in notes[:25]:
        if note.pk in planned[20:]:
            like(reader, note.pk)
    late = make_note(at=NOW + timedelta(seconds=1))
    later = NOW + timedelta(minutes=5)
    second = feed_page(first.next_place, 100, later, Reader("somebody else"))
    assert shown(first) + shown(second) == planned
    assert late.pk not in planned
    assert late.pk in shown(feed_page("", 100, later))


def test_what_is_removed_meanwhile_is_left_out(notes: list[Note]) -> None:
    first = feed_page("", 4, NOW)
    planned = [item for item in feed_page(first.place, 100, NOW).items if item.card is None]
    gone = planned[-1].note
    remove_note(make_person(Role.OPERATOR), gone.pk)
    rest = shown(feed_page(first.next_place, 100, NOW))
    assert gone.pk not in rest
    assert len(set(rest)) == len(rest)


def test_more_notes_than_a_sitting_come_by_time() -> None:
    creator = make_person(Role.CREATOR)
    made = [make_note(creator, NOW - timedelta(minutes=back)).pk for back in range(SITTING + 30)]
    read_all = [item.note.pk for item in read([24])]
    assert sorted(read_all) == sorted(made)
    assert read_all[SITTING:] == [pk for pk in made if pk not in read_all[:SITTING]]


def test_a_place_stands_in_an_address() -> None:
    creator = make_person(Role.CREATOR)
    for back in range(SITTING):
        make_note(creator, NOW - timedelta(minutes=back))
    assert len(feed_page("", 24, NOW).next_place) < 1200


def test_a_reader_sees_more_of_what_they_like() -> None:
    made = [
        make_note(at=NOW - timedelta(hours=1), topics=("茶",) if number % 2 else ("狗",))
        for number in range(20)
    ]
    reader = make_person()
    for note in made[:6]:
        if note.topics == ["茶"]:
            collect(reader, note.pk)
    items = feed_page("", 20, NOW, Reader("r", reader.pk)).items
    first = [item.note.topics[0] for item in items]
    assert first[:4].count("茶") > first[-4:].count("茶")


def test_following_holds_those_followed_newest_first() -> None:
    reader, creator = make_person(), make_person(Role.CREATOR)
    mine = [make_note(creator, NOW - timedelta(minutes=back)).pk for back in range(7)]
    make_note(at=NOW)
    scope = Scope("following")
    assert feed_page("", 9, NOW, Reader("r", reader.pk), scope).items == []
    follow(reader, creator.username)
    first = feed_page("", 4, NOW, Reader("r", reader.pk), scope)
    second = feed_page(first.next_place, 4, NOW, Reader("r", reader.pk), scope)
    assert shown(first) + shown(second) == mine
    assert feed_page("", 9, NOW, Reader("r", 0), scope).items == []


def test_a_topic_holds_its_notes_newest_first_and_its_cards_keep_the_rails() -> None:
    tea = [make_note(at=NOW - timedelta(minutes=back), topics=("茶", "早晨")) for back in range(12)]
    make_note(at=NOW, topics=("狗",))
    paid = make_placement(note=make_note(at=NOW - timedelta(hours=1), topics=("茶",))).note
    make_placement(note=make_note(at=NOW - timedelta(hours=1), topics=("狗",)))
    scope = Scope("topic", "茶")
    first = feed_page("", 7, NOW, scope=scope)
    rest = feed_page(first.next_place, 7, NOW, scope=scope)
    items = first.items + rest.items
    assert [item.note for item in items if item.card is None] == tea
    assert [item.note for item in items if item.card] == [paid]
    check_rails([item.card is not None for item in items], limits())


def test_why_says_what_the_score_is_made_of() -> None:
    reader, note = make_person(), make_note(at=NOW - timedelta(days=3), topics=("茶",))
    visitor = why(note, Reader(), NOW)
    assert visitor.parts.score == pytest.approx(0.5)
    assert (visitor.cold, visitor.tastes, visitor.follows, visitor.card) == (
        True, False, False, None,
    )  # fmt: skip
    follow(reader, note.creator.username)
    collect(reader, note.pk)
    known = why(note, Reader("r", reader.pk), NOW)
    assert known.follows
    assert known.tastes
    assert known.parts.topics == pytest.approx(2 / 7)
    assert known.parts.score > visitor.parts.score
    placement = make_placement()
    paid = why(placement.note, Reader(), NOW)
    assert paid.card
    assert paid.card.placement == placement.pk
