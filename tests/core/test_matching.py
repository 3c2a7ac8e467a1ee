"""Matching: a grade is never better than its evidence, and money follows nothing less."""

from itertools import pairwise
from random import Random

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from hongmao.core.matching import PAYING, Candidate, Grade, judge
from hongmao.core.orders import OrderRevision, OrderStatus

CLICK_MS = 1_700_000_000_000
TOLERANCES = st.sampled_from([0, 1_999, 2_000, 4_000, 6_000])
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        click_id=st.sampled_from([f"click-{number}" for number in range(8)]),
        at_ms=st.integers(-3, 3).map(lambda two: CLICK_MS + 2_000 * two),
        placement=st.integers(1, 3),
        leased=st.booleans(),
        same_item=st.booleans(),
        same_store=st.booleans(),
        flagged=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda candidate: candidate.click_id,
)


def order(**changes: object) -> OrderRevision:
    """A paid order that came from a click at `CLICK_MS` on adzone 1_101."""
    plain = OrderRevision(
        trade_id="T",
        parent_id="P",
        status=OrderStatus.PAID,
        item_id="I",
        paid=100,
        fee=10,
        click_ms=CLICK_MS,
        created_ms=CLICK_MS + 60_000,
        modified_ms=CLICK_MS + 60_000,
        lease="1_101",
    )
    return msgspec.structs.replace(plain, **changes)


ORDERS = st.builds(
    order,
    click_id=st.sampled_from(["", "click-1", "click-2", "nobody's"]),
    lease=st.sampled_from(["", "1_101"]),
    click_ms=st.sampled_from([0, CLICK_MS]),
)


def candidate(at: int = 0, **changes: object) -> Candidate:
    """A click on a placement with the lease and the item, `at` ms from the marketplace's time."""
    plain = Candidate(f"click-{at}", CLICK_MS + at, 1, leased=True, same_item=True, same_store=True)
    return msgspec.structs.replace(plain, **changes)


def evident(one: Candidate, tolerance_ms: int) -> bool:
    """Whether a click alone is evidence for an order at `CLICK_MS` that carries a lease."""
    near = abs(one.at_ms - CLICK_MS) <= tolerance_ms
    return one.leased and (one.same_item or one.same_store) and near


@given(ORDERS, CANDIDATES, TOLERANCES, st.randoms(use_true_random=False))
def test_the_judgement_does_not_depend_on_the_order_of_candidates(
    claim: OrderRevision, pool: list[Candidate], tolerance: int, chance: Random
) -> None:
    expected = judge(claim, pool, tolerance)
    chance.shuffle(pool)
    assert judge(claim, iter(pool), tolerance) == expected


@given(ORDERS, CANDIDATES, TOLERANCES)
def test_nothing_is_claimed_beyond_the_evidence(
    claim: OrderRevision, pool: list[Candidate], tolerance: int
) -> None:
    verdict = judge(claim, pool, tolerance)
    named = [one for one in pool if claim.click_id and one.click_id == claim.click_id]
    known = [one for one in pool if evident(one, tolerance)]
    if not (claim.lease and claim.click_ms):
        known = []
    match verdict.grade:
        case Grade.EXACT:
            assert [one.placement for one in named] == [verdict.placement]
            assert verdict.click_id == claim.click_id
        case Grade.PROBABLE:
            assert {one.placement for one in known} == {verdict.placement}
        case Grade.AMBIGUOUS:
            assert len({one.placement for one in known}) == verdict.rivals + 1 > 1
        case Grade.NONE:
            assert (verdict.placement, verdict.click_id) == (0, "")
    assert (verdict.grade is Grade.EXACT) == bool(named)
    assert (verdict.grade is Grade.NONE) == (not named and not known)
    if verdict.grade in PAYING:
        [click] = [one for one in pool if one.click_id == verdict.click_id]
        assert (click.placement, click.at_ms) == (verdict.placement, verdict.click_ms)


@given(CANDIDATES, TOLERANCES, TOLERANCES)
def test_a_wider_tolerance_loses_no_evidence(pool: list[Candidate], one: int, other: int) -> None:
    narrow, wide = (judge(order(), pool, tolerance) for tolerance in sorted((one, other)))
    certain = [Grade.NONE, Grade.PROBABLE, Grade.AMBIGUOUS]
    assert certain.index(narrow.grade) <= certain.index(wide.grade)
    assert narrow.clicks <= wide.clicks
    assert narrow.rivals <= wide.rivals


@given(CANDIDATES, TOLERANCES, st.integers(0, 5))
def test_a_click_that_is_no_evidence_changes_nothing(
    pool: list[Candidate], tolerance: int, place: int
) -> None:
    assume(place < len(pool) and not evident(pool[place], tolerance))
    without = pool[:place] + pool[place + 1 :]
    assert judge(order(), pool, tolerance) == judge(order(), without, tolerance)


def test_money_follows_exact_and_probable_only() -> None:
    assert frozenset({Grade.EXACT, Grade.PROBABLE}) == PAYING


def test_the_edge_of_the_tolerance_is_inside() -> None:
    assert judge(order(), [candidate(5_000)], 5_000).grade is Grade.PROBABLE
    assert judge(order(), [candidate(-5_000)], 5_000).grade is Grade.PROBABLE
    assert judge(order(), [candidate(5_001)], 5_000).grade is Grade.NONE


def test_each_piece_of_evidence_is_needed() -> None:
    assert judge(order(), [candidate(leased=False)], 5_000).grade is Grade.NONE
    elsewhere = candidate(same_item=False, same_store=False)
    assert judge(order(), [elsewhere], 5_000).grade is Grade.NONE
    assert judge(order(), [candidate(same_item=False)], 5_000).grade is Grade.PROBABLE
    assert judge(order(lease=""), [candidate()], 5_000).grade is Grade.NONE
    assert judge(order(click_ms=0), [candidate()], 5_000).grade is Grade.NONE


def test_the_best_click_is_unflagged_then_of_the_item_then_nearest() -> None:
    clicks = [
        candidate(10, flagged=True),
        candidate(20, same_item=False),
        candidate(3_000),
        candidate(-2_000),
    ]
    for better, worse in pairwise([clicks[3], clicks[2], clicks[1], clicks[0]]):
        assert judge(order(), [worse, better], 5_000).click_id == better.click_id
    verdict = judge(order(), clicks, 5_000)
    assert (verdict.distance_ms, verdict.clicks, verdict.rivals) == (-2_000, 4, 0)


def test_two_placements_within_the_tolerance_wait_for_a_person() -> None:
    verdict = judge(order(), [candidate(10), candidate(4_000, placement=2)], 5_000)
    assert (verdict.grade, verdict.rivals, verdict.placement) == (Grade.AMBIGUOUS, 1, 1)
    assert verdict.grade not in PAYING


MEMORY = 600_000


def test_without_a_click_time_the_last_click_before_the_order_is_it() -> None:
    claim = order(click_ms=0)
    clicks = [candidate(0), candidate(30_000), candidate(59_000, flagged=True)]
    verdict = judge(claim, clicks, 5_000, MEMORY)
    assert (verdict.grade, verdict.click_id) == (Grade.PROBABLE, "click-30000")
    assert (verdict.click_ms, verdict.distance_ms) == (CLICK_MS + 30_000, 0)
    rival = judge(claim, [*clicks, candidate(1, placement=2)], 5_000, MEMORY)
    assert rival.grade is Grade.AMBIGUOUS


@given(st.integers(-2 * MEMORY, 2 * MEMORY), st.sampled_from([0, 2_000]))
def test_without_a_click_time_the_click_lies_within_the_memory(at: int, tolerance: int) -> None:
    claim = order(click_ms=0)
    before = claim.created_ms - (CLICK_MS + at)
    verdict = judge(claim, [candidate(at)], tolerance, MEMORY)
    assert (verdict.grade is Grade.PROBABLE) == (-tolerance <= before <= MEMORY)
    unlike = candidate(at, same_item=False, same_store=False)
    assert judge(claim, [unlike, candidate(at, leased=False)], tolerance, MEMORY).grade == "none"


@given(CANDIDATES, TOLERANCES, st.integers(0, MEMORY))
def test_with_a_click_time_the_memory_changes_nothing(
    pool: list[Candidate], tolerance: int, memory: int
) -> None:
    assert judge(order(), pool, tolerance, memory) == judge(order(), pool, tolerance)


def test_a_click_id_of_ours_needs_no_lease_and_beats_any_rival() -> None:
    known = candidate(90_000, leased=False, same_item=False, same_store=False, placement=7)
    claim = order(click_id=known.click_id)
    verdict = judge(claim, [candidate(1), known], 5_000)
    assert (verdict.grade, verdict.placement, verdict.distance_ms) == (Grade.EXACT, 7, 90_000)
    other = judge(order(click_id="made up"), [candidate(1)], 5_000)
    assert other.grade is Grade.PROBABLE
