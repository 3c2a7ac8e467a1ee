"""Models that share each journey among its own touches by a rule.

Each gives the share of every touch; a journey's shares sum to 1. A channel that is touched twice in
a journey has both shares, but for Shapley, which knows a channel once.
"""

from collections.abc import Collection

import numpy as np
from scipy.sparse import csr_array

from hongmao.measure.models.journeys import Credit, Floats, Journeys

ENDS = 0.4
DAY_MS = 86_400_000


def first(journeys: Journeys) -> Floats:
    """All to the first touch."""
    shares = np.zeros(len(journeys.steps))
    shares[journeys.starts[:-1]] = 1.0
    return shares


def last(journeys: Journeys) -> Floats:
    """All to the last touch."""
    shares = np.zeros(len(journeys.steps))
    shares[journeys.starts[1:] - 1] = 1.0
    return shares


def last_non_direct(journeys: Journeys, direct: Collection[str]) -> Floats:
    """All to the last touch that is not `direct`; to the last touch where all are."""
    known = np.array([channel not in direct for channel in journeys.channels], bool)
    places = np.arange(len(journeys.steps))
    found = np.where(known[journeys.steps], places, -1)
    chosen = np.maximum.reduceat(found, journeys.starts[:-1]) if len(found) else found
    shares = np.zeros(len(journeys.steps))
    shares[np.where(chosen < 0, journeys.starts[1:] - 1, chosen)] = 1.0
    return shares


def linear(journeys: Journeys) -> Floats:
    """Alike to every touch."""
    return journeys.spread(1.0 / journeys.lengths)


def position(journeys: Journeys, ends: float = ENDS) -> Floats:
    """U-shaped: `ends` to the first touch and to the last, the rest alike to those between.

    Two touches have half each, one has all.
    """
    lengths = journeys.lengths
    between = (1.0 - 2.0 * ends) / np.maximum(lengths - 2, 1)
    shares = journeys.spread(between)
    outer = np.where(lengths == 1, 1.0, np.where(lengths == 2, 0.5, ends))
    shares[journeys.starts[:-1]] = outer
    shares[journeys.starts[1:] - 1] = outer
    return shares


def time_decay(journeys: Journeys, half_life: float) -> Floats:
    """Weights that halve with every `half_life` before the conversion.

    Days where the times of touches are known, else touches: the last one weighs 1, the one before
    it `2 ** (-1 / half_life)`.
    """
    if journeys.ages is None:
        ends = np.repeat(journeys.starts[1:] - 1, journeys.lengths)
        back = (ends - np.arange(len(journeys.steps))).astype(np.float64)
    else:
        ages = journeys.ages
        nearest = np.minimum.reduceat(ages, journeys.starts[:-1]) if len(ages) else ages
        back = (ages - journeys.spread(nearest)) / DAY_MS
    weights = np.exp2(-back / half_life)
    return weights / journeys.spread(journeys.sums(weights))


def credit(journeys: Journeys, shares: Floats) -> Credit:
    """The credit of each channel, from the share of each touch."""
    conversions = journeys.by_channel(shares * journeys.spread(journeys.conversions))
    if journeys.values is None:
        return Credit(conversions, None)
    return Credit(conversions, journeys.by_channel(shares * journeys.spread(journeys.values)))


def shapley(journeys: Journeys) -> Credit:
    """Shapley values of the game in which a set of channels is worth the conversions of the
    journeys that lie inside it.

    They have a closed form: each journey is shared alike among its distinct channels.
    """
    size = (len(journeys.starts) - 1, len(journeys.channels))
    touched = csr_array(
        (np.ones(len(journeys.steps)), journeys.steps, journeys.starts), shape=size, copy=True
    )
    touched.sum_duplicates()  # in place, so of a copy
    distinct = np.diff(touched.indptr)
    touched.data = np.repeat(1.0 / distinct, distinct)
    conversions = touched.T @ journeys.conversions
    return Credit(conversions, None if journeys.values is None else touched.T @ journeys.values)
