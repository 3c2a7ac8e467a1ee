"""A world's logs as journeys, as the models and the libraries take them."""

import numpy as np

from bench.truth.draws import Shown, keyed
from bench.truth.world import World
from hongmao.measure.models.journeys import Journeys
from hongmao.measure.pathtable import begins

WINDOW = 15.0
DAY_MS = 86_400_000


def journeys_of(world: World, *, clicks_only: bool = False) -> Journeys:
    """Touches with the pair's next order where it comes within 15 days, else with nothing.

    Channels are notes; impressions and clicks are touches alike.
    """
    parts = (world.clicks,) if clicks_only else (world.seen, world.clicks)
    touches = Shown(*(np.concatenate([getattr(part, name) for part in parts])
                      for name in ("pair", "note", "at")))  # fmt: skip
    orders = np.sort(keyed(world.order_pair, world.order_at))
    keys = keyed(touches.pair, touches.at)
    following = np.searchsorted(orders, keys)
    away = np.append(orders, np.inf)[following] - keys
    won = away <= WINDOW
    journey = np.unique(np.stack([touches.pair, following, won]), axis=1, return_inverse=True)[1]
    order = np.lexsort((touches.note, touches.at, journey.ravel()))
    ids = journey.ravel()[order]
    counts = np.bincount(ids)
    starts = begins(counts)
    converted = won[order][starts[:-1]].astype(float)
    return Journeys(
        channels=names(world), steps=touches.note[order], starts=starts, conversions=converted,
        nulls=1.0 - converted, ages=np.where(won, away, 0.0)[order] * DAY_MS,
    )  # fmt: skip


def names(world: World) -> list[str]:
    """The notes' names, in their order."""
    return [f"note-{number:03d}" for number in range(world.size.notes)]
