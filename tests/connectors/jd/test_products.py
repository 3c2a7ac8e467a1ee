"""What people paste for a JD product, and what only looks like one."""

import pytest

from hongmao.connectors.jd.products import material, parse_product
from hongmao.core.connector import MendRequest, ProductRef


@pytest.mark.parametrize(
    "text",
    [
        "https://item.jd.com/100012043978.html",
        "http://item.jd.com/100012043978.html?cu=true&utm_source=x#comment",
        "https://item.m.jd.com/product/100012043978.html?wxa_abtest=o",
        "https://item.m.jd.com/ware/100012043978.html",
        "看看这个 https://ITEM.jd.com/100012043978.html 不错",
        "https://u.jd.com/uNX2Wsh 和 https://item.jd.com/100012043978.html",
    ],
)
def test_an_items_page(text: str) -> None:
    assert parse_product(text) == ProductRef(item_id="100012043978")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "100012043978",
        "https://u.jd.com/uNX2Wsh",
        "https://item.jd.com/",
        "https://item.jd.com/abc.html",
        "https://item.jd.com/100012043978.html/x",
        "https://item.jd.com/x/100012043978.html",
        "https://mall.jd.com/index-1000.html",
        "https://item.jd.com.evil.example/100012043978.html",
        "https://evil.example/item.jd.com/100012043978.html",
        "https://evilitem.jd.com/100012043978.html",
        "https://item.jd.com@evil.example/100012043978.html",
        "https://someone@item.jd.com/100012043978.html",
        "https://item.jd.com:8443/100012043978.html",
        "https://item.jd.com:port/100012043978.html",
        "https://item.taobao.com/item.htm?id=100012043978",
        "javascript://item.jd.com/100012043978.html",
    ],
)
def test_what_is_no_items_page(text: str) -> None:
    assert parse_product(text) is None


def test_pages_that_links_are_made_from() -> None:
    assert material(ProductRef(item_id="1234")) == "https://item.jd.com/1234.html"
    assert material(ProductRef(store_id="1000")) == "https://mall.jd.com/index-1000.html"
    page = material(ProductRef(page_id="3FgYz"))
    assert page == "https://pro.jd.com/mall/active/3FgYz/index.html"
    for wrong in (ProductRef(), ProductRef(item_id="1", page_id="2"), ProductRef(page_id="../x")):
        with pytest.raises(MendRequest):
            material(wrong)
