"""The ad-driven feeds (UD, 流量通Pro): monitor links, orders with click ids, favourites and carts.

Field names are those of `alibaba.taobao.ud.smart.monitor.url.create`, `…order.detail.pull` and
`…order.collect.cart.detail.pull`. Amounts are whole fen; items go by numbers here, which the
affiliate side does not know.
"""

import re
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from urllib.parse import quote

from hongmao.core.money import share
from hongmao.sandbox.conversions import required
from hongmao.sandbox.envelope import GMT8, Parameters, Rows, TopError, Tree, local_time
from hongmao.sandbox.feeds import read_object
from hongmao.sandbox.shop import Shop, Status
from hongmao.sandbox.troubles import LATE, late, muddle

PAGE_SIZE = 50
MACRO = "__CLICK_ID__"
"""Where a medium puts the id of each click into a link."""

RED = 140
CHANNELS = (1, 104, 105, 108, 109, RED)
ITEM_PAGE, OWN_PAGE = 1, 2
PRO = 2
_CURSOR = re.compile(r"(\d+)_(\d+)")
_ORDERS = """
SELECT * FROM (
  SELECT purchase.*, ud_order.monitor_id, click_id, others, channel_id, target, title_zh,
    price_fen, store.name AS store_name, seller_id, trade_id AS row_id, modified_ms AS row_ms
  FROM ud_order JOIN purchase USING (trade_id) JOIN product USING (item_id)
    JOIN store USING (store_id) JOIN ud_monitor USING (monitor_id)
)
"""
_COLLECTS = """
SELECT * FROM (
  SELECT ud_collect.*, channel_id, target, title_zh, store.name AS store_name, seller_id,
    CAST(collect_id AS TEXT) AS row_id, at_ms AS row_ms
  FROM ud_collect JOIN product USING (item_id) JOIN store USING (store_id)
    JOIN ud_monitor USING (monitor_id)
)
"""
_PAGE = f"""
WHERE row_ms >= :start AND row_ms <= :end AND (row_ms, row_id) > (:at, :id) {LATE}
ORDER BY row_ms, row_id LIMIT :size
"""


class AdFeeds:
    """Answers the methods of the ad-driven side."""

    def __init__(self, shop: Shop, root: Callable[[], str]) -> None:
        self._shop = shop
        self._root = root

    def methods(self) -> dict[str, Callable[[Parameters], Tree]]:
        """What answers each method."""
        prefix = "alibaba.taobao.ud.smart"
        return {
            f"{prefix}.monitor.url.create": self.create,
            f"{prefix}.order.detail.pull": self.orders,
            f"{prefix}.order.collect.cart.detail.pull": self.collects,
        }

    def create(self, parameters: Parameters) -> Tree:
        """A monitored link to an item or to a page of the caller's; each has an id of its own."""
        wish = read_object(parameters, "monitor_url_top_request_dto")
        channel, page_type = wish.get("channel_id", ""), wish.get("page_type", "")
        if channel not in map(str, CHANNELS):
            raise _bad("channel_id 非法")
        if channel == str(RED) and wish.get("prod_type") != str(PRO):
            raise _bad("channel_id 140 仅支持流量通Pro")
        if page_type == str(ITEM_PAGE):
            kind, target = "item", self._item(wish.get("item_id", ""))
        elif page_type == str(OWN_PAGE):
            kind, target = "page", required(wish, "cus_h5_url")
            required(wish, "cus_deep_link")
        else:
            raise _bad("page_type 非法")
        monitor_id = str(10**17 + secrets.randbelow(9 * 10**17))
        with self._shop.state.write() as database:
            database.execute(
                "INSERT INTO ud_monitor VALUES (?, ?, ?, ?)", (monitor_id, kind, target, channel)
            )
        return {"result": self._links(monitor_id)}

    def _links(self, monitor_id: str) -> dict[str, object]:
        url = f"{self._root()}ud?m={monitor_id}&click_id={MACRO}"
        opened = "tbopen://m.taobao.com/tbopen/index.html?action=ali.open.nav&module=h5&h5Url="
        deep_link = opened + quote(url, safe="_")
        return {
            "pv_monitor_url": f"{self._root()}ud/seen?m={monitor_id}",
            "click_monitor_url": f"{self._root()}ud/clicked?m={monitor_id}&click_id={MACRO}",
            "click_url": url,
            "deep_link": deep_link,
            "universal_link": "https://b.mashort.cn/ulk/taobao?smburl=" + quote(deep_link, safe=""),
            "monitor_unique_id": monitor_id,
        }

    def orders(self, parameters: Parameters) -> Tree:
        """The orders that changed in a span of one day."""
        rows, cursor = self._page(parameters, _ORDERS)
        found = Rows("order_detail_cursor_top_dto", [_order(row) for row in rows])
        return {"success": True, "cursor_id": cursor, "result": found}

    def collects(self, parameters: Parameters) -> Tree:
        """The favourites and carts of a span of one day."""
        rows, cursor = self._page(parameters, _COLLECTS)
        found = Rows("order_detail_cursor_top_dto2", [_collect(row) for row in rows])
        return {"success": True, "cursor_id": cursor, "result": found}

    def _item(self, number: str) -> str:
        rows = self._shop.state.read().execute("SELECT item_id FROM product")
        for row in rows:
            if str(item_number(row["item_id"])) == number:
                return str(row["item_id"])
        raise _bad("item_id 对应的商品不存在")

    def _page(self, parameters: Parameters, source: str) -> tuple[list[sqlite3.Row], str]:
        wish = read_object(parameters, "order_top_cursor_query_dto")
        start, end = (_time(required(wish, name)) for name in ("start_time", "end_time"))
        if start > end:
            raise _bad("开始时间应该小于结束时间")
        if local_time(start)[:10] != local_time(end)[:10]:
            raise _bad("查询结束时间不可与开始日期跨天")
        place = _CURSOR.fullmatch(wish.get("cursor_id", "0_0"))
        if place is None:
            raise _bad("cursor_id 非法")
        values = {
            "start": start,
            "end": end,
            "at": int(place[1]) or -1,
            "id": place[2],
            "size": PAGE_SIZE + 1,
            **late(self._shop.state),
        }
        rows = self._shop.state.read().execute(source + _PAGE, values).fetchall()
        shown = rows[:PAGE_SIZE]
        more = len(rows) > PAGE_SIZE
        muddled = muddle(self._shop.state.settings, shown)
        return muddled, f"{shown[-1]['row_ms']}_{shown[-1]['row_id']}" if more else ""


def item_number(item_id: str) -> int:
    """The number by which this side knows an item."""
    if item_id.isascii() and item_id.isdigit():
        return int(item_id)
    return int.from_bytes(blake2b(item_id.encode(), digest_size=5).digest())


def _order(row: sqlite3.Row) -> dict[str, object]:
    """An `order_detail_cursor_top_dto`: it names the click. Nothing says when it is settled."""
    paid = row["paid_ms"] > 0
    dto: dict[str, object] = {
        **_click(row),
        "order_id": row["trade_id"],
        "sub_order_id": row["trade_id"],
        "order_status": _status(row),
        "order_create_time": local_time(row["created_ms"]),
        "pay_item_id": item_number(row["item_id"]),
        "pay_item_name": row["title_zh"],
        "buy_amount": row["quantity"],
        "due_pay_fee": row["amount_fen"],
        "is_ad_order": 1,
        "is_attr_by_others": row["others"],
    }
    if paid:
        dto |= {
            "order_pay_time": local_time(row["paid_ms"]),
            "pay_fee": row["amount_fen"],
            "actual_pay_fee": row["amount_fen"],
            "commission_rate": f"{row['commission_bps'] / 100:.2f}",
            "commission_fee": share(row["amount_fen"], row["commission_bps"]),
        }
    if paid and row["returned_fen"]:
        dto |= {
            "order_refund_time": local_time(row["modified_ms"]),
            "order_refund_fee": row["returned_fen"],
        }
    return dto


def _collect(row: sqlite3.Row) -> dict[str, object]:
    return {
        **_click(row),
        "conv_type": row["kind"],
        "conv_time": local_time(row["at_ms"]),
        "conv_item_id": item_number(row["item_id"]),
        "conv_item_name": row["title_zh"],
    }


def _click(row: sqlite3.Row) -> dict[str, object]:
    clicked = row["target"]
    dto: dict[str, object] = {
        "seller_nick": row["store_name"],
        "shop_name": row["store_name"],
        "seller_id": int(row["seller_id"]) if str(row["seller_id"]).isdigit() else 0,
        "channel_id": row["channel_id"],
        "advertiser_id": 1,
        "campaign_id": 1,
        "adgroup_id": 1,
        "creative_id": 1,
        "monitor_unique_id": row["monitor_id"],
        "syn_click_id": row["click_id"],
        "click_time": local_time(row["click_ms"]),
    }
    if not clicked.startswith("http"):
        dto["item_id"] = item_number(clicked)
    return dto


def _status(row: sqlite3.Row) -> int:
    """1 placed, 2 paid, 3 refund, 5 received; settlement is not told."""
    if row["paid_ms"] and row["returned_fen"]:
        return 3
    if row["status"] in (Status.RECEIVED, Status.SETTLED):
        return 5
    return 2 if row["status"] == Status.PAID else 1


def _time(text: str) -> int:
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=GMT8)
    except ValueError:
        raise _bad("时间格式应为 yyyy-MM-dd HH:mm:ss.SSS") from None
    return round(at.timestamp() * 1000)


def _bad(sentence: str) -> TopError:
    return TopError(15, "isv.invalid-parameter", sentence)
