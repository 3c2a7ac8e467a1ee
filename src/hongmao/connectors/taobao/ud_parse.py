"""Rows of the ad-driven (UD) feeds and its postback, as revisions, favourites and carts.

Field names and meanings are those of `alibaba.taobao.ud.smart.order.detail.pull`,
`…order.collect.cart.detail.pull` and `alibaba.ud.udsmartdata.get`. Amounts are whole fen; times
are GMT+8, the postback's in epoch seconds. Rows carry no time of update and no settlement.
"""

import re
from datetime import datetime
from hashlib import blake2b

import msgspec

from hongmao.connectors.calling import GMT8
from hongmao.connectors.rows import BadRow, Row, optional, text, whole
from hongmao.connectors.taobao.parse import read_status
from hongmao.core.connector import Collect, CollectKind
from hongmao.core.money import allot
from hongmao.core.orders import OrderRevision, OrderStatus

ORDER_STATUS = {
    "1": OrderStatus.UNPAID,
    "2": OrderStatus.PAID,
    "3": OrderStatus.VOID,  # refunded; in part only, see `parse_order`
    "4": OrderStatus.UNPAID,  # presale: a deposit is paid, the rest is not
    "5": OrderStatus.RECEIVED,
}
COLLECT_KIND = {"1": CollectKind.COLLECT, "2": CollectKind.CART}
POSTBACK_STATUS = {"12": OrderStatus.PAID, "28": OrderStatus.VOID}
_MACRO = re.compile(r"__\w+__|\{\w+\}")
_FEN = re.compile(r"\d{1,15}")
_SECONDS = re.compile(r"\d{9,11}")
_TIME = "%Y-%m-%d %H:%M:%S"


def parse_order(row: Row) -> OrderRevision:
    """One `order_detail_cursor_top_dto`, by the item that was bought. Raises `BadRow`.

    - `paid` is what the buyer paid less what came back; `fee` is the estimated service fee
      (`commission_fee`) in proportion. A refund of all of it makes the order void.
    - An order that another platform has the credit for (`is_attr_by_others`) is void and owes
      nothing: it is kept, with its click, and nobody is paid twice for one sale.
    - `modified_ms` is the latest time that the row tells; receipt has none, and wins by its status.
    """
    trade_id = text(row, "sub_order_id")
    status = read_status(row, "order_status", ORDER_STATUS, trade_id)
    created = _time(row, "order_create_time", trade_id, required=True)
    paid_ms = _time(row, "order_pay_time", trade_id)
    paid = _fen(row, "actual_pay_fee", trade_id) or _fen(row, "pay_fee", trade_id)
    back = min(_fen(row, "order_refund_fee", trade_id), paid)
    fee = _fen(row, "commission_fee", trade_id)
    if status is OrderStatus.VOID and back < paid:
        status = OrderStatus.PAID
    if row_is_others(row):
        status = OrderStatus.VOID
    kept = allot(fee, [paid - back, back])[0] if paid else fee
    return OrderRevision(
        trade_id=trade_id,
        parent_id=optional(row, "order_id") or trade_id,
        status=status,
        item_id=text(row, "pay_item_id", trade_id),
        item_title=optional(row, "pay_item_name"),
        store_name=optional(row, "shop_name"),
        quantity=whole(row, "buy_amount", trade_id, 1),
        currency="CNY",
        paid=(paid or _fen(row, "due_pay_fee", trade_id)) - back,
        fee=0 if status is OrderStatus.VOID else kept,
        click_ms=_time(row, "click_time", trade_id),
        created_ms=created,
        paid_ms=paid_ms,
        modified_ms=max(created, paid_ms, _time(row, "order_refund_time", trade_id)),
        lease=optional(row, "monitor_unique_id"),
        click_id=_click_id(row, "syn_click_id", "asyn_click_id"),
    )


def row_is_others(row: Row) -> bool:
    """Whether another platform has the credit for a row's order."""
    return str(row.get("is_attr_by_others", "0")) == "1"


def parse_collect(row: Row) -> Collect:
    """One `order_detail_cursor_top_dto2`. Raises `BadRow`.

    The feed gives it no id: what tells it from any other is its kind, time, item and click.
    """
    place = optional(row, "conv_time")
    kind = read_status(row, "conv_type", COLLECT_KIND, place)
    item_id = text(row, "conv_item_id", place)
    click_id = _click_id(row, "syn_click_id", "asyn_click_id")
    lease = optional(row, "monitor_unique_id")
    told = [kind.value, place, item_id, click_id, lease, optional(row, "syn_request_id")]
    return Collect(
        event_id=blake2b(msgspec.json.encode(told), digest_size=16).hexdigest(),
        kind=kind,
        at_ms=_time(row, "conv_time", place, required=True),
        item_id=item_id,
        click_id=click_id,
        lease=lease,
        click_ms=_time(row, "click_time", place),
    )


def parse_postback(row: Row) -> OrderRevision:
    """The `ud_smart_service_request` of a postback: news of a payment (12) or a return (28).

    It tells no fee and not whether a return is whole, so it only holds until the order feed tells
    of the same order: its `modified_ms` is 0. Raises `BadRow`, also for other events.
    """
    trade_id = text(row, "order_id")
    status = read_status(row, "event_type", POSTBACK_STATUS, trade_id)
    seconds = text(row, "event_time", trade_id)
    if not _SECONDS.fullmatch(seconds):
        raise BadRow(trade_id, "event_time", f"is not in epoch seconds: {seconds!r}")
    click_id = _click_id(row, "ck_click_id", "cm_click_id")
    if not click_id:
        raise BadRow(trade_id, "ck_click_id", "is missing, and so is cm_click_id")
    at_ms = int(seconds) * 1000
    return OrderRevision(
        trade_id=trade_id,
        parent_id=trade_id,
        status=status,
        item_id=text(row, "item_id", trade_id),
        item_title=optional(row, "item_name"),
        store_name=optional(row, "shop_name"),
        quantity=whole(row, "item_count", trade_id, 1),
        currency="CNY",
        paid=_fen(row, "purchase_amount", trade_id, required=True),
        fee=0,
        created_ms=at_ms,
        paid_ms=at_ms if status is OrderStatus.PAID else 0,
        modified_ms=0,
        click_id=click_id,
    )


def _click_id(row: Row, *fields: str) -> str:
    """The first click id told; a macro that nobody filled in is none."""
    told = (optional(row, field) for field in fields)
    return next((found for found in told if found and not _MACRO.fullmatch(found)), "")


def _fen(row: Row, field: str, trade_id: str, *, required: bool = False) -> int:
    found = str(row.get(field) or "").strip()
    if not found and not required:
        return 0
    if not _FEN.fullmatch(found):
        raise BadRow(trade_id, field, f"is not a whole number of fen: {found!r}")
    return int(found)


def _time(row: Row, field: str, trade_id: str, *, required: bool = False) -> int:
    found = optional(row, field)
    if not found and not required:
        return 0
    for form in (_TIME, f"{_TIME}.%f"):
        try:
            at = datetime.strptime(found, form).replace(tzinfo=GMT8)
        except ValueError:
            continue
        return round(at.timestamp() * 1000)
    raise BadRow(trade_id, field, f"is not a time: {found!r}" if found else "is missing")
