"""Removal effects of a chain, exactly: solved, not simulated.

The removal effect of a channel is the share of converting walks that visit it. With
F = (I - Q)^-1, h = F r and S the states that hold the channel, a walk first enters S at the states
e = F_start,S F_SS^-1, so that the effect is e h_S / h_start; for a single state c that is
F_start,c h_c / (F_cc h_start). A walk is worth the mean value of conversions from its last state.
"""

from collections.abc import Callable, Iterator

import numpy as np
from scipy.linalg import inv, solve
from scipy.sparse import csr_array, eye_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from hongmao.measure.models.chain import Chain, chain_of
from hongmao.measure.models.journeys import Credit, Floats, Journeys, Places

DENSE = 6_000
COLUMNS = 256
WALKED = 512
STEPS = 20_000
REST = 1e-17
Hear = Callable[[float], None]
Sets = list[tuple[int, Places]]


def markov(journeys: Journeys, order: int = 1, hear: Hear = lambda _: None) -> Credit:
    """Conversions and values shared by removal effects, which are scaled to sum to 1.

    `hear` is told the part done, 0 to 1. Raises `TooManyChannels`.
    """
    chain = chain_of(journeys, order)
    effects = removal_effects(chain, len(journeys.channels), hear)
    conversions = _scaled(effects[:, 0], journeys.conversions.sum())
    if journeys.values is None:
        return Credit(conversions, None, effects[:, 0])
    values = _scaled(effects[:, 1], journeys.values.sum())
    return Credit(conversions, values, effects[:, 0], effects[:, 1])


def _scaled(effects: Floats, total: float) -> Floats:
    whole = effects.sum()
    return effects * (total / whole) if whole > 0 else np.zeros(len(effects))


def removal_effects(chain: Chain, channels: int, hear: Hear = lambda _: None) -> Floats:
    """The removal effect of every channel: by conversions, and by value where there is one.

    States that no journey connects cannot reach each other, so each such block is solved alone:
    journeys of different brands never meet, and every note has its exact effect.
    """
    gains = np.stack([chain.convert, *([] if chain.worth is None else [chain.worth])], axis=1)
    lost, whole = np.zeros((channels, gains.shape[1])), np.zeros(gains.shape[1])
    done = 0
    for states in _blocks(chain.moves):
        moves = chain.moves[states][:, states]
        sets = _sets(chain.members[states])
        solved = _method(len(states), len(sets))(moves, chain.start[states], gains[states], sets)
        for (channel, _), loss in zip(sets, solved[0], strict=True):
            lost[channel] += loss
        whole += solved[1]
        done += len(states)
        hear(done / len(chain.start))
    return np.divide(lost, whole, out=np.zeros_like(lost), where=whole > 0)


def _blocks(moves: csr_array) -> Iterator[Places]:
    """The states of each block, in order."""
    if not moves.shape[0]:
        return
    number, block = connected_components(moves, directed=False)
    order = np.argsort(block, kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(block, minlength=number))[:-1])


def _sets(members: Places) -> Sets:
    """Each channel of a block with the states that hold it."""
    states = np.repeat(np.arange(len(members)), members.shape[1])
    held = members.ravel()
    pairs = np.unique(np.stack([held, states], axis=1)[held >= 0], axis=0)
    channels, begins = np.unique(pairs[:, 0], return_index=True)
    return list(zip(channels.tolist(), np.split(pairs[:, 1], begins[1:]), strict=True))


Solved = tuple[list[Floats], Floats]


def _method(states: int, channels: int) -> Callable[[csr_array, Floats, Floats, Sets], Solved]:
    if states <= DENSE:
        return by_inverse
    return by_walking if channels <= WALKED else by_factors


def by_inverse(moves: csr_array, start: Floats, gains: Floats, sets: Sets) -> Solved:
    """What is lost without each channel, and the whole, from the dense inverse."""
    inverse = inv(np.eye(len(start)) - moves.toarray(), overwrite_a=True, check_finite=False)
    reached, won = start @ inverse, inverse @ gains
    if all(len(states) == 1 for _, states in sets):
        at = np.array([states[0] for _, states in sets])
        lost = (reached[at] / inverse.diagonal()[at])[:, None] * won[at]
        return list(lost), start @ won
    return [
        _loss(inverse[np.ix_(states, states)], reached[states], won[states]) for _, states in sets
    ], start @ won


def by_factors(moves: csr_array, start: Floats, gains: Floats, sets: Sets) -> Solved:
    """The same from a sparse factorisation, a few columns of the inverse at a time."""
    size = len(start)
    factors = splu((eye_array(size) - moves).tocsc())
    reached, won = factors.solve(start, trans="T"), factors.solve(np.ascontiguousarray(gains))
    lost = []
    for some in _batches(sets):
        columns = np.concatenate([states for _, states in some])
        units = np.zeros((size, len(columns)))
        units[columns, np.arange(len(columns))] = 1.0
        inverse = factors.solve(units)
        at = 0
        for _, states in some:
            square = inverse[states, at : at + len(states)]
            lost.append(_loss(square, reached[states], won[states]))
            at += len(states)
    return lost, start @ won


def _batches(sets: Sets) -> Iterator[Sets]:
    some: Sets = []
    columns = 0
    for one in sets:
        if some and columns + len(one[1]) > COLUMNS:
            yield some
            some, columns = [], 0
        some.append(one)
        columns += len(one[1])
    yield some


def _loss(square: Floats, reached: Floats, won: Floats) -> Floats:
    entered = solve(square.T, reached, check_finite=False)
    loss: Floats = entered @ won
    return loss


def by_walking(moves: csr_array, start: Floats, gains: Floats, sets: Sets) -> Solved:
    """The same by following all walks at once, until what still walks is nothing.

    Every term is positive, and what is left out is less than the mass that still walks, under
    1e-17; chains that end too slowly for that are factored.
    """
    won = _won(moves, gains)
    if won is None:
        return by_factors(moves, start, gains, sets)
    back = moves.T.tocsr()
    held = np.concatenate([states for _, states in sets])
    sizes = [len(states) for _, states in sets]
    column = np.repeat(np.arange(len(sets)), sizes)
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    walking = np.repeat(start[:, None], len(sets), axis=1)
    lost = np.zeros((len(sets), gains.shape[1]))
    while walking.sum(axis=0).max() > REST:
        entered = walking[held, column]
        lost += np.add.reduceat(entered[:, None] * won[held], begins)
        walking[held, column] = 0.0
        walking = back @ walking
    return list(lost), start @ won


def _won(moves: csr_array, gains: Floats) -> Floats | None:
    """What a walk from each state comes to; None where it takes too many steps to tell."""
    ahead = np.concatenate([gains, np.ones((len(gains), 1))], axis=1)
    total = np.zeros_like(ahead)
    for _ in range(STEPS):
        total += ahead
        ahead = moves @ ahead
        if ahead[:, -1].max() <= REST:
            return total[:, :-1]
    return None
