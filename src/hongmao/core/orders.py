"""Orders as marketplaces claim them: immutable revisions, and the one state they add up to."""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import blake2b

import msgspec


class OrderStatus(StrEnum):
    """Where an order line stands, in Hongmao's words."""

    UNPAID = "unpaid"
    PAID = "paid"
    RECEIVED = "received"
    SETTLED = "settled"
    VOID = "void"


RANK = {status: rank for rank, status in enumerate(OrderStatus)}
"""A later status wins where two revisions carry the same time; void is final before settlement."""


class OrderRevision(msgspec.Struct, frozen=True, kw_only=True):
    """What a marketplace said of one order line at `modified_ms`.

    Money is in minor units of `currency`, times are epoch milliseconds (0: not said). `fee` is the
    commission the marketplace owes us for this line: the estimate until `status` is settled, then
    the settled figure. `lease` names the adzone (`site_adzone`) and `click_id` the click, each
    empty where the feed does not return it. `new_customer` says whether the buyer
    is new to the store, where the feed does: left unset it is no part of the digest either.
    """

    trade_id: str
    parent_id: str
    status: OrderStatus
    item_id: str
    item_title: str = ""
    store_name: str = ""
    quantity: int = 1
    currency: str = "CNY"
    paid: int
    fee: int
    click_ms: int = 0
    created_ms: int
    paid_ms: int = 0
    settled_ms: int = 0
    modified_ms: int
    lease: str = ""
    relation_id: str = ""
    click_id: str = ""
    new_customer: bool | msgspec.UnsetType = msgspec.UNSET

    @property
    def digest(self) -> str:
        """32 hex digits that tell this revision from any other: the key that stops duplicates."""
        return _digest(self)


class RefundStatus(StrEnum):
    """Where a refund case stands."""

    OPENED = "opened"
    WON = "won"  # the buyer got money back, so we return ours
    FAILED = "failed"


class RefundRevision(msgspec.Struct, frozen=True, kw_only=True):
    """What a marketplace said at `modified_ms` of one refund case of an order line.

    `refunded` is what the buyer got back, `fee_return` how much commission we owe back, both in
    minor units of `currency`.
    """

    case_id: str
    trade_id: str
    status: RefundStatus
    currency: str = "CNY"
    refunded: int
    fee_return: int
    modified_ms: int

    @property
    def digest(self) -> str:
        """32 hex digits that tell this revision from any other."""
        return _digest(self)


def _digest(revision: OrderRevision | RefundRevision) -> str:
    return blake2b(msgspec.json.encode(revision), digest_size=16).hexdigest()


def current(revisions: Iterable[OrderRevision]) -> OrderRevision:
    """The revision that holds: the latest by time, then status, then digest.

    The answer does not depend on the order in which revisions arrived or on repeats. Raises
    `ValueError` where there is none.
    """
    return max(revisions, key=lambda r: (r.modified_ms, RANK[r.status], r.digest))


def current_refund(revisions: Iterable[RefundRevision]) -> RefundRevision:
    """The refund revision that holds, by the rule of `current`."""
    order = list(RefundStatus)
    return max(revisions, key=lambda r: (r.modified_ms, order.index(r.status), r.digest))


def returned_fee(cases: Iterable[RefundRevision]) -> int:
    """Commission to give back for one order line over all its refund cases, in minor units."""
    return sum(case.fee_return for case in cases if case.status is RefundStatus.WON)
