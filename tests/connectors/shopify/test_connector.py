"""Links to the pages of shops, and products by their pages."""

import pytest

from hongmao.connectors.shopify.config import CLICK_PARAMETER, Shop
from hongmao.connectors.shopify.connector import ShopifyConnector
from hongmao.core.connector import Connector, MendRequest, ProductRef, Window

CONNECTOR = ShopifyConnector(
    {"ours": Shop(domain="www.shop.example", secret="s" * 16, commission_bps=500)}
)


def test_it_is_a_connector_with_nothing_to_pull() -> None:
    assert isinstance(CONNECTOR, Connector)
    window = Window(0, 1)
    assert CONNECTOR.pull_orders(window).revisions == ()
    assert CONNECTOR.pull_refunds(window).revisions == ()
    assert CONNECTOR.pull_collects(window).collects == ()
    assert CONNECTOR.clock_skew_ms() == 0


@pytest.mark.parametrize(
    ("text", "ref", "url"),
    [
        ("https://www.shop.example/products/mug?variant=1", ProductRef(item_id="ours:mug"),
         "https://www.shop.example/products/mug"),
        ("see https://shop.example/zh-cn/collections/all/products/%E6%9D%AF/ now",
         ProductRef(item_id="ours:杯"), "https://www.shop.example/products/%E6%9D%AF"),
        ("https://shop.example/", ProductRef(store_id="ours"), "https://www.shop.example/"),
    ],
)  # fmt: skip
def test_a_pasted_page_becomes_a_link(text: str, ref: ProductRef, url: str) -> None:
    assert CONNECTOR.parse_product(text) == ref
    made = CONNECTOR.make_link(ref, "abcdefghij")
    assert (made.url, made.lease, made.click_parameter) == (url, "abcdefghij", CLICK_PARAMETER)


@pytest.mark.parametrize(
    "text",
    ["", "https://other.example/products/mug", "https://shop.example/cart", "http://[broken",
     "https://shop.example.evil/products/mug", "https://shop.example/products/" + "x" * 99],
)  # fmt: skip
def test_other_texts_are_no_product(text: str) -> None:
    assert CONNECTOR.parse_product(text) is None


@pytest.mark.parametrize(
    "ref",
    [
        ProductRef(),
        ProductRef(item_id="theirs:mug"),
        ProductRef(item_id="ours"),
        ProductRef(store_id="ours:mug"),
        ProductRef(item_id="ours:mug", store_id="ours"),
    ],
)
def test_a_link_that_cannot_be_made_says_why(ref: ProductRef) -> None:
    with pytest.raises(MendRequest):
        CONNECTOR.make_link(ref, "abcdefghij")
