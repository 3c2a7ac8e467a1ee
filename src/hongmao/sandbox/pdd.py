"""`/pdd/api/router`: Pinduoduo's open gateway with the methods of DDK that the sandbox knows.

Codes are those of the table in Pinduoduo's documentation; a window that is too long is refused
with 50001, as the real one does.
"""

import hmac
import json
import logging
import sqlite3
from collections.abc import Callable, Mapping
from urllib.parse import quote

from flask import Blueprint, Response, request

from hongmao.core.signing import SignMethod, sign
from hongmao.sandbox.envelope import TopError, request_id
from hongmao.sandbox.faults import Faults
from hongmao.sandbox.networks import (
    DAY_MS,
    HORIZON_MS,
    NetworkLink,
    Networks,
    Query,
    Refused,
    json_answer,
    number,
    orders,
    product_by_number,
)
from hongmao.sandbox.shop import Shop, Status, fee_fen
from hongmao.sandbox.throttle import Throttle

log = logging.getLogger(__name__)

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

Parameters = Mapping[str, str]
Tree = dict[str, object]


class Pdd:
    """One app's gateway. `methods` maps each method to its answer's key and what answers it."""

    def __init__(
        self, shop: Shop, networks: Networks, faults: Faults, client_id: str, client_secret: str
    ) -> None:
        self._shop = shop
        self._networks = networks
        self._faults = faults
        self._client_id = client_id
        self._secret = client_secret
        self._throttle = Throttle()
        self.methods: dict[str, tuple[str, Callable[[Parameters], Tree]]] = {
            "pdd.ddk.goods.promotion.url.generate": (
                "goods_promotion_url_generate_response",
                self._links,
            ),
            "pdd.ddk.goods.search": ("goods_search_response", self._search),
            "pdd.ddk.order.list.increment.get": ("order_list_get_response", self._orders),
        }

    def blueprint(self) -> Blueprint:
        """The route."""
        blueprint = Blueprint("pdd", __name__)
        blueprint.add_url_rule("/pdd/api/router", "route", self.answer, methods=["POST"])
        return blueprint

    def answer(self) -> Response:
        """Check, throttle and answer one request; HTTP 200 whatever happens."""
        parameters = {**request.form.to_dict(), **request.args.to_dict()}
        try:
            tree = self._run(parameters)
        except Refused as refusal:
            tree = _error(refusal.code, refusal.words)
        except TopError as fault:
            tree = _error(fault.code, fault.sub_msg)
        except Exception:
            log.exception("the sandbox failed on %s", parameters.get("type"))
            tree = _error(50000, "")
        return json_answer(tree, self._shop.state.now_ms())

    def _run(self, parameters: Parameters) -> Tree:
        self._check(parameters)
        method = parameters["type"]
        if method not in self.methods:
            raise Refused(10017, "")
        try:
            self._throttle.admit(self._client_id, self._shop.state.settings)
        except TopError as ban:
            raise Refused(70031, ban.sub_msg) from ban
        self._faults.strike(method)
        key, act = self.methods[method]
        return {key: {**act(parameters), "request_id": request_id()}}

    def _check(self, parameters: Parameters) -> None:
        """Raise the gateway's error for the first thing wrong with a request's envelope."""
        for name in ("type", "client_id", "timestamp", "sign"):
            if not parameters.get(name):
                raise Refused(10001, name)
        if parameters["client_id"] != self._client_id:
            raise Refused(10016, "")
        sent = parameters["timestamp"]
        now_s = self._shop.state.now_ms() // 1000
        if not sent.isascii() or not sent.isdigit() or abs(int(sent) - now_s) > TOLERANCE_S:
            raise Refused(10001, "timestamp")
        expected = sign(parameters, self._secret, SignMethod.MD5)
        if not hmac.compare_digest(expected.encode(), parameters["sign"].encode()):
            raise Refused(20004, "")

    def _search(self, parameters: Parameters) -> Tree:
        """Products by a goods id or a part of the title; the answer has no goods id."""
        keyword = _required(parameters, "keyword")
        named = product_by_number(self._shop, keyword)
        rows = self._shop.state.read().execute(
            "SELECT item_id FROM product WHERE instr(title_zh, ?) ORDER BY rowid", (keyword,)
        )
        found = [named] if named else [self._shop.product(row[0]) for row in rows]
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
        product = self._shop.product(_item_id(sign_of_goods))
        if product is None:
            raise Refused(50001, "商品不在推广范围")
        code = self._networks.make(NetworkLink("pdd", "item", product.item_id, lease))
        url = f"{request.url_root}u/{code}"
        forms: Tree = {"mobile_url": url, "url": url}
        if parameters.get("generate_short_url") == "true":
            forms |= {"mobile_short_url": url, "short_url": url}
        if parameters.get("generate_schema_url") == "true":
            forms["schema_url"] = f"pinduoduo://com.xunmeng.pinduoduo/?h5={quote(url, safe='')}"
        if parameters.get("generate_we_app") == "true":
            forms["we_app_info"] = {"app_id": "wx-sandbox", "page_path": f"u/{code}"}
        return forms

    def _orders(self, parameters: Parameters) -> Tree:
        start = _number(parameters, "start_update_time", 0, 1 << 40) * 1000
        end = _number(parameters, "end_update_time", 0, 1 << 40) * 1000
        if not 0 < end - start <= DAY_MS:
            raise Refused(50001, "时间跨度不能超过24小时")
        if start < self._shop.state.now_ms() - HORIZON_MS:
            raise Refused(50001, "只能查询最近90天")
        page = _number(parameters, "page", 1, 10_000, "1")
        size = _number(parameters, "page_size", 10, 100, "100")
        rows, total = orders(self._shop.state, Query("pdd", "updated", start, end, page, size))
        counted = {"total_count": total} if parameters.get("return_count", "true") == "true" else {}
        return {"order_list": [_row(row) for row in rows], **counted}


def _error(code: int, words: str) -> Tree:
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
    if not found.isascii() or not found.isdigit() or not least <= int(found) <= most:
        raise Refused(21001, name)
    return int(found)


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
