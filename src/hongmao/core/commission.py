"""What an order's commission means in the ledger: the books it should have, and the steps there.

The books of one commission are two sets of amounts by account, each summing to zero: what is held
and what is posted. They follow from the order's state alone, so that late, repeated and shuffled
revisions end in the same books; the steps from any books to any other are holds, posts, voids and
reversals, and never a change of what was written.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from hongmao.core.money import share
from hongmao.core.orders import OrderStatus

Amounts = Mapping[str, int]
"""Minor units by account name, debit positive."""


class Step(StrEnum):
    """What a transfer of a commission does."""

    HOLD = "hold"
    POST = "post"
    VOID = "void"
    REVERSE = "reverse"


class Split(msgspec.Struct, frozen=True):
    """Who shares a commission: the marketplace that owes it, and the creator by the terms.

    `creator` is 0 where no click is known well enough: then nobody but the platform holds it.
    """

    marketplace: str
    creator: int = 0
    creator_share: int = 0


class Books(msgspec.Struct, frozen=True):
    """What a commission holds and has posted, by account."""

    held: dict[str, int]
    posted: dict[str, int]


class Move(msgspec.Struct, frozen=True):
    """One transfer to write; `closes` says that it ends the hold that is open."""

    step: Step
    amounts: dict[str, int]
    closes: bool = False


EMPTY = Books({}, {})


def target(status: OrderStatus, fee: int, returned: int, split: Split) -> Books:
    """The books that an order in this state should have.

    `fee` is the commission owed, `returned` what refunds take back of it, in minor units. Paid and
    received orders hold, settled ones post, unpaid and void ones have nothing.
    """
    net = max(fee - returned, 0)
    creator = share(net, split.creator_share) if split.creator else 0
    if status in (OrderStatus.PAID, OrderStatus.RECEIVED):
        return Books(_amounts(split, "expected", "held", "held", net, creator), {})
    if status is OrderStatus.SETTLED:
        return Books({}, _amounts(split, "receivable", "available", "income", net, creator))
    return EMPTY


def _amounts(
    split: Split, owed: str, creator_part: str, platform_part: str, net: int, creator: int
) -> dict[str, int]:
    platform = (
        f"platform:{platform_part}" if split.creator else f"platform:unmatched:{platform_part}"
    )
    amounts = {
        f"marketplace:{split.marketplace}:{owed}": net,
        f"creator:{split.creator}:{creator_part}": -creator,
        platform: creator - net,
    }
    return {account: amount for account, amount in amounts.items() if amount}


def plan(now: Books, goal: Books) -> list[Move]:
    """The transfers that turn the books `now` into `goal`, in order; none where they agree."""
    moves: list[Move] = []
    if now.held and now.held != goal.held:
        if goal.posted:
            posting = combine(negate(now.held), combine(goal.posted, negate(now.posted)))
            return [Move(Step.POST, posting, closes=True)]
        moves.append(Move(Step.VOID, negate(now.held), closes=True))
    change = combine(goal.posted, negate(now.posted))
    if change:
        moves.append(Move(Step.REVERSE if now.posted else Step.POST, change))
    if goal.held and now.held != goal.held:
        moves.append(Move(Step.HOLD, dict(goal.held)))
    return moves


def combine(first: Amounts, second: Amounts) -> dict[str, int]:
    """Both amounts added up, accounts that come to nothing left out."""
    total = dict(first)
    for account, amount in second.items():
        total[account] = total.get(account, 0) + amount
    return {account: amount for account, amount in total.items() if amount}


def negate(amounts: Amounts) -> dict[str, int]:
    """The amounts that undo these."""
    return {account: -amount for account, amount in amounts.items()}
