"""The simulator of `bench/truth` counts what it causes."""

import msgspec
import numpy as np
import pytest

from bench.truth.journeys import journeys_of
from bench.truth.world import Size, World, simulate

SMALL = Size(readers=1_500, campaigns=4, notes_each=3)


@pytest.fixture(scope="module")
def world() -> World:
    """A small world."""
    return simulate(3, SMALL)


def test_a_seed_gives_the_same_world_again(world: World) -> None:
    again = simulate(3, SMALL)
    assert np.array_equal(again.truth, world.truth)
    assert np.array_equal(again.clicks.at, world.clicks.at)
    assert not np.array_equal(simulate(4, SMALL).truth, world.truth)


def test_the_truth_is_what_the_same_world_lacks_when_all_are_held_out(world: World) -> None:
    """The potential outcomes of one seed differ by the truth and nothing else."""
    size = Size(readers=1_500, campaigns=4, notes_each=3, held_out=0.0)
    seeded = simulate(3, size)
    bare = simulate(3, msgspec.structs.replace(size, held_out=1.0))
    campaign = seeded.eligible % size.campaigns
    added = np.bincount(campaign, seeded.bought) - np.bincount(campaign, bare.bought)
    assert bare.truth.sum() == 0
    assert np.array_equal(added, np.bincount(seeded.campaign, seeded.truth))


def test_ghosts_see_and_click_nothing(world: World) -> None:
    ghosts = world.eligible[world.ghost]
    assert not np.isin(world.seen.pair, ghosts).any()
    assert not np.isin(world.clicks.pair, ghosts).any()
    assert 0.1 < world.ghost.mean() < 0.3


def test_journeys_have_every_touch_once(world: World) -> None:
    journeys = journeys_of(world)
    assert len(journeys.steps) == len(world.seen.at) + len(world.clicks.at)
    assert journeys.conversions.sum() <= len(world.order_at)
    assert journeys.ages is not None
    assert np.all((journeys.ages >= 0) & (journeys.ages <= 15 * 86_400_000))
