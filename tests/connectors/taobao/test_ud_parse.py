"""Rows of the ad-driven feeds and its postback, shaped as the platform documents them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.taobao.client import from_local
from hongmao.connectors.taobao.parse import BadRow
from hongmao.connectors.taobao.ud_parse import parse_collect, parse_order, parse_postback
from hongmao.core.connector import CollectKind
from hongmao.core.orders import OrderStatus, current

ORDER: dict[str, Any] = {
    "order_id": "7700000000000000001",
    "sub_order_id": "7700000000000000002",
    "order_status": 2,
    "seller_id": 2200780001,
    "shop_name": "山禾手作",
    "click_time": "2026-11-23 21:10:05",
    "order_create_time": "2026-11-23 21:20:00",
    "order_pay_time": "2026-11-23 21:20:09",
    "item_id": 610999100100,
    "pay_item_id": 610999100200,
    "pay_item_name": "粗陶茶杯",
    "buy_amount": 2,
    "due_pay_fee": 20000,
    "pay_fee": 20800,
    "actual_pay_fee": 20000,
    "commission_rate": "10.00",
    "commission_fee": 2000,
    "is_ad_order": 1,
    "is_attr_by_others": 0,
    "channel_id": 140,
    "syn_click_id": "0192f1c2a1b27c3d8e4f5a6b7c8d9e0f1234",
    "syn_request_id": "r1",
    "asyn_click_id": "",
    "monitor_unique_id": "123456789012345678",
}
POSTBACK: dict[str, Any] = {
    "order_id": "7700000000000000002",
    "event_type": "12",
    "event_time": "1795440009",
    "purchase_amount": "20000",
    "item_count": "2",
    "item_id": "610999100200",
    "ck_click_id": "0192f1c2a1b27c3d8e4f5a6b7c8d9e0f1234",
    "channel_id": "140",
    "callback_type": "1",
}


def test_an_order_is_of_the_item_that_was_bought_and_names_its_click() -> None:
    order = parse_order(ORDER)
    assert (order.trade_id, order.parent_id) == ("7700000000000000002", "7700000000000000001")
    assert (order.status, order.paid, order.fee, order.quantity) == (
        OrderStatus.PAID, 20_000, 2_000, 2,
    )  # fmt: skip
    assert order.item_id == "610999100200"
    assert order.click_id == ORDER["syn_click_id"]
    assert order.lease == "123456789012345678"
    assert order.click_ms == from_local("2026-11-23 21:10:05")
    assert order.modified_ms == order.paid_ms == from_local("2026-11-23 21:20:09")


@pytest.mark.parametrize(
    ("changes", "status", "paid", "fee"),
    [
        ({"order_status": 1, "order_pay_time": "", "actual_pay_fee": 0, "pay_fee": 0,
          "commission_fee": 0}, "unpaid", 20_000, 0),
        ({"order_status": 4}, "unpaid", 20_000, 2_000),
        ({"order_status": 5}, "received", 20_000, 2_000),
        ({"order_status": 3, "order_refund_fee": 20_000}, "void", 0, 0),
        ({"order_status": 3, "order_refund_fee": 5_000}, "paid", 15_000, 1_500),
        ({"order_status": 5, "order_refund_fee": 5_000}, "received", 15_000, 1_500),
        ({"order_status": 3, "order_refund_fee": 99_000}, "void", 0, 0),
        ({"is_attr_by_others": 1}, "void", 20_000, 0),
        ({"is_attr_by_others": "1", "order_status": 5}, "void", 20_000, 0),
        ({"actual_pay_fee": None}, "paid", 20_800, 2_000),
    ],
)  # fmt: skip
def test_what_an_order_comes_to(changes: dict[str, Any], status: str, paid: int, fee: int) -> None:
    order = parse_order({**ORDER, **changes})
    assert (order.status, order.paid, order.fee) == (status, paid, fee)


def test_a_refund_is_later_than_the_payment_and_receipt_wins_by_its_status() -> None:
    paid, received = parse_order(ORDER), parse_order({**ORDER, "order_status": 5})
    refund = {"order_status": 3, "order_refund_fee": 20_000}
    void = parse_order({**ORDER, **refund, "order_refund_time": "2026-11-24 09:00:00.250"})
    assert paid.modified_ms == received.modified_ms < void.modified_ms
    assert current([received, paid]) is received
    assert current([void, received, paid]) is void


@pytest.mark.parametrize(
    ("syn", "asyn", "found"),
    [
        ("a1", "b2", "a1"), ("", "b2", "b2"), ("__CLICK_ID__", "b2", "b2"),
        ("__CLICKID__", "{click_id}", ""), (None, None, ""),
    ],
)  # fmt: skip
def test_the_click_id(syn: str, asyn: str, found: str) -> None:
    assert parse_order({**ORDER, "syn_click_id": syn, "asyn_click_id": asyn}).click_id == found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_status", 9), ("order_status", None), ("pay_item_id", None),
        ("order_create_time", ""), ("order_create_time", "yesterday"), ("order_pay_time", "soon"),
        ("actual_pay_fee", "12.50"), ("commission_fee", -1), ("buy_amount", "two"),
    ],
)  # fmt: skip
def test_a_bad_row_names_itself_and_its_field(field: str, value: object) -> None:
    with pytest.raises(BadRow) as problem:
        parse_order({**ORDER, field: value})
    assert (problem.value.row, problem.value.field) == ("7700000000000000002", field)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_refund_never_owes_us_more(paid: int, back: int, fee: int) -> None:
    row = {**ORDER, "order_status": 3, "actual_pay_fee": paid, "pay_fee": paid}
    order = parse_order({**row, "due_pay_fee": paid, "order_refund_fee": back,
                         "commission_fee": fee})  # fmt: skip
    assert 0 <= order.fee <= fee
    assert 0 <= order.paid <= paid
    assert (order.status is OrderStatus.VOID) == (back >= paid)


def test_a_favourite_and_a_cart() -> None:
    row = {**ORDER, "conv_type": 1, "conv_time": "2026-11-23 21:12:00", "conv_item_id": 7}
    kept = parse_collect(row)
    assert (kept.kind, kept.item_id, kept.click_id) == (
        CollectKind.COLLECT, "7", ORDER["syn_click_id"],
    )  # fmt: skip
    assert kept.at_ms == from_local("2026-11-23 21:12:00")
    assert parse_collect(row).event_id == kept.event_id
    assert parse_collect({**row, "conv_type": 2}).event_id != kept.event_id
    with pytest.raises(BadRow, match="conv_type"):
        parse_collect({**row, "conv_type": 3})
    with pytest.raises(BadRow, match="conv_time"):
        parse_collect({**row, "conv_time": ""})


def test_a_postback_tells_of_a_payment_and_of_a_return() -> None:
    paid = parse_postback(POSTBACK)
    assert (paid.trade_id, paid.status, paid.paid, paid.quantity) == (
        "7700000000000000002", OrderStatus.PAID, 20_000, 2,
    )  # fmt: skip
    assert paid.click_id == ORDER["syn_click_id"]
    assert paid.created_ms == 1_795_440_009_000
    back = parse_postback({**POSTBACK, "event_type": "28"})
    assert (back.status, back.fee) == (OrderStatus.VOID, 0)
    assert current([paid, back]) is back
    by_monitor = {**POSTBACK, "ck_click_id": "", "cm_click_id": "c9"}
    assert parse_postback(by_monitor).click_id == "c9"


def test_the_feed_has_the_last_word_over_a_postback() -> None:
    told = parse_order(ORDER)
    for event in ("12", "28"):
        later = parse_postback({**POSTBACK, "event_type": event, "event_time": "1899999999"})
        assert current([later, told]) is told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event_type", "25"), ("event_type", None), ("event_time", "2026-11-23"),
        ("event_time", None), ("purchase_amount", ""), ("purchase_amount", "1.5"),
        ("ck_click_id", "__CLICK_ID__"), ("item_id", None), ("order_id", ""),
    ],
)  # fmt: skip
def test_a_bad_postback_names_its_field(field: str, value: object) -> None:
    with pytest.raises(BadRow) as problem:
        parse_postback({**POSTBACK, field: value})
    assert problem.value.field == field
