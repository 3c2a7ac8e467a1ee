"""Rows of JD's feed: every status, money without floats, pay days, and rows that are not right."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.calling import GMT8
from hongmao.connectors.jd.parse import ORDER_STATUS, parse_order
from hongmao.connectors.rows import BadRow
from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderStatus

NOW = to_ms(datetime(2020, 1, 19, 23, 59, tzinfo=GMT8))
PAY_DAY = to_ms(datetime(2020, 1, 20, tzinfo=GMT8))
DOCUMENTED: dict[str, Any] = {
    "id": "415900297816660001",
    "orderId": 108618000005,
    "parentId": 0,
    "orderTime": "2020-01-02 15:50:16",
    "finishTime": "2020-01-03 15:59:16",
    "modifyTime": "2020-01-02 16:01:03",
    "skuId": 44303679033,
    "skuName": "盲盒",
    "skuNum": 1,
    "skuReturnNum": 0,
    "skuFrozenNum": 0,
    "price": "69.0",
    "estimateCosPrice": "54.0",
    "estimateFee": "2.43",
    "actualCosPrice": "0.0",
    "actualFee": "0.0",
    "validCode": 16,
    "subUnionId": "331967",
    "payMonth": "0",
    "goodsInfo": {"shopName": "XXXX旗舰店"},
}
"""The example of the documentation, with numbers that have a point as the client reads them."""


def row(**changes: object) -> dict[str, Any]:
    return {**DOCUMENTED, **changes}


def test_the_documented_example() -> None:
    order = parse_order(DOCUMENTED, NOW)
    assert (order.trade_id, order.parent_id) == ("415900297816660001", "108618000005")
    assert (order.status, order.paid, order.fee) == (OrderStatus.PAID, 5400, 243)
    assert (order.item_id, order.item_title) == ("44303679033", "盲盒")
    assert (order.store_name, order.quantity, order.lease) == ("XXXX旗舰店", 1, "331967")
    assert order.created_ms == to_ms(datetime(2020, 1, 2, 15, 50, 16, tzinfo=GMT8))
    assert order.modified_ms - order.created_ms == 647_000
    assert (order.click_ms, order.click_id, order.settled_ms) == (0, "", 0)


VOID = [*range(2, 15), 18, 19, 20, 21, 22, 23, 25, 26, 27, 28, -1]


@pytest.mark.parametrize("code", VOID)
def test_every_other_code_is_void_and_owes_nothing(code: int) -> None:
    order = parse_order(row(validCode=code), NOW)
    assert (order.status, order.fee, order.paid) == (OrderStatus.VOID, 0, 5400)


@pytest.mark.parametrize(("code", "status"), ORDER_STATUS.items())
def test_the_codes_that_count(code: str, status: OrderStatus) -> None:
    assert parse_order(row(validCode=int(code)), NOW).status is status


FINISHED = {"validCode": 17, "actualCosPrice": "50.0", "actualFee": "2.25"}


def test_a_finished_line_has_its_estimate_until_it_has_a_pay_day() -> None:
    order = parse_order(row(**FINISHED), NOW)
    assert (order.status, order.paid, order.fee) == (OrderStatus.RECEIVED, 5400, 243)


@pytest.mark.parametrize("day", ["20200120", 20200120])
def test_it_is_settled_from_its_pay_day_on(day: object) -> None:
    before = parse_order(row(**FINISHED, payMonth=day), PAY_DAY - 1)
    assert (before.status, before.paid, before.fee) == (OrderStatus.RECEIVED, 5000, 225)
    after = parse_order(row(**FINISHED, payMonth=day), PAY_DAY)
    assert (after.status, after.paid, after.fee) == (OrderStatus.SETTLED, 5000, 225)
    assert (before.settled_ms, after.settled_ms) == (0, PAY_DAY)
    assert before.modified_ms == after.modified_ms


@given(st.integers(0, 10**13))
def test_yuan_become_fen_exactly(fen: int) -> None:
    order = parse_order(row(estimateCosPrice=f"{fen // 100}.{fen % 100:02d}"), NOW)
    assert order.paid == fen


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""), ("id", None), ("validCode", None), ("orderId", None), ("skuId", None),
        ("estimateFee", None), ("estimateFee", "2.431"), ("estimateFee", "-1.0"),
        ("estimateCosPrice", "1e3"), ("orderTime", ""), ("orderTime", "2020/01/02"),
        ("modifyTime", "yesterday"), ("payMonth", "202001"), ("skuNum", "-1"), ("skuNum", "1.5"),
        ("goodsInfo", []),
    ],
)  # fmt: skip
def test_a_row_that_is_not_right_names_itself_and_its_field(field: str, value: object) -> None:
    with pytest.raises(BadRow) as problem:
        parse_order(row(**{field: value}), NOW)
    assert problem.value.field == field
    assert problem.value.row == ("" if field == "id" else "415900297816660001")


@pytest.mark.parametrize(("given", "lease"), [("a" * 60, "a" * 60), ("a" * 61, ""), ("渠道", "")])
def test_what_others_put_into_the_sub_id(given: str, lease: str) -> None:
    assert parse_order(row(subUnionId=given), NOW).lease == lease


@pytest.mark.parametrize("field", ["modifyTime", "subUnionId", "goodsInfo", "payMonth", "skuNum"])
def test_what_may_be_absent(field: str) -> None:
    plain = {name: value for name, value in DOCUMENTED.items() if name != field}
    order = parse_order(plain, NOW)
    if field == "modifyTime":
        assert order.modified_ms == order.created_ms
    if field == "subUnionId":
        assert order.lease == ""
