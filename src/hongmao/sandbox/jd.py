"""`/jd/routerjson`: JD's open gateway with the methods of JD Union that the sandbox knows.

Codes of the gateway are JD's own. Of JD Union's own objections only a missing site's (1002024) is
known for sure; the rest are 400, in the sandbox's words.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from hongmao.core.signing import genuine
from hongmao.sandbox.envelope import GMT8, TopError, local_time, parse_local, request_id
from hongmao.sandbox.networks import (
    NetworkGateway,
    Parameters,
    Query,
    Refused,
    Tree,
    number,
    product_by_number,
    store_by_number,
    within,
)
from hongmao.sandbox.shop import Status, fee_fen

MESSAGES = {
    1: ("Service Currently Unavailable", "服务不可用"),
    2: ("App Call Limited", "限制时间内调用失败次数"),
    4: ("Missing Version", "缺少版本参数"),
    5: ("Unsupported Version", "不支持的版本号"),
    7: ("Missing Timestamp", "缺少时间戳参数"),
    8: ("Invalid Timestamp", "非法的时间戳参数"),
    11: ("Missing Signature", "缺少签名参数"),
    12: ("Invalid Signature", "无效签名"),
    13: ("Invalid Format", "无效数据格式"),
    14: ("Missing Method", "缺少方法名参数"),
    15: ("Invalid Method", "不存在的方法名"),
    20: ("Missing app_key", "缺少app_key参数"),
    21: ("Invalid app_key", "无效app_key"),
    63: ("Invalid JSON", "json格式不合法"),
}
TOLERANCE_MS = 360_000
WINDOW_MS = 3_600_000
WRONG, NO_SITE = 400, 1002024
VALID_CODE = {
    Status.UNPAID: 15,
    Status.PAID: 16,
    Status.RECEIVED: 17,
    Status.SETTLED: 17,
    Status.VOID: 3,
}
BY = {1: "created", 2: "finished", 3: "updated"}
_ITEM = re.compile(r"https?://item(?:\.m)?\.jd\.com/(?:product/)?(\d+)\.html")
_MALL = re.compile(r"https?://mall\.jd\.com/index-(\d+)\.html")
_JSON = msgspec.json.Encoder(decimal_format="number")
_LEASE = re.compile(r"[A-Za-z0-9_]{0,80}")

Wish = Mapping[str, Any]


class Jd(NetworkGateway):
    """JD's gateway. Its errors are of the envelope; JD Union's objections stand in the result."""

    NETWORK, PATH, METHOD = "jd", "/jd/routerjson", "method"
    FAILED, UNKNOWN, THROTTLED = 1, 15, 2

    def served(self) -> dict[str, tuple[str, Callable[[Wish], Tree]]]:
        """The methods of JD Union."""
        return {
            "jd.union.open.promotion.common.get": ("getResult", self._common_link),
            "jd.union.open.promotion.bysubunionid.get": ("getResult", self._link),
            "jd.union.open.order.row.query": ("queryResult", self._orders),
        }

    def check(self, parameters: Parameters, now_ms: int) -> None:
        """In JD's order."""
        if not parameters.get("method"):
            raise Refused(14, "")
        if not parameters.get("app_key"):
            raise Refused(20, "")
        if parameters["app_key"] != self.app_key:
            raise Refused(21, "")
        version = parameters.get("v", "")
        if version not in ("1.0", "2.0"):
            raise Refused(5 if version else 4, "")
        if parameters.get("format", "json") != "json":
            raise Refused(13, "")
        _check_timestamp(parameters.get("timestamp", ""), now_ms)
        if not parameters.get("sign"):
            raise Refused(11, "")
        if not genuine(parameters, self.app_secret):
            raise Refused(12, "")

    def act(self, method: str, parameters: Parameters) -> Tree:
        """The result as a JSON text, under the method's key in JD's spelling."""
        key, act = self.methods[method]
        result = self._result(method, act, parameters.get("360buy_param_json", ""))
        body = {"code": "0", key: _JSON.encode(result).decode()}
        return {method.replace(".", "_") + "_responce": body}

    def error(self, code: int, words: str) -> Tree:
        """In both languages."""
        english, chinese = MESSAGES.get(code, ("Unknown error", "未知错误"))
        return {
            "error_response": {
                "code": str(code),
                "en_desc": english,
                "zh_desc": f"{chinese} {words}".strip(),
                "request_id": request_id(),
            }
        }

    def _result(self, method: str, act: Callable[[Wish], Tree], sent: str) -> Tree:
        """What stands in the result's text: `code` 200, or JD Union's objection.

        A fault with a `sub_code` strikes here, one without at the gateway.
        """
        try:
            wish = json.loads(sent or "{}")
        except ValueError:
            raise Refused(63, "") from None
        code: int | str = 200
        words, made = "success", {}
        try:
            self.faults.strike(method)
            made = act(wish if isinstance(wish, dict) else {})
        except TopError as fault:
            if not fault.sub_code:
                raise
            code, words = fault.sub_code, fault.sub_msg
        except Refused as objection:
            code, words = objection.code, objection.words
        return {"code": code, "message": words, "requestId": request_id(), **made}

    def _common_link(self, wish: Wish) -> Tree:
        """`promotion.common.get`: as the other, for a site or an app, whose id it asks for."""
        if not _part(wish, "promotionCodeReq").get("siteId"):
            raise Refused(NO_SITE, "siteId不能为空")
        return self._link(wish)

    def _link(self, wish: Wish) -> Tree:
        asked = _part(wish, "promotionCodeReq")
        material, lease = str(asked.get("materialId", "")), str(asked.get("subUnionId", ""))
        if not _LEASE.fullmatch(lease):
            raise Refused(WRONG, "subUnionId 只能是字母、数字或下划线，最多80个字符")
        item, mall = _ITEM.fullmatch(material), _MALL.fullmatch(material)
        product = product_by_number(self.shop, item[1]) if item else None
        store = store_by_number(self.shop, mall[1]) if mall else None
        if product:
            url = self.make_link("item", product.item_id, lease)
        elif store:
            url = self.make_link("shop", store.store_id, lease)
        else:
            raise Refused(WRONG, f"materialId 不在推广范围: {material}")
        return {"data": {"clickURL": url}}

    def _orders(self, wish: Wish) -> Tree:
        asked = _part(wish, "orderReq")
        page = _between(asked, "pageIndex", 1, 10_000)
        size = _between(asked, "pageSize", 1, 500)
        by = BY[_between(asked, "type", 1, 3)]
        query = Query(self.NETWORK, by, *_window(asked), page, size)
        too_long = Refused(WRONG, "startTime 与 endTime 间隔不超过1小时")
        rows, total = self.page(query, WINDOW_MS, too_long)
        with_goods = "goodsInfo" in str(asked.get("fields", ""))
        return {
            "data": [_row(row, with_goods) for row in rows],
            "hasMore": total > page * size,
        }


def _check_timestamp(text: str, now_ms: int) -> None:
    if not text:
        raise Refused(7, "")
    try:
        at_ms = parse_local(text)
    except ValueError:
        raise Refused(8, "") from None
    if abs(at_ms - now_ms) > TOLERANCE_MS:
        raise Refused(8, "")


def _window(asked: Wish) -> tuple[int, int]:
    try:
        start = parse_local(str(asked.get("startTime", "")))
        return start, parse_local(str(asked.get("endTime", "")))
    except ValueError:
        raise Refused(WRONG, "startTime、endTime 格式 yyyy-MM-dd HH:mm:ss") from None


def _part(wish: Wish, name: str) -> Wish:
    found = wish.get(name)
    if not isinstance(found, dict):
        raise Refused(WRONG, f"缺少参数 {name}")
    return found


def _between(asked: Wish, name: str, least: int, most: int) -> int:
    refused = Refused(WRONG, f"{name} 应为 {least} 到 {most}")
    return within(str(asked.get(name, "")), least, most, refused)


def _row(row: sqlite3.Row, with_goods: bool) -> Tree:
    """An order line. After it is finished its actual figures follow every refund."""
    finished = row["status"] in (Status.RECEIVED, Status.SETTLED)
    kept = row["amount_fen"] - row["returned_fen"]
    fee = row["fee_fen"] - row["returned_fee_fen"] if row["status"] == Status.SETTLED else None
    estimate = fee_fen(row)
    made: Tree = {
        "id": row["trade_id"],
        "orderId": int(row["trade_id"]),
        "parentId": 0,
        "orderTime": local_time(row["created_ms"]),
        "finishTime": local_time(row["received_ms"]) if row["received_ms"] else "",
        "modifyTime": local_time(row["modified_ms"]),
        "orderEmt": 2,
        "plus": 0,
        "skuId": int(number(row["item_id"])),
        "skuName": row["title_zh"],
        "skuNum": row["quantity"],
        "skuReturnNum": row["returned_fen"] // max(row["price_fen"], 1),
        "skuFrozenNum": 0,
        "price": _yuan(row["price_fen"]),
        "commissionRate": _yuan(row["commission_bps"]),
        "finalRate": _yuan(10_000),
        "estimateCosPrice": _yuan(kept),
        "estimateFee": _yuan(estimate),
        "actualCosPrice": _yuan(kept if finished else 0),
        "actualFee": _yuan((estimate if fee is None else fee) if finished else 0),
        "validCode": VALID_CODE[Status(row["status"])],
        "traceType": 2,
        "positionId": 0,
        "siteId": 0,
        "subUnionId": row["lease"],
        "unionTag": "0" * 32,
        "popId": int(number(row["store_id"])),
        "ext1": "",
        "payMonth": _pay_day(row),
        "unionRole": 1,
    }
    if with_goods:
        made["goodsInfo"] = {"shopName": row["store_name"], "imageUrl": row["picture_url"]}
    return made


def _yuan(fen: int) -> Decimal:
    """Fen as the number in yuan that JD's JSON has."""
    return Decimal(fen).scaleb(-2)


def _pay_day(row: sqlite3.Row) -> int:
    """`yyyyMMdd`: the day of settlement, or the 20th of the month after the finish; 0 before."""
    if row["status"] == Status.SETTLED:
        return int(_day(row["settled_ms"]).strftime("%Y%m%d"))
    if row["status"] != Status.RECEIVED:
        return 0
    finished = _day(row["received_ms"])
    year, month = divmod(finished.year * 12 + finished.month, 12)
    return year * 10_000 + (month + 1) * 100 + 20


def _day(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms // 1000, GMT8)
