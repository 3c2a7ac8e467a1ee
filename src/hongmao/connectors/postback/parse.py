"""A postback's parameters as a claim of a sale."""

from collections.abc import Callable, Mapping
from hashlib import blake2b

import msgspec

from hongmao.connectors.postback.config import Field, Network, Standing
from hongmao.core.connector import MendRequest
from hongmao.core.ids import click_ms
from hongmao.core.money import MoneyError, minor_digits, round_major
from hongmao.core.orders import OrderRevision, OrderStatus

LONGEST_ID = 64
AHEAD_MS = 600_000
"""How far a sender's clock may be ahead of ours."""
_ID_BYTES = 16
_MS_FROM = 100_000_000_000
"""A moment below this is in seconds (until the year 5138), from it on in milliseconds."""

_STATUS = {
    Standing.LEAD: OrderStatus.UNPAID,
    Standing.SALE: OrderStatus.PAID,
    Standing.REJECTED: OrderStatus.VOID,
}


class BadParameter(MendRequest):
    """A parameter that is missing or does not read; `parameter` is its name in the URL."""

    def __init__(self, parameter: str, problem: str) -> None:
        self.parameter = parameter
        super().__init__("bad-parameter", f"{parameter} {problem}")


class Claim(msgspec.Struct, frozen=True):
    """What a postback says. `at_ms` is 0 where it does not say when.

    `click` is the click id as it came; it is empty in `revision` where it is none of ours. The
    revision's times are 0 where `at_ms` is.
    """

    revision: OrderRevision
    click: str
    genuine: bool
    at_ms: int

    def is_ahead(self, now_ms: int) -> bool:
        """Whether it says a time so far in the future that it is not believed.

        It would outlast every later word about its sale, of which the latest time holds.
        """
        return self.at_ms > now_ms + AHEAD_MS

    @property
    def digest(self) -> str:
        """What tells this claim from another: the same words about one sale are a repeat."""
        return self.revision.digest


def parse_postback(
    said: Mapping[str, str], name: str, network: Network, genuine: Callable[[str], bool]
) -> Claim:
    """The claim of a postback of the network `name`. Raises `BadParameter`.

    `payout` is the commission; it is rounded half to even to minor units. A postback without a
    status is a sale, one without a transaction id is about its click.
    """
    speech = network.speech

    def value(field: Field) -> str:
        parameter = speech.parameters.get(field, "")
        text = said.get(parameter, "").strip()
        if "\0" in text:  # some databases refuse it
            raise BadParameter(parameter, "holds the character 0")
        return text

    click, transaction = value("click"), value("transaction")
    if not click and not transaction:
        raise BadParameter(speech.parameters["transaction"], "is missing, and so is the click id")
    currency = (value("currency") or network.currency).upper()
    word = value("status").lower() or Standing.SALE
    if word not in speech.statuses:
        known = ", ".join(sorted(speech.statuses))
        raise BadParameter(speech.parameters["status"], f"is none of: {known}")
    status = _STATUS[speech.statuses[word]]
    payout = _minor(speech.parameters["payout"], value("payout"), currency)
    at_ms = _moment(speech.parameters.get("at", "at"), value("at"))
    ours = genuine(click)
    key = f"{click}:{transaction}" if speech.within_click and transaction else transaction or click
    item = value("item")
    revision = OrderRevision(
        trade_id=_within(name, key),
        parent_id=_within(name, key),
        status=status,
        item_id=_within(name, item) if item else "",
        currency=currency,
        paid=_minor(speech.parameters.get("amount", "amount"), value("amount"), currency),
        fee=0 if status is OrderStatus.VOID else payout,
        click_id=click if ours else "",
        click_ms=click_ms(click) if ours else 0,
        created_ms=at_ms,
        paid_ms=at_ms if status is OrderStatus.PAID else 0,
        modified_ms=at_ms,
    )
    return Claim(revision, click, ours, at_ms)


def _within(name: str, key: str) -> str:
    """An id of ours for an id of theirs: `name:key`, or of a digest where that is too long."""
    plain = f"{name}:{key}"
    if len(plain) <= LONGEST_ID:
        return plain
    return f"{name}:{blake2b(key.encode(), digest_size=_ID_BYTES).hexdigest()}"


def _minor(parameter: str, text: str, currency: str) -> int:
    try:
        minor_digits(currency)
        minor = round_major(text or "0", currency)
    except MoneyError as problem:
        raise BadParameter(parameter, f"is no amount: {problem}") from None
    if minor < 0:
        raise BadParameter(parameter, "is negative: send the status of a rejected sale instead")
    return minor


def _moment(parameter: str, text: str) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > 13:
        raise BadParameter(parameter, "is not a moment in epoch seconds or milliseconds")
    number = int(text)
    return number if number >= _MS_FROM else number * 1000
