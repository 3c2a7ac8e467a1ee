"""The parser, on rows shaped as the platform documents and sends them."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.taobao.client import from_local, to_local
from hongmao.connectors.taobao.parse import BadRow, parse_order, parse_refund, rows_of
from hongmao.core.orders import OrderStatus, RefundStatus

FIXTURES = Path(__file__).parent / "fixtures"


def fixture_data(name: str) -> dict[str, Any]:
    payload = json.loads((FIXTURES / name).read_text("utf-8"), parse_float=str)
    (root,) = payload.values()
    data: dict[str, Any] = root["data"]
    return data


ORDERS = rows_of(fixture_data("orders.json"), "results")
REFUNDS = rows_of(fixture_data("refunds.json"), "result")


def test_paid_order() -> None:
    order = parse_order(ORDERS[0])
    assert order.trade_id == "2941598874450643071"
    assert order.parent_id == "2941598874450643070"
    assert order.status is OrderStatus.PAID
    assert order.item_id == "AvkqJdmtptXbDb8kQfG-XYZ123"
    assert order.store_name == "山禾手作"
    assert (order.paid, order.fee, order.currency) == (12900, 1200, "CNY")
    assert order.lease == "45598009_111112234455"
    assert order.relation_id == "2529001"
    assert order.click_id == ""
    assert order.click_ms == 1795360205000  # 2026-11-22 15:10:05 UTC
    assert to_local(order.paid_ms) == "2026-11-23 00:10:00"
    assert order.settled_ms == 0


def test_settled_order_has_the_confirmed_price_and_the_settled_fee() -> None:
    order = parse_order(ORDERS[1])
    assert order.status is OrderStatus.SETTLED
    assert (order.paid, order.fee, order.quantity) == (44910, 3593, 2)
    assert order.item_id == "590141576510"
    assert order.store_name == ""
    assert order.relation_id == ""
    assert to_local(order.settled_ms) == "2026-11-23 00:20:30"


def test_void_order_owes_nothing() -> None:
    order = parse_order(ORDERS[2])
    assert order.status is OrderStatus.VOID
    assert (order.paid, order.fee) == (1122, 0)


def test_refunds() -> None:
    won, opened = (parse_refund(row) for row in REFUNDS)
    assert (won.case_id, won.trade_id) == ("12345", "1707359271433894971")
    assert (won.status, won.refunded, won.fee_return) == (RefundStatus.WON, 350, 77)
    assert to_local(won.modified_ms) == "2022-10-20 03:26:23"
    assert (opened.status, opened.refunded, opened.fee_return) == (RefundStatus.OPENED, 4990, 0)
    assert to_local(opened.modified_ms) == "2024-06-21 14:35:53"


@pytest.mark.parametrize(
    ("number", "status"),
    [(4, "opened"), (11, "opened"), (2, "won"), (12, "won"), (13, "won"), (3, "failed"),
     (14, "failed"), (15, "failed")],
)  # fmt: skip
def test_refund_statuses(number: int, status: str) -> None:
    assert parse_refund({**REFUNDS[0], "refund_status": number}).status == status


def test_unpaid_and_received() -> None:
    unpaid = {**ORDERS[0], "tk_status": 11, "tk_paid_time": "--", "tb_paid_time": ""}
    assert parse_order(unpaid).status is OrderStatus.UNPAID
    assert parse_order(unpaid).paid_ms == 0
    received = parse_order({**ORDERS[0], "tk_status": "14", "pay_price": "64.50"})
    assert (received.status, received.paid) == (OrderStatus.RECEIVED, 6450)


def test_simplified_lists_read_the_same() -> None:
    data = fixture_data("orders.json")
    bare = {**data, "results": data["results"]["publisher_order_dto"]}
    assert rows_of(bare, "results") == ORDERS
    assert rows_of({}, "results") == []
    assert rows_of({"results": {}}, "results") == []
    with pytest.raises(BadRow):
        rows_of({"results": "none"}, "results")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tk_status", 99),
        ("alipay_total_price", "12.345"),
        ("alipay_total_price", "-12.00"),
        ("alipay_total_price", None),
        ("pub_share_pre_fee", "a lot"),
        ("modified_time", "yesterday"),
        ("modified_time", None),
        ("tk_create_time", "--"),
        ("item_id", None),
        ("item_num", "-1"),
        ("adzone_id", None),
        ("site_id", ["1"]),
    ],
)
def test_a_bad_row_names_itself_and_its_field(field: str, value: object) -> None:
    row = {**deepcopy(dict(ORDERS[0])), field: value}
    with pytest.raises(BadRow) as problem:
        parse_order(row)
    assert (problem.value.row, problem.value.field) == ("2941598874450643071", field)
    assert field in str(problem.value)


def test_a_row_without_an_id_says_so() -> None:
    with pytest.raises(BadRow) as problem:
        parse_order({**ORDERS[0], "trade_id": ""})
    assert (problem.value.row, problem.value.field) == ("", "trade_id")


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_local_times_go_both_ways(seconds: int) -> None:
    assert from_local(to_local(seconds * 1000)) == seconds * 1000


def test_local_time_is_eight_hours_ahead_of_utc() -> None:
    assert to_local(0) == "1970-01-01 08:00:00"
