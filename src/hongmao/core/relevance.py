"""How good an answer of the search is: what a note is worth beside its words, and nDCG."""

import math
from collections.abc import Mapping, Sequence

FIELD_WEIGHTS = {"title": 8.0, "topics": 4.0, "creator": 3.0, "body": 1.0}
"""What a word counts for by where it stands."""
FRESH, SOUND = 0.1, 0.1
"""The shares of a score that freshness and quality decide; the words decide the rest."""
FRESH_DAYS = 90
"""Age at which half of the freshness is gone."""
FULL_LETTERS = 120
"""Letters from which on a text is no longer called short."""


def quality(pictures: int, letters: int, topics: int) -> int:
    """A note's quality from 0 to 100, from what it is alone: pictures, length, topics."""
    looks = 40 * min(pictures, 3) / 3
    reads = 40 * min(letters, FULL_LETTERS) / FULL_LETTERS
    return round(looks + reads + (20 if topics else 0))


def factor(age_days: float, note_quality: int) -> float:
    """By what the score of a note's words is multiplied, 0.8 to 1; databases compute the same."""
    fresh = 1 / (1 + max(age_days, 0.0) / FRESH_DAYS)
    return 1 - FRESH - SOUND + FRESH * fresh + SOUND * note_quality / 100


def rarity(notes: int, having: int) -> float:
    """What a term is worth by how few of the notes have it (BM25's, never below zero)."""
    return math.log(1 + (max(notes - having, 0) + 0.5) / (having + 0.5))


def ndcg(found: Sequence[str], grades: Mapping[str, int], places: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `places` answers: 1 is the best order.

    `grades` are the judged notes' from 1 up; what is not judged is worth nothing. Gains are
    `2^grade - 1` (Burges et al., ICML 2005). A question without judged notes is perfectly answered
    by silence: 1 where nothing was found, else 0.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:places])
    if not ideal:
        return 0.0 if found else 1.0
    return _gain([grades.get(one, 0) for one in found[:places]]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
