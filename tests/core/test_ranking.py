"""The score, part by part, and the order that follows from it."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.ranking import (
    WEIGHTS,
    Draw,
    Signals,
    Tastes,
    arrange,
    explain,
    freshness,
    is_cold,
    lot,
    quality,
    standing,
    takes_cold,
)

DAY_S = 86_400.0
NOW_S = 1_800_000_000.0
DRAW = Draw("reader", 20_000)

signals = st.builds(
    Signals,
    note=st.integers(1, 10**6),
    creator=st.integers(1, 5),
    topics=st.lists(st.sampled_from("abcdef"), max_size=3, unique=True).map(tuple),
    published_s=st.floats(NOW_S - 90 * DAY_S, NOW_S),
    interactions=st.integers(0, 5000),
    reads=st.integers(0, 100_000),
)
notes = st.lists(signals, max_size=60, unique_by=lambda one: one.note)
tastes = st.builds(
    Tastes,
    topics=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 50)),
    creators=st.dictionaries(st.integers(1, 5), st.integers(0, 50)),
    following=st.frozensets(st.integers(1, 5)),
)


def test_freshness_halves_every_three_days() -> None:
    assert [freshness(days * DAY_S) for days in (0, 3, 6, 9)] == [1, 0.5, 0.25, 0.125]
    assert freshness(-DAY_S) == 1


def test_quality_starts_at_one_and_moves_slowly() -> None:
    assert quality(0, 0) == 1
    assert quality(5, 100) == pytest.approx(1)  # the usual rate
    assert quality(1, 0) == pytest.approx(3 / 41 / 0.05)
    assert quality(10, 100) == pytest.approx(12 / 140 / 0.05)
    assert quality(0, 10**6) < 0.001
    assert quality(10, 0) == quality(10, 10)  # reads that are not counted yet


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_an_interaction_helps_and_a_read_without_one_does_not(
    interactions: int, reads: int
) -> None:
    assert quality(interactions + 1, reads) > quality(interactions, reads) or interactions >= reads
    assert quality(interactions, reads + 1) <= quality(interactions, reads)
    assert 0 < quality(interactions, reads) <= 1 / WEIGHTS.usual_rate


@given(signals, signals, st.floats(0, 30 * DAY_S))
def test_standing_orders_as_quality_times_freshness_does(
    one: Signals, other: Signals, later_s: float
) -> None:
    """At any moment: that is why an index may hold it."""
    parts = [explain(note, Tastes(), NOW_S + later_s) for note in (one, other)]
    stands = [standing(n.published_s, n.interactions, n.reads) for n in (one, other)]
    logs = [math.log2(part.score) for part in parts]
    assert stands[0] - stands[1] == pytest.approx(logs[0] - logs[1], abs=1e-6)


def test_a_visitor_has_no_taste() -> None:
    parts = explain(Signals(1, 1, ("tea",), NOW_S), Tastes(), NOW_S)
    assert (parts.topics, parts.creator, parts.score) == (0, 0, 1)


def test_taste_raises_a_score_within_bounds() -> None:
    note = Signals(1, 7, ("tea", "cups"), NOW_S)
    assert explain(note, Tastes(topics={"tea": 5}), NOW_S).topics == pytest.approx(0.5)
    assert explain(note, Tastes(topics={"dogs": 5}), NOW_S).topics == 0
    assert explain(note, Tastes(creators={7: 5}), NOW_S).creator == pytest.approx(0.25)
    assert explain(note, Tastes(following=frozenset({7})), NOW_S).creator == 1


@given(signals, tastes)
def test_every_part_stays_within_its_bounds(one: Signals, taste: Tastes) -> None:
    parts = explain(one, taste, NOW_S)
    assert 0 < parts.freshness <= 1
    assert 0 <= parts.topics <= WEIGHTS.topic_most
    assert 0 <= parts.creator <= WEIGHTS.creator_most + WEIGHTS.follow
    assert parts.score == pytest.approx(
        parts.quality * parts.freshness * (1 + parts.topics + parts.creator)
    )


@given(notes, tastes, st.integers(0, 70))
def test_the_order_holds_each_note_once(found: list[Signals], taste: Tastes, slots: int) -> None:
    order = arrange(found, taste, NOW_S, DRAW, slots)
    assert len(order) == min(slots, len(found))
    assert len(set(order)) == len(order)
    assert set(order) <= {one.note for one in found}
    assert order == arrange(list(reversed(found)), taste, NOW_S, DRAW, slots)


@given(notes, tastes)
def test_nobody_stands_twice_in_a_row_while_another_is_there(
    found: list[Signals], taste: Tastes
) -> None:
    by_id = {one.note: one for one in found}
    order = [by_id[note] for note in arrange(found, taste, NOW_S, DRAW, len(found))]
    for slot in range(1, len(order)):
        if order[slot].creator == order[slot - 1].creator:
            left = {one.creator for one in order[slot:]}
            only_cold = takes_cold(slot) and is_cold(order[slot])
            left_cold = {one.creator for one in order[slot:] if is_cold(one)}
            assert left == {order[slot].creator} or (
                only_cold and left_cold == {order[slot].creator}
            )


@given(notes, tastes)
def test_new_notes_have_their_share_while_there_are_any(
    found: list[Signals], taste: Tastes
) -> None:
    by_id = {one.note: one for one in found}
    order = [by_id[note] for note in arrange(found, taste, NOW_S, DRAW, len(found))]
    cold = Counter(is_cold(one) for one in found)[True]
    for slots in range(len(order) + 1):
        shown = sum(is_cold(one) for one in order[:slots])
        assert shown >= min(slots // WEIGHTS.cold_every, cold)


def test_the_draw_is_one_for_a_reader_and_a_day() -> None:
    cold = [Signals(note, note, (), NOW_S, reads=0) for note in range(1, 60)]
    known = [Signals(note, note, (), NOW_S, 10**4, 10**5) for note in range(100, 160)]

    def drawn(draw: Draw) -> list[int]:
        order = arrange([*cold, *known], Tastes(), NOW_S, draw, 24)
        return [note for slot, note in enumerate(order) if takes_cold(slot)]

    assert (
        drawn(DRAW)
        == drawn(DRAW)
        == sorted(range(1, 60), key=lambda n: lot("reader", 20_000, n))[:3]
    )
    assert drawn(DRAW) != drawn(Draw("reader", 20_001))
    assert drawn(DRAW) != drawn(Draw("another", 20_000))


def test_a_topic_again_and_again_gives_way() -> None:
    many = [Signals(note, note, ("tea",), NOW_S - note, 50, 1000) for note in range(1, 9)]
    other = Signals(99, 99, ("dogs",), NOW_S - 1.5 * DAY_S, 50, 1000)
    order = arrange([*many, other], Tastes(), NOW_S, DRAW, 9)
    assert order[0] == 1
    assert order.index(99) == 2  # 0.71 of the score: under 0.75 of it, over 0.75 x 0.75


def test_the_score_decides_where_nothing_else_does() -> None:
    found = [Signals(note, note, (), NOW_S - note * DAY_S, 50, 1000) for note in range(1, 8)]
    assert arrange(found, Tastes(), NOW_S, DRAW, 7) == list(range(1, 8))
