"""Claims 漏单申诉: what is known of an order that a creator misses, and what it suggests.

`advise` turns evidence into a recommendation with a reason. It never decides: a person does.
"""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from hongmao.core.matching import PAYING, Grade
from hongmao.core.orders import OrderStatus
from hongmao.core.reasons import Reason

MOST_FILED = 20
FILED_WITHIN_DAYS = 30
"""A creator files at most so many claims within so many days."""
OLDEST_DAYS = 90
"""Nothing bought longer ago is claimed: marketplaces answer for no more."""
LEAST_DAYS = OLDEST_DAYS + 30
"""Days for which the lake keeps rows at least: a marketplace remembers a click for up to 90, and a
claim asks about one for 30 more."""
CLICKS_KEPT = 20
"""Of a creator's clicks and of the rivals', so many of the nearest are kept as evidence."""


class Lean(StrEnum):
    """Where the evidence leans."""

    GRANT = "grant"
    REFUSE = "refuse"
    LOOK = "look"  # it does not say


class Touch(msgspec.Struct, frozen=True):
    """A click near the moment in question: `distance_ms` after it, negative before."""

    click_id: str
    at_ms: int
    placement: int
    own: bool
    distance_ms: int
    flagged: bool = False


class Holder(msgspec.Struct, frozen=True):
    """A placement that comes into question, as it was called, and the lease it held.

    `carried` says that the order came back with this lease, which the placement held at its click
    and whose item or store it is of. `ends_ms` is 0 where the lease has no end yet.
    """

    placement: int
    own: bool
    note: int
    title: str
    creator: str
    lease: str = ""
    starts_ms: int = 0
    ends_ms: int = 0
    carried: bool = False


class Said(msgspec.Struct, frozen=True):
    """A revision of the order or of a refund case: what the marketplace said, and when."""

    at_ms: int
    kind: str  # order, refund
    status: str
    paid: int
    fee: int


class OrderSeen(msgspec.Struct, frozen=True, kw_only=True):
    """The order as it stood; money in minor units of `currency`.

    `ours` says that what was bought is of the store that the claim's link leads to, and `known`
    that we know the product at all.
    """

    id: int
    trade_id: str
    status: OrderStatus
    item_title: str
    paid: int
    fee: int
    currency: str
    ordered_ms: int
    click_ms: int
    lease: str
    ours: bool
    known: bool
    said: tuple[Said, ...] = ()


class MatchSeen(msgspec.Struct, frozen=True, kw_only=True):
    """The match that held: `own` where it is to the claiming creator, `decided` by a person."""

    id: int
    grade: Grade
    placement: int
    own: bool
    decided: bool
    click_id: str
    click_ms: int
    distance_ms: int
    rivals: int
    made_ms: int

    @property
    def pays(self) -> bool:
        """Whether money follows it."""
        return self.placement > 0 and (self.grade in PAYING or self.decided)


class Pay(msgspec.Struct, frozen=True):
    """What the order would pay the creator, in minor units, by the terms at the click."""

    version: int
    amount: int
    currency: str
    click_ms: int


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that was known when it was gathered; times are epoch milliseconds.

    `at_ms` is the marketplace's click time by our clock (`timed`), else when the order was made or
    is said to have been. A click counts from `back_ms` before it until `ahead_ms` after it. The
    lake reached until `reach_ms`. `candidates` are orders that fit, where the claim named none.
    """

    gathered_ms: int
    reach_ms: int
    at_ms: int
    timed: bool
    back_ms: int
    ahead_ms: int
    touches: tuple[Touch, ...] = ()
    own_clicks: int = 0
    rival_clicks: int = 0
    holders: tuple[Holder, ...] = ()
    order: OrderSeen | None = None
    candidates: tuple[OrderSeen, ...] = ()
    match: MatchSeen | None = None
    pay: Pay | None = None

    def counting(self, own: bool) -> list[Touch]:
        """The clicks of one side that count, nearest first; without those a traffic rule flagged.

        Where the order's lease is known, a click counts on a placement that held it.
        """
        told = self.order is not None and self.order.lease != ""
        carried = {one.placement for one in self.holders if one.carried}
        found = [
            touch
            for touch in self.touches
            if touch.own == own
            and not touch.flagged
            and -self.back_ms <= touch.distance_ms <= self.ahead_ms
            and (not told or touch.placement in carried)
        ]
        return sorted(found, key=lambda touch: (abs(touch.distance_ms), touch.click_id))


class Advice(msgspec.Struct, frozen=True):
    """What the evidence suggests, and why."""

    lean: Lean
    reason: Reason


def advise(evidence: Evidence) -> Advice:
    """What the evidence suggests; the first of these rules that says anything holds."""
    for rule in (_of_order, _of_match, _of_links, _of_clicks):
        advice = rule(evidence)
        if advice is not None:
            return advice
    return Advice(Lean.GRANT, Reason.CLAIM_ONLY_YOURS)


def _of_order(evidence: Evidence) -> Advice | None:
    order = evidence.order
    if order is None:
        reason = Reason.CLAIM_MANY_ORDERS if evidence.candidates else Reason.CLAIM_NO_ORDER
        return Advice(Lean.LOOK, reason)
    match order.status:
        case OrderStatus.VOID:
            return Advice(Lean.REFUSE, Reason.CLAIM_ORDER_VOID)
        case OrderStatus.UNPAID:
            return Advice(Lean.REFUSE, Reason.CLAIM_ORDER_UNPAID)
    return None


def _of_match(evidence: Evidence) -> Advice | None:
    found = evidence.match
    if found is None or not found.pays:
        return None
    if found.own:
        return Advice(Lean.REFUSE, Reason.CLAIM_ALREADY_YOURS)
    if found.grade is Grade.EXACT:
        return Advice(Lean.REFUSE, Reason.CLAIM_EXACT_RIVAL)
    if found.decided:
        return Advice(Lean.REFUSE, Reason.CLAIM_DECIDED_RIVAL)
    return None


def _of_links(evidence: Evidence) -> Advice | None:
    order = evidence.order
    assert order is not None  # `_of_order` comes first
    if order.known and not order.ours:
        return Advice(Lean.REFUSE, Reason.CLAIM_OTHER_STORE)
    if order.lease and not any(one.own and one.carried for one in evidence.holders):
        return Advice(Lean.REFUSE, Reason.CLAIM_OTHER_LEASE)
    return None


def _of_clicks(evidence: Evidence) -> Advice | None:
    own, rivals = evidence.counting(own=True), evidence.counting(own=False)
    if evidence.reach_ms < evidence.at_ms + evidence.ahead_ms:
        return Advice(Lean.LOOK, Reason.CLAIM_TOO_EARLY)
    if not own:
        return Advice(Lean.REFUSE, Reason.CLAIM_NO_CLICK)
    if not rivals:
        return None
    if evidence.match is None or not evidence.match.pays:
        return Advice(Lean.LOOK, Reason.CLAIM_AMBIGUOUS)
    if abs(rivals[0].distance_ms) <= abs(own[0].distance_ms):
        return Advice(Lean.REFUSE, Reason.CLAIM_NEARER_RIVAL)
    return Advice(Lean.LOOK, Reason.CLAIM_AMBIGUOUS)


def best_touch(evidence: Evidence, placement: int) -> Touch | None:
    """The click that a grant credits: the nearest that counts, on the claim's placement if any."""
    own = evidence.counting(own=True)
    return next((one for one in own if one.placement == placement), next(iter(own), None))


class Moment(msgspec.Struct, frozen=True):
    """One line of the evidence told in time; what `kind` needs is filled, the rest is empty."""

    at_ms: int
    kind: str  # click, rival, lease, ended, time, order, said, match, bought
    touch: Touch | None = None
    holder: Holder | None = None
    said: Said | None = None


def timeline(evidence: Evidence) -> list[Moment]:
    """The evidence in the order in which it happened."""
    holders = {holder.placement: holder for holder in evidence.holders}
    found = [
        Moment(touch.at_ms, "click" if touch.own else "rival", touch, holders.get(touch.placement))
        for touch in evidence.touches
    ]
    found += _leases(evidence.holders)
    found.append(Moment(evidence.at_ms, "time" if evidence.timed else "bought"))
    if evidence.order is not None:
        found.append(Moment(evidence.order.ordered_ms, "order"))
        found += [Moment(said.at_ms, "said", said=said) for said in evidence.order.said]
    if evidence.match is not None:
        holder = holders.get(evidence.match.placement)
        found.append(Moment(evidence.match.made_ms, "match", holder=holder))
    return sorted(found, key=lambda moment: moment.at_ms)


def _leases(holders: Iterable[Holder]) -> Iterable[Moment]:
    for holder in holders:
        if holder.lease:
            yield Moment(holder.starts_ms, "lease", holder=holder)
            if holder.ends_ms:
                yield Moment(holder.ends_ms, "ended", holder=holder)
