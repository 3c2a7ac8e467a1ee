"""The order of the feed: one score a newcomer can read, then diversity and a start for new notes.

    score = quality x freshness x (1 + topics + creator)

`docs/feed.md` says the same in words. Nothing here knows who pays: sponsored notes are placed by
`core.adload` and never scored.
"""

import math
from collections.abc import Sequence
from hashlib import blake2b

import msgspec


class Weights(msgspec.Struct, frozen=True):
    """The numbers of the score; times in seconds, everything else without a unit."""

    half_life_s: float = 3 * 86_400.0
    usual_rate: float = 0.05
    trust_reads: int = 40
    topic_most: float = 1.0
    creator_most: float = 0.5
    follow: float = 1.0
    trust_taste: int = 5
    topic_again: float = 0.75
    topic_memory: int = 4
    cold_reads: int = 30
    cold_every: int = 8
    look_ahead: int = 40


WEIGHTS = Weights()


class Signals(msgspec.Struct, frozen=True):
    """What the score knows of a note.

    `interactions` counts likes, collects and first comments of others than its creator; `reads`
    are those the log counted.
    """

    note: int
    creator: int
    topics: tuple[str, ...]
    published_s: float
    interactions: int = 0
    reads: int = 0


class Tastes(msgspec.Struct, frozen=True):
    """What the score knows of a reader: what they liked, collected and commented on, and follow.

    Nothing else of a reader may be put in: no age, place, device or anything they bought. A
    visitor without an account has none.
    """

    topics: dict[str, int] = {}
    creators: dict[int, int] = {}
    following: frozenset[int] = frozenset()


class Parts(msgspec.Struct, frozen=True):
    """A score, part by part. `topics` and `creator` add to one, all else is multiplied."""

    quality: float
    freshness: float
    topics: float
    creator: float

    @property
    def score(self) -> float:
        """What notes are ranked by."""
        return self.quality * self.freshness * (1 + self.topics + self.creator)


def freshness(age_s: float, weights: Weights = WEIGHTS) -> float:
    """1 for a new note, halved with every half-life; the future counts as now."""
    return float(2 ** (-max(age_s, 0.0) / weights.half_life_s))


def quality(interactions: int, reads: int, weights: Weights = WEIGHTS) -> float:
    """The rate of interactions per read beside the usual one; 1 for a note nobody knows yet.

    Smoothed: every note starts as if `trust_reads` readers had answered at the usual rate. Reads
    are counted late, so there are never fewer of them than interactions.
    """
    usual = weights.trust_reads * weights.usual_rate
    rate = (interactions + usual) / (max(reads, interactions) + weights.trust_reads)
    return rate / weights.usual_rate


def standing(
    published_s: float, interactions: int, reads: int, weights: Weights = WEIGHTS
) -> float:
    """A number that orders notes by quality x freshness at any moment, so that an index can.

    It is the logarithm of that product without the moment: both lose the same with time.
    """
    return math.log2(quality(interactions, reads, weights)) + published_s / weights.half_life_s


def explain(one: Signals, tastes: Tastes, now_s: float, weights: Weights = WEIGHTS) -> Parts:
    """The parts of a note's score for a reader at a moment."""
    liked = sum(tastes.topics.get(topic, 0) for topic in set(one.topics))
    topics = weights.topic_most * _share(liked, sum(tastes.topics.values()), weights)
    known = tastes.creators.get(one.creator, 0)
    creator = weights.creator_most * _share(known, sum(tastes.creators.values()), weights)
    if one.creator in tastes.following:
        creator += weights.follow
    return Parts(
        quality=quality(one.interactions, one.reads, weights),
        freshness=freshness(now_s - one.published_s, weights),
        topics=topics,
        creator=creator,
    )


def _share(part: int, whole: int, weights: Weights) -> float:
    """`part` of `whole` within 0 and 1; a taste of few likes is held back by `trust_taste`."""
    return min(max(part, 0) / (max(whole, 0) + weights.trust_taste), 1.0)


def is_cold(one: Signals, weights: Weights = WEIGHTS) -> bool:
    """Whether too few have read a note to judge it."""
    return one.reads < weights.cold_reads


def takes_cold(slot: int, weights: Weights = WEIGHTS) -> bool:
    """Whether this slot (from 0) belongs to a cold note: the last of every `cold_every`."""
    return slot % weights.cold_every == weights.cold_every - 1


def lot(reader: str, day: int, note: int) -> bytes:
    """What cold notes are drawn by: the same for one reader on one day, another for the next."""
    return blake2b(f"{reader}:{day}:{note}".encode(), digest_size=8).digest()


class Draw(msgspec.Struct, frozen=True):
    """Whose draw of cold notes it is: the reader's key, and days since the epoch."""

    reader: str
    day: int


def arrange(
    found: Sequence[Signals],
    tastes: Tastes,
    now_s: float,
    draw: Draw,
    slots: int,
    weights: Weights = WEIGHTS,
) -> list[int]:
    """The ids of at most `slots` notes in the order of the feed.

    By score, but: no two of one creator in a row while another is there; a topic seen within the
    last slots lowers the score; every `cold_every`th slot is a cold note's while there is one.
    """
    scored = [(explain(one, tastes, now_s, weights).score, one) for one in found]
    scored.sort(key=lambda pair: (-pair[0], -pair[1].note))
    cold = [pair for pair in scored if is_cold(pair[1], weights)]
    cold.sort(key=lambda pair: lot(draw.reader, draw.day, pair[1].note))
    shown: list[Signals] = []
    while scored and len(shown) < slots:
        if cold and takes_cold(len(shown), weights):
            chosen = _other_creator(cold, shown) or cold[0]
        else:
            chosen = _best(scored, shown, weights)
        scored.remove(chosen)
        if is_cold(chosen[1], weights):
            cold.remove(chosen)
        shown.append(chosen[1])
    return [one.note for one in shown]


Scored = tuple[float, Signals]


def _other_creator(pool: Sequence[Scored], shown: Sequence[Signals]) -> Scored | None:
    """The first of another creator than the last shown."""
    last = shown[-1].creator if shown else None
    return next((pair for pair in pool if pair[1].creator != last), None)


def _best(pool: Sequence[Scored], shown: Sequence[Signals], weights: Weights) -> Scored:
    last = shown[-1].creator if shown else None
    recent = [set(one.topics) for one in shown[-weights.topic_memory :]]
    best, most = None, -1.0
    for pair in pool[: weights.look_ahead]:
        score, one = pair
        if one.creator == last or score <= most:
            continue
        again = sum(not topics.isdisjoint(one.topics) for topics in recent)
        lowered = score * weights.topic_again**again
        if lowered > most:
            best, most = pair, lowered
    return best or _other_creator(pool, shown) or pool[0]
