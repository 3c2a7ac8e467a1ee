"""The affiliate order feed and the refund feeds, with the real ones' windows, pages and errors.

Pages are cut by position (time and id of their first and last row), not by counting: a row that
moves while a reader turns pages is never skipped over by the rows that stay.
"""

import json
import re
import sqlite3
from collections.abc import Collection

import msgspec

from hongmao.sandbox.envelope import Parameters, Rows, TopError, local_time, parse_local
from hongmao.sandbox.shop import Shop, Status, fee_fen
from hongmao.sandbox.troubles import LATE, late, muddle

DAY_MS = 86_400_000
WINDOW_MS = 3 * 3_600_000
PROMOTION_WINDOW_MS = 20 * 60_000
HORIZON_MS = 90 * DAY_MS
SERVICE_FEE_PERCENT = 10
"""What the platform keeps of a publisher's income: shown beside it, taken when it pays out."""

_ORDERS = """
SELECT * FROM (
  SELECT purchase.*, title_zh, price_fen, picture_url, product.kind, store.name AS store_name,
    trade_id AS row_id, (time) AS row_ms
  FROM purchase JOIN product USING (item_id) JOIN store USING (store_id)
  WHERE adzone_id IS NOT NULL AND :status IN (0, status)
)
"""
_REFUNDS = """
SELECT * FROM (
  SELECT refund.*, refund.status AS refund_status, purchase.created_ms AS order_ms,
    purchase.fee_fen AS order_fee_fen, settled_ms, settled_fen, title_zh, relation_id, pub_id,
    suit_id AS row_id, (time) AS row_ms
  FROM refund JOIN purchase USING (trade_id) JOIN product USING (item_id)
  WHERE adzone_id IS NOT NULL AND :status IN (0, refund.status)
)
"""
_ORDER_TIMES = {1: "created_ms", 2: "paid_ms", 3: "settled_ms", 4: "purchase.modified_ms"}
_REFUND_TIMES = {
    1: "refund.created_ms",
    2: "settled_ms",
    3: "refund.finished_ms",
    4: "purchase.created_ms",
    5: "refund.modified_ms",
}
_FORWARD = f"""
WHERE row_ms >= :start AND row_ms < :end AND (row_ms, row_id) > (:at, :id) {LATE}
ORDER BY row_ms, row_id LIMIT :size
"""
_BACKWARD = f"""
WHERE row_ms >= :start AND row_ms < :end AND (row_ms, row_id) < (:at, :id) {LATE}
ORDER BY row_ms DESC, row_id DESC LIMIT :size
"""
_POSITION = re.compile(r"(\d+)_(\d+)\|(\d+)_(\d+)")


class Page(msgspec.Struct, frozen=True):
    """Which page is asked for; `position` is the time (ms) and id to go on from, if any."""

    number: int
    size: int
    forward: bool
    position: tuple[int, str] | None


class Query(msgspec.Struct, frozen=True):
    """Rows whose time `by` (a column) lies in [start, end) ms; `status` 0 means any."""

    start: int
    end: int
    by: str
    status: int
    page: Page


def orders(shop: Shop, parameters: Parameters) -> dict[str, object]:
    """`taobao.tbk.order.details.get`."""
    start, end = _window(shop, parameters)
    by = _number(parameters, "query_type", 1, (1, 2, 3, 4), "1001")
    _number(parameters, "order_scene", 1, (1, 2, 3), "1001")
    status = _number(parameters, "tk_status", 0, (0, *Status), "1006")
    page = _page(parameters)
    rows = _pick(shop, _ORDERS, Query(start, end, _ORDER_TIMES[by], status, page))
    answer = _answer(page, rows)
    shown = muddle(shop.state.settings, _shown(page, rows))
    results = Rows("publisher_order_dto", [_order_row(row) for row in shown])
    return {"data": {"results": results, **answer}}


def refunds(shop: Shop, parameters: Parameters) -> dict[str, object]:
    """`taobao.tbk.order.refund.get`: the refund cases of settled orders."""
    option = read_object(parameters, "publisher_refund_order_query_option")
    if not option.get("start_time"):
        return {"result_code": 500, "biz_error_code": 101, "biz_error_desc": "开始时间不能为空"}
    start, end = _times(option)
    by = _number(option, "query_type", 1, (1, 2, 3, 4, 5), "1001")
    page = _page(option)
    rows = _pick(shop, _REFUNDS, Query(start, end, _REFUND_TIMES[by], 0, page))
    answer = _answer(page, rows)
    shown = muddle(shop.state.settings, _shown(page, rows))
    results = Rows("publisher_refund_order_d_t_o", [_refund_row(row) for row in shown])
    return {"data": {"result": results, **answer}, "result_code": 200}


def relation_refunds(shop: Shop, parameters: Parameters) -> dict[str, object]:
    """`taobao.tbk.relation.refund`, the older refund feed: counted pages from a start time on."""
    option = read_object(parameters, "search_option")
    try:
        start = parse_local(option.get("start_time", ""))
    except ValueError:
        error = {"result_code": 500, "biz_error_code": 101, "biz_error_desc": "开始时间非法"}
        return {"result": error}
    by = _number(option, "search_type", 1, (1, 2, 3, 4), "1001")
    number = _number(option, "page_no", 1, range(1, 101), "1001")
    size = _number(option, "page_size", 20, range(1, 101), "1001")
    everything = Page(number=1, size=10_000, forward=True, position=None)
    query = Query(start, shop.state.now_ms() + 1, _REFUND_TIMES[by], 0, everything)
    rows = _pick(shop, _REFUNDS, query)
    results = [_relation_row(row) for row in rows[(number - 1) * size : number * size]]
    data = {
        "page_no": str(number),
        "page_size": str(size),
        "total_count": str(len(rows)),
        "results": Rows("result", results),
    }
    return {"result": {"data": data, "result_code": 200}}


def _window(shop: Shop, parameters: Parameters) -> tuple[int, int]:
    """The window asked for, held to the feed's rules."""
    for name in ("start_time", "end_time"):
        if not parameters.get(name):
            raise TopError(40, "isv.missing-parameter", f"缺少必选参数 {name}", of=name)
    start, end = _times(parameters)
    now = shop.state.now_ms()
    promotion = shop.state.settings.promotion
    if start >= end:
        raise TopError(15, "2001", "开始时间应该小于结束时间")
    if start > now:
        raise TopError(15, "2002", "请求参数非法，开始时间应该小于当前时间")
    if start < now - HORIZON_MS:
        raise TopError(15, "2004", "请求参数非法，开始时间应该大于最近90天")
    if end - start > (PROMOTION_WINDOW_MS if promotion else WINDOW_MS):
        raise TopError(
            15,
            "2007",
            "亲，订单查询时间段日常要求不超过3个小时，但如618、双11、年货节等大促期间预估时间段"
            "不可超过20分钟，超过会提示错误，调用时请务必注意时间段的选择，以保证亲能正常调用！",
        )
    return start, end


def _times(parameters: Parameters) -> tuple[int, int]:
    try:
        return parse_local(parameters["start_time"]), parse_local(parameters["end_time"])
    except (KeyError, ValueError):
        raise TopError(15, "2000", "开始时间或结束时间参数非法") from None


def _page(parameters: Parameters) -> Page:
    number = _number(parameters, "page_no", 1, range(1, 101), "1001")
    size = _number(parameters, "page_size", 20, range(1, 101), "1001")
    forward = _number(parameters, "jump_type", 1, (1, -1), "1005") == 1
    text = parameters.get("position_index", "")
    ends = _POSITION.fullmatch(text)
    if (text or number > 1) and ends is None:
        raise TopError(15, "1008", "positionIndex非法")
    if ends is None:
        return Page(number, size, forward, None)
    position = (int(ends[3]), ends[4]) if forward else (int(ends[1]), ends[2])
    return Page(number, size, forward, position)


def _pick(shop: Shop, source: str, query: Query) -> list[sqlite3.Row]:
    """A page's rows, oldest first, and one more where there are more."""
    page = query.page
    at, row_id = page.position or (-1, "")
    values = {
        "status": query.status,
        "start": query.start,
        "end": query.end,
        "at": at,
        "id": row_id,
        "size": page.size + 1,
        **late(shop.state),
    }
    question = source.replace("(time)", query.by) + (_FORWARD if page.forward else _BACKWARD)
    rows = shop.state.read().execute(question, values).fetchall()
    return rows if page.forward else rows[::-1]


def _shown(page: Page, rows: list[sqlite3.Row]) -> list[sqlite3.Row]:
    return rows[: page.size] if page.forward else rows[-page.size :]


def _answer(page: Page, rows: list[sqlite3.Row]) -> dict[str, object]:
    shown, more = _shown(page, rows), len(rows) > page.size
    ends = "|".join(f"{row['row_ms']}_{row['row_id']}" for row in (shown[:1] + shown[-1:]))
    return {
        "has_next": more if page.forward else True,
        "has_pre": page.number > 1 if page.forward else more,
        "position_index": ends,
        "page_no": page.number,
        "page_size": page.size,
    }


def _order_row(row: sqlite3.Row) -> dict[str, object]:
    """A `publisher_order_dto`. It says when the link was clicked and never which click it was."""
    dto: dict[str, object] = {
        "trade_id": row["trade_id"],
        "trade_parent_id": row["trade_id"],
        "click_time": local_time(row["click_ms"]),
        "tk_create_time": local_time(row["created_ms"]),
        "modified_time": local_time(row["modified_ms"]),
        "tk_status": row["status"],
        "tk_order_role": 2,
        "order_type": "天猫" if row["kind"] == "tmall" else "淘宝",
        "terminal_type": "无线",
        "flow_source": "--",
        "item_id": row["item_id"],
        "item_title": row["title_zh"],
        "item_img": row["picture_url"],
        "item_price": _yuan(row["price_fen"]),
        "item_num": row["quantity"],
        "seller_shop_title": row["store_name"],
        "seller_nick": row["store_name"],
        "pub_id": row["pub_id"],
        "site_id": row["site_id"],
        "site_name": "沙盒媒体",
        "adzone_id": row["adzone_id"],
        "adzone_name": f"推广位{row['adzone_id']}",
        **_amounts(row),
    }
    if row["paid_ms"]:
        dto["tk_paid_time"] = dto["tb_paid_time"] = local_time(row["paid_ms"])
    if row["settled_ms"]:
        dto["tk_earning_time"] = local_time(row["settled_ms"])
    if row["relation_id"]:
        dto["relation_id"] = int(row["relation_id"])
    return dto


def _amounts(row: sqlite3.Row) -> dict[str, object]:
    """The money of an order. Settled figures stand: later refunds come in their own feed."""
    settled = row["status"] == Status.SETTLED
    confirmed = row["status"] in (Status.RECEIVED, Status.SETTLED)
    kept = row["settled_fen"] if settled else row["amount_fen"] - row["returned_fen"]
    fee = row["fee_fen"] if settled else fee_fen(row)
    rate = f"{row['commission_bps'] / 100:.2f}"
    return {
        "refund_tag": int(settled and row["returned_fen"] > row["amount_fen"] - row["settled_fen"]),
        "alipay_total_price": _yuan(row["amount_fen"]),
        "pay_price": _yuan(kept if confirmed else 0),
        "total_commission_rate": rate,
        "total_commission_fee": _yuan(fee),
        "income_rate": rate,
        "tk_total_rate": rate,
        "pub_share_rate": "100.00",
        "pub_share_pre_fee": _yuan(fee),
        "pub_share_fee": _yuan(fee if settled else 0),
        "alimama_rate": f"{SERVICE_FEE_PERCENT:.2f}",
        "alimama_share_fee": _yuan(fee * SERVICE_FEE_PERCENT // 100),
        "subsidy_fee": "0.00",
    }


def _refund_row(row: sqlite3.Row) -> dict[str, object]:
    dto: dict[str, object] = {
        "refund_suit_id": row["suit_id"],
        "tb_trade_parent_id": row["trade_id"],
        "tb_trade_id": row["trade_id"],
        "tb_trade_create_time": local_time(row["order_ms"]),
        "earning_time": local_time(row["settled_ms"]),
        "tk_refund_time": local_time(row["created_ms"]),
        "tk_refund_suit_time": local_time(row["finished_ms"]),
        "modified_time": local_time(row["modified_ms"]),
        "item_title": row["title_zh"],
        "tk_order_role": "二方",
        "refund_status": row["refund_status"],
        "tb_trade_finish_price": _yuan(row["settled_fen"]),
        "refund_fee": _yuan(row["refund_fen"]),
        "pub_share_fee": _yuan(row["order_fee_fen"]),
        "show_return_fee": _yuan(row["fee_fen"]),
    }
    if row["relation_id"]:
        dto["relation_id"] = int(row["relation_id"])
    return dto


def _relation_row(row: sqlite3.Row) -> dict[str, object]:
    return {
        "tb_trade_id": int(row["trade_id"]),
        "tb_trade_parent_id": int(row["trade_id"]),
        "tk_pub_id": row["pub_id"],
        "tb_auction_title": row["title_zh"],
        "tb_trade_create_time": local_time(row["order_ms"]),
        "earning_time": local_time(row["settled_ms"]),
        "tk_refund_time": local_time(row["created_ms"]),
        "tk_refund_suit_time": local_time(row["finished_ms"]),
        "modified_time": local_time(row["modified_ms"]),
        "refund_status": row["refund_status"],
        "refund_type": 1,
        "tb_trade_finish_price": _yuan(row["settled_fen"]),
        "refund_fee": _yuan(row["refund_fen"]),
        "tk_pub_show_return_fee": _yuan(row["fee_fen"]),
    }


def _number(
    parameters: Parameters, name: str, default: int, allowed: Collection[int], sub_code: str
) -> int:
    """A whole number of `allowed`, or the error `sub_code`."""
    text = parameters.get(name) or str(default)
    try:
        value = int(text)
    except ValueError:
        value = None
    if value is None or (value not in allowed and value != default):
        raise TopError(15, sub_code, f"{name}非法")
    return value


def read_object(parameters: Parameters, name: str) -> dict[str, str]:
    """A parameter that travels as a JSON object, its values as texts."""
    try:
        found = json.loads(parameters.get(name) or "")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise TopError(41, "isv.invalid-parameter", f"{name} 不是 JSON 对象", of=name)
    return {key: str(value) for key, value in found.items() if value is not None}


def _yuan(fen: int) -> str:
    """Fen as decimal yuan; amounts here are never negative."""
    return f"{fen // 100}.{fen % 100:02d}"
