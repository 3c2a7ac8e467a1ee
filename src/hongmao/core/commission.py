"""What an order's commission means in the ledger: the books it should have, and the steps there.

The books of one commission are two sets of amounts by account, each summing to zero: what is held
and what is posted. They follow from the order's state alone, so that late, repeated and shuffled
revisions end in the same books; the steps from any books to any other are holds, posts, voids and
reversals, and never a change of what was written.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from hongmao.core.orders import OrderStatus

Amounts = Mapping[str, int]
"""Minor units by account name, debit positive."""


class Step(StrEnum):
    """What a transfer of a commission does."""

    HOLD = "hold"
    POST = "post"
    VOID = "void"
    REVERSE = "reverse"


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """Who pays and who gets what of one order, in minor units, whatever its state.

    `fee` is the commission the marketplace owes, `prepaid` what the balance of `brand` pays beyond
    it; the platform has what is left of both. `creator` is 0 where no click is known well enough:
    then nobody but the platform has anything. `agency` is 0 where it has no share.
    """

    marketplace: str
    fee: int = 0
    brand: int = 0
    prepaid: int = 0
    creator: int = 0
    creator_amount: int = 0
    agency: int = 0
    agency_amount: int = 0

    @property
    def platform_amount(self) -> int:
        """What is left for the platform."""
        return self.fee + self.prepaid - self.creator_amount - self.agency_amount


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


def target(status: OrderStatus, split: Split, waits: bool = False) -> Books:
    """The books that an order in this state should have.

    Paid and received orders hold, settled ones post, unless the terms' hold period still runs
    (`waits`): those hold on. Unpaid and void ones have nothing.
    """
    if status in (OrderStatus.PAID, OrderStatus.RECEIVED) or (
        status is OrderStatus.SETTLED and waits
    ):
        return Books(_held(split), {})
    if status is OrderStatus.SETTLED:
        return Books({}, _posted(split))
    return EMPTY


def _held(split: Split) -> dict[str, int]:
    """The estimate; what the brand pays of it is set apart from the balance until it is due."""
    return _amounts(
        {
            f"marketplace:{split.marketplace}:expected": split.fee,
            f"brand:{split.brand}:expected": split.prepaid,
            f"brand:{split.brand}:prepaid": split.prepaid,
            f"brand:{split.brand}:reserved": -split.prepaid,
            **_parts(split, "held", "held"),
        }
    )


def _posted(split: Split) -> dict[str, int]:
    """What is owed; what the brand pays of it is gone from the balance."""
    return _amounts(
        {
            f"marketplace:{split.marketplace}:receivable": split.fee,
            f"brand:{split.brand}:prepaid": split.prepaid,
            **_parts(split, "available", "income"),
        }
    )


def charged(split: Split) -> Books:
    """The books of what clicks or visitors cost: due at once, from the brand's balance alone."""
    return Books({}, _posted(split))


def _parts(split: Split, theirs: str, ours: str) -> dict[str, int]:
    platform = f"platform:{ours}" if split.creator else f"platform:unmatched:{ours}"
    return {
        f"creator:{split.creator}:{theirs}": -split.creator_amount,
        f"agency:{split.agency}:{theirs}": -split.agency_amount,
        platform: -split.platform_amount,
    }


def _amounts(amounts: Amounts) -> dict[str, int]:
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
