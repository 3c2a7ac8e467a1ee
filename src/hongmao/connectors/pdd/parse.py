"""Rows of Duoduo Jinbao's order feed, as revisions.

Field names and meanings are those of `pdd.ddk.order.list.increment.get`, as the comments of public
client libraries reproduce the documentation:

- `order_sn` names one order of one product; `order_amount` is what the buyer paid and
  `promotion_amount` our commission, both in fen, the commission before the platform's own service
  fee. A status of 4, 8 or 10 says that it earns nothing.
- `goods_id` names the product for good. `goods_sign`, which links are made from, is that id
  encrypted, and may differ between calls.
- `custom_parameters` comes back as it was given. No time of the click does, and no list of
  refunds: a refund before the order is approved makes it fail, one after it costs nothing.
- Times are epoch seconds, null or 0 where there is none.
"""

import json
import re

from hongmao.connectors.rows import BadRow, Row, moment, optional, required_moment, text, whole
from hongmao.core.orders import OrderRevision, OrderStatus

ORDER_STATUS = {
    "-1": OrderStatus.UNPAID,
    "0": OrderStatus.PAID,
    "1": OrderStatus.PAID,  # the group of buyers is complete
    "2": OrderStatus.RECEIVED,
    "3": OrderStatus.RECEIVED,  # approved: to be settled
    "4": OrderStatus.VOID,  # not approved
    "5": OrderStatus.SETTLED,
    "8": OrderStatus.VOID,  # not a product of the programme
    "10": OrderStatus.VOID,  # penalised
}
_LEASE = re.compile(r"[A-Za-z0-9_-]{1,60}")


def parse_order(row: Row) -> OrderRevision:
    """One row. A void order owes nothing. Raises `BadRow`."""
    order = text(row, "order_sn")
    code = text(row, "order_status", order)
    if code not in ORDER_STATUS:
        raise BadRow(order, "order_status", f"is an unknown status: {code!r}")
    status = ORDER_STATUS[code]
    fee = whole(row, "promotion_amount", order)
    created = required_moment(row, "order_create_time", order, _seconds)
    settled = moment(row, "order_settle_time", order, _seconds)
    return OrderRevision(
        trade_id=order,
        parent_id=order,
        status=status,
        item_id=text(row, "goods_id", order),
        item_title=optional(row, "goods_name"),
        store_name=optional(row, "mall_name"),
        quantity=whole(row, "goods_quantity", order, 1),
        currency="CNY",
        paid=whole(row, "order_amount", order),
        fee=0 if status is OrderStatus.VOID else fee,
        created_ms=created,
        paid_ms=moment(row, "order_pay_time", order, _seconds),
        settled_ms=settled if status is OrderStatus.SETTLED else 0,
        modified_ms=required_moment(row, "order_modify_at", order, _seconds),
        lease=parse_lease(optional(row, "custom_parameters")),
    )


def write_lease(uid: str, lease: str) -> str:
    """The `custom_parameters` of a link: `uid` stands for this community, `sid` for the link.

    The documentation asks for a JSON object with a `uid`; Pinduoduo ties a `uid` to an account
    once, so it is the same for all links.
    """
    return json.dumps({"uid": uid, "sid": lease}, separators=(",", ":"))


def parse_lease(given: str) -> str:
    """The lease in an order's `custom_parameters`: its `sid`, or all of a plain text.

    Empty where it is neither: others may make links on the same position.
    """
    try:
        read = json.loads(given)
    except ValueError:
        read = None
    lease = str(read.get("sid", "")) if isinstance(read, dict) else given
    return lease if _LEASE.fullmatch(lease) else ""


def _seconds(digits: str) -> int:
    """Epoch milliseconds of epoch seconds; raises `ValueError`."""
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"not epoch seconds: {digits!r}")
    return int(digits) * 1000
