"""The lift of each note of a campaign, from what ghosts would have been shown.

The holdout is of campaigns, so that no reader is kept from one note alone. But the log of ghosts
says which notes each of them would have met and how often, as the log of impressions does for the
rest.
With Z the arm, e the share shown, W what would be seen, orders follow

    orders = a + b before + c W + (Z - e) (d W + f)

and d is what an exposure to a note adds, f what any exposure at all does: a second one may move a
reader less than the first. f goes to notes by their shares of each reader's exposures, so that the
notes' lifts sum to the campaign's. Z is drawn apart from W and habit, so however crude the rest of
the equation is, neither is led astray by whom a note was aimed at.
"""

import numpy as np

from hongmao.measure.models.journeys import Floats, Places

LEAST_SEEN = 30.0
"""Exposures among ghosts below which a note has no lift of its own: nothing to compare with."""


def lifts_of_notes(
    ghost: Places, would: Floats, orders: Floats, before: Floats | None = None
) -> tuple[Places, Floats, Floats]:
    """The notes that can be told, the orders each added among those shown, and their covariance.

    `would[k]` counts the exposures of reader `k` to each note, real or ghostly; `ghost` is 1 for
    those held out. Errors allow for readers unlike each other, and for the weight of those who saw
    the most (HC3: MacKinnon and White 1985).
    """
    held = ghost > 0
    told = np.flatnonzero((would[held].sum(axis=0) >= LEAST_SEEN)
                          & (would[~held].sum(axis=0) > 0))  # fmt: skip
    if not len(told):
        return told, np.zeros(0), np.zeros((0, 0))
    seen = would[:, told]
    arm = (~held) - np.mean(~held)
    habit = [] if before is None else [before[:, None]]
    design = np.hstack([np.ones((len(seen), 1)), *habit, seen, arm[:, None] * seen, arm[:, None]])
    bread = np.linalg.pinv(design.T @ design)
    fit = bread @ (design.T @ orders)
    leverage = np.einsum("ij,jk,ik->i", design, bread, design)
    rest = (orders - design @ fit) / (1.0 - np.minimum(leverage, 0.99))
    meat = (design * rest[:, None]).T @ (design * rest[:, None])
    last = slice(-len(told) - 1, None)
    shares = seen[~held] / np.maximum(seen[~held].sum(axis=1, keepdims=True), 1.0)
    sums = np.hstack([np.diag(seen[~held].sum(axis=0)), shares.sum(axis=0)[:, None]])
    return told, sums @ fit[last], sums @ (bread @ meat @ bread)[last, last] @ sums.T
