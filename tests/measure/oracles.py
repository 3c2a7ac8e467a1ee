"""The models of credit again, slow and obvious: exact fractions, one touch at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial

Row = tuple[tuple[str, ...], int, int, int]  # path, conversions, value, nulls
Shares = dict[str, Fraction]
State = tuple[str, ...]


def shared(rows: Iterable[Row], weights: Callable[[tuple[str, ...]], list[Fraction]]) -> Shares:
    """Conversions shared by the weights of each path's touches, which need not sum to 1."""
    credit: Shares = defaultdict(Fraction)
    for path, conversions, _, _ in rows:
        weighed = weights(path)
        for channel, weight in zip(path, weighed, strict=True):
            credit[channel] += conversions * weight / sum(weighed)
    return credit


def pick(place: Callable[[tuple[str, ...]], int]) -> Callable[[tuple[str, ...]], list[Fraction]]:
    """All weight on one touch."""
    return lambda path: [Fraction(int(at == place(path))) for at in range(len(path))]


def last_non_direct(path: tuple[str, ...], direct: str) -> int:
    """The place of the last touch that is not `direct`, or of the last."""
    return next((at for at in reversed(range(len(path))) if path[at] != direct), len(path) - 1)


def u_shape(path: tuple[str, ...]) -> list[Fraction]:
    """Two fifths at each end, a fifth between; halves where nothing is between."""
    if len(path) <= 2:
        return [Fraction(1)] * len(path)
    inner = Fraction(1, 5) / (len(path) - 2)
    return [Fraction(2, 5), *[inner] * (len(path) - 2), Fraction(2, 5)]


def halving(path: tuple[str, ...]) -> list[Fraction]:
    """Each touch weighs half of the next."""
    return [Fraction(1, 2 ** (len(path) - 1 - at)) for at in range(len(path))]


def shapley(rows: list[Row]) -> Shares:
    """Shapley values over all 2^n coalitions, worth the conversions of journeys inside them."""
    channels = sorted({channel for path, *_ in rows for channel in path})

    def worth(members: set[str]) -> int:
        return sum(conversions for path, conversions, _, _ in rows if set(path) <= members)

    size = len(channels)
    credit: Shares = {}
    for channel in channels:
        others = [one for one in channels if one != channel]
        credit[channel] = Fraction(0)
        for number in range(size):
            weight = Fraction(factorial(number) * factorial(size - number - 1), factorial(size))
            for some in combinations(others, number):
                gain = worth({*some, channel}) - worth({*some})
                credit[channel] += weight * gain
    return credit


def removal_effects(rows: list[Row], order: int, *, by_value: bool = False) -> Shares:
    """What is lost when the states that hold a channel lead to nothing: the chain solved anew."""
    moves: dict[State, dict[State, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    won: dict[State, Fraction] = defaultdict(Fraction)
    seen: dict[State, int] = defaultdict(int)
    start: State = ("(start)",)
    for path, conversions, value, nulls in rows:
        states = [start]
        for at in range(max(1, len(path) - order + 1)):
            state = path[at : at + order]
            if state != states[-1]:
                states.append(state)
        for here, there in pairwise(states):
            moves[here][there] += conversions + nulls
            seen[here] += conversions + nulls
        won[states[-1]] += value if by_value else conversions
        seen[states[-1]] += conversions + nulls
    whole = _reached(moves, won, seen, start, "")
    channels = {channel for path, *_ in rows for channel in path}
    return {
        channel: 1 - _reached(moves, won, seen, start, channel) / whole if whole else Fraction(0)
        for channel in channels
    }


def _reached(
    moves: dict[State, dict[State, Fraction]],
    won: dict[State, Fraction],
    seen: dict[State, int],
    start: State,
    removed: str,
) -> Fraction:
    """What a walk from the start comes to, by elimination over the states without `removed`."""
    states = [state for state in seen if removed not in state and seen[state]]
    rows = []
    for here in states:
        row = [Fraction(int(here == there)) - moves[here][there] / seen[here] for there in states]
        rows.append([*row, won[here] / seen[here]])
    for at in range(len(rows)):
        pivot = next(row for row in range(at, len(rows)) if rows[row][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [cell / rows[at][at] for cell in rows[at]]
        for other in range(len(rows)):
            if other != at and (factor := rows[other][at]):
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
    return rows[states.index(start)][-1] if start in states else Fraction(0)
