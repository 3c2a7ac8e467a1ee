"""Products by what people paste."""

import pytest

from hongmao.connectors.taobao.products import TaoPassword, find_password, parse_product


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


SHORT = "https://m.tb.cn/h.UeCfZSl"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("￥4SKAZC8brVD￥", TaoPassword("4SKAZC8brVD")),
        ("¥4SKAZC8brVD¥", TaoPassword("4SKAZC8brVD")),
        ("复制这段 ₤4SKAZC8brVD₤ 打开淘宝", TaoPassword("4SKAZC8brVD")),
        (f"97￥ CZ3457 dSvD2AUtV8a￥ {SHORT} 手工杯", TaoPassword("dSvD2AUtV8a", SHORT)),
        (f"7￥ HU108 dSvD2AUtV8a￥ {SHORT} 手工杯", TaoPassword("dSvD2AUtV8a", SHORT)),
        (
            "【淘宝】https://m.tb.cn/h.U7lg4A3?tk=sJtxd2L22HP CZ3457 「粗陶花瓶」",
            TaoPassword("sJtxd2L22HP", "https://m.tb.cn/h.U7lg4A3?tk=sJtxd2L22HP"),
        ),
        ("https://m.tb.cn/h.U7lg4A3", None),
        ("https://evil.example/h.U7lg4A3?tk=sJtxd2L22HP", None),
        ("只要￥99￥", None),
        ("￥short￥", None),
        ("", None),
    ],
)
def test_a_password_is_known_by_its_form(text: str, found: TaoPassword | None) -> None:
    assert find_password(text) == found
    assert parse_product(text) is None
