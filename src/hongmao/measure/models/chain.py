"""Journeys as a Markov chain whose states are the last touches.

A state of order k is k touches in a row; a journey shorter than k is one state by itself. A journey
goes from the start through its states, each once where it follows itself, to its conversion or to
nothing. These are the states of the package ChannelAttribution.
"""

import msgspec
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array, csr_array

from hongmao.measure.models.journeys import Floats, Journeys, Places

ORDERS = range(1, 5)
FEW = 1_000
SLICE = 1 << 17


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
    size = len(members)
    counts = _counts(states, heads, journeys.seen, size)
    first, last = states[heads[:-1]], states[heads[1:] - 1]
    converted = np.bincount(last, journeys.conversions, size)
    out = counts.sum(axis=1) + np.bincount(last, journeys.seen, size)
    out[out == 0] = 1.0
    begun = np.bincount(first, journeys.seen, size)
    return Chain(
        moves=csr_array((counts.data / np.repeat(out, np.diff(counts.indptr)), counts.indices,
                         counts.indptr), shape=counts.shape),
        start=begun / max(begun.sum(), 1.0),
        convert=converted / out,
        worth=None if journeys.values is None
        else np.bincount(last, journeys.values, size) / out,
        members=members,
    )  # fmt: skip


def _states(journeys: Journeys, order: int) -> tuple[Places, Places, Places]:
    """The states that journeys go through, where each journey's begin, and the states' channels."""
    if order == 1:
        return journeys.steps, journeys.starts, np.arange(len(journeys.channels))[:, None]
    base = len(journeys.channels) + 1
    if base**order >= 2**63:
        most = int((2**63) ** (1 / order)) - 2
        raise TooManyChannels(
            f"Order {order} takes at most {most:,} channels; these journeys have {base - 1:,}."
        )
    counts = np.maximum(journeys.lengths - order + 1, 1)
    heads = np.concatenate([[0], np.cumsum(counts)])
    places = np.arange(heads[-1]) + np.repeat(journeys.starts[:-1] - heads[:-1], counts)
    ends = np.repeat(journeys.starts[1:], counts)
    keys = np.zeros(len(places), np.int64)
    for ahead in range(order):
        at = places + ahead
        inside = at < ends
        touched = np.where(inside, journeys.steps[np.where(inside, at, 0)] + 1, 0)
        keys = np.where(inside, keys * base + touched, keys)
    states, known = _numbered(keys, base**order)
    members = np.stack([known // base**power % base for power in reversed(range(order))], axis=1)
    return states, heads, members - 1


def _numbered(keys: Places, most: int) -> tuple[Places, Places]:
    """Keys as places among the distinct ones, which are sorted."""
    if most <= FEW:
        known = np.flatnonzero(np.bincount(keys, minlength=most))
        rank = np.zeros(most, np.int64)
        rank[known] = np.arange(len(known))
        return rank[keys], known
    encoded = pa.array(keys).dictionary_encode()
    found = encoded.dictionary.to_numpy()
    order = np.argsort(found)
    rank = np.empty(len(found), np.int64)
    rank[order] = np.arange(len(found))
    return rank[encoded.indices.to_numpy()], found[order]


def _counts(states: Places, heads: Places, seen: Floats, size: int) -> csr_array:
    """Journeys that go from state to state; a state that follows itself is left out."""
    square = np.zeros(size * size if size <= FEW else 0)
    parts = []
    for begin in range(0, len(seen), SLICE):
        at = heads[begin : begin + SLICE + 1]
        weights = np.repeat(seen[begin : begin + SLICE], np.diff(at))
        weights[at[:-1] - at[0]] = 0.0
        here, there = states[at[0] : at[-1] - 1], states[at[0] + 1 : at[-1]]
        if len(square):
            square += np.bincount(here * size + there, weights[1:], len(square))
        else:
            apart = (here != there) & (weights[1:] > 0)
            parts.append((weights[1:][apart], here[apart], there[apart]))
    if not parts:
        matrix = square.reshape(size, size)
        np.fill_diagonal(matrix, 0.0)
        return csr_array(matrix)
    counts, origin, target = (np.concatenate(part) for part in zip(*parts, strict=True))
    return coo_array((counts, (origin, target)), shape=(size, size)).tocsr()
