"""Beside the packages that credit the same way, where they are installed (group `attribution`).

ChannelAttribution is under the GPL: its own sample of 10,000 paths is read from where it is
installed, and nothing of it is kept here.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hongmao.measure.models.chain import ORDERS, Chain, chain_of
from hongmao.measure.models.journeys import Journeys
from hongmao.measure.paths import attribute
from hongmao.measure.pathtable import journeys_of
from hongmao.measure.tables import read_table

COLUMNS = ("path", "total_conversions", "total_conversion_value", "total_null")


@pytest.fixture(scope="module")
def package() -> Any:
    """The package, which announces itself when it is loaded."""
    return pytest.importorskip("ChannelAttribution")


@pytest.fixture(scope="module")
def sample(package: Any) -> Any:
    """The package's own sample, as the frame it takes."""
    pandas = pytest.importorskip("pandas")
    spec = find_spec("cypack")
    assert spec is not None
    assert spec.origin is not None
    return pandas.read_csv(Path(spec.origin).parent / "data" / "Data.csv", sep=";")


def by_channel(answer: Any, name: str) -> dict[str, float]:
    """A column of our answer, by channel."""
    pairs = (answer.table.column(one).to_pylist() for one in ("channel", name))
    return dict(zip(*pairs, strict=True))


@pytest.mark.parametrize("model", ["first", "last", "linear"])
def test_shares_equal_the_packages(package: Any, sample: Any, model: str) -> None:
    theirs = package.heuristic_models(
        sample, "path", "total_conversions", var_value="total_conversion_value", flg_pro=False
    ).set_index("channel_name")
    ours = attribute(sample, model)
    assert ours.used == len(sample) == 10_000
    for name, column in (("conversions", "conversions"), ("value", "value")):
        found = by_channel(ours, name)
        expected = theirs[f"{model}_touch_{column}"].to_dict()
        assert set(found) == set(expected)
        if model != "linear" and name == "conversions":
            assert found == expected
        assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("order", ORDERS)
def test_transition_matrices_equal_the_packages(package: Any, sample: Any, order: int) -> None:
    channels, moves = package.transition_matrix(
        sample, "path", "total_conversions", "total_null",
        order=order, flg_equal=False, flg_pro=False,
    ).values()  # fmt: skip
    names = {str(row.id_channel): row.channel_name for row in channels.itertuples()}

    def spelled(state: str) -> str:
        return " ".join(names.get(part, part) for part in state.split())

    theirs = {
        (spelled(str(row.channel_from)), spelled(str(row.channel_to))): row.transition_probability
        for row in moves.itertuples()
    }
    journeys, _ = journeys_of(read_table(sample, COLUMNS))
    ours = transitions(chain_of(journeys, order), journeys)
    assert set(ours) == set(theirs)
    assert len(ours) > 100
    assert [ours[pair] for pair in ours] == [theirs[pair] for pair in ours]


def transitions(chain: Chain, journeys: Journeys) -> dict[tuple[str, str], float]:
    """A chain's moves by name, with those from the start and those to an end."""
    names = [
        " ".join(journeys.channels[one] for one in state if one >= 0) for state in chain.members
    ]
    found = {}
    for state, share in zip(names, chain.start, strict=True):
        found["(start)", state] = share
    moves = chain.moves.tocoo()
    for here, there, share in zip(*moves.coords, moves.data, strict=True):
        found[names[here], names[there]] = share
    lost = chain_of(_lost(journeys), chain.members.shape[1])
    for state, convert, null in zip(names, chain.convert, lost.convert, strict=True):
        found[state, "(conversion)"] = convert
        found[state, "(null)"] = null
    return {pair: float(share) for pair, share in found.items() if share > 0}


def _lost(journeys: Journeys) -> Journeys:
    """The same journeys with their ends exchanged."""
    return Journeys(
        journeys.channels, journeys.steps, journeys.starts, journeys.nulls, journeys.conversions
    )


@pytest.mark.slow
@pytest.mark.parametrize("order", [1, 2])
def test_simulated_credits_lie_around_ours(package: Any, sample: Any, order: int) -> None:
    theirs = package.markov_model(
        sample, *COLUMNS, order=order, nsim_start=5e6, nfold=1, conv_par=1.0,
        verbose=False, flg_pro=False
    ).set_index("channel_name")  # fmt: skip
    ours = attribute(sample, "markov", order=order)
    for name, column in (
        ("conversions", "total_conversions"), ("value", "total_conversion_value")
    ):  # fmt: skip
        found = by_channel(ours, name)
        apart = sum(abs(found[channel] - theirs[column][channel]) for channel in found)
        assert apart < 0.005 * sum(found.values())


def test_removal_effects_of_order_one_equal_the_closed_formula_of_the_other(sample: Any) -> None:
    pytest.importorskip("mam")
    import polars
    from mam.models.markov import MarkovModel

    journeys, _ = journeys_of(read_table(sample, COLUMNS))
    paths = np.split(np.array(journeys.channels)[journeys.steps], journeys.starts[1:-1])
    weights = np.concatenate([journeys.conversions, journeys.nulls]).astype(int)
    model = MarkovModel()
    model.calculate(
        polars.DataFrame(
            {
                "journey_id": np.arange(len(weights)),
                "channels": [path.tolist() for path in paths] * 2,
                "has_conversion": np.repeat([True, False], len(paths)),
                "weight": weights,
                "conversion_value": np.ones(len(weights)),
            }
        ).filter(polars.col("weight") > 0)
    )
    theirs = model.removal_effect_df["removal_effect"].to_dict()
    found = by_channel(attribute(sample, "markov"), "removal_effect")
    assert found == pytest.approx(theirs, abs=1e-9)
