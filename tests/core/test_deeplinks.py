"""The addresses of a link by form, and that none of them leads off the admitted hosts."""

import json
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.deeplinks import (
    CLICK_MARK,
    addresses,
    app_url_admitted,
    intent_admitted,
    intent_url,
    location_admitted,
    taobao_url,
    tmall_url,
    universal_admitted,
    with_parameter,
)
from hongmao.core.links import LinkRecord
from hongmao.core.openings import Form

HOSTS = ("s.click.taobao.com", "item.taobao.com", ".tmall.com", "b.mashort.cn", "u.jd.com")
PAGE = "https://s.click.taobao.com/t?e=m%3D2%26s%3D1&union_lens=a"
EVIL = "https://evil.example/"


def record(destination: str = PAGE, **changes: Any) -> LinkRecord:
    """A link of Taobao to `destination`, but for `changes`."""
    fields: dict[str, Any] = {
        "code": "c", "placement": 1, "note": 2, "creator": 3, "brand": 4, "campaign": 5,
        "marketplace": "taobao", "destination": destination, "note_url": "https://a.example/n/2",
        "starts_ms": 0, "ends_ms": 9,
    }  # fmt: skip
    return LinkRecord(**(fields | changes))


def test_a_taobao_page_has_all_forms() -> None:
    found = addresses(record(), HOSTS)
    h5 = quote(PAGE, safe="")
    tbopen = "m.taobao.com/tbopen/index.html?action=ali.open.nav&module=h5&h5Url=" + h5
    assert found == {
        Form.PAGE: PAGE,
        Form.UNIVERSAL: "https://b.mashort.cn/ulk/taobao?smburl="
        + quote(f"tbopen://{tbopen}", safe=""),
        Form.SCHEME: f"tbopen://{tbopen}",
        Form.INTENT: f"intent://{tbopen}#Intent;scheme=tbopen;package=com.taobao.taobao;"
        f"S.browser_fallback_url={h5};end",
    }


def test_a_tmall_page_opens_tmall() -> None:
    page = "https://detail.tmall.com/item.htm?id=1"
    found = addresses(record(page), HOSTS)
    assert found[Form.SCHEME] == f"tmall://page.tm/appLink?h5Url={quote(page, safe='')}"
    assert "scheme=tmall;package=com.tmall.wireless;" in found[Form.INTENT]


def test_what_the_marketplace_made_goes_before_what_we_make() -> None:
    given = taobao_url(PAGE) + "&bc_fl_src=hongmao"
    universal = "https://b.mashort.cn/x?u=1"
    found = addresses(record(app_url=given, universal_url=universal), HOSTS)
    assert (found[Form.SCHEME], found[Form.UNIVERSAL]) == (given, universal)
    assert found[Form.INTENT].startswith("intent" + given.removeprefix("tbopen"))


def test_the_ad_driven_side_opens_the_same_apps() -> None:
    for page in (PAGE, "https://detail.tmall.com/item.htm?id=1"):
        ud = record(page, marketplace="taobao_ud")
        assert addresses(ud, HOSTS) == addresses(record(page), HOSTS)


def test_other_hosts_and_marketplaces_have_the_page_alone() -> None:
    assert set(addresses(record("http://127.0.0.1:8002/item"), HOSTS)) == {Form.PAGE}
    assert set(addresses(record(marketplace="jd"), HOSTS)) == {Form.PAGE}
    without = addresses(record(), ("s.click.taobao.com",))
    assert Form.UNIVERSAL not in without
    assert Form.SCHEME in without
    jd = "openapp.jdmobile://virtual?params=" + quote(json.dumps({"url": "https://u.jd.com/a"}))
    found = addresses(record("https://u.jd.com/a", marketplace="jd", app_url=jd), HOSTS)
    assert set(found) == {Form.PAGE, Form.SCHEME, Form.INTENT}
    assert "package=com.jingdong.app.mall;" in found[Form.INTENT]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/i", "https://a.example/i?clid=7"),
        ("https://a.example/i?", "https://a.example/i?clid=7"),
        ("https://a.example/i?a=1", "https://a.example/i?a=1&clid=7"),
        ("https://a.example/i?a=1&", "https://a.example/i?a=1&clid=7"),
        ("https://a.example/i#top", "https://a.example/i?clid=7#top"),
        ("https://a.example/i?a=1#x?y", "https://a.example/i?a=1&clid=7#x?y"),
        ("https://a.example", "https://a.example?clid=7"),
    ],
)
def test_a_parameter_joins_the_query(url: str, expected: str) -> None:
    assert with_parameter(url, "clid", "7") == expected


def shown_pages(form: Form, address: str) -> list[str]:
    """The web pages that an address shows, read out of it as an app would."""
    if form is Form.UNIVERSAL:
        address = parse_qs(urlsplit(address).query)["smburl"][0]
    if form is Form.INTENT:
        _, _, more = address.partition("#Intent;")
        fields = dict(part.partition("=")[::2] for part in more.split(";"))
        inner = address.replace("intent://", "tbopen://").partition("#")[0]
        return [unquote(fields["S.browser_fallback_url"]), *shown_pages(Form.SCHEME, inner)]
    if form is Form.PAGE:
        return [address]
    return parse_qs(urlsplit(address).query)["h5Url"]


QUERIES = st.text("abcXYZ019-_.~&=%/?:+!*'();@,$", max_size=30)
PATHS = st.text("abc019-_./", max_size=12)


@given(
    host=st.sampled_from(["s.click.taobao.com", "detail.tmall.com"]), path=PATHS, query=QUERIES,
    given_app=st.sampled_from(["", "tbopen"]), click=st.booleans(),
)  # fmt: skip
def test_every_address_is_admitted_and_shows_the_page_with_the_clicks_id(
    host: str, path: str, query: str, given_app: str, click: bool
) -> None:
    page = f"https://{host}/{path}?{query}"
    one = record(
        page, app_url=taobao_url(page) + "&more=1" if given_app else "",
        click_parameter="clid" if click else "",
    )  # fmt: skip
    wanted = with_parameter(page, "clid", "0123456789abcdef") if click else page
    found = addresses(one, HOSTS)
    assert set(found) == {Form.PAGE, Form.UNIVERSAL, Form.SCHEME, Form.INTENT}
    for form, address in found.items():
        whole = address.replace(CLICK_MARK, "0123456789abcdef")
        assert location_admitted(whole, HOSTS)
        assert set(shown_pages(form, whole)) == {wanted}


def test_a_given_address_without_the_page_cannot_carry_the_click_and_is_left_out() -> None:
    jd = record(
        "https://u.jd.com/a", marketplace="jd", click_parameter="clid",
        app_url="openapp.jdmobile://virtual?sku=1", universal_url="https://u.jd.com/a2",
    )  # fmt: skip
    assert addresses(jd, HOSTS) == {Form.PAGE: f"https://u.jd.com/a?clid={CLICK_MARK}"}
    other = "https://b.mashort.cn/x?smburl=" + quote(taobao_url(PAGE + "0"), safe="")
    found = addresses(record(universal_url=other, click_parameter="clid"), HOSTS)
    assert found[Form.UNIVERSAL] != other  # another page that only begins alike
    assert CLICK_MARK in found[Form.UNIVERSAL]


@pytest.mark.parametrize(
    "url",
    [
        taobao_url(PAGE),
        tmall_url("https://detail.tmall.com/item.htm?id=1"),
        "taobao://item.taobao.com/item.htm?id=1",
        "openapp.jdmobile://virtual?params=" + quote('{"des":"m","url":"https://u.jd.com/a"}'),
        "openapp.jdmobile://virtual?params=" + quote('{"des":"productDetail","skuId":"1"}'),
        "pinduoduo://com.xunmeng.pinduoduo/duo_coupon_landing.html?goods_id=1&pid=2_3",
        taobao_url(PAGE) + "&back=" + quote(tmall_url("https://detail.tmall.com/1"), safe=""),
    ],
)
def test_app_addresses_that_may_be_led_to(url: str) -> None:
    assert app_url_admitted(url, HOSTS)
    assert location_admitted(url, HOSTS)
    assert intent_admitted(intent_url(url, PAGE), HOSTS)
    assert universal_admitted("https://b.mashort.cn/u?x=" + quote(url, safe=""), HOSTS)


ASTRAY = [
    taobao_url(EVIL),
    taobao_url("javascript:alert(1)"),
    taobao_url("//evil.example"),
    taobao_url("https:/evil.example"),
    taobao_url("https:evil.example"),
    taobao_url(r"https:\\evil.example"),
    taobao_url("https://s.click.taobao.com@evil.example"),
    taobao_url(quote(EVIL, safe="")),
    taobao_url(quote(quote(EVIL, safe=""), safe="")),
    taobao_url(PAGE) + "&h5Url=" + quote(EVIL, safe=""),
    taobao_url(PAGE) + "&other=//evil.example",
    taobao_url(PAGE) + "&x=" + quote(taobao_url(EVIL), safe=""),
    taobao_url(PAGE) + "#&h5Url=https://evil.example",
    "tbopen://m.taobao.com/tbopen/index.html?action=ali.open.nav",
    "tbopen://evil.example/?h5Url=" + quote(PAGE, safe=""),
    "tbopen://m.taobao.com@evil.example/?h5Url=" + quote(PAGE, safe=""),
    "taobao://evil.example/item.htm",
    "taobao:///item.taobao.com",
    "openapp.jdmobile://virtual?params=" + quote('{"url":"https://evil.example"}'),
    "openapp.jdmobile://virtual?params=" + quote('{"a":[{"url":"https:\\/\\/evil.example"}]}'),
    "openapp.jdmobile://virtual?params=" + quote('{"url":"https://evil.example"'),
    "openapp.jdmobile://virtual?params=" + quote("{" * 5000),
    "pinduoduo://com.xunmeng.pinduoduo/web?url=" + quote(EVIL, safe=""),
    "alipays://platformapi/startapp?url=" + quote(PAGE, safe=""),
    "intent://m.taobao.com/",
    "javascript://m.taobao.com/%0aalert(1)?h5Url=" + quote(PAGE, safe=""),
    "data:text/html,x",
    "TBOPEN://m.taobao.com/?h5Url=" + quote(PAGE, safe=""),
    taobao_url(PAGE) + "&a=\r\nSet-Cookie:x",
    taobao_url(PAGE) + "&a=" + "&".join("b=1" for _ in range(99)),
    "",
]


@pytest.mark.parametrize("url", ASTRAY)
def test_app_addresses_that_may_not_be_led_to(url: str) -> None:
    assert not app_url_admitted(url, HOSTS)
    assert not location_admitted(url, HOSTS)
    scheme, _, rest = url.partition("://")
    intent = (
        f"intent://{rest}#Intent;scheme={scheme.lower()};package=com.taobao.taobao;"
        f"S.browser_fallback_url={quote(PAGE, safe='')};end"
    )
    assert not intent_admitted(intent, HOSTS) or scheme == "TBOPEN"
    if url and scheme != "TBOPEN" and "evil" in url:
        assert not universal_admitted("https://b.mashort.cn/u?x=" + quote(url, safe=""), HOSTS)


GOOD = intent_url(taobao_url(PAGE), PAGE)


@pytest.mark.parametrize(
    "url",
    [
        intent_url(taobao_url(PAGE), EVIL),
        GOOD.replace("com.taobao.taobao", "com.evil.app"),
        GOOD.replace("scheme=tbopen", "scheme=https"),
        GOOD.replace(";end", ";S.browser_fallback_url=https%3A%2F%2Fevil.example;end"),
        GOOD.replace("#Intent;", "#Intent;component=com.evil/.Main;"),
        GOOD.replace("#Intent;", "#Intent;SEL;"),
        GOOD.replace("#Intent;", "#x#Intent;"),
        GOOD.removesuffix(";end"),
        GOOD + "#",
        GOOD.replace("intent://m.taobao.com", "intent://evil.example"),
    ],
)
def test_intents_that_may_not_be_led_to(url: str) -> None:
    assert intent_admitted(GOOD, HOSTS)
    assert not intent_admitted(url, HOSTS)
    assert not location_admitted(url, HOSTS)


EVILS = [
    EVIL, "//evil.example", "https:evil.example", r"\\evil.example", "javascript:evil.example",
    '{"url":"https://evil.example"}', '["//evil.example"]', taobao_url(EVIL), tmall_url(EVIL),
    "x https://evil.example", "intent://evil.example#Intent;end", "HTTPS://evil.example",
]  # fmt: skip
VALUES = st.sampled_from([*EVILS, PAGE, taobao_url(PAGE), "h5", "1", "", "50%"])
DEPTHS = st.integers(0, 4)


def encoded(value: str, depth: int) -> str:
    """A value encoded several times."""
    for _ in range(depth):
        value = quote(value, safe="")
    return value


@given(
    scheme=st.sampled_from(["tbopen", "taobao", "tmall", "openapp.jdmobile", "pinduoduo", "https"]),
    authority=st.sampled_from(
        ["m.taobao.com", "page.tm", "virtual", "com.xunmeng.pinduoduo", "evil.example",
         "item.taobao.com", "b.mashort.cn", "item.taobao.com@evil.example"]
    ),
    fields=st.lists(
        st.tuples(st.sampled_from(["h5Url", "params", "smburl", "x"]), VALUES, DEPTHS), max_size=4
    ),
)  # fmt: skip
def test_no_address_that_is_admitted_names_a_host_that_is_not(
    scheme: str, authority: str, fields: list[tuple[str, str, int]]
) -> None:
    query = "&".join(f"{name}={encoded(value, depth)}" for name, value, depth in fields)
    url = f"{scheme}://{authority}/p?{query}"
    if app_url_admitted(url, HOSTS) or universal_admitted(url, HOSTS):
        assert "evil.example" not in encoded_away(url)


def encoded_away(text: str) -> str:
    """A text with all its encodings taken off."""
    while (plain := unquote(text)) != text:
        text = plain
    return text
