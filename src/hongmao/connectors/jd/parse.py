"""Rows of JD Union's order feed, as revisions.

Field names and meanings are those of `jd.union.open.order.row.query`, as the comments of public
client libraries reproduce the documentation:

- `id` names one order line (order and product); `orderId` the order.
- `estimateCosPrice` is the amount that commission is reckoned on, less vouchers and freight, and
  `estimateFee` the publisher's share of the commission; both follow refunds before the order is
  finished. `actualCosPrice` and `actualFee` replace them once it is, and follow later refunds, so
  that there is no refund feed. `skuReturnNum` and `skuFrozenNum` count pieces returned and in
  dispute; the money already says so.
- `payMonth` (`yyyyMMdd`, 0 before the order is finished) is the day on which the commission is
  paid: in the future it may be settled, in the past it is. Code 18, "settled", is no longer sent.
- No time of the click comes back, and `subUnionId` only to accounts that JD has allowed it.

Amounts are decimal yuan and become fen; times are GMT+8; ids are opaque texts.
"""

import re
from datetime import datetime

from hongmao.connectors.calling import GMT8, from_local
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
from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderRevision, OrderStatus

UNPAID, PAID, FINISHED, DEPOSIT = "15", "16", "17", "24"
ORDER_STATUS = {
    UNPAID: OrderStatus.UNPAID,
    DEPOSIT: OrderStatus.UNPAID,  # a presale's deposit: the rest is not paid
    PAID: OrderStatus.PAID,
    FINISHED: OrderStatus.RECEIVED,
}
"""`validCode`; every other code says why the line earns nothing."""

_FINAL = (OrderStatus.RECEIVED, OrderStatus.SETTLED)
_LEASE = re.compile(r"[A-Za-z0-9_]{1,60}")


def parse_order(row: Row, now_ms: int) -> OrderRevision:
    """One row, read at `now_ms`: a finished line is settled from its pay day on. Raises `BadRow`.

    `paid` is the amount that commission is reckoned on, `fee` our share; a void line owes nothing.
    """
    line = text(row, "id")
    status = ORDER_STATUS.get(text(row, "validCode", line), OrderStatus.VOID)
    pay_day = moment(row, "payMonth", line, _day)
    if status is OrderStatus.RECEIVED and 0 < pay_day <= now_ms:
        status = OrderStatus.SETTLED
    known = "actual" if pay_day and status in _FINAL else "estimate"
    fee = yuan(row, f"{known}Fee", line)
    created = required_moment(row, "orderTime", line, from_local)
    return OrderRevision(
        trade_id=line,
        parent_id=text(row, "orderId", line),
        status=status,
        item_id=text(row, "skuId", line),
        item_title=optional(row, "skuName"),
        store_name=_shop(row),
        quantity=whole(row, "skuNum", line, 1),
        currency="CNY",
        paid=yuan(row, f"{known}CosPrice", line),
        fee=0 if status is OrderStatus.VOID else fee,
        created_ms=created,
        settled_ms=pay_day if status is OrderStatus.SETTLED else 0,
        modified_ms=moment(row, "modifyTime", line, from_local) or created,
        lease=_lease(optional(row, "subUnionId")),
    )


def _lease(given: str) -> str:
    """The lease in `subUnionId`; empty where others put a longer text there than a lease is."""
    return given if _LEASE.fullmatch(given) else ""


def _day(digits: str) -> int:
    """Epoch milliseconds at which a day `yyyyMMdd` begins in GMT+8."""
    return to_ms(datetime.strptime(digits, "%Y%m%d").replace(tzinfo=GMT8))


def _shop(row: Row) -> str:
    goods = row.get("goodsInfo")
    if goods is None:
        return ""
    if not isinstance(goods, dict):
        raise BadRow(text(row, "id"), "goodsInfo", "is not an object")
    return optional(goods, "shopName")
