"""What is drawn of a world: notes' causes, readers' habits, exposure, orders of both kinds."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from hongmao.measure.models.journeys import Floats, Places

Flags = NDArray[np.bool_]
MONTH = 30.0
APART = 1_000.0
"""Days between the keys of one pair and the next, in `keyed`."""


class Shown(msgspec.Struct, frozen=True):
    """Events of pairs: the pair, the note, the day."""

    pair: Places
    note: Places
    at: Floats

    def only(self, kept: Flags | Places) -> "Shown":
        """Some of them."""
        return Shown(self.pair[kept], self.note[kept], self.at[kept])


class Causes(msgspec.Struct, frozen=True):
    """What is true of each note, and no log says.

    An exposure adds an order with probability `adds`, after `patience` days on average, which takes
    the place of the pair's next own order with probability `steals`. `reach` is its exposures a
    reader, `targets` how much more of them go to those who buy by habit, `clicked` how many of
    them are clicked without cause.
    """

    adds: Floats
    patience: Floats
    steals: Floats
    reach: Floats
    targets: Floats
    clicked: Floats

    @classmethod
    def draw(cls, draws: np.random.Generator, campaigns: int, each: int) -> "Causes":
        """Causes of unlike notes; campaigns differ as well, some do hardly anything."""
        notes = campaigns * each
        better = np.repeat(draws.lognormal(0.0, 0.4, campaigns), each)
        return cls(
            adds=np.minimum(0.05 * better * draws.lognormal(-0.15, 0.55, notes), 0.5),
            patience=np.exp(draws.uniform(np.log(0.5), np.log(10.0), notes)),
            steals=draws.uniform(0.1, 0.6, notes),
            reach=0.12 * draws.lognormal(-0.1, 0.45, notes),
            targets=draws.uniform(0.0, 4.0, notes),
            clicked=draws.uniform(0.02, 0.12, notes),
        )


class Organic(msgspec.Struct, frozen=True):
    """Orders that pairs make by themselves, and how many each made in the period before."""

    pair: Places
    at: Floats
    before: Floats


class Caused(msgspec.Struct, frozen=True):
    """Orders that exposures cause: when shown and when bought; `instead` is the place of the own
    order that each takes the place of, -1 where it takes none."""

    shown: Shown
    at: Floats
    instead: Places

    def only(self, kept: Flags) -> "Caused":
        """Some of them."""
        return Caused(self.shown.only(kept), self.at[kept], self.instead[kept])


def habits(draws: np.random.Generator, readers: int, campaigns: int) -> Floats:
    """Orders a month that each pair makes by itself: many by the few who buy by habit."""
    size = (readers, campaigns)
    habitual = draws.random(size) < 0.06
    rates = np.where(habitual, draws.gamma(4.0, 0.3, size), draws.gamma(0.5, 0.06, size))
    return rates.ravel()


def sell(draws: np.random.Generator, rates: Floats, before: float, horizon: float) -> Organic:
    """What pairs buy by themselves, in the period before and until the horizon."""
    earlier = draws.poisson(rates * before / MONTH).astype(float)
    pair = np.repeat(np.arange(len(rates)), draws.poisson(rates * horizon / MONTH))
    at = draws.uniform(0.0, horizon, len(pair))
    order = np.argsort(keyed(pair, at))
    return Organic(pair[order], at[order], earlier)


def expose(
    draws: np.random.Generator, bot: Flags, rates: Floats, causes: Causes, days: float, each: int
) -> Shown:
    """Exposures as ranking has them before the holdout: more for the active and the habitual."""
    readers, campaigns = len(bot), len(rates) // len(bot)
    active = draws.gamma(2.0, 0.5, readers) * np.where(bot, 8.0, 1.0)
    taste = np.minimum(rates.reshape(readers, campaigns), 1.5)
    shape = (campaigns, each)
    much = causes.reach.reshape(shape) * (1.0 + causes.targets.reshape(shape) * taste[:, :, None])
    times = draws.poisson(much * active[:, None, None]).ravel()
    place = np.repeat(np.arange(len(times)), times)
    pair = place // each
    note = pair % campaigns * each + place % each
    at = draws.uniform(0.0, days, len(place))
    order = np.argsort(keyed(pair, at))
    return Shown(pair[order], note[order], at[order])


def cause(
    draws: np.random.Generator, causes: Causes, shown: Shown, human: Flags, organic: Organic,
    rates: Floats, horizon: float,
) -> Caused:  # fmt: skip
    """What exposures would cause: those who buy by habit are half as easily moved."""
    chance = causes.adds[shown.note] * np.where(rates[shown.pair] > 0.3, 0.5, 1.0)
    won = shown.only(np.flatnonzero(human & (draws.random(len(human)) < chance)))
    at = won.at + draws.gamma(1.5, causes.patience[won.note] / 1.5)
    inside = at < horizon
    won, at = won.only(inside), at[inside]
    order = np.argsort(keyed(won.pair, at))
    won, at = won.only(order), at[order]
    steals = draws.random(len(at)) < causes.steals[won.note]
    return Caused(won, at, _instead(won.pair, at, steals, organic))


def _instead(pair: Places, at: Floats, steals: Flags, organic: Organic) -> Places:
    """The pair's next own order, once: who comes first takes it."""
    following = np.searchsorted(keyed(organic.pair, organic.at), keyed(pair, at))
    there = np.minimum(following, max(len(organic.at) - 1, 0))
    same = (following < len(organic.at)) & (organic.pair[there] == pair)
    taken = np.where(steals & same, there, -1)
    first = np.zeros(len(taken), bool)
    first[np.unique(taken, return_index=True)[1]] = True
    return np.where(first, taken, -1)


def keyed(pair: Places, at: Floats) -> Floats:
    """Pair and day as one number that sorts by both."""
    return pair * APART + at
