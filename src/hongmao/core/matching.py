"""From an order back to the click it came from, graded; nothing is claimed that is not known.

- **exact**: an id that we minted for one click came back with the order, and its click is in our
  log. An id of ours whose click is not there matches nothing else: its click may be on its way.
- **probable**: the order carries a lease (an adzone, or a link's own code), its item or store is
  that of a placement which held the lease, our log has a click on that placement near the
  marketplace's click time, and no other placement comes into question. Near is within the tolerance
  learned; where only that placement held the lease, within the ceiling: no width credits another.
- **ambiguous**: as probable, but another placement that held the lease has a click within `GUARD`
  tolerances, or so many within `CROWD_MS` that one may be near by chance alone.
- **none**: no such click.

Money follows exact and probable. An ambiguous order waits for a person. Where a marketplace tells
no click time, the last clicks before the order count, and only on a lease of the placement's own.

`measure/sql/matches.sql` is the same rule in bulk; `learn` (core/fitting.py) finds a `Fit`.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from hongmao.core.terms import Credit

SLACK_MS = 60_000
"""A lease counts from this long before its start until this long after its end."""
GUARD = 2
"""Rivals' clicks count within so many tolerances: the order's own may be a little beyond one."""
CROWD_MS = 300_000
"""Clicks on rivals are counted this far to both sides, to know how often one is near by chance."""
WIDEST_MS = 300_000
"""No ceiling is wider, so that no click is looked for beyond ten minutes from its time."""
UNTIMED_MS = 2_000
"""A click may lie so far after an order whose click is not timed: both are told in seconds."""


class Grade(StrEnum):
    """How sure a match is."""

    EXACT = "exact"
    PROBABLE = "probable"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


PAYING = frozenset({Grade.EXACT, Grade.PROBABLE})
"""The grades that money follows."""


class Fit(msgspec.Struct, frozen=True):
    """How a marketplace's click times lie to ours, in milliseconds.

    `skew_ms` is its clock less ours, a reader's way from our answer to its page included;
    `tolerance_ms` how far a click may lie from its time after that where a lease is shared,
    `ceiling_ms` where it is not, and the widest tolerance there may be; `crowd` how many clicks on
    rivals within `CROWD_MS` are few enough.
    """

    tolerance_ms: int
    skew_ms: int = 0
    ceiling_ms: int = 60_000
    crowd: int = 0

    def __post_init__(self) -> None:
        if max(self.tolerance_ms, self.ceiling_ms) > WIDEST_MS:
            raise ValueError(f"no tolerance is wider than {WIDEST_MS} ms")


class Claim(msgspec.Struct, frozen=True):
    """What the rule looks at in an order.

    `creator` is whom the marketplace itself names by a number it gave them, 0 where it names none
    that we know; `click_id` is one that our own mint made, or empty; `store` the store of the item
    bought where it is ours, else 0; `click_ms` the marketplace's click time (0: not told),
    `ordered_ms` when it says the order was made, `memory_ms` how long it remembers a click.
    """

    order: int
    click_id: str = ""
    lease: str = ""
    item_id: str = ""
    store: int = 0
    click_ms: int = 0
    ordered_ms: int = 0
    memory_ms: int = 15 * 86_400_000
    creator: int = 0


class Term(msgspec.Struct, frozen=True):
    """A lease that a placement held from `starts_ms` until `ends_ms`, by our clock.

    `item_id` is empty where the placement's link leads to the whole `store`. The lease is the
    placement's `own` where it is the link's code, of no pool. `creator` wrote the note.
    """

    lease: str
    placement: int
    item_id: str
    store: int
    starts_ms: int
    ends_ms: int
    own: bool = False
    creator: int = 0


OPEN_MS = 1 << 53
"""The `ends_ms` of a lease that has no end yet."""


class LoggedClick(msgspec.Struct, frozen=True):
    """A click in our log that led to the marketplace."""

    id: str
    at_ms: int
    placement: int
    flagged: bool = False


class Credited(msgspec.Struct, frozen=True):
    """The click that the terms credit where they do not say the last: by which `policy`, and of how
    many `clicks` of the reader. See `hongmao.core.crediting`."""

    placement: int
    click_id: str
    click_ms: int
    policy: Credit
    clicks: int


class Judgement(msgspec.Struct, frozen=True):
    """A grade with its evidence.

    Which click; how far it lies from the marketplace's time (ms, ours less theirs, by one clock);
    how many `clicks` on the order's `holders` were near enough; how many `rivals` (other
    placements) came into question, and how many clicks they had around (`crowd`). `holders` are the
    placements that held the lease and fit what was bought. `lone` says that `distance_ms` teaches
    how clocks and tolerance lie: it is the click named, or the only one on the only holder.
    `credited` is left unset where the click matched is the one that counts.
    """

    grade: Grade
    placement: int = 0
    click_id: str = ""
    click_ms: int = 0
    distance_ms: int = 0
    clicks: int = 0
    rivals: int = 0
    crowd: int = 0
    holders: int = 0
    lone: bool = False
    fit: Fit | None = None
    credited: Credited | msgspec.UnsetType = msgspec.UNSET


def judge(
    claim: Claim, terms: Iterable[Term], clicks: Iterable[LoggedClick], fit: Fit
) -> Judgement:
    """Match an order to the best of `clicks`; neither their order nor that of `terms` matters.

    A click nearer in time wins; before that one on the item bought, before that one that no traffic
    rule flagged. The tolerance must allow for the marketplace's whole seconds.
    """
    if claim.click_id:
        return _named(claim, clicks, fit)
    held = holders(claim, terms, fit)
    if not held:
        return Judgement(Grade.NONE, fit=fit)
    timed = claim.click_ms > 0
    at_ms = _moment(claim, fit)
    near = [
        (click.flagged, not held[click.placement], abs(click.at_ms - at_ms), click.id, click)
        for click in {click.id: click for click in clicks if click.placement in held}.values()
    ]
    ahead_ms = UNTIMED_MS
    if timed:
        ahead_ms = fit.ceiling_ms if len(held) == 1 else fit.tolerance_ms
    back_ms = ahead_ms if timed else claim.memory_ms
    inside = [one for one in near if -back_ms <= one[-1].at_ms - at_ms <= ahead_ms]
    seen = [one[-1].at_ms - at_ms for one in near if one[2] <= fit.ceiling_ms]
    lone = timed and len(held) == len(seen) == 1
    if not inside:
        return Judgement(Grade.NONE, holders=len(held), fit=fit)
    best = min(inside)[-1]
    others = [one[-1] for one in near if one[-1].placement != best.placement]
    times = GUARD if timed else 1
    rivals = {
        click.placement
        for click in others
        if -back_ms * times <= click.at_ms - at_ms <= ahead_ms * times
    }
    crowd = sum(timed and abs(click.at_ms - at_ms) <= CROWD_MS for click in others)
    sure = not rivals and crowd <= fit.crowd and (timed or len(held) == 1)
    return Judgement(
        grade=Grade.PROBABLE if sure else Grade.AMBIGUOUS,
        placement=best.placement,
        click_id=best.id,
        click_ms=best.at_ms,
        distance_ms=best.at_ms - at_ms,
        clicks=len(inside),
        rivals=len(rivals),
        crowd=crowd,
        holders=len(held),
        lone=lone,
        fit=fit,
    )


def holders(claim: Claim, terms: Iterable[Term], fit: Fit) -> dict[int, bool]:
    """The placements that held an order's lease at its click and fit what was bought.

    Each says whether it is of the very item, not only of its store.
    """
    if not claim.lease:
        return {}
    at_ms = _moment(claim, fit)
    back_ms = fit.tolerance_ms if claim.click_ms > 0 else claim.memory_ms
    return {
        term.placement: bool(claim.item_id) and term.item_id == claim.item_id
        for term in terms
        if term.lease == claim.lease
        and (claim.click_ms > 0 or term.own)
        and (not claim.creator or term.creator == claim.creator)
        and term.starts_ms <= at_ms + SLACK_MS
        and term.ends_ms > at_ms - back_ms - SLACK_MS
        and ((claim.item_id and term.item_id == claim.item_id) or term.store == claim.store)
    }


def _moment(claim: Claim, fit: Fit) -> int:
    """The marketplace's time of the click, or where untold of the order, by our clock."""
    return (claim.click_ms or claim.ordered_ms) - fit.skew_ms


def _named(claim: Claim, clicks: Iterable[LoggedClick], fit: Fit) -> Judgement:
    click = next((click for click in clicks if click.id == claim.click_id), None)
    if click is None:
        return Judgement(Grade.NONE, fit=fit)
    timed = claim.click_ms > 0
    return Judgement(
        grade=Grade.EXACT,
        placement=click.placement,
        click_id=click.id,
        click_ms=click.at_ms,
        distance_ms=click.at_ms - _moment(claim, fit) if timed else 0,
        clicks=1,
        lone=timed,
        fit=fit,
    )
