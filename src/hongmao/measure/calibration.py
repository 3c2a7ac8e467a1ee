"""Credit calibrated to lift: a model says how orders are shared, a holdout how many there are.

Each campaign has a factor, the orders it added for an order credited. Factors are taken to be
s_c ~ N(m, S^2), each seen through its lift's normal error: one that is noisy leans on the others
(empirical Bayes; m and S are averaged over with flat priors: Gelman, Bayesian Analysis 2006). A
campaign's orders go to its notes by the model's credit.

Intervals are the holdout's own. Leaning on others moves the estimate inside them and never beyond
their ends (limited translation: Efron and Morris, JASA 1971), so they cover as a plain experiment's
do, whatever model of credit was used and however unlike campaigns are.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from hongmao.measure.models.journeys import Floats, Places

STEPS = 200
MOST = 3.0
"""Spreads are looked for up to so many times the plain factors' root mean square."""
FEWEST = 3
"""Campaigns below which there is no spread to learn: each then keeps to its own lift."""
NORMAL = 1.959963984540054


class Evidence(msgspec.Struct, frozen=True):
    """What a holdout says of one campaign: orders `added`, with their standard error.

    `notes` are its notes' places in the credit. `told` are those that have a lift of their own,
    with the covariance `spread` of these `lifts`: empty where ghosts' exposures were not logged.
    """

    notes: Places
    added: float
    error: float
    told: Places = np.zeros(0, np.int64)
    lifts: Floats = np.zeros(0)
    spread: Floats = np.zeros((0, 0))


class Estimate(msgspec.Struct, frozen=True):
    """Orders added, with the 95 % interval; None where no experiment speaks of just these."""

    added: float
    low: float | None
    high: float | None


class Calibrated(msgspec.Struct, frozen=True):
    """Orders added by each note (NaN without evidence), and each campaign's factor."""

    added: Floats
    factors: Floats
    evidence: tuple[Evidence, ...]

    def of(self, notes: Places) -> Estimate:
        """Orders added by some notes together: a campaign's, a creator's, or a single one."""
        middle = float(self.added[notes].sum())
        asked = set(np.asarray(notes).tolist())
        lift = square = 0.0
        for one in self.evidence:
            some = asked & set(one.notes.tolist())
            if len(some) == len(one.notes):
                lift, square = lift + one.added, square + one.error**2
            elif some <= set(one.told.tolist()):
                at = np.flatnonzero(np.isin(one.told, list(some)))
                lift += float(one.lifts[at].sum())
                square += float(one.spread[np.ix_(at, at)].sum())
            else:
                return Estimate(middle, None, None)
        low, high = lift - NORMAL * np.sqrt(square), lift + NORMAL * np.sqrt(square)
        return Estimate(float(np.clip(middle, low, high)), float(low), float(high))


def calibrate(credit: Floats, evidence: Sequence[Evidence]) -> Calibrated:
    """Calibrate the credit of notes to the lifts of their campaigns.

    Every note in question belongs to one `Evidence`. Raises `ValueError` where a campaign has lift
    and no credit at all, or an error that is not above zero.
    """
    said = np.array([credit[one.notes].sum() for one in evidence])
    errors = np.array([one.error for one in evidence])
    if not (np.all(said > 0) and np.all(errors > 0)):
        raise ValueError("A campaign needs credit, and a lift an error above zero.")
    raw = np.array([one.added for one in evidence]) / said
    factors = shrink(raw, errors / said)
    added = np.full(len(credit), np.nan)
    for one, factor in zip(evidence, factors, strict=True):
        added[one.notes] = factor * credit[one.notes]
    return Calibrated(added, factors, tuple(evidence))


def shrink(raw: Floats, errors: Floats) -> Floats:
    """What figures with known errors are likely to be, given that they are of one kind.

    None moves beyond the ends of its own 95 % interval. Fewer than three stay as they are.
    """
    if len(raw) < FEWEST:
        return raw
    most = MOST * float(np.sqrt(np.mean(raw**2))) or 1.0
    spreads = ((np.arange(STEPS) + 0.5) / STEPS * most)[:, None] ** 2
    precision = 1.0 / (spreads + errors**2)
    information = precision.sum(axis=1)
    middle = (precision * raw).sum(axis=1) / information
    fit = 0.5 * np.log(precision).sum(axis=1) - 0.5 * np.log(information)
    fit -= 0.5 * (precision * (raw - middle[:, None]) ** 2).sum(axis=1)
    weights = np.exp(fit - fit.max())
    likely = middle[:, None] + spreads * precision * (raw - middle[:, None])
    shrunk = weights @ likely / weights.sum()
    kept: Floats = np.clip(shrunk, raw - NORMAL * errors, raw + NORMAL * errors)
    return kept
