"""In which form a link opens: real agents against a table in `agents/openings.txt`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.openings import (
    BROWSERS,
    ROWS,
    TABLE,
    App,
    Device,
    Family,
    Form,
    app_of,
    form_of,
    opening_of,
    see,
)
from tests.core.agents import lines

APPS = (App.TAOBAO, App.TMALL, App.JD, App.PINDUODUO)


def cases() -> Iterator[tuple[str, str, list[str], str]]:
    """Device, browser (`-`: unknown), the four forms and the agent of each line."""
    device = browser = ""
    forms: list[str] = []
    for line in lines("openings.txt"):
        if heading := re.fullmatch(r"\[(\w+) ([\w-]+)\] (.+)", line):
            device, browser, forms = heading[1], heading[2], heading[3].split()
        else:
            yield device, browser, forms, line


CASES = list(cases())


@pytest.mark.parametrize(("device", "browser", "forms", "agent"), CASES)
def test_a_real_agent_opens_links_as_the_table_says(
    device: str, browser: str, forms: list[str], agent: str
) -> None:
    seen = see(agent.encode())
    assert (seen.device, seen.browser or "-") == (device, browser)
    assert [form_of(agent.encode(), app) for app in APPS] == forms
    assert form_of(agent.encode(), App.OTHER) is Form.PAGE


def test_the_table_is_tried_on_many_agents_of_every_device() -> None:
    assert len({agent for *_, agent in CASES}) >= 130
    assert {device for device, *_ in CASES} == set(Device)
    tried = {(see(agent.encode()).device, see(agent.encode()).family) for *_, agent in CASES}
    assert set(TABLE) - tried <= {
        (Device.HARMONY, Family.BROWSER),
        (Device.IOS, Family.SHOP),
    }


@pytest.mark.parametrize(
    ("agent", "browser", "form"),
    [
        # the app that shows the page is meant, not the engine beneath or the app before it
        ("MQQBrowser/6.2 TBS/046291 MicroMessenger/8.0.49 Android", "wechat", Form.INTERSTITIAL),
        ("(iPhone) AliApp(TB/10.36.10) AliApp(AP/10.6.0) AlipayClient/10.6.0", "taobao", Form.PAGE),
        ("(iPhone) TTWebView/1 aweme_300100", "douyin", Form.INTERSTITIAL),
        ("(Linux; Android 9) BytedanceWebview trill_2 TTWebView/1", "tiktok", Form.SCHEME),
        # the same words elsewhere mean nothing
        ("(Windows NT 10.0) MicroMessenger/7.0", "wechat", Form.PAGE),
        ("(Windows Phone 10.0; Android 6.0) Chrome/52 Mobile Safari/537.36", "", Form.PAGE),
        ("(Macintosh) Version/18.5 Safari/605.1.15", "", Form.PAGE),
        ("", "", Form.PAGE),
    ],
)
def test_what_an_agent_names_first_matters_less_than_what_it_is(
    agent: str, browser: str, form: Form
) -> None:
    assert see(agent.encode()).browser == browser
    assert form_of(agent.encode(), App.TAOBAO) is form


def test_the_table_is_documented_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "edge.md").read_text()
    row = r"^\| ((?!device)\w+)" + 5 * r" \| (\w+)" + r" \|$"
    told = {
        (Device(device), Family(family)): tuple(forms)
        for device, family, *forms in re.findall(row, page, re.MULTILINE)
    }
    assert told == {key: row[:4] for key, row in TABLE.items()}


def test_every_form_belongs_to_the_devices_that_have_it() -> None:
    for (device, _), row in TABLE.items():
        assert device is not Device.DESKTOP
        assert row[App.OTHER] is Form.PAGE
        assert Form.UNIVERSAL not in row or device is Device.IOS
        assert Form.INTENT not in row or device is Device.ANDROID
    assert set(ROWS[0]) == {Form.PAGE}
    assert set(ROWS) == {*TABLE.values(), ROWS[0]}


def test_every_mark_is_sought_in_lower_case_and_can_be_found() -> None:
    for browser, _, marks in BROWSERS:
        for mark in marks:
            assert mark == mark.lower()
            assert see(f"Mozilla/5.0 (iPhone) {mark}".encode()).browser != "", browser


@given(st.binary(max_size=200))
def test_any_bytes_have_an_opening(agent: bytes) -> None:
    assert 0 <= opening_of(agent) < len(ROWS)


@given(st.sampled_from([agent for *_, agent in CASES]))
def test_case_does_not_matter(agent: str) -> None:
    assert opening_of(agent.upper().encode()) == opening_of(agent.encode())


@pytest.mark.parametrize(
    ("marketplace", "destination", "app"),
    [
        ("taobao", "https://s.click.taobao.com/t?e=1", App.TAOBAO),
        ("taobao", "https://detail.tmall.com/item.htm?id=1", App.TMALL),
        ("taobao", "https://detail.tmall.hk/item.htm?id=1", App.TMALL),
        ("taobao", "https://nottmall.com/", App.TAOBAO),
        ("jd", "https://u.jd.com/abc", App.JD),
        ("pdd", "https://p.pinduoduo.com/abc", App.PINDUODUO),
        ("shopify", "https://a.example/", App.OTHER),
    ],
)
def test_the_app_follows_from_marketplace_and_host(
    marketplace: str, destination: str, app: App
) -> None:
    assert app_of(marketplace, destination) is app
