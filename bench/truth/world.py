"""Readers, notes, brands, exposure, clicks and orders with known causes, from a seed.

Every (reader, campaign) is a pair. What a pair would buy by itself is drawn first, then what each
exposure would cause. Both stand before the holdout is drawn, so the orders that each note truly
added are counted and not estimated. Days count from the first exposure.
"""

import msgspec
import numpy as np

from bench.truth.draws import (
    Caused,
    Causes,
    Flags,
    Organic,
    Shown,
    cause,
    expose,
    habits,
    keyed,
    sell,
)
from hongmao.measure.models.journeys import Floats, Places


class Size(msgspec.Struct, frozen=True):
    """How large a world is: each campaign is a brand's, and has as many notes; days.

    Readers are seen for `before` days, shown notes for `exposed`, and watched `after` more.
    """

    readers: int = 16_000
    campaigns: int = 12
    notes_each: int = 6
    creators: int = 24
    before: float = 30.0
    exposed: float = 30.0
    after: float = 15.0
    held_out: float = 0.2
    bots: float = 0.02
    known_bots: float = 0.7

    @property
    def notes(self) -> int:
        """Notes of all campaigns."""
        return self.campaigns * self.notes_each

    @property
    def horizon(self) -> float:
        """The last day on which orders count."""
        return self.exposed + self.after


class World(msgspec.Struct, frozen=True):
    """What a community and a marketplace would log, and beside it the truth.

    A pair is `reader * campaigns + campaign`. `eligible` pairs were shown a note, or would have
    been but for the holdout (`ghost`); `would[k]` says how often pair `k` was or would have been
    shown each note of its campaign. `bought` are its orders up to the horizon, `earlier` those of
    the period before. Bots that say what they are are left out of it all. `seen` are impressions,
    `clicks` clicks. `truth` are the orders that each note added among those who were shown it.
    """

    size: Size
    causes: Causes
    creator: Places
    eligible: Places
    ghost: Flags
    would: Floats
    bought: Floats
    earlier: Floats
    seen: Shown
    clicks: Shown
    order_pair: Places
    order_at: Floats
    truth: Floats

    @property
    def campaign(self) -> Places:
        """The campaign of each note."""
        return np.arange(self.size.notes) // self.size.notes_each


def simulate(seed: int, size: Size | None = None) -> World:
    """A world from a seed, the same every time."""
    size = size or Size()
    draws = np.random.default_rng(seed)
    pairs = size.readers * size.campaigns
    causes = Causes.draw(draws, size.campaigns, size.notes_each)
    bot = draws.random(size.readers) < size.bots
    known = np.repeat(bot & (draws.random(size.readers) < size.known_bots), size.campaigns)
    rates = np.where(np.repeat(bot, size.campaigns), 0.0,
                     habits(draws, size.readers, size.campaigns))  # fmt: skip
    organic = sell(draws, rates, size.before, size.horizon)
    would = expose(draws, bot, rates, causes, size.exposed, size.notes_each)
    human = ~bot[would.pair // size.campaigns]
    caused = cause(draws, causes, would, human, organic, rates, size.horizon)
    held = draws.random(pairs) < size.held_out
    seen = would.only(np.flatnonzero(~held[would.pair] & ~known[would.pair]))
    caused = caused.only(~held[caused.shown.pair])
    lost = np.zeros(len(organic.at), bool)
    lost[caused.instead[caused.instead >= 0]] = True
    bought = np.concatenate([organic.pair[~lost], caused.shown.pair])
    counts = np.zeros((pairs, size.notes_each))
    np.add.at(counts, (would.pair, would.note % size.notes_each), 1.0)
    eligible = np.flatnonzero((counts.sum(axis=1) > 0) & ~known)
    kept = Organic(organic.pair[~lost], organic.at[~lost], organic.before)
    gained = np.where(caused.instead >= 0, 0.0, 1.0)
    return World(
        size=size,
        causes=causes,
        creator=draws.integers(0, size.creators, size.notes),
        eligible=eligible,
        ghost=held[eligible],
        would=counts[eligible],
        bought=np.bincount(bought, minlength=pairs)[eligible].astype(float),
        earlier=organic.before[eligible],
        seen=seen,
        clicks=_clicks(draws, causes, seen, bot[seen.pair // size.campaigns], kept, caused),
        order_pair=bought,
        order_at=np.concatenate([kept.at, caused.at]),
        truth=np.bincount(caused.shown.note, gained, size.notes).astype(float),
    )


def _clicks(
    draws: np.random.Generator, causes: Causes, seen: Shown, bot: Flags, kept: Organic,
    caused: Caused,
) -> Shown:  # fmt: skip
    """Clicks of three kinds: idle ones, those of readers who were moved, and those on the way to
    what a reader would have bought anyway."""
    idle = draws.random(len(bot)) < np.where(bot, 0.3, causes.clicked[seen.note])
    moved = draws.random(len(caused.at)) < 0.45
    latest = np.searchsorted(keyed(seen.pair, seen.at), keyed(kept.pair, kept.at)) - 1
    same = np.append(seen.pair, -1)[latest] == kept.pair
    late = same & (draws.random(len(latest)) < 0.5)
    parts = (seen.only(idle), caused.shown.only(moved),
             Shown(kept.pair[late], seen.note[latest[late]], kept.at[late] - 0.01))  # fmt: skip
    return Shown(*(np.concatenate([getattr(part, name) for part in parts])
                   for name in ("pair", "note", "at")))  # fmt: skip
