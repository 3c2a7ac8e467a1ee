"""The rule that a destination lies on an admitted host."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.links import host_admitted

HOSTS = ("item.taobao.com", ".tmall.com", "127.0.0.1:8002")


@pytest.mark.parametrize(
    "url",
    [
        "https://item.taobao.com/item.htm?id=1",
        "http://item.taobao.com",
        "https://ITEM.taobao.com:443/",
        "http://item.taobao.com:80/",
        "https://tmall.com/",
        "https://detail.m.tmall.com/?next=https://evil.example",
        "http://127.0.0.1:8002/item",
        "https://item.taobao.com/a@b",
    ],
)
def test_admitted(url: str) -> None:
    assert host_admitted(url, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "item.taobao.com",
        "//item.taobao.com",
        "https:item.taobao.com",
        "https:///item.taobao.com",
        "ftp://item.taobao.com/",
        "javascript://item.taobao.com/%0aalert(1)",
        "taobao://item.taobao.com/",
        "https://user@item.taobao.com/",
        "https://item.taobao.com@evil.example/",
        "https://item.taobao.com:443@evil.example/",
        "https://item.taobao.com.evil.example/",
        "https://eviltmall.com/",
        "https://evil-item.taobao.com/",
        "https://item.taobao.com:8443/",
        "http://item.taobao.com:443/",
        "https://item.taobao.com:x/",
        "https://item.taobao.com:99999/",
        "http://127.0.0.1/",
        "http://127.0.0.1:80/",
        "https://evil.example\\.tmall.com/",
        "https://evil.example/.tmall.com",
        "https://evil.example?.tmall.com",
        "https://evil.example#.tmall.com",
        " https://item.taobao.com/",
        "https://item.taobao.com/\r\nSet-Cookie: a=b",
        "https://item.taobao.com/\x7f",
        "https://ｉtem.taobao.com/",
        "https://item.taobao.com/商品",
        "https://[item.taobao.com]/",
    ],
)
def test_not_admitted(url: str) -> None:
    assert not host_admitted(url, HOSTS)


@given(st.text(max_size=60))
def test_no_text_is_admitted_by_an_empty_list(url: str) -> None:
    assert not host_admitted(url, ())


@given(st.text(st.characters(max_codepoint=127), max_size=30))
def test_only_the_host_decides(path: str) -> None:
    assert not host_admitted(f"https://evil.example/{path}", HOSTS)
    assert not host_admitted(f"https://evil.example{path}", ("evil.exampl",))
