"""What people paste for a Pinduoduo product, and what only looks like one."""

import pytest

from hongmao.connectors.pdd.products import parse_product
from hongmao.core.connector import ProductRef


@pytest.mark.parametrize(
    "text",
    [
        "https://mobile.yangkeduo.com/goods.html?goods_id=123456789012",
        "https://mobile.yangkeduo.com/goods1.html?_x=1&goods_id=123456789012#top",
        "http://mobile.pinduoduo.com/goods2.html?goods_id=123456789012",
        "看 https://mobile.yangkeduo.com/goods.html?goods_id=123456789012 很好",
        "https://p.pinduoduo.com/abc https://mobile.yangkeduo.com/goods.html?goods_id=123456789012",
    ],
)
def test_an_items_page(text: str) -> None:
    assert parse_product(text) == ProductRef(item_id="123456789012")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789012",
        "https://p.pinduoduo.com/Bx6h7Pjt",
        "https://mobile.yangkeduo.com/goods.html",
        "https://mobile.yangkeduo.com/goods.html?goods_id=x",
        "https://mobile.yangkeduo.com/goods.html?goods_id=",
        "https://mobile.yangkeduo.com/mall_page.html?goods_id=1",
        "https://mobile.yangkeduo.com/x/goods.html?goods_id=1",
        "https://mobile.yangkeduo.com.evil.example/goods.html?goods_id=1",
        "https://evilmobile.yangkeduo.com/goods.html?goods_id=1",
        "https://mobile.yangkeduo.com@evil.example/goods.html?goods_id=1",
        "https://someone@mobile.yangkeduo.com/goods.html?goods_id=1",
        "https://mobile.yangkeduo.com:8443/goods.html?goods_id=1",
        "https://item.jd.com/123456789012.html",
    ],
)
def test_what_is_no_items_page(text: str) -> None:
    assert parse_product(text) is None
