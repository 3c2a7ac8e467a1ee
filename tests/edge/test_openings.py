"""How a link opens on a running edge: by agent, with the click's id, on a page where need be."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Browser

from hongmao.core.deeplinks import intent_url, location_admitted, taobao_url, tmall_url
from hongmao.core.openings import App, form_of
from hongmao.edge.answers import OpeningPages
from hongmao.edge.snapshot import write_snapshot
from tests.core.agents import lines
from tests.edge.harness import COMMUNITY, Edge, Response, clicks, eventually, link, view_token

HOSTS = ("s.click.taobao.com", "detail.tmall.com", "u.jd.com", "b.mashort.cn")
PAGE = "https://s.click.taobao.com/t?e=m%3D2&k=1"
PASSWORD = "97￥ CZ3457 <b>dSvD2AUtV8a￥ https://m.tb.cn/h.UeCfZSl 手冲壶"
JD_APP = "openapp.jdmobile://virtual?params=" + quote('{"url":"https://u.jd.com/a"}', safe="")
TAOBAO, TMALL, JD, TAGGED, BARE, OVER = (
    f"{name:x<10}" for name in ("tb", "tm", "jd", "tag", "bare", "over")
)
RECORDS = [
    link(TAOBAO, destination=PAGE, password=PASSWORD),
    link(TMALL, destination="https://detail.tmall.com/item.htm?id=1"),
    link(JD, destination="https://u.jd.com/a", marketplace="jd", app_url=JD_APP),
    link(TAGGED, destination=PAGE + "#top", click_parameter="clid", password=PASSWORD),
    link(BARE, destination="https://u.jd.com/b", marketplace="shopify"),
    link(OVER, destination=PAGE, ends_ms=1, app_url=taobao_url(PAGE)),
]
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Mobile Safari/537.36"
)
HUAWEI = (
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.5.300"
)
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) Language/zh_CN"
)
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
GOOGLEBOT = CHROME + " (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """A running edge with links of several marketplaces."""
    home: Path = tmp_path_factory.mktemp("openings")
    edge = Edge(home, {"segment_seconds": 0.2})
    write_snapshot(edge.snapshot, RECORDS, HOSTS, 1, int(time.time() * 1000))
    edge.start()
    yield edge
    edge.stop()


def tap(edge: Edge, code: str, agent: str, language: str = "zh-CN", query: str = "") -> Response:
    """The answer to a reader's tap on a link."""
    return edge.ask("GET", f"/r/{code}{query}", {"User-Agent": agent, "Accept-Language": language})


def outcome(edge: Edge, response: Response) -> str:
    """What the log says of the click of an answer."""
    click_id = response.headers["hongmao-click"]
    assert eventually(lambda: any(c.id == click_id for c in clicks(edge.log_folder)))
    return next(c for c in clicks(edge.log_folder) if c.id == click_id).outcome


UNIVERSAL = "https://b.mashort.cn/ulk/taobao?smburl="
TMALL_PAGE = "https://detail.tmall.com/item.htm?id=1"


@pytest.mark.parametrize(
    ("code", "agent", "location"),
    [
        (TAOBAO, SAFARI, UNIVERSAL + quote(taobao_url(PAGE), safe="")),
        (TAOBAO, CHROME, intent_url(taobao_url(PAGE), PAGE)),
        (TAOBAO, DESKTOP, PAGE),
        (TAOBAO, GOOGLEBOT, PAGE),
        (TMALL, CHROME, intent_url(tmall_url(TMALL_PAGE), TMALL_PAGE)),
        (TMALL, DESKTOP, TMALL_PAGE),
        (JD, CHROME, intent_url(JD_APP, "https://u.jd.com/a")),
        (JD, WECHAT, "https://u.jd.com/a"),
        (BARE, CHROME, "https://u.jd.com/b"),
        (BARE, WECHAT, "https://u.jd.com/b"),
        (OVER, CHROME, f"{COMMUNITY}/notes/22?link=campaign_over"),
        (OVER, WECHAT, f"{COMMUNITY}/notes/22?link=campaign_over"),
    ],
)
def test_a_link_opens_as_the_device_allows(
    edge: Edge, code: str, agent: str, location: str
) -> None:
    for _ in range(2):  # made, then remembered
        response = tap(edge, code, agent)
        assert (response.status, response.headers["location"]) == (302, location)
        assert response.headers["cache-control"] == "no-store"
        assert response.body == b""
    assert outcome(edge, response) == ("paused" if code == OVER else "sent")


def test_head_and_prefetch_are_led_to_the_page(edge: Edge) -> None:
    head = edge.ask("HEAD", f"/r/{TAOBAO}", {"User-Agent": WECHAT})
    assert (head.status, head.headers["location"]) == (302, PAGE)
    ahead = edge.ask("GET", f"/r/{TAOBAO}", {"User-Agent": CHROME, "Purpose": "prefetch"})
    assert ahead.headers["location"] == PAGE


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans", ("广告", "在浏览器打开", "复制口令", "看网页版")),
        ("en-GB", "en", ("Ad 广告", "Open in browser", "Or copy this", "see the web page")),
    ],
)
def test_wechat_gets_a_page_that_says_how_to_leave(
    edge: Edge, language: str, lang: str, words: tuple[str, ...]
) -> None:
    response = tap(edge, TAOBAO, WECHAT, language, f"?v={view_token(TAOBAO)}&s=note")
    assert (response.status, response.headers["content-language"]) == (200, lang)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "location" not in response.headers
    page = response.body.decode()
    assert all(word in page for word in words)
    assert "<script" not in page
    assert "refresh" not in page
    assert re.findall(r'href="([^"]*)"', page) == [PAGE.replace("&", "&amp;")]
    shown = re.search(r'<div class="copy" tabindex="0">(.*?)</div>', page)
    assert shown
    assert unescape(shown[1]) == PASSWORD
    assert "<b>dSv" not in page
    assert outcome(edge, response) == "shown"


def test_without_a_password_none_is_spoken_of(edge: Edge) -> None:
    page = tap(edge, TMALL, WECHAT).body.decode()
    assert "去天猫" in page
    assert "口令" not in page
    assert 'class="copy"' not in page


def test_where_no_fallback_is_known_a_page_opens_the_app_and_leads_to_the_web(edge: Edge) -> None:
    response = tap(edge, TAOBAO, HUAWEI)
    assert response.status == 200
    page = response.body.decode()
    app_url = taobao_url(PAGE).replace("&", "&amp;")
    assert f'http-equiv="refresh" content="0;url={app_url}"' in page
    assert re.findall(r'href="([^"]*)"', page) == [app_url, PAGE.replace("&", "&amp;")]
    assert "广告" in page
    assert outcome(edge, response) == "sent"
    assert tap(edge, BARE, HUAWEI).headers["location"] == "https://u.jd.com/b"


def test_pages_keep_their_place_among_pipelined_answers(edge: Edge) -> None:
    with edge.client() as client:
        for agent in (WECHAT, DESKTOP, HUAWEI, CHROME):
            client.send("GET", f"/r/{TAOBAO}", {"User-Agent": agent})
        answers = [client.receive() for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 302, 200, 302]
    assert len({answer.headers["hongmao-click"] for answer in answers}) == 4


@pytest.mark.parametrize("agent", [SAFARI, CHROME, HUAWEI, WECHAT, DESKTOP])
def test_the_marketplace_is_given_the_clicks_own_id_in_every_form(edge: Edge, agent: str) -> None:
    for _ in range(2):
        response = tap(edge, TAGGED, agent)
        click_id = response.headers["hongmao-click"]
        said = response.headers.get("location") or unescape(response.body.decode())
        while (plain := unquote(said)) != said:
            said = plain
        ids = re.findall(r"https://s\.click\.taobao\.com/t\?e=m=2&k=1&clid=(\w+)#top", said)
        assert ids
        assert set(ids) == {click_id}
        assert said.count("s.click.taobao.com") == len(ids)
        assert "-the-id-of-the-click-" not in said


def test_every_real_agent_is_led_where_it_may_be(edge: Edge) -> None:
    with edge.client() as client:
        for agent in lines("people.txt"):
            answer = client.ask("GET", f"/r/{TAOBAO}", {"User-Agent": agent})
            form = form_of(agent.strip().encode(), App.TAOBAO)
            assert answer.status == (200 if form in ("scheme", "interstitial") else 302), agent
            page = unescape(answer.body.decode())
            targets = re.findall(r'(?:href=|content="0;url=)"?([^"]+)"', page)
            for target in [answer.headers.get("location"), *targets]:
                assert target is None or location_admitted(target, HOSTS), agent


def test_the_label_is_the_jurisdictions() -> None:
    for jurisdiction, said in (("CN", "Ad 广告"), ("EU", "Ad")):
        pages = OpeningPages(jurisdiction)
        for answer in (pages.leave("en", App.JD, PAGE, ""), pages.open("en", App.JD, PAGE, JD_APP)):
            assert f'<span class="ad">{said}</span>' in answer.body.decode()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
@pytest.mark.parametrize("width", [320, 390])
def test_one_tap_selects_the_whole_password_on_a_small_phone(
    edge: Edge, browser: Browser, language: str, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 640}, user_agent=WECHAT, locale=language,
        color_scheme=scheme, java_script_enabled=True,
    )  # fmt: skip
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(f"{edge.address}/r/{TAOBAO}")
    page.click(".copy")
    assert page.evaluate("getSelection().toString()") == PASSWORD
    assert page.evaluate("document.documentElement.scrollWidth") == width
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(251, 249, 244)", "dark": "rgb(24, 22, 20)"}[scheme]
    tip = page.locator("svg.arrow").bounding_box()
    assert tip
    assert tip["y"] < 16
    assert tip["x"] + tip["width"] > width - 24
    context.close()
    assert [line for line in complaints if "favicon" not in line] == []
