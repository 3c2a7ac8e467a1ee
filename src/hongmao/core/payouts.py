"""Payouts: what each step does to the ledger, and which step may follow which.

A payout takes the whole available balance of its owner, `creator:<id>` or `agency:<id>`. Its parts
always sum: `gross` leaves the balance, `withheld` is owed to the tax office, and the rest is sent.
"""

from enum import StrEnum

import msgspec

from hongmao.core.reasons import Reason


class PayoutState(StrEnum):
    """Where a payout stands."""

    DRAFTED = "drafted"
    RELEASED = "released"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


OPEN_STATES = (PayoutState.DRAFTED, PayoutState.RELEASED)
"""States in which a payout's money is on its way: neither in its owner's balance nor gone."""


class Outcome(StrEnum):
    """What a bank says of a payout; RETURNED: the money came back after it had arrived."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RETURNED = "returned"


_NEXT = {
    (PayoutState.RELEASED, Outcome.SUCCEEDED): PayoutState.PAID,
    (PayoutState.RELEASED, Outcome.FAILED): PayoutState.FAILED,
    (PayoutState.PAID, Outcome.RETURNED): PayoutState.RETURNED,
    (PayoutState.PAID, Outcome.SUCCEEDED): PayoutState.PAID,
    (PayoutState.FAILED, Outcome.FAILED): PayoutState.FAILED,
    (PayoutState.RETURNED, Outcome.RETURNED): PayoutState.RETURNED,
    (PayoutState.RETURNED, Outcome.SUCCEEDED): PayoutState.RETURNED,
}


def step(state: PayoutState, outcome: Outcome) -> PayoutState | None:
    """The state after a result: the same where it says nothing new, None where it cannot be."""
    return _NEXT.get((state, outcome))


class Parts(msgspec.Struct, frozen=True):
    """A payout's amounts in minor units; `rule` names the tax rule, empty where none applies."""

    gross: int
    withheld: int = 0
    rule: str = ""

    @property
    def net(self) -> int:
        """What is sent."""
        return self.gross - self.withheld


def drafted(owner: str, parts: Parts) -> dict[str, int]:
    """The balance leaves the owner's balance: part is on its way, part is owed as tax."""
    return _amounts(
        {
            f"{owner}:available": parts.gross,
            f"{owner}:paying": -parts.net,
            f"tax:withheld:{parts.rule}": -parts.withheld,
        }
    )


def undone(owner: str, parts: Parts) -> dict[str, int]:
    """A payout that was not sent, or failed: everything back to the owner's balance."""
    return {account: -amount for account, amount in drafted(owner, parts).items()}


def paid(owner: str, bank: str, parts: Parts) -> dict[str, int]:
    """The money arrived: it has left the bank."""
    return {f"{owner}:paying": parts.net, f"bank:{bank}": -parts.net}


def returned(owner: str, bank: str, parts: Parts) -> dict[str, int]:
    """The money came back after it had arrived: nothing was paid, so nothing is withheld."""
    return _amounts(
        {
            f"bank:{bank}": parts.net,
            f"tax:withheld:{parts.rule}": parts.withheld,
            f"{owner}:available": -parts.gross,
        }
    )


def _amounts(amounts: dict[str, int]) -> dict[str, int]:
    return {account: amount for account, amount in amounts.items() if amount}


_WORDS: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (Reason.PAYEE_NAME_DIFFERS, ("be01", "be22", "name", "户名", "姓名")),
    (Reason.PAYEE_CLOSED, ("ac04", "ac06", "closed", "blocked", "frozen", "销户", "冻结", "止付")),
    (Reason.PAYEE_LIMIT, ("am02", "am14", "limit", "限额", "超限")),
    (
        Reason.PAYEE_UNKNOWN,
        ("ac01", "ac03", "rc01", "account", "iban", "账号", "帐号", "账户", "帐户", "卡号"),
    ),
)


def failure(words: str) -> Reason:
    """Why a payout failed, from a bank's words or ISO 20022 code; PAYOUT_FAILED where unknown."""
    heard = words.casefold()
    for reason, signs in _WORDS:
        if any(sign in heard for sign in signs):
            return reason
    return Reason.PAYOUT_FAILED
