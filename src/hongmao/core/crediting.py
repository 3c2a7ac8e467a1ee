"""Which of a reader's clicks is credited with an order, where the terms do not say the last.

The match stands as it is graded; the choice is among clicks of the same reader on the brand's
placements, within the terms' window before the click that was matched.
"""

from collections.abc import Iterable

import msgspec

from hongmao.core.terms import Credit, Terms

DAY_MS = 86_400_000


class Touch(msgspec.Struct, frozen=True):
    """A click of the reader whose click was matched; no traffic rule flagged it."""

    id: str
    at_ms: int
    placement: int
    creator: int


def credit(terms: Terms, matched: Touch, touches: Iterable[Touch]) -> Touch:
    """The click that is credited; neither the order of `touches` nor repeats matter.

    The first click is the earliest of the window. A preferred partner's is the latest of a creator
    whom the terms name. Where there is none, and where the last click counts, the one that was
    matched.
    """
    first_ms = matched.at_ms - terms.credit_days * DAY_MS
    near = [one for one in touches if first_ms <= one.at_ms <= matched.at_ms]
    match terms.credit:
        case Credit.FIRST_CLICK:
            return min([*near, matched], key=_moment)
        case Credit.PREFERRED_PARTNER:
            theirs = [one for one in [*near, matched] if one.creator in terms.partners]
            return max(theirs, key=_moment, default=matched)
        case Credit.LAST_CLICK:
            return matched


def _moment(touch: Touch) -> tuple[int, str]:
    return touch.at_ms, touch.id
