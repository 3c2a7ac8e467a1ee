"""From an order back to the click it came from, graded; nothing is claimed that is not known.

- **exact**: an identifier that we minted for one click came back with the order.
- **probable**: the order carries an adzone, its item or store is that of a placement which held the
  lease at the click, and our log has a click on that placement within the tolerance of the
  marketplace's click time; no other placement has one. Where the marketplace tells no click time,
  the lease is the placement's own, and the click lies before the order, as far back as the
  marketplace remembers one.
- **ambiguous**: as probable, but clicks on more than one placement are within the tolerance.
- **none**: no such click.

Money follows exact and probable. An ambiguous order waits for a person.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from hongmao.core.orders import OrderRevision


class Grade(StrEnum):
    """How sure a match is."""

    EXACT = "exact"
    PROBABLE = "probable"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


PAYING = frozenset({Grade.EXACT, Grade.PROBABLE})
"""The grades that money follows."""


class Candidate(msgspec.Struct, frozen=True):
    """A logged click that an order may have come from.

    `same_item` and `same_store` compare the placement with what was bought; `leased` says whether
    the placement held the order's adzone at the marketplace's click time.
    """

    click_id: str
    at_ms: int
    placement: int
    leased: bool
    same_item: bool
    same_store: bool
    flagged: bool = False


class Judgement(msgspec.Struct, frozen=True):
    """A grade with its evidence: which click, how far (ms, ours less theirs), how many rivals."""

    grade: Grade
    placement: int = 0
    click_id: str = ""
    click_ms: int = 0
    distance_ms: int = 0
    clicks: int = 0
    rivals: int = 0


def judge(
    order: OrderRevision,
    candidates: Iterable[Candidate],
    tolerance_ms: int,
    memory_ms: int = 0,
) -> Judgement:
    """Match an order to the best of `candidates`; their order does not matter.

    A click nearer in time wins; before that one on the item bought, before that one that no
    traffic rule flagged. The marketplace's click time has whole seconds, which `tolerance_ms`
    (in) must allow for. An order without a click time may come from a click of the `memory_ms`
    before it (0: from none).
    """
    pool = list(candidates)
    named = [c for c in pool if order.click_id and c.click_id == order.click_id]
    if named:
        return _judgement(Grade.EXACT, order, named[0], named)
    if not order.lease or not (order.click_ms or memory_ms):
        return Judgement(Grade.NONE)
    near = [
        c
        for c in pool
        if c.leased
        and (c.same_item or c.same_store)
        and _in_time(order, c.at_ms, tolerance_ms, memory_ms)
    ]
    if not near:
        return Judgement(Grade.NONE)
    moment = order.click_ms or order.created_ms
    best = min(
        near,
        key=lambda c: (c.flagged, not c.same_item, abs(c.at_ms - moment), c.click_id),
    )
    rivals = {c.placement for c in near} - {best.placement}
    return _judgement(Grade.AMBIGUOUS if rivals else Grade.PROBABLE, order, best, near)


def _in_time(order: OrderRevision, at_ms: int, tolerance_ms: int, memory_ms: int) -> bool:
    if order.click_ms:
        return abs(at_ms - order.click_ms) <= tolerance_ms
    return order.created_ms - memory_ms <= at_ms <= order.created_ms + tolerance_ms


def _judgement(
    grade: Grade, order: OrderRevision, best: Candidate, near: list[Candidate]
) -> Judgement:
    return Judgement(
        grade=grade,
        placement=best.placement,
        click_id=best.click_id,
        click_ms=best.at_ms,
        distance_ms=best.at_ms - order.click_ms if order.click_ms else 0,
        clicks=len(near),
        rivals=len({c.placement for c in near} - {best.placement}),
    )
