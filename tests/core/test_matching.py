"""Matching: a grade is never better than its evidence, and money follows nothing less."""

from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.matching import (
    CROWD_MS,
    GUARD,
    OPEN_MS,
    PAYING,
    SLACK_MS,
    UNTIMED_MS,
    Claim,
    Fit,
    Grade,
    Judgement,
    LoggedClick,
    Term,
    holders,
    judge,
)

CLICK_MS = 1_700_000_000_000
CLAIM = Claim(1, lease="z", item_id="A", store=1, click_ms=CLICK_MS, ordered_ms=CLICK_MS + 90_000)
FIT = Fit(2_000, crowd=10)
TERMS = [
    Term("z", 1, "A", 1, 0, OPEN_MS),
    Term("z", 2, "A", 1, 0, OPEN_MS),
    Term("z", 3, "B", 1, 0, OPEN_MS),
    Term("z", 4, "C", 2, 0, OPEN_MS),
    Term("y", 5, "A", 1, 0, OPEN_MS),
]
"""Placements 1 and 2 are of the item, 3 of its store, 4 of another; 5 held another lease."""
MINE = TERMS[:1]
OWN = [Term("z", 1, "A", 1, 0, OPEN_MS, own=True)]
"""Placement 1 alone holds the lease; it is its link's code."""
MEMORY_MS = CLAIM.memory_ms
CLICKS = st.lists(
    st.builds(
        LoggedClick,
        id=st.sampled_from([f"click-{number}" for number in range(8)]),
        at_ms=st.integers(-6, 6).map(lambda one: CLICK_MS + 1_000 * one),
        placement=st.integers(1, 5),
        flagged=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda click: click.id,
)
CLAIMS = st.builds(
    lambda **changes: msgspec.structs.replace(CLAIM, **changes),
    click_id=st.sampled_from(["", "", "click-1", "click-2", "not here"]),
    lease=st.sampled_from(["", "z", "z"]),
    click_ms=st.sampled_from([0, CLICK_MS, CLICK_MS]),
    ordered_ms=st.just(CLICK_MS),
)
LEASES = st.lists(st.sampled_from([*TERMS, *OWN]), unique_by=lambda term: term.placement)
FITS = st.builds(Fit, st.sampled_from([0, 1_999, 2_000, 4_000]), crowd=st.integers(0, 3))


def click(at: int = 0, placement: int = 1, flagged: bool = False) -> LoggedClick:
    """A click `at` ms from the marketplace's time."""
    return LoggedClick(f"{placement}-{at}", CLICK_MS + at, placement, flagged)


@given(CLAIMS, LEASES, CLICKS, FITS, st.randoms(use_true_random=False))
def test_the_judgement_does_not_depend_on_any_order(
    claim: Claim, terms: list[Term], pool: list[LoggedClick], fit: Fit, chance: Random
) -> None:
    expected = judge(claim, terms, pool, fit)
    chance.shuffle(pool)
    chance.shuffle(terms)
    assert judge(claim, iter(terms), iter(pool + pool), fit) == expected


@given(CLAIMS, LEASES, CLICKS, FITS)
def test_nothing_is_claimed_beyond_the_evidence(
    claim: Claim, terms: list[Term], pool: list[LoggedClick], fit: Fit
) -> None:
    verdict = judge(claim, terms, pool, fit)
    named = [one for one in pool if claim.click_id and one.id == claim.click_id]
    held = {} if claim.click_id else holders(claim, terms, fit)
    near = fit.ceiling_ms if len(held) == 1 else fit.tolerance_ms
    ahead, back = (near, near) if claim.click_ms else (UNTIMED_MS, MEMORY_MS)
    known = [c for c in pool if c.placement in held and -back <= c.at_ms - CLICK_MS <= ahead]
    match verdict.grade:
        case Grade.EXACT:
            assert named
            assert verdict.click_id == claim.click_id
        case Grade.PROBABLE:
            assert {one.placement for one in known} == {verdict.placement}
            assert verdict.rivals == 0
            assert verdict.crowd <= fit.crowd
        case Grade.AMBIGUOUS:
            assert verdict.placement in {one.placement for one in known}
            assert len(held) > 1
        case Grade.NONE:
            assert (verdict.placement, verdict.click_id) == (0, "")
    assert (verdict.grade is Grade.EXACT) == bool(named)
    assert (verdict.grade is Grade.NONE) == (not named and not known)
    if verdict.placement:
        [found] = [one for one in pool if one.id == verdict.click_id]
        assert (found.placement, found.at_ms) == (verdict.placement, verdict.click_ms)


@given(LEASES, CLICKS, FITS, st.integers(1, 3), st.integers(-8_000, 8_000))
def test_a_rivals_click_never_makes_a_match_surer(
    terms: list[Term], pool: list[LoggedClick], fit: Fit, placement: int, at: int
) -> None:
    """Nor does it ever move the credit of one that pays."""
    sureness = [Grade.NONE, Grade.AMBIGUOUS, Grade.PROBABLE]
    before = judge(CLAIM, terms, pool, fit)
    after = judge(CLAIM, terms, [*pool, click(at, placement)], fit)
    if before.placement not in (0, placement):
        assert sureness.index(after.grade) <= sureness.index(before.grade)
    if before.grade in PAYING and after.grade in PAYING:
        assert before.placement == after.placement


@given(CLICKS, FITS, st.integers(-8_000, 8_000), st.sampled_from([4, 5]))
def test_a_click_that_is_no_evidence_changes_nothing(
    pool: list[LoggedClick], fit: Fit, at: int, placement: int
) -> None:
    more = [*pool, click(at, placement)]
    assert judge(CLAIM, TERMS, pool, fit) == judge(CLAIM, TERMS, more, fit)


@given(CLICKS, FITS, st.integers(-90_000, 90_000))
def test_a_known_skew_is_as_good_as_none(pool: list[LoggedClick], fit: Fit, skew: int) -> None:
    late = msgspec.structs.replace(CLAIM, click_ms=CLICK_MS + skew)
    skewed = msgspec.structs.replace(fit, skew_ms=skew)
    verdict = judge(late, TERMS, pool, skewed)
    assert msgspec.structs.replace(verdict, fit=fit) == judge(CLAIM, TERMS, pool, fit)


def test_money_follows_exact_and_probable_only() -> None:
    assert frozenset({Grade.EXACT, Grade.PROBABLE}) == PAYING


@pytest.mark.parametrize(("terms", "edge"), [(MINE, FIT.ceiling_ms), (TERMS, FIT.tolerance_ms)])
def test_near_is_the_ceiling_on_a_lease_of_ones_own_and_the_tolerance_on_a_shared_one(
    terms: list[Term], edge: int
) -> None:
    for at, grade in ((edge, Grade.PROBABLE), (-edge, Grade.PROBABLE), (edge + 1, Grade.NONE)):
        assert judge(CLAIM, terms, [click(at)], FIT).grade is grade


def grade_of(**changes: object) -> Grade:
    """The grade of an order like `CLAIM` with a click at its very time on placement 1."""
    return judge(msgspec.structs.replace(CLAIM, **changes), MINE, [click()], FIT).grade


def test_each_piece_of_evidence_is_needed() -> None:
    assert grade_of() is Grade.PROBABLE
    assert grade_of(item_id="other") is Grade.PROBABLE
    assert grade_of(item_id="other", store=0) is Grade.NONE
    assert grade_of(store=2) is Grade.PROBABLE
    assert grade_of(lease="y") is Grade.NONE
    assert grade_of(lease="") is Grade.NONE
    store_link = [Term("z", 1, "", 1, 0, OPEN_MS)]
    nothing = msgspec.structs.replace(CLAIM, item_id="", store=0)
    assert judge(CLAIM, store_link, [click()], FIT).grade is Grade.PROBABLE
    assert judge(nothing, store_link, [click()], FIT).grade is Grade.NONE


def test_a_lease_counts_from_its_start_to_its_end_give_or_take_a_minute() -> None:
    for starts, ends, held in (
        (CLICK_MS + SLACK_MS, OPEN_MS, True),
        (CLICK_MS + SLACK_MS + 1, OPEN_MS, False),
        (0, CLICK_MS - SLACK_MS - FIT.tolerance_ms + 1, True),
        (0, CLICK_MS - SLACK_MS - FIT.tolerance_ms, False),
    ):
        assert bool(holders(CLAIM, [Term("z", 1, "A", 1, starts, ends)], FIT)) is held


def test_the_best_click_is_unflagged_then_of_the_item_then_nearest() -> None:
    clicks = [click(10, flagged=True), click(20, placement=3), click(1_900), click(-1_000)]
    for better, worse in pairwise([clicks[3], clicks[2], clicks[1], clicks[0]]):
        assert judge(CLAIM, TERMS, [worse, better], FIT).click_id == better.id
    verdict = judge(CLAIM, MINE, clicks, FIT)
    assert (verdict.distance_ms, verdict.clicks, verdict.rivals) == (-1_000, 3, 0)


def test_two_placements_in_question_wait_for_a_person() -> None:
    verdict = judge(CLAIM, TERMS, [click(10), click(1_000, 2), click(9, 5)], FIT)
    assert (verdict.grade, verdict.rivals, verdict.placement) == (Grade.AMBIGUOUS, 1, 1)
    assert verdict.grade not in PAYING


def test_a_rival_a_little_beyond_the_tolerance_is_in_question_too() -> None:
    """The order's own click may be that one, and the one within the tolerance a chance."""
    reach = GUARD * FIT.tolerance_ms
    assert judge(CLAIM, TERMS, [click(10), click(reach, 2)], FIT).grade is Grade.AMBIGUOUS
    assert judge(CLAIM, TERMS, [click(10), click(-reach - 1, 2)], FIT).grade is Grade.PROBABLE


@pytest.mark.parametrize("own", [False, True])
def test_a_crowd_of_clicks_on_rivals_is_ambiguous_one_on_the_placement_itself_is_not(
    own: bool,
) -> None:
    at = [CROWD_MS - number for number in range(FIT.crowd + 1)]
    crowd = [click(one, 1 if own else 2) for one in at]
    verdict = judge(CLAIM, TERMS, [click(), *crowd], FIT)
    assert verdict.grade is (Grade.PROBABLE if own else Grade.AMBIGUOUS)
    assert judge(CLAIM, TERMS, [click(), *crowd[:-1]], FIT).grade is Grade.PROBABLE
    assert verdict.crowd == (0 if own else FIT.crowd + 1)


def test_a_click_id_of_ours_needs_no_lease_and_beats_any_rival() -> None:
    known = LoggedClick("ours", CLICK_MS + 90_000, 7)
    claim = msgspec.structs.replace(CLAIM, click_id="ours")
    verdict = judge(claim, TERMS, [click(1), known], FIT)
    assert (verdict.grade, verdict.placement, verdict.distance_ms) == (Grade.EXACT, 7, 90_000)
    assert verdict.lone


def test_an_id_of_ours_whose_click_is_not_there_matches_no_other() -> None:
    claim = msgspec.structs.replace(CLAIM, click_id="ours")
    assert judge(claim, TERMS, [click()], FIT) == Judgement(Grade.NONE, fit=FIT)


def test_without_a_click_time_the_last_click_on_a_lease_of_its_own_counts() -> None:
    untold = msgspec.structs.replace(CLAIM, click_ms=0, ordered_ms=CLICK_MS)
    clicks = [click(-MEMORY_MS), click(-5_000), click(-9_000), click(UNTIMED_MS + 1)]
    verdict = judge(untold, OWN, clicks, FIT)
    assert (verdict.grade, verdict.distance_ms, verdict.clicks) == (Grade.PROBABLE, -5_000, 3)
    assert not verdict.lone
    assert judge(untold, OWN, [click(UNTIMED_MS)], FIT).grade is Grade.PROBABLE
    assert judge(untold, OWN, [click(-MEMORY_MS - 1)], FIT).grade is Grade.NONE
    assert judge(untold, MINE, clicks, FIT).grade is Grade.NONE
    two = [*OWN, Term("z", 2, "A", 1, 0, OPEN_MS, own=True)]
    assert judge(untold, two, clicks, FIT).grade is Grade.AMBIGUOUS


def test_a_lone_click_teaches_however_far_it_is() -> None:
    far = judge(CLAIM, MINE, [click(30_000)], FIT)
    assert (far.lone, far.distance_ms, far.holders) == (True, 30_000, 1)
    assert not judge(CLAIM, MINE, [click(), click(30_000)], FIT).lone
    assert not judge(CLAIM, TERMS, [click()], FIT).lone
    assert not judge(CLAIM, MINE, [click(60_001)], FIT).lone
