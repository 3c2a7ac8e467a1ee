"""Rows of Pinduoduo's feed, what their custom parameters say, and rows that are not right."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.pdd.parse import ORDER_STATUS, parse_lease, parse_order, write_lease
from hongmao.connectors.rows import BadRow
from hongmao.core.ids import new_code
from hongmao.core.orders import OrderStatus

PUBLISHED: dict[str, Any] = {
    "auth_duo_id": 0,
    "batch_no": "",
    "custom_parameters": "",
    "goods_id": 558132,
    "goods_name": "护手霜",
    "goods_price": 990,
    "goods_quantity": 1,
    "order_amount": 990,
    "order_create_time": 1542332625,
    "order_group_success_time": 1542332629,
    "order_modify_at": 1543911073,
    "order_pay_time": 1542332629,
    "order_receive_time": 1542600778,
    "order_settle_time": None,
    "order_sn": "181116-236494521293864",
    "order_status": 3,
    "order_verify_time": 1543911073,
    "p_id": "1000939_25578619",
    "promotion_amount": 446,
    "promotion_rate": 450,
    "type": 0,
}
"""An answer of the real feed as somebody published it."""


def row(**changes: object) -> dict[str, Any]:
    return {**PUBLISHED, **changes}


def test_a_published_row() -> None:
    order = parse_order(PUBLISHED)
    assert (order.trade_id, order.item_id) == ("181116-236494521293864", "558132")
    assert (order.status, order.paid, order.fee) == (OrderStatus.RECEIVED, 990, 446)
    assert (order.created_ms, order.paid_ms) == (1542332625000, 1542332629000)
    assert (order.modified_ms, order.settled_ms, order.click_ms) == (1543911073000, 0, 0)
    assert order.lease == ""


@pytest.mark.parametrize(("code", "status"), ORDER_STATUS.items())
def test_every_status(code: str, status: OrderStatus) -> None:
    order = parse_order(row(order_status=int(code), order_settle_time=1543911074))
    assert order.status is status
    assert order.fee == (0 if status is OrderStatus.VOID else 446)
    assert order.settled_ms == (1543911074000 if status is OrderStatus.SETTLED else 0)


@given(st.text(), st.text("abcABC019", min_size=1, max_size=20))
def test_any_code_of_ours_survives(uid: str, code: str) -> None:
    assert parse_lease(write_lease(uid, code)) == code


def test_a_link_codes_parameters_are_short_enough() -> None:
    assert len(write_lease("hongmao", new_code()).encode()) <= 64


@pytest.mark.parametrize(
    ("given", "lease"),
    [
        ("", ""), ("code1", "code1"), ('{"uid":"x"}', ""), ('{"uid":"x","sid":7}', "7"),
        ('{"sid":["x"]}', ""), ("not a code", ""), ("a" * 61, ""), ("[1]", ""), ("null", "null"),
    ],
)  # fmt: skip
def test_what_others_put_there(given: str, lease: str) -> None:
    assert parse_order(row(custom_parameters=given)).lease == lease


@given(st.text(max_size=70))
def test_no_text_stops_the_feed(given: str) -> None:
    assert len(parse_lease(given)) <= 60
    assert len(parse_lease(json.dumps({"sid": given}))) <= 60


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_sn", None), ("order_status", None), ("order_status", 6), ("goods_id", None),
        ("order_amount", None), ("order_amount", "9.90"), ("promotion_amount", -1),
        ("order_create_time", None), ("order_modify_at", 0), ("order_pay_time", "2018-11-16"),
        ("goods_quantity", "one"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_right_names_itself_and_its_field(field: str, value: object) -> None:
    with pytest.raises(BadRow) as problem:
        parse_order(row(**{field: value}))
    assert problem.value.field == field
    assert problem.value.row == ("" if field == "order_sn" else "181116-236494521293864")
