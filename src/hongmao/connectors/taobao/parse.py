"""Rows of the affiliate (TBK) order and refund feeds, as revisions.

Field names and meanings are those of `taobao.tbk.order.details.get` and
`taobao.tbk.order.refund.get`. Lists come wrapped (`results.publisher_order_dto[]`) or, with
`simplify`, bare (`results[]`); both are read. Amounts are decimal yuan and become fen; times are
GMT+8 and become epoch milliseconds; ids are opaque texts even where the wire carries numbers.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from hongmao.connectors.taobao.client import from_local
from hongmao.core.connector import CollectKind, MendRequest
from hongmao.core.money import MoneyError, parse_major
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision, RefundStatus

Row = Mapping[str, Any]
Status = TypeVar("Status", OrderStatus, RefundStatus, CollectKind)

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
_NOTHING = ("", "--", "0")
_CONFIRMED = (OrderStatus.RECEIVED, OrderStatus.SETTLED)


class BadRow(MendRequest):
    """A row that does not read as the documentation says. Its page was not kept: none is halved.

    `row` is the row's `trade_id` (or refund case) and `field` the field that is wrong.
    """

    def __init__(self, row: str, field: str, problem: str) -> None:
        self.row = row
        self.field = field
        super().__init__("bad-row", f"Row {row or '(no id)'}, field {field}: {problem}")


def data_of(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an answer holds under `data`; raises `MendRequest` in its own words without it."""
    data = answer.get("data")
    if isinstance(data, Mapping):
        return data
    code = str(answer.get("biz_error_code") or "no-data")
    detail = answer.get("biz_error_desc") or answer.get("result_msg") or "The answer has no data."
    raise MendRequest(code, str(detail))


def rows_of(data: Mapping[str, Any], key: str) -> list[Row]:
    """The rows under `key`, wrapped or bare; an absent list is an empty one.

    Raises `BadRow` where there is something else.
    """
    found = data.get(key)
    if isinstance(found, Mapping):
        found = next(iter(found.values()), None)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise BadRow("", key, "is not a list of rows")
    return found


def parse_order(row: Row) -> OrderRevision:
    """One `publisher_order_dto`.

    `paid` is what the buyer paid, less what was returned once receipt is confirmed (`pay_price`).
    `fee` is `pub_share_pre_fee` until settled, then `pub_share_fee`, before the platform's own
    service fee; a void line owes nothing. Raises `BadRow`.
    """
    trade_id = read_text(row, "trade_id", "trade_id")
    status = read_status(row, "tk_status", ORDER_STATUS, trade_id)
    paid = _fen(row, "alipay_total_price", trade_id)
    confirmed = _fen(row, "pay_price", trade_id, required=False)
    settled = status is OrderStatus.SETTLED
    fee = _fen(row, "pub_share_fee" if settled else "pub_share_pre_fee", trade_id)
    return OrderRevision(
        trade_id=trade_id,
        parent_id=read_optional(row, "trade_parent_id") or trade_id,
        status=status,
        item_id=read_text(row, "item_id", trade_id),
        item_title=read_optional(row, "item_title"),
        store_name=read_optional(row, "seller_shop_title"),
        quantity=read_count(row, "item_num", trade_id),
        currency="CNY",
        paid=confirmed if status in _CONFIRMED and confirmed else paid,
        fee=0 if status is OrderStatus.VOID else fee,
        click_ms=_time(row, "click_time", trade_id),
        created_ms=_time(row, "tk_create_time", trade_id, required=True),
        paid_ms=_time(row, "tk_paid_time", trade_id) or _time(row, "tb_paid_time", trade_id),
        settled_ms=_time(row, "tk_earning_time", trade_id),
        modified_ms=_time(row, "modified_time", trade_id, required=True),
        lease=f"{read_text(row, 'site_id', trade_id)}_{read_text(row, 'adzone_id', trade_id)}",
        relation_id=read_optional(row, "relation_id"),
    )


def parse_refund(row: Row) -> RefundRevision:
    """One `publisher_refund_order_d_t_o`: a refund case opened after settlement. Raises `BadRow`.

    `fee_return` is `show_return_fee`, the income to give back.
    """
    case = read_text(row, "refund_suit_id", "refund_suit_id")
    status = read_status(row, "refund_status", REFUND_STATUS, case)
    return RefundRevision(
        case_id=case,
        trade_id=read_text(row, "tb_trade_id", case),
        status=status,
        currency="CNY",
        refunded=_fen(row, "refund_fee", case),
        fee_return=_fen(row, "show_return_fee", case, required=status is RefundStatus.WON),
        modified_ms=_time(row, "modified_time", case)
        or _time(row, "tk_refund_suit_time", case)
        or _time(row, "tk_refund_time", case, required=True),
    )


def read_optional(row: Row, field: str) -> str:
    """A field's text, empty where it is missing or says nothing (`--`, `0`)."""
    value = row.get(field)
    text = "" if value is None else str(value).strip()
    return "" if text in _NOTHING else text


def read_text(row: Row, field: str, trade_id: str) -> str:
    """A field that must be there; raises `BadRow`."""
    value = row.get(field)
    if not isinstance(value, (str, int)) or not str(value).strip():
        raise BadRow("" if trade_id == field else trade_id, field, "is missing")
    return str(value).strip()


def read_status(row: Row, field: str, known: Mapping[str, Status], trade_id: str) -> Status:
    """A status of ours for the platform's; raises `BadRow` for one that is not documented."""
    text = str(row.get(field, ""))
    if text not in known:
        raise BadRow(trade_id, field, f"is an unknown status: {text!r}")
    return known[text]


def _fen(row: Row, field: str, trade_id: str, *, required: bool = True) -> int:
    value = row.get(field)
    if value is None or str(value).strip() in ("", "--"):
        if required:
            raise BadRow(trade_id, field, "is missing")
        return 0
    try:
        amount = parse_major(str(value), "CNY")
    except MoneyError as problem:
        raise BadRow(trade_id, field, str(problem)) from problem
    if amount < 0:
        raise BadRow(trade_id, field, f"is negative: {value}")
    return amount


def _time(row: Row, field: str, trade_id: str, *, required: bool = False) -> int:
    text = read_optional(row, field)
    if not text:
        if required:
            raise BadRow(trade_id, field, "is missing")
        return 0
    try:
        return from_local(text)
    except ValueError as problem:
        raise BadRow(trade_id, field, str(problem)) from problem


def read_count(row: Row, field: str, trade_id: str) -> int:
    """A whole number, 1 where there is none; raises `BadRow`."""
    text = str(row.get(field, 1))
    if not text.isascii() or not text.isdigit():
        raise BadRow(trade_id, field, f"is not a count: {text!r}")
    return int(text)
