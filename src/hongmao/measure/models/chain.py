"""Journeys as a Markov chain whose states are the last touches.

A state of order k is k touches in a row; a journey shorter than k is one state by itself. A journey
goes from the start through its states, each once where it follows itself, to its conversion or to
nothing. These are the states of the package ChannelAttribution.
"""

from collections.abc import Iterator

import msgspec
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array, csr_array

from hongmao.measure.models.journeys import Floats, Journeys, Places, Steps

ORDERS = range(1, 5)
FEW = 1_000_000
SPARE = 4
SLICE = 1 << 15


class TooManyChannels(ValueError):
    """More channels than states of this order can be numbered by."""


class Chain(msgspec.Struct, frozen=True):
    """A chain by its states: `moves[i, j]` is the probability of going from `i` to `j`.

    `start` is where journeys begin, `convert` the probability of converting next, `worth` that
    times the mean value of those conversions (None without values). `members[i]` are the channels
    of state `i`, in order of touch; -1 stands before those of a short one.
    """

    moves: csr_array
    start: Floats
    convert: Floats
    worth: Floats | None
    members: Places


def chain_of(journeys: Journeys, order: int) -> Chain:
    """The chain of order 1 to 4. Raises `TooManyChannels`."""
    states, heads, members = _states(journeys, order)
    seen, size = journeys.seen, len(members)
    counts = _counts(states, heads, seen, members)
    first, last = states[heads[:-1]], states[heads[1:] - 1]
    converted = np.bincount(last, journeys.conversions, size)
    out = counts.sum(axis=1) + np.bincount(last, seen, size)
    out[out == 0] = 1.0
    begun = np.bincount(first, seen, size)
    return Chain(
        moves=csr_array((counts.data / np.repeat(out, np.diff(counts.indptr)), counts.indices,
                         counts.indptr), shape=counts.shape),
        start=begun / max(begun.sum(), 1.0),
        convert=converted / out,
        worth=None if journeys.values is None
        else np.bincount(last, journeys.values, size) / out,
        members=members,
    )  # fmt: skip


def _states(journeys: Journeys, order: int) -> tuple[Steps, Places, Places]:
    """The states that journeys go through, where each journey's begin, and the states' channels."""
    if order == 1:
        return journeys.steps, journeys.starts, np.arange(len(journeys.channels))[:, None]
    base = len(journeys.channels) + 1
    if base**order >= 2**63:
        most = int((2**63) ** (1 / order)) - 2
        raise TooManyChannels(
            f"Order {order} takes at most {most:,} channels; these journeys have {base - 1:,}."
        )
    states, known = _numbered(_keys(journeys, order, base), base**order)
    heads = np.concatenate([[0], np.cumsum(np.maximum(journeys.lengths - order + 1, 1))])
    members = np.stack([known // base**power % base for power in reversed(range(order))], axis=1)
    return states, heads, members - 1


def _keys(journeys: Journeys, order: int, base: int) -> Places:
    """A number for each state that a journey goes through: its touches, from 1, as digits."""
    size, starts, lengths = len(journeys.steps), journeys.starts[:-1], journeys.lengths
    touched = np.zeros(size + order - 1, np.int64)
    np.add(journeys.steps, 1, out=touched[:size])
    keys, kept = touched[:size].copy(), np.ones(size, bool)
    for ahead in range(1, order):
        keys *= base
        keys += touched[ahead : ahead + size]
        kept[journeys.starts[1:][lengths > ahead] - ahead] = False  # too near to the end
    for length in range(1, order):
        short = starts[lengths == length]
        keys[short] = _number(touched[short[:, None] + np.arange(length)], base)
    return keys[kept]


def _number(digits: Places, base: int) -> Places:
    """Rows of digits as numbers."""
    number = np.zeros(len(digits), np.int64)
    for digit in digits.T:
        number = number * base + digit
    return number


def _numbered(keys: Places, most: int) -> tuple[Steps, Places]:
    """Keys as places among the distinct ones, which are sorted."""
    if most <= max(FEW, SPARE * len(keys)):
        found = np.zeros(most, bool)
        found[keys] = True
        known = np.flatnonzero(found)
        rank = np.empty(most, np.int32)
    else:
        encoded = pa.array(keys).dictionary_encode()
        known = np.sort(encoded.dictionary.to_numpy())
        keys, rank = encoded.indices.to_numpy(), np.searchsorted(known, encoded.dictionary)
        return rank.astype(np.int32)[keys], known
    rank[known] = np.arange(len(known))
    return rank[keys], known


def _counts(states: Steps, heads: Places, seen: Floats, members: Places) -> csr_array:
    """Journeys that go from state to state; a state that follows itself is left out.

    The next state is this one's touches but the first, and a new one: so moves are counted by state
    and new touch, in a table where that is small.
    """
    size, order = members.shape
    width = int(members.max(initial=-1)) + 1
    cells = size * width
    if cells > max(FEW, SPARE * len(states)):
        return _sparse_counts(states, heads, seen, size)
    total, newest = np.zeros(cells), members[:, -1]
    for here, there, weights in _moves(states, heads, seen, max(SLICE, cells)):
        keys = np.multiply(here, width, dtype=np.int64)
        keys += there if order == 1 else newest[there]
        total += np.bincount(keys, weights, cells)
    found = np.flatnonzero(total)
    here, touch = np.divmod(found, max(width, 1))
    base = width + 1
    known = _number(members + 1, base)
    there = np.searchsorted(known, known[here] % base ** (order - 1) * base + touch + 1)
    apart = here != there
    moved = (total[found[apart]], (here[apart], there[apart]))
    return coo_array(moved, shape=(size, size)).tocsr()


def _sparse_counts(states: Steps, heads: Places, seen: Floats, size: int) -> csr_array:
    parts = []
    for here, there, weights in _moves(states, heads, seen, SLICE):
        apart = (here != there) & (weights > 0)
        parts.append((weights[apart], here[apart], there[apart]))
    counts, origin, target = (np.concatenate(part) for part in zip(*parts, strict=True))
    return coo_array((counts, (origin, target)), shape=(size, size)).tocsr()


def _moves(
    states: Steps, heads: Places, seen: Floats, some: int
) -> Iterator[tuple[Steps, Steps, Floats]]:
    """States, those that follow them, and how many journeys go so, `some` rows at a time.

    From one journey's last state to the next one's first none goes.
    """
    for begin in range(0, len(seen), some):
        at = heads[begin : begin + some + 1]
        weights = np.repeat(seen[begin : begin + some], np.diff(at))
        weights[at[:-1] - at[0]] = 0.0
        yield states[at[0] : at[-1] - 1], states[at[0] + 1 : at[-1]], weights[1:]
