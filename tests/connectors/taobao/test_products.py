"""Products by what people paste."""

import pytest

from hongmao.connectors.taobao.products import parse_product


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("https://item.taobao.com/item.htm?id=7001&spm=a1", "7001"),
        ("看看这个 https://detail.tmall.com/item.htm?spm=x&id=7002 不错", "7002"),
        ("https://detail.tmall.hk/hk/item.htm?id=7003", "7003"),
        ("https://h5.m.taobao.com/awp/core/detail.htm?id=7004", ""),
        ("https://evil.example/item.htm?id=7005", ""),
        ("https://eviltaobao.com/item.htm?id=7006", ""),
        ("https://item.taobao.com/item.htm", ""),
        ("https://[/item.htm?id=7007", ""),
        ("nothing", ""),
    ],
)
def test_an_item_is_known_by_its_page(text: str, item: str) -> None:
    found = parse_product(text)
    assert (found.item_id if found else "") == item
