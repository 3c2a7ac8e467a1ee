"""Webhook bodies as revisions: one for each line item of an order, one for each refunded line.

`orders/create`, `paid`, `updated` and `cancelled` all carry the whole order, so their revisions
differ only where the order does. Ids carry the shop's name before a colon: no shop can speak of
another's orders. Amounts are decimal texts in the shop's own currency and become minor units;
shipping and tips earn no commission. Times are ISO 8601 with a zone.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from hongmao.connectors.shopify.config import CLICK_PARAMETER, Shop
from hongmao.core.clock import to_ms
from hongmao.core.connector import MendRequest
from hongmao.core.ids import click_ms
from hongmao.core.money import MoneyError, parse_major, share
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision, RefundStatus

ORDER_TOPICS = frozenset({"orders/create", "orders/paid", "orders/updated", "orders/cancelled"})
REFUND_TOPIC = "refunds/create"

Genuine = Callable[[str], bool]
"""Whether a click id is one of ours."""

Body = TypeVar("Body")
Id = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]
Quantity = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
MOST = 10**15
"""Minor units beyond which an amount of one line is taken for a mistake."""


class BadBody(MendRequest):
    """A body that does not read as Shopify documents it; nothing of it was kept."""

    def __init__(self, detail: str) -> None:
        super().__init__("bad-body", detail)


class Money(msgspec.Struct, frozen=True):
    """An amount of one currency."""

    amount: str
    currency_code: str


class MoneySet(msgspec.Struct, frozen=True):
    """An amount in the shop's currency; the buyer's own is not read."""

    shop_money: Money


class Allocation(msgspec.Struct, frozen=True):
    """A line's part of a discount."""

    amount_set: MoneySet


class Attribute(msgspec.Struct, frozen=True):
    """What a theme noted with the cart."""

    name: str
    value: str | float | bool | None = None


class Line(msgspec.Struct, frozen=True):
    """A line item: `quantity` of one product at `price_set` each, less its discounts."""

    id: Id
    quantity: Quantity
    price_set: MoneySet
    product_id: Id | None = None
    title: str = ""
    vendor: str | None = None
    discount_allocations: tuple[Allocation, ...] = ()


class RefundLine(msgspec.Struct, frozen=True):
    """What of a line was refunded, discounts taken off, before tax."""

    line_item_id: Id
    subtotal_set: MoneySet


class Refund(msgspec.Struct, frozen=True):
    """A refund of some lines; one of shipping alone has none."""

    id: Id
    created_at: datetime
    refund_line_items: tuple[RefundLine, ...] = ()
    processed_at: datetime | None = None


class Order(msgspec.Struct, frozen=True):
    """An order, as far as a commission follows from it. Nobody's name or address is read."""

    id: Id
    created_at: datetime
    updated_at: datetime
    currency: str
    line_items: tuple[Line, ...]
    financial_status: str | None = None
    processed_at: datetime | None = None
    cancelled_at: datetime | None = None
    landing_site: str | None = None
    note_attributes: tuple[Attribute, ...] = ()
    refunds: tuple[Refund, ...] = ()
    test: bool = False


class Said(msgspec.Struct, frozen=True):
    """What a webhook came to. `click` is the click id that came with it, ours or not."""

    revisions: tuple[OrderRevision, ...] = ()
    refunds: tuple[RefundRevision, ...] = ()
    click: str = ""
    ignored: str = ""


def parse_webhook(topic: str, body: bytes, name: str, shop: Shop, genuine: Genuine) -> Said:
    """What a webhook of the shop `name` says; `ignored` where its topic or order is of no concern.

    A click id that is not `genuine` stands in `click` and in no revision. Raises `BadBody`.
    """
    if topic == REFUND_TOPIC:
        return Said(refunds=tuple(_refunds(_read(body, Refund), name, shop)))
    if topic not in ORDER_TOPICS:
        return Said(ignored="topic")
    order = _read(body, Order)
    if order.test:
        return Said(ignored="test order")
    click = _click(order)
    return Said(
        revisions=tuple(
            _revision(order, line, name, shop, click if genuine(click) else "")
            for line in order.line_items
        ),
        refunds=tuple(one for refund in order.refunds for one in _refunds(refund, name, shop)),
        click=click,
    )


def _read(body: bytes, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise BadBody(str(problem)) from None


def _revision(order: Order, line: Line, name: str, shop: Shop, click: str) -> OrderRevision:
    currency = line.price_set.shop_money.currency_code
    paid = _minor(line.price_set, currency) * line.quantity - sum(
        _minor(allocation.amount_set, currency) for allocation in line.discount_allocations
    )
    if not 0 <= paid <= MOST:
        raise BadBody(f"line {line.id} sells for less than nothing, or for too much")
    paid_at = order.processed_at or order.created_at
    due = paid_at + timedelta(days=shop.hold_days)
    status = _status(order, due)
    return OrderRevision(
        trade_id=f"{name}:{line.id}",
        parent_id=f"{name}:{order.id}",
        status=status,
        item_id=f"{name}:{line.product_id or ''}",
        item_title=_plain(line.title),
        store_name=_plain(line.vendor or ""),
        quantity=line.quantity,
        currency=currency,
        paid=paid,
        fee=0 if status is OrderStatus.VOID else share(paid, shop.commission_bps),
        click_id=click,
        click_ms=click_ms(click) if click else 0,
        created_ms=_ms(order.created_at),
        paid_ms=0 if status is OrderStatus.UNPAID else _ms(paid_at),
        settled_ms=_ms(due) if status is OrderStatus.SETTLED else 0,
        modified_ms=_ms(order.updated_at),
    )


def _status(order: Order, due: datetime) -> OrderStatus:
    """Cancelled or voided is void; else unpaid until paid in full, settled from `due` on."""
    if order.cancelled_at or order.financial_status == "voided":
        return OrderStatus.VOID
    if order.financial_status not in ("paid", "partially_refunded", "refunded"):
        return OrderStatus.UNPAID
    return OrderStatus.SETTLED if order.updated_at >= due else OrderStatus.PAID


def _refunds(refund: Refund, name: str, shop: Shop) -> Iterable[RefundRevision]:
    """A refund case for each line of a refund, won as it comes: the buyer has the money."""
    amounts: dict[tuple[int, str], int] = {}
    for line in refund.refund_line_items:
        currency = line.subtotal_set.shop_money.currency_code
        key = line.line_item_id, currency
        amounts[key] = amounts.get(key, 0) + _minor(line.subtotal_set, currency)
    for (line_id, currency), refunded in amounts.items():
        if refunded > MOST:
            raise BadBody(f"refund {refund.id} is too much")
        yield RefundRevision(
            case_id=f"{name}:{refund.id}",
            trade_id=f"{name}:{line_id}",
            status=RefundStatus.WON,
            currency=currency,
            refunded=refunded,
            fee_return=share(refunded, shop.commission_bps),
            modified_ms=_ms(refund.processed_at or refund.created_at),
        )


def _click(order: Order) -> str:
    """The click id: noted with the cart by a theme, else in the address the visit began at."""
    for attribute in order.note_attributes:
        if attribute.name == CLICK_PARAMETER and isinstance(attribute.value, str):
            return _plain(attribute.value)
    try:
        query = urlsplit(order.landing_site or "").query
        return _plain(parse_qs(query, max_num_fields=100).get(CLICK_PARAMETER, [""])[0])
    except ValueError:  # a broken address, or too many fields: it names no click
        return ""


def _plain(text: str) -> str:
    """A text that every database takes: some refuse the character 0."""
    return text.replace("\0", "")


def _minor(amount: MoneySet, currency: str) -> int:
    if amount.shop_money.currency_code != currency:
        raise BadBody(f"a line has {currency} and {amount.shop_money.currency_code}")
    try:
        minor = parse_major(amount.shop_money.amount, currency)
    except MoneyError as problem:
        raise BadBody(str(problem)) from None
    if minor < 0:
        raise BadBody(f"an amount is negative: {amount.shop_money.amount}")
    return minor


def _ms(at: datetime) -> int:
    if at.tzinfo is None:
        raise BadBody(f"{at} has no zone")
    return to_ms(at)
