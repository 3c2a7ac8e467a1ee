"""Lift by holdout, its always-valid interval, the lift of notes, and credit calibrated to it."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from hongmao.core.reasons import Reason, Refusal
from hongmao.measure.calibration import Evidence, calibrate, shrink
from hongmao.measure.ghosts import lifts_of_notes
from hongmao.measure.paths import BadRows
from hongmao.measure.sequence import always_valid

LOOKS = np.linspace(400, 20_000, 50).astype(int)


def lift_of(readers: object, **options: object) -> object:
    """`lift`, where the package it stands on is installed."""
    pytest.importorskip("tea_tasting")
    from hongmao.measure.lift import lift

    return lift(readers, **options)  # type: ignore[arg-type]


def readers_of(seed: int, size: int = 4_000, effect: float = 0.2, share: float = 0.25) -> pa.Table:
    """Readers who buy by habit, a part of whom are ghosts."""
    draws = np.random.default_rng(seed)
    habit = draws.gamma(0.5, 0.6, size)
    ghost = draws.random(size) < share
    orders = draws.poisson(habit + np.where(ghost, 0.0, effect))
    return pa.table(
        {
            "reader": [f"r{number}" for number in range(size)],
            "arm": np.where(ghost, "ghost", "shown"),
            "orders": orders,
            "before": draws.poisson(habit),
            "campaign": ["tea"] * size,
        }
    )


def test_fifty_looks_raise_false_alarms_with_a_fixed_interval_and_not_with_the_sequence() -> None:
    draws = np.random.default_rng(5)
    fixed = always = 0
    runs = 1_000
    for _ in range(runs):
        sums = draws.standard_normal(LOOKS[-1]).cumsum()
        means, errors = sums[LOOKS - 1] / LOOKS, 1 / np.sqrt(LOOKS)
        fixed += bool(np.any(np.abs(means) > 1.96 * errors))
        around = [always_valid(e, int(n)) for e, n in zip(errors, LOOKS, strict=True)]
        always += bool(np.any(np.abs(means) > around))
    assert fixed > 0.2 * runs
    assert always < 0.05 * runs


@given(st.integers(1, 10**9), st.floats(0.5, 0.999), st.integers(1, 10**7))
def test_the_sequence_is_wider_than_a_fixed_interval(seen: int, level: float, planned: int) -> None:
    from statistics import NormalDist

    assert always_valid(1.0, seen, level, planned) > NormalDist().inv_cdf((1 + level) / 2)


def test_the_sequence_is_tightest_near_the_plan_and_nothing_before_any_reader() -> None:
    plans = [always_valid(1.0, 10_000, planned=plan) for plan in (100, 10_000, 1_000_000)]
    assert plans[1] == min(plans)
    assert always_valid(1.0, 0) == float("inf")
    with pytest.raises(ValueError, match="level"):
        always_valid(1.0, 10, level=1.0)


def test_lift_is_the_difference_of_means_with_welchs_interval() -> None:
    table = readers_of(1).drop(["before"])
    found = lift_of(table, share=0.25).campaigns[0]  # type: ignore[attr-defined]
    orders, arm = (table[name].to_numpy() for name in ("orders", "arm"))
    shown, ghost = orders[arm == "shown"], orders[arm == "ghost"]
    assert (found.shown, found.ghosts) == (len(shown), len(ghost))
    assert found.effect == pytest.approx(shown.mean() - ghost.mean())
    assert found.base == pytest.approx(ghost.mean())
    ends = ttest_ind(shown, ghost, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((ends.low, ends.high), rel=1e-6)
    assert found.always_low < found.low < found.high < found.always_high
    assert found.added == pytest.approx(found.effect * len(shown))
    assert found.sound


def test_what_was_bought_before_narrows_the_interval_and_leads_nothing_astray() -> None:
    plain, habit = [], []
    for seed in range(20):
        table = readers_of(seed)
        plain.append(lift_of(table.drop(["before"])).campaigns[0])  # type: ignore[attr-defined]
        habit.append(lift_of(table).campaigns[0])  # type: ignore[attr-defined]
    assert all(one.error < other.error for one, other in zip(habit, plain, strict=True))
    assert np.mean([one.effect for one in habit]) == pytest.approx(0.2, abs=0.02)


def test_a_split_that_cannot_be_chance_is_said() -> None:
    assert not lift_of(readers_of(3), share=0.35).campaigns[0].sound  # type: ignore[attr-defined]


def test_every_row_is_used_or_refused() -> None:
    table = pa.table(
        {
            "reader": ["a", "b", "a", "c", "d", "", "e", "f"],
            "arm": ["shown", "ghost", "ghost", "left", "shown", "shown", "ghost", "ghost"],
            "orders": [1, 0, 2, 1, 0, 0, -1, 3],
        }
    )
    with pytest.raises(BadRows):
        lift_of(table)
    found = lift_of(table, skip_bad=True)
    assert (found.rows, found.used) == (8, 4)  # type: ignore[attr-defined]
    assert [one.reason for one in found.refused] == [  # type: ignore[attr-defined]
        Reason.NAME_MISSING, Reason.ARM_UNKNOWN, Reason.NEGATIVE, Reason.READER_TWICE,
    ]  # fmt: skip


def test_without_ghosts_there_is_no_lift() -> None:
    table = pa.table({"reader": ["a", "b"], "arm": ["shown", "shown"], "orders": [1, 0]})
    with pytest.raises(Refusal) as refused:
        lift_of(table)
    assert refused.value.reason == Reason.ARM_EMPTY


def test_the_lift_of_notes_is_found_however_they_are_aimed() -> None:
    draws = np.random.default_rng(2)
    size, effects = 40_000, np.array([0.3, 0.0, 0.1])
    habit = draws.gamma(0.5, 0.6, size)
    would = draws.poisson(np.outer(0.3 + habit, [0.5, 2.0, 1.0])).astype(float)
    ghost = (draws.random(size) < 0.3).astype(np.int64)
    bought = habit + np.where(ghost > 0, 0.0, would @ effects)
    orders, before = draws.poisson(bought).astype(float), draws.poisson(habit).astype(float)
    told, lifts, spread = lifts_of_notes(ghost, would, orders, before)
    truth = effects * would[ghost == 0].sum(axis=0)
    assert told.tolist() == [0, 1, 2]
    assert np.all(np.abs(lifts - truth) < 3.5 * np.sqrt(np.diag(spread)))
    assert np.sqrt(np.diag(spread))[0] < truth[0] / 5


def test_a_note_that_ghosts_hardly_met_is_not_told() -> None:
    would = np.ones((100, 2))
    would[:, 1] = 0.0
    ghost = np.arange(100) % 2
    told, _, _ = lifts_of_notes(ghost, would, np.ones(100))
    assert told.tolist() == [0]
    assert not len(lifts_of_notes(ghost, would * 0, np.ones(100))[0])


FIGURES = st.lists(st.floats(-5, 5), min_size=1, max_size=12)


@given(FIGURES, st.floats(0.01, 3))
def test_shrinking_leaves_no_interval_and_goes_toward_the_middle(
    raw: Sequence[float], error: float
) -> None:
    figures = np.array(raw)
    shrunk = shrink(figures, np.full(len(figures), error))
    assert np.all(np.abs(shrunk - figures) <= 1.96 * error + 1e-9)
    if len(figures) < 3:
        assert np.array_equal(shrunk, figures)
    else:
        assert np.ptp(shrunk) <= np.ptp(figures) + 1e-9


def test_calibrated_notes_sum_to_their_campaigns_lift() -> None:
    credit = np.array([30.0, 10.0, 20.0, 20.0, 5.0, 5.0])
    evidence = [
        Evidence(np.array([2 * n, 2 * n + 1]), added, 0.001)
        for n, added in enumerate((20.0, 10.0, 5.0))
    ]
    found = calibrate(credit, evidence)
    assert found.added == pytest.approx([15, 5, 5, 5, 2.5, 2.5], rel=1e-3)
    campaign = found.of(np.array([0, 1]))
    assert (campaign.low, campaign.high) == pytest.approx((20 - 0.00196, 20 + 0.00196), abs=1e-4)
    both = found.of(np.array([0, 1, 2, 3]))
    assert both.low is not None
    assert both.added == pytest.approx(30, rel=1e-3)
    note = found.of(np.array([0]))
    assert (note.low, note.high) == (None, None)  # no experiment speaks of one note alone


def test_a_note_with_a_lift_of_its_own_keeps_within_it() -> None:
    own = Evidence(np.array([0, 1]), 20.0, 2.0, np.array([0]), np.array([2.0]), np.eye(1))
    found = calibrate(np.array([30.0, 10.0]), [own])
    note = found.of(np.array([0]))
    assert note.low == pytest.approx(2 - 1.96, abs=1e-3)
    assert note.added == note.high == pytest.approx(2 + 1.96, abs=1e-3)
    assert found.of(np.array([1])).low is None


def test_a_campaign_without_credit_cannot_be_calibrated() -> None:
    with pytest.raises(ValueError, match="credit"):
        calibrate(np.zeros(2), [Evidence(np.array([0, 1]), 1.0, 1.0)])
