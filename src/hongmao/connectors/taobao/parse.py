"""Rows of the affiliate (TBK) order and refund feeds, as revisions.

Field names and meanings are those of `taobao.tbk.order.details.get` and
`taobao.tbk.order.refund.get`. Lists come wrapped (`results.publisher_order_dto[]`) or, with
`simplify`, bare (`results[]`); both are read. Amounts are decimal yuan and become fen; times are
GMT+8 and become epoch milliseconds; ids are opaque texts even where the wire carries numbers.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from hongmao.connectors import rows
from hongmao.connectors.rows import (
    BadRow,
    Row,
    moment,
    optional,
    required_moment,
    text,
    whole,
    yuan,
)
from hongmao.connectors.taobao.client import from_local
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision, RefundStatus

__all__ = ["BadRow", "parse_order", "parse_refund", "rows_of"]

Status = TypeVar("Status", OrderStatus, RefundStatus)

ORDER_STATUS = {
    "11": OrderStatus.UNPAID,
    "12": OrderStatus.PAID,
    "14": OrderStatus.RECEIVED,
    "3": OrderStatus.SETTLED,
    "13": OrderStatus.VOID,
}
REFUND_STATUS = {
    "4": RefundStatus.OPENED,
    "11": RefundStatus.OPENED,  # refunded more than once: pending
    "2": RefundStatus.WON,
    "12": RefundStatus.WON,  # to be clawed back from the publisher
    "13": RefundStatus.WON,  # clawed back from the publisher
    "3": RefundStatus.FAILED,
    "14": RefundStatus.FAILED,  # clawed back from the seller: the publisher owes nothing
    "15": RefundStatus.FAILED,
}
_CONFIRMED = (OrderStatus.RECEIVED, OrderStatus.SETTLED)


def rows_of(data: Mapping[str, Any], key: str) -> list[Row]:
    """The rows under `key`, wrapped or bare; an absent list is an empty one.

    Raises `BadRow` where there is something else.
    """
    found = data.get(key)
    if isinstance(found, Mapping):
        found = next(iter(found.values()), None)
    return rows.rows_of({key: found}, key)


def parse_order(row: Row) -> OrderRevision:
    """One `publisher_order_dto`.

    `paid` is what the buyer paid, less what was returned once receipt is confirmed (`pay_price`).
    `fee` is `pub_share_pre_fee` until settled, then `pub_share_fee`, before the platform's own
    service fee; a void line owes nothing. Raises `BadRow`.
    """
    trade_id = text(row, "trade_id")
    status = _status(row, "tk_status", ORDER_STATUS, trade_id)
    paid = yuan(row, "alipay_total_price", trade_id)
    confirmed = _fen(row, "pay_price", trade_id)
    settled = status is OrderStatus.SETTLED
    fee = yuan(row, "pub_share_fee" if settled else "pub_share_pre_fee", trade_id)
    return OrderRevision(
        trade_id=trade_id,
        parent_id=optional(row, "trade_parent_id") or trade_id,
        status=status,
        item_id=text(row, "item_id", trade_id),
        item_title=optional(row, "item_title"),
        store_name=optional(row, "seller_shop_title"),
        quantity=whole(row, "item_num", trade_id, 1),
        currency="CNY",
        paid=confirmed if status in _CONFIRMED and confirmed else paid,
        fee=0 if status is OrderStatus.VOID else fee,
        click_ms=moment(row, "click_time", trade_id, from_local),
        created_ms=required_moment(row, "tk_create_time", trade_id, from_local),
        paid_ms=moment(row, "tk_paid_time", trade_id, from_local)
        or moment(row, "tb_paid_time", trade_id, from_local),
        settled_ms=moment(row, "tk_earning_time", trade_id, from_local),
        modified_ms=required_moment(row, "modified_time", trade_id, from_local),
        lease=f"{text(row, 'site_id', trade_id)}_{text(row, 'adzone_id', trade_id)}",
        relation_id=optional(row, "relation_id"),
    )


def parse_refund(row: Row) -> RefundRevision:
    """One `publisher_refund_order_d_t_o`: a refund case opened after settlement. Raises `BadRow`.

    `fee_return` is `show_return_fee`, the income to give back.
    """
    case = text(row, "refund_suit_id")
    status = _status(row, "refund_status", REFUND_STATUS, case)
    return RefundRevision(
        case_id=case,
        trade_id=text(row, "tb_trade_id", case),
        status=status,
        currency="CNY",
        refunded=yuan(row, "refund_fee", case),
        fee_return=(yuan if status is RefundStatus.WON else _fen)(row, "show_return_fee", case),
        modified_ms=moment(row, "modified_time", case, from_local)
        or moment(row, "tk_refund_suit_time", case, from_local)
        or required_moment(row, "tk_refund_time", case, from_local),
    )


def _status(row: Row, field: str, known: Mapping[str, Status], trade_id: str) -> Status:
    code = str(row.get(field, ""))
    if code not in known:
        raise BadRow(trade_id, field, f"is an unknown status: {code!r}")
    return known[code]


def _fen(row: Row, field: str, who: str) -> int:
    """An amount that may be absent, or `--` for it."""
    return 0 if str(row.get(field) or "").strip() in ("", "--") else yuan(row, field, who)
