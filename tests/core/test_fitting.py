"""Learning: what few or wild samples teach stays within bounds, and the truth is found."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.fitting import FLOOR_MS, LEAST, RISK, Lesson, differs, is_stray, learn
from hongmao.core.matching import CROWD_MS, Fit, Grade, Judgement

CEILING = 60_000
DISTANCES = st.lists(st.integers(-CEILING, CEILING), min_size=LEAST, max_size=3 * LEAST)


def sampled(skew: int, count: int, strays: int, seed: int) -> list[int]:
    """Distances of clicks whose way takes 0.2 to 1.5 s, told in whole seconds, and chance ones."""
    chance = Random(seed)
    found = []
    for _ in range(count):
        ours = 1_000_000 + chance.randrange(100_000)
        theirs = ours + skew + chance.randint(200, 1_500)
        found.append(ours - theirs // 1000 * 1000)
    return found + [chance.randint(-CEILING, CEILING) for _ in range(strays)]


@given(st.integers(-40_000, 40_000), st.integers(0, 9_999))
def test_skew_and_tolerance_are_found(skew: int, seed: int) -> None:
    distances = sampled(skew, 500, 20, seed)
    lesson = learn(distances, 520, 20, CEILING)
    assert abs(lesson.fit.skew_ms - skew - 350) < 250  # the way, less half a second cut off
    assert FLOOR_MS <= lesson.fit.tolerance_ms < 2_500
    covered = [d for d in distances[:500] if abs(d + lesson.fit.skew_ms) <= FLOOR_MS]
    assert len(covered) == 500


@given(DISTANCES, st.integers(0, 1_000), st.integers(0, 1_000))
def test_a_fit_stays_within_its_bounds(distances: list[int], watched: int, strays: int) -> None:
    lesson = learn(distances, watched + strays, strays, CEILING)
    assert FLOOR_MS <= lesson.fit.tolerance_ms <= CEILING
    assert -CEILING <= lesson.fit.skew_ms <= CEILING
    assert learn(distances[::-1], watched + strays, strays, CEILING) == lesson
    mirrored = learn([-one for one in distances], watched + strays, strays, CEILING)
    assert abs(mirrored.fit.skew_ms + lesson.fit.skew_ms) <= 1


@given(st.integers(-20_000, 20_000), st.lists(st.sampled_from([-CEILING, CEILING]), max_size=24))
def test_less_than_half_of_wild_samples_do_not_break_the_skew(skew: int, wild: list[int]) -> None:
    distances = [-skew] * LEAST + wild
    assert learn(distances, 0, 0, CEILING).fit.skew_ms == skew


def test_few_samples_teach_nothing() -> None:
    lesson = learn([5_000] * (LEAST - 1), 0, 0, CEILING)
    assert lesson == Lesson(Fit(CEILING, 0, CEILING, 0), LEAST - 1, 0, 0)
    assert learn([5_000] * LEAST, 0, 0, CEILING).fit.skew_ms == -5_000


def test_a_stray_has_no_click_within_the_tolerance() -> None:
    near = Judgement(Grade.PROBABLE, 1, "c", 1, 2_000, 1, holders=1, fit=FIT)
    assert not is_stray(near)
    assert is_stray(msgspec.structs.replace(near, distance_ms=-2_001))
    assert is_stray(Judgement(Grade.NONE, fit=FIT))


def test_the_ceiling_holds_below_the_floor_too() -> None:
    assert learn([0] * LEAST, 0, 0, 1_000).fit.tolerance_ms == 1_000


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_crowd_is_few_enough_for_the_risk(sound: int, strays: int) -> None:
    fit = learn([0] * LEAST, sound + strays, strays, CEILING).fit
    chance = fit.crowd * fit.tolerance_ms / CROWD_MS
    assert chance * strays <= RISK * (sound + strays + 4)


def test_more_strays_bear_a_smaller_crowd() -> None:
    crowds = [learn([0] * LEAST, 1_000, strays, CEILING).fit.crowd for strays in (0, 10, 50, 500)]
    assert crowds == sorted(crowds, reverse=True)
    assert len(set(crowds)) == 4
    assert learn([], 0, 0, CEILING).fit.crowd == 0


FIT = Fit(2_000, 500, CEILING, 20)


@pytest.mark.parametrize(
    ("changes", "unlike"),
    [
        ({}, False), ({"skew_ms": 750}, False), ({"skew_ms": 751}, True), ({"skew_ms": 249}, True),
        ({"tolerance_ms": 2_500}, False), ({"tolerance_ms": 2_501}, True),
        ({"tolerance_ms": 1_599}, True), ({"crowd": 31}, False), ({"crowd": 32}, True),
        ({"crowd": 13}, False), ({"crowd": 12}, True), ({"ceiling_ms": 59_000}, True),
    ],
)  # fmt: skip
def test_a_fit_is_replaced_where_it_is_unlike(changes: dict[str, int], unlike: bool) -> None:
    assert differs(msgspec.structs.replace(FIT, **changes), FIT) is unlike
