"""`/pdd/api/router`: Pinduoduo's open gateway with the methods of DDK that the sandbox knows.

Codes are those of the table in Pinduoduo's documentation; a window that is too long is refused
with 50001, as the real one does.
"""

import json
import sqlite3
from collections.abc import Callable
from urllib.parse import quote

from hongmao.core.signing import SignMethod, genuine
from hongmao.sandbox.envelope import request_id
from hongmao.sandbox.networks import (
    DAY_MS,
    NetworkGateway,
    Parameters,
    Query,
    Refused,
    Tree,
    number,
    product_by_number,
    within,
)
from hongmao.sandbox.shop import Status, fee_fen

MESSAGES = {
    10000: "参数错误",
    10001: "公共参数错误",
    10016: "client下线或者clientId不正确",
    10017: "type不正确",
    20004: "签名sign校验失败",
    21001: "请求参数错误",
    21002: "请求参数不能为空",
    50000: "系统内部错误",
    50001: "业务服务错误",
    52101: "当前接口被限流，请稍后重试",
    70031: "调用过于频繁，请调整调用频率",
}
TOLERANCE_S = 600
CUSTOM_BYTES = 64
ORDER_STATUS = {
    Status.UNPAID: (-1, "未支付"),
    Status.PAID: (1, "已成团"),
    Status.RECEIVED: (2, "确认收货"),
    Status.SETTLED: (5, "已结算"),
    Status.VOID: (4, "审核失败"),
}


class Pdd(NetworkGateway):
    """Pinduoduo's gateway; an app's key is its client id."""

    NETWORK, PATH, METHOD = "pdd", "/pdd/api/router", "type"
    FAILED, UNKNOWN, THROTTLED = 50000, 10017, 70031
    VERBS = ("POST",)

    def served(self) -> dict[str, tuple[str, Callable[[Parameters], Tree]]]:
        """The methods of DDK."""
        return {
            "pdd.ddk.goods.promotion.url.generate": (
                "goods_promotion_url_generate_response",
                self._links,
            ),
            "pdd.ddk.goods.search": ("goods_search_response", self._search),
            "pdd.ddk.order.list.increment.get": ("order_list_get_response", self._orders),
        }

    def check(self, parameters: Parameters, now_ms: int) -> None:
        """Keys, clock and signature, in this order."""
        for name in ("type", "client_id", "timestamp", "sign"):
            if not parameters.get(name):
                raise Refused(10001, name)
        if parameters["client_id"] != self.app_key:
            raise Refused(10016, "")
        now_s, off = now_ms // 1000, Refused(10001, "timestamp")
        within(parameters["timestamp"], now_s - TOLERANCE_S, now_s + TOLERANCE_S, off)
        if not genuine(parameters, self.app_secret, SignMethod.MD5):
            raise Refused(20004, "")

    def act(self, method: str, parameters: Parameters) -> Tree:
        """Under the method's key."""
        self.faults.strike(method)
        key, act = self.methods[method]
        return {key: {**act(parameters), "request_id": request_id()}}

    def error(self, code: int, words: str) -> Tree:
        """With the network's own words before ours."""
        said = MESSAGES.get(code, "未知错误")
        return {
            "error_response": {
                "error_code": code,
                "error_msg": f"{said}:{words}" if words else said,
                "sub_code": None,
                "sub_msg": words,
                "request_id": request_id(),
            }
        }

    def _search(self, parameters: Parameters) -> Tree:
        """Products by a goods id or a part of the title; the answer has no goods id."""
        keyword = _required(parameters, "keyword")
        named = product_by_number(self.shop, keyword)
        rows = self.shop.state.read().execute(
            "SELECT item_id FROM product WHERE instr(title_zh, ?) ORDER BY rowid", (keyword,)
        )
        found = [named] if named else [self.shop.product(row[0]) for row in rows]
        goods = [
            {
                "goods_sign": goods_sign(product.item_id),
                "goods_name": product.title_zh,
                "min_group_price": product.price_fen,
                "promotion_rate": product.commission_bps // 10,
            }
            for product in found
            if product
        ]
        return {"goods_list": goods, "total_count": len(goods)}

    def _links(self, parameters: Parameters) -> Tree:
        _required(parameters, "p_id")
        lease = parameters.get("custom_parameters", "")
        if len(lease.encode()) > CUSTOM_BYTES:
            raise Refused(10000, "custom_parameters")
        try:
            signs = json.loads(_required(parameters, "goods_sign_list"))
        except ValueError:
            signs = None
        if not isinstance(signs, list) or not signs:
            raise Refused(21001, "goods_sign_list")
        made = [self._link(str(one), lease, parameters) for one in signs]
        return {"goods_promotion_url_list": made}

    def _link(self, sign_of_goods: str, lease: str, parameters: Parameters) -> Tree:
        product = self.shop.product(_item_id(sign_of_goods))
        if product is None:
            raise Refused(50001, "商品不在推广范围")
        url = self.make_link("item", product.item_id, lease)
        forms: Tree = {"mobile_url": url, "url": url}
        if parameters.get("generate_short_url") == "true":
            forms |= {"mobile_short_url": url, "short_url": url}
        if parameters.get("generate_schema_url") == "true":
            forms["schema_url"] = f"pinduoduo://com.xunmeng.pinduoduo/?h5={quote(url, safe='')}"
        if parameters.get("generate_we_app") == "true":
            forms["we_app_info"] = {
                "app_id": "wx-sandbox",
                "page_path": f"u/{url.rpartition('/')[2]}",
            }
        return forms

    def _orders(self, parameters: Parameters) -> Tree:
        start = _number(parameters, "start_update_time", 0, 1 << 40) * 1000
        end = _number(parameters, "end_update_time", 0, 1 << 40) * 1000
        page = _number(parameters, "page", 1, 10_000, "1")
        size = _number(parameters, "page_size", 10, 100, "100")
        query = Query(self.NETWORK, "updated", start, end, page, size)
        rows, total = self.page(query, DAY_MS, Refused(50001, "时间跨度不能超过24小时"))
        counted = {"total_count": total} if parameters.get("return_count", "true") == "true" else {}
        return {"order_list": [_row(row) for row in rows], **counted}


def goods_sign(item_id: str) -> str:
    """A product's `goods_sign`: opaque to callers."""
    return f"E9{item_id.encode().hex()}_J"


def _item_id(sign_of_goods: str) -> str:
    try:
        return bytes.fromhex(sign_of_goods.removeprefix("E9").removesuffix("_J")).decode()
    except ValueError:
        return ""


def _required(parameters: Parameters, name: str) -> str:
    found = parameters.get(name, "")
    if not found:
        raise Refused(21002, name)
    return found


def _number(
    parameters: Parameters, name: str, least: int, most: int, default: str | None = None
) -> int:
    found = parameters.get(name) or default
    if not found:
        raise Refused(21002, name)
    return within(found, least, most, Refused(21001, name))


def _row(row: sqlite3.Row) -> Tree:
    """An order. Settled figures stand: a return after that costs nothing."""
    code, words = ORDER_STATUS[Status(row["status"])]
    settled = row["status"] == Status.SETTLED
    return {
        "order_sn": f"{row['trade_id'][:6]}-{row['trade_id'][6:]}",
        "order_id": row["trade_id"],
        "goods_id": int(number(row["item_id"])),
        "goods_sign": goods_sign(row["item_id"]),
        "goods_name": row["title_zh"],
        "goods_thumbnail_url": row["picture_url"],
        "goods_quantity": row["quantity"],
        "goods_price": row["price_fen"],
        "order_amount": row["settled_fen"] if settled else row["amount_fen"] - row["returned_fen"],
        "promotion_rate": row["commission_bps"] // 10,
        "promotion_amount": row["fee_fen"] if settled else fee_fen(row),
        "batch_no": "",
        "order_status": code,
        "order_status_desc": words,
        "fail_reason": "售后" if row["status"] == Status.VOID else "",
        "order_create_time": row["created_ms"] // 1000,
        "order_pay_time": _seconds(row["paid_ms"]),
        "order_group_success_time": _seconds(row["paid_ms"]),
        "order_receive_time": _seconds(row["received_ms"]),
        "order_verify_time": _seconds(row["settled_ms"]),
        "order_settle_time": _seconds(row["settled_ms"]),
        "order_modify_at": row["modified_ms"] // 1000,
        "p_id": "",
        "custom_parameters": row["lease"],
        "type": 0,
    }


def _seconds(at_ms: int) -> int | None:
    return at_ms // 1000 if at_ms else None
