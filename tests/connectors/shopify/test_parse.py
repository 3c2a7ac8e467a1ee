"""Webhook bodies as revisions; and their signature."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.shopify.config import Shop, read_shops
from hongmao.connectors.shopify.hmac import sign, verify
from hongmao.connectors.shopify.parse import BadBody, Said, parse_webhook
from hongmao.core.ids import ClickMint
from hongmao.core.money import MINOR_DIGITS, share
from hongmao.core.orders import OrderStatus
from hongmao.sandbox.shopify import NewLine, NewOrder, order_body, refund_body

SHOP = Shop(domain="shop.example", secret="s" * 16, commission_bps=1250)
MINT = ClickMint(b"k" * 32)
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
WISH = NewOrder(lines=[NewLine(77, 12_90, quantity=2, discount=80, title="粗陶杯 😺")])


def body(wish: NewOrder = WISH, currency: str = "USD", /, **changes: object) -> dict[str, Any]:
    """A paid order's body."""
    made = order_body(wish, currency, NOW.isoformat())
    return {**made, "financial_status": "paid", **changes}


def parse(content: object, topic: str = "orders/paid", shop: Shop = SHOP) -> Said:
    """What a body says."""
    return parse_webhook(topic, json.dumps(content).encode(), "ours", shop, MINT.genuine)


def test_a_line_of_an_order() -> None:
    order = body()
    (line,) = parse(order).revisions
    assert (line.paid, line.fee, line.currency) == (2 * 1290 - 80, share(2500, 1250), "USD")
    assert line.trade_id == f"ours:{order['line_items'][0]['id']}"
    assert line.parent_id == f"ours:{order['id']}"
    assert (line.item_id, line.item_title, line.quantity) == ("ours:77", "粗陶杯 😺", 2)
    assert (line.status, line.click_id, line.click_ms) == (OrderStatus.PAID, "", 0)


@pytest.mark.parametrize("topic", ["orders/create", "orders/paid", "orders/updated"])
def test_topics_that_say_the_same_make_one_revision(topic: str) -> None:
    order = body()
    assert parse(order, topic).revisions[0].digest == parse(order).revisions[0].digest


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"financial_status": "pending"}, OrderStatus.UNPAID),
        ({"financial_status": "authorized"}, OrderStatus.UNPAID),
        ({"financial_status": "partially_paid"}, OrderStatus.UNPAID),
        ({"financial_status": None}, OrderStatus.UNPAID),
        ({"financial_status": "paid"}, OrderStatus.PAID),
        ({"financial_status": "refunded"}, OrderStatus.PAID),
        ({"financial_status": "voided"}, OrderStatus.VOID),
        ({"cancelled_at": NOW.isoformat()}, OrderStatus.VOID),
        ({"updated_at": (NOW + timedelta(days=30, seconds=-1)).isoformat()}, OrderStatus.PAID),
        ({"updated_at": (NOW + timedelta(days=30)).isoformat()}, OrderStatus.SETTLED),
    ],
)
def test_where_an_order_stands(changes: dict[str, object], status: OrderStatus) -> None:
    (line,) = parse(body(**changes)).revisions
    assert line.status is status
    assert (line.fee == 0) == (status is OrderStatus.VOID)
    assert bool(line.settled_ms) == (status is OrderStatus.SETTLED)


def test_the_click_comes_with_the_landing_page_or_the_cart() -> None:
    click = MINT.mint(1_777_000_000_000)
    landed = body(landing_site=f"/products/x?utm_source=a&hm_click={click}")
    noted = body(
        note_attributes=[{"name": "gift", "value": 1}, {"name": "hm_click", "value": click}]
    )
    for order in (landed, noted):
        (line,) = parse(order).revisions
        assert (line.click_id, line.click_ms) == (click, 1_777_000_000_000)


@pytest.mark.parametrize("site", ["/?hm_click=" + "0" * 36, "//[broken", "/?" + "a=1&" * 200, None])
def test_a_click_that_is_not_ours_is_kept_out_of_the_order(site: str | None) -> None:
    said = parse(body(landing_site=site))
    assert said.revisions[0].click_id == ""
    assert said.click == ("0" * 36 if site and "000" in site else "")


def test_a_refund_of_lines_is_a_won_case_each_whoever_tells_it() -> None:
    order = body(NewOrder(lines=[NewLine(1, 1000), NewLine(2, 3000)]))
    first, second = (str(line["id"]) for line in order["line_items"])
    refund = refund_body(order, {first: 1000, second: 500}, "USD", NOW.isoformat())
    alone = parse(refund, "refunds/create").refunds
    assert [(case.refunded, case.fee_return) for case in alone] == [(1000, 125), (500, 62)]
    assert parse({**order, "refunds": [refund]}).refunds == alone
    assert parse({**refund, "refund_line_items": []}, "refunds/create").refunds == ()


def test_a_shop_cannot_speak_of_anothers_orders() -> None:
    said = parse(body())
    assert all(one.trade_id.startswith("ours:") for one in said.revisions)


def test_what_is_of_no_concern_is_ignored() -> None:
    assert parse(body(test=True)) == Said(ignored="test order")
    assert parse({"anything": 1}, "carts/update") == Said(ignored="topic")


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        json.loads(json.dumps(body()).replace('"USD"', '"XXX"')),
        body(created_at="2026-05-01T12:00:00"),
        body(NewOrder(lines=[NewLine(1, 10, discount=11)])),
        body(NewOrder(lines=[NewLine(-1, 10)])),
        body(NewOrder(lines=[NewLine(1, 10, quantity=-1)])),
        body(NewOrder(lines=[NewLine(1 << 63, 10)])),
        body(NewOrder(lines=[NewLine(1, 10**15, quantity=1_000_000)])),
    ],
)
def test_a_body_that_is_wrong_says_so(content: object) -> None:
    with pytest.raises(BadBody):
        parse(content)
    with pytest.raises(BadBody):
        parse_webhook("orders/paid", b'{"id": \xff', "ours", SHOP, MINT.genuine)


@given(
    st.sampled_from(sorted(MINOR_DIGITS)),
    st.integers(0, 10**9),
    st.integers(0, 1000),
    st.integers(0, 10_000),
)
def test_amounts_are_exact(currency: str, price: int, quantity: int, bps: int) -> None:
    """What a line sells for is a product of integers, whatever the currency's digits."""
    shop = msgspec.structs.replace(SHOP, commission_bps=bps)
    order = body(NewOrder(lines=[NewLine(1, price, quantity=quantity)]), currency)
    text = order["line_items"][0]["price_set"]["shop_money"]["amount"]
    assert Decimal(text).scaleb(MINOR_DIGITS[currency]) == price
    (line,) = parse(order, shop=shop).revisions
    assert (line.paid, line.fee) == (price * quantity, share(price * quantity, bps))


@given(st.binary(), st.binary())
def test_a_signature_is_of_the_bytes_and_the_secret(one: bytes, other: bytes) -> None:
    assert verify("secret", one, sign("secret", one))
    assert verify("secret", other, sign("secret", one)) == (one == other)
    assert not verify("another", one, sign("secret", one))
    assert not verify("secret", one, "ünsigned")


def test_a_published_signature() -> None:
    """RFC 4231, case 2, in base64."""
    expected = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
    assert sign("Jefe", b"what do ya want for nothing?") == expected


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"Shop": {"domain": "a.example", "secret": "0123456789abcdef", "commission_bps": 1}}',
        '{"a": {"domain": "nowhere", "secret": "0123456789abcdef", "commission_bps": 1}}',
        '{"a": {"domain": "a.example", "secret": "hush-hush", "commission_bps": 1}}',
        '{"a": {"domain": "a.example", "secret": "0123456789abcdef", "commission_bps": 10001}}',
        '{"a": {"domain": "a.example", "secret": "0123456789abcdef"}}',
    ],
)
def test_a_setting_that_is_wrong_says_so_and_tells_no_secret(text: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]") as caught:
        read_shops(text)
    assert "hush" not in str(caught.value)
    assert "0123456789" not in str(caught.value)
