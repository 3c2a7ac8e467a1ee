"""Every model against its oracle, and the rules that all of them keep."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.measure.models import chain as chains
from hongmao.measure.models import markov
from hongmao.measure.models.chain import ORDERS, TooManyChannels, chain_of
from hongmao.measure.models.journeys import Journeys
from hongmao.measure.paths import Credits, Model, attribute, credit_of
from tests.measure import oracles
from tests.measure.oracles import Row, Shares

PATHS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=6).map(tuple)
ROWS = st.lists(
    st.tuples(PATHS, st.integers(0, 5), st.integers(0, 900), st.integers(0, 4)).map(
        lambda row: (row[0], row[1], row[2] if row[1] else 0, row[3])
    ),
    min_size=1,
    max_size=7,
)
EXACT: dict[str, Callable[[list[Row]], Shares]] = {
    "first": lambda rows: oracles.shared(rows, oracles.pick(lambda path: 0)),
    "last": lambda rows: oracles.shared(rows, oracles.pick(lambda path: len(path) - 1)),
    "last-non-direct": lambda rows: oracles.shared(
        rows, oracles.pick(lambda path: oracles.last_non_direct(path, "b"))
    ),
    "linear": lambda rows: oracles.shared(rows, lambda path: [Fraction(1)] * len(path)),
    "position": lambda rows: oracles.shared(rows, oracles.u_shape),
    "time-decay": lambda rows: oracles.shared(rows, oracles.halving),
    "shapley": oracles.shapley,
}


def table(rows: list[Row]) -> pa.Table:
    """Rows as a path table."""
    return pa.table(
        {
            "path": pa.array([" > ".join(path) for path, *_ in rows], pa.string()),
            "total_conversions": pa.array([row[1] for row in rows], pa.int64()),
            "total_conversion_value": pa.array([row[2] for row in rows], pa.int64()),
            "total_null": pa.array([row[3] for row in rows], pa.int64()),
        }
    )


def credit(rows: list[Row], model: str, order: int = 1) -> Credits:
    """A model's answer for rows; `b` is direct."""
    return attribute(table(rows), model, order=order, direct=["b"])


def column(answer: Credits, name: str) -> dict[str, float]:
    """A column by channel."""
    pairs = (answer.table.column(one).to_pylist() for one in ("channel", name))
    return dict(zip(*pairs, strict=True))


@pytest.mark.parametrize("model", EXACT)
@settings(deadline=None, max_examples=60)
@given(rows=ROWS)
def test_shares_are_the_oracles(model: str, rows: list[Row]) -> None:
    answer, exact = credit(rows, model), EXACT[model](rows)
    for channel, conversions in column(answer, "conversions").items():
        assert conversions == pytest.approx(float(exact.get(channel, 0)), abs=1e-12)
    worth = EXACT[model]([(path, value, 0, 0) for path, _, value, _ in rows])
    for channel, value in column(answer, "value").items():
        assert value == pytest.approx(float(worth.get(channel, 0)), abs=1e-9)


@pytest.mark.parametrize("order", ORDERS)
@settings(deadline=None, max_examples=60)
@given(rows=ROWS)
def test_removal_effects_are_those_of_the_chain_solved_without_the_channel(
    order: int, rows: list[Row]
) -> None:
    answer = credit(rows, "markov", order)
    for by_value, name in ((False, "removal_effect"), (True, "removal_effect_value")):
        exact = oracles.removal_effects(rows, order, by_value=by_value)
        found = column(answer, name)
        assert set(found) == set(exact)
        for channel, effect in found.items():
            assert effect == pytest.approx(float(exact[channel]), abs=1e-12)


@pytest.mark.parametrize("model", Model)
@settings(deadline=None, max_examples=60)
@given(rows=ROWS, seed=st.integers(0, 99), order=st.integers(1, 4))
def test_credit_sums_up_and_no_order_of_rows_or_naming_changes_it(
    model: Model, rows: list[Row], seed: int, order: int
) -> None:
    answer = credit(rows, model, order)
    conversions, values = column(answer, "conversions"), column(answer, "value")
    assert sum(conversions.values()) == pytest.approx(sum(row[1] for row in rows), abs=1e-9)
    assert sum(values.values()) == pytest.approx(sum(row[2] for row in rows), abs=1e-9)
    assert all(part >= 0 for part in conversions.values())
    shuffled = [half for row in rows for half in split(row)]
    Random(seed).shuffle(shuffled)
    assert column(credit(shuffled, model, order), "conversions") == pytest.approx(
        conversions, rel=1e-12, abs=1e-12
    )
    names = dict(zip("abcd", "dbca", strict=True))  # b stays: it is direct
    renamed = [(tuple(names[step] for step in path), *rest) for path, *rest in rows]
    found = column(credit(renamed, model, order), "conversions")  # type: ignore[arg-type]
    assert {one: found[names[one]] for one in conversions} == pytest.approx(
        conversions, rel=1e-12, abs=1e-12
    )


def split(row: Row) -> list[Row]:
    """A row as two that say the same."""
    path, conversions, value, nulls = row
    if conversions < 2:
        return [(path, conversions, value, nulls), (path, 0, 0, 0)]
    return [(path, 1, value // 3, nulls), (path, conversions - 1, value - value // 3, 0)]


@pytest.mark.parametrize("order", ORDERS)
@settings(deadline=None, max_examples=60)
@given(rows=ROWS)
def test_all_ways_to_solve_a_chain_agree(order: int, rows: list[Row]) -> None:
    chain = chain_of(journeys(rows), order)
    gains = np.stack([chain.convert, chain.convert], axis=1)
    sets = markov._sets(chain.members)
    solved = [
        solve(chain.moves, chain.start, gains, sets)
        for solve in (markov.by_inverse, markov.by_walking, markov.by_factors)
    ]
    for lost, whole in solved[1:]:
        np.testing.assert_allclose(np.array(lost), np.array(solved[0][0]), atol=1e-13)
        np.testing.assert_allclose(whole, solved[0][1], atol=1e-13)


def journeys(rows: list[Row]) -> Journeys:
    """Rows as journeys."""
    channels = sorted({channel for path, *_ in rows for channel in path})
    steps = [channels.index(channel) for path, *_ in rows for channel in path]
    starts = np.cumsum([0, *(len(path) for path, *_ in rows)])
    won, lost = ([float(row[1]) for row in rows], [float(row[3]) for row in rows])
    return Journeys(channels, np.array(steps), starts, np.array(won), np.array(lost))


@pytest.mark.parametrize("order", ORDERS)
def test_moves_are_counted_alike_in_a_table_and_in_pairs(
    order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[Row] = [(("a", "b") * 3, 1, 0, 2), (("b",), 2, 0, 3), (("c", "c", "a"), 0, 0, 1)]
    rows += [(("a", "b", "c"), 0, 0, 0), (("b", "c", "a", "a", "b"), 2, 0, 0)]
    chain = chain_of(journeys(rows), order)
    for name, number in (("SLICE", 2), ("SPARE", 0), ("FEW", 0)):  # slices; then pairs as well
        monkeypatch.setattr(chains, name, number)
        found = chain_of(journeys(rows), order)
        assert (found.moves != chain.moves).nnz == 0
        assert found.moves.nnz == chain.moves.nnz
        assert np.array_equal(found.members, chain.members)


def test_a_chain_that_ends_too_slowly_to_walk_is_factored(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(("a", "b") * 40, 1, 0, 0), (("b", "c", "a"), 1, 0, 3)]
    chain = chain_of(journeys(rows), 1)
    sets, gains = markov._sets(chain.members), chain.convert[:, None]
    exact, _ = markov.by_inverse(chain.moves, chain.start, gains, sets)
    monkeypatch.setattr(markov, "STEPS", 10)
    assert markov._won(chain.moves, gains) is None
    found, _ = markov.by_walking(chain.moves, chain.start, gains, sets)
    np.testing.assert_allclose(np.array(found), np.array(exact), rtol=1e-12)


def test_batches_of_columns_do_not_change_what_is_factored(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(tuple("abcdef"), 2, 0, 1), (tuple("fbdbca"), 1, 0, 3)]
    whole = credit(rows, "markov", 2)
    monkeypatch.setattr(markov, "DENSE", 0)
    monkeypatch.setattr(markov, "WALKED", 0)
    monkeypatch.setattr(markov, "COLUMNS", 3)
    parts = credit(rows, "markov", 2)
    assert column(parts, "removal_effect") == pytest.approx(column(whole, "removal_effect"))


def test_journeys_that_never_meet_are_solved_by_blocks() -> None:
    rows: list[Row] = [(("a", "b"), 3, 9, 1), (("b",), 1, 1, 5), (("c", "d", "c"), 2, 4, 7)]
    heard: list[float] = []
    effects = markov.removal_effects(chain_of(journeys(rows), 1), 4, heard.append)
    exact = oracles.removal_effects(rows, 1)
    assert effects[:, 0] == pytest.approx([float(exact[channel]) for channel in "abcd"])
    assert heard == [0.5, 1.0]


def test_an_order_with_too_many_channels_to_number_says_so() -> None:
    many = Journeys([str(one) for one in range(60_000)], np.arange(1), np.array([0, 1]),
                    np.ones(1), np.ones(1))  # fmt: skip
    with pytest.raises(TooManyChannels, match=r"Order 4 takes at most 55,\d+ channels"):
        chain_of(many, 4)


def test_a_rare_channel_has_its_own_effect_and_not_noise() -> None:
    rows: list[Row] = [(("a", "b"), 10**9, 0, 10**9), (("rare", "b"), 1, 0, 0)]
    exact = oracles.removal_effects(rows, 1)["rare"]
    assert column(credit(rows, "markov"), "removal_effect")["rare"] == pytest.approx(
        float(exact), rel=1e-12
    )


@pytest.mark.parametrize("model", Model)
def test_a_model_leaves_its_journeys_as_they_were(model: Model) -> None:
    rows: list[Row] = [(("b", "a", "b", "b"), 2, 0, 1), (("a", "a"), 1, 0, 0)]
    given, fresh = journeys(rows), journeys(rows)
    credit_of(given, model)
    for name in ("steps", "starts", "conversions", "nulls"):
        assert np.array_equal(getattr(given, name), getattr(fresh, name))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("model", Model)
def test_a_table_without_rows_has_no_channels(model: Model, order: int) -> None:
    assert credit([], model, order).table.num_rows == 0
