"""In which form a link opens on a reader's device, from the user agent: one table.

The table weighs two things: whether a form reaches the marketplace's app there, and what becomes of
a reader who has not got the app. An iOS universal link and an Android intent with a fallback lead
such a reader on to the web page by themselves; an app's scheme leads nowhere, so it goes with a
page that says where else to go; in-app browsers that block all three get a page that says how to
leave them. What is not known opens the web page, which is never wrong.

Sources: `docs/edge.md`, "Opening the app". Which in-app browsers block what is their makers' to
change: change a row, and its test.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from ahocorasick_rs import BytesAhoCorasick


class Form(StrEnum):
    """How a link opens."""

    PAGE = "page"  # the marketplace's web page
    UNIVERSAL = "universal"  # an iOS universal link, which is a web page where the app is missing
    INTENT = "intent"  # an Android intent, which names the web page to fall back to
    SCHEME = "scheme"  # the app's own scheme, from a page that also leads to the web page
    INTERSTITIAL = "interstitial"  # a page that says how to leave an in-app browser


class Device(StrEnum):
    """What a reader holds. HarmonyOS up to 4 runs Android's apps and counts as Android."""

    IOS = "ios"
    ANDROID = "android"
    HARMONY = "harmony"
    DESKTOP = "desktop"


class Family(StrEnum):
    """Browsers that treat links to apps alike."""

    BROWSER = "browser"  # follow universal links, and intents with their fallback
    MAKER = "maker"  # makers' and portals' browsers: open schemes, a fallback is not known of
    ALIBABA = "alibaba"  # Alibaba's apps: open Taobao and Tmall
    TENCENT = "tencent"  # WeChat and QQ: block Taobao and Tmall
    WALLED = "walled"  # content apps: block what leads out of them
    ABROAD = "abroad"  # social apps abroad: open a scheme when the reader taps it
    SHOP = "shop"  # inside a marketplace's own app: its web page is native there
    UNKNOWN = "unknown"


class App(IntEnum):
    """The app that a link is for, as a column of the table."""

    TAOBAO = 0
    TMALL = 1
    JD = 2
    PINDUODUO = 3
    OTHER = 4  # a shop without an app that we know of


class Seen(NamedTuple):
    """What a user agent says: device, browser (empty where unknown), and the browser's family."""

    device: Device
    browser: str
    family: Family


_P, _U, _I, _S, _X = Form.PAGE, Form.UNIVERSAL, Form.INTENT, Form.SCHEME, Form.INTERSTITIAL
Row = tuple[Form, Form, Form, Form, Form]
ALWAYS_PAGE: Row = (_P, _P, _P, _P, _P)
TABLE: dict[tuple[Device, Family], Row] = {
    # device, browser's family         Taobao Tmall JD  PDD  other
    (Device.IOS, Family.BROWSER):      (_U,   _U,   _U, _U,  _P),
    (Device.IOS, Family.MAKER):        (_S,   _S,   _S, _S,  _P),
    (Device.IOS, Family.ALIBABA):      (_S,   _S,   _P, _P,  _P),
    (Device.IOS, Family.TENCENT):      (_X,   _X,   _P, _P,  _P),
    (Device.IOS, Family.WALLED):       (_X,   _X,   _X, _X,  _P),
    (Device.IOS, Family.ABROAD):       (_S,   _S,   _S, _S,  _P),
    (Device.ANDROID, Family.BROWSER):  (_I,   _I,   _I, _I,  _P),
    (Device.ANDROID, Family.MAKER):    (_S,   _S,   _S, _S,  _P),
    (Device.ANDROID, Family.ALIBABA):  (_S,   _S,   _P, _P,  _P),
    (Device.ANDROID, Family.TENCENT):  (_X,   _X,   _P, _P,  _P),
    (Device.ANDROID, Family.WALLED):   (_X,   _X,   _X, _X,  _P),
    (Device.ANDROID, Family.ABROAD):   (_S,   _S,   _S, _S,  _P),
    (Device.HARMONY, Family.BROWSER):  (_S,   _S,   _S, _S,  _P),
    (Device.HARMONY, Family.MAKER):    (_S,   _S,   _S, _S,  _P),
    (Device.HARMONY, Family.ALIBABA):  (_S,   _S,   _P, _P,  _P),
    (Device.HARMONY, Family.TENCENT):  (_X,   _X,   _P, _P,  _P),
    (Device.HARMONY, Family.WALLED):   (_X,   _X,   _X, _X,  _P),
}  # fmt: skip
"""The forms. A desktop, a shop's own app and a browser that is not known open the page."""

ROWS: tuple[Row, ...] = tuple(dict.fromkeys((ALWAYS_PAGE, *TABLE.values())))
"""The rows that differ; an opening is a place among them, and 0 is the page for every app."""
_OPENINGS = {key: ROWS.index(row) for key, row in TABLE.items()}

BROWSERS: tuple[tuple[str, Family, tuple[str, ...]], ...] = (
    # apps first: their agents also name the browser that they are built on
    ("wechat", Family.TENCENT, ("micromessenger", "wxwork/")),
    ("taobao", Family.SHOP, ("aliapp(tb/", "aliapp(lt/")),
    ("tmall", Family.SHOP, ("aliapp(tm/",)),
    ("jd", Family.SHOP, ("jdapp;", "jdltapp;", "jdmobile")),
    ("pinduoduo", Family.SHOP, ("pinduoduo", "phh_android", "phh_ios")),
    ("dingtalk", Family.ALIBABA, ("dingtalk",)),
    ("alipay", Family.ALIBABA, ("alipayclient", "aliapp(ap/")),
    ("alibaba", Family.ALIBABA, ("aliapp(", "idlefish")),
    ("weibo", Family.WALLED, ("__weibo__", "weibo (", "weibo/")),
    ("xiaohongshu", Family.WALLED, ("xiaohongshu", "xhswebview", " xhs ")),
    ("tiktok", Family.ABROAD, ("trill_", "musical_ly", "tiktok")),
    ("douyin", Family.WALLED, ("aweme", "com.ss.android.ugc")),
    ("toutiao", Family.WALLED, ("newsarticle/", "ttwebview/")),
    ("kuaishou", Family.WALLED, ("kwai/", "ksnebula", "kswebview")),
    ("baidu", Family.WALLED, ("baiduboxapp", "baiduboxlite", "tieba/")),
    ("bilibili", Family.WALLED, ("biliapp", "bili-universal")),
    ("zhihu", Family.WALLED, ("zhihu", "osee2unifiedrelease")),
    ("douban", Family.WALLED, ("com.douban.frodo",)),
    ("feishu", Family.WALLED, ("lark/",)),
    ("qq", Family.TENCENT, (" qq/", "_sq_", "qzone/")),
    ("facebook", Family.ABROAD, ("fban/", "fb_iab/", "[fbia", "metaiab")),
    ("instagram", Family.ABROAD, ("instagram ", "barcelona ")),
    ("line", Family.ABROAD, (" line/",)),
    ("kakaotalk", Family.ABROAD, ("kakaotalk",)),
    ("x", Family.ABROAD, ("twitter for ", "twitterandroid")),
    ("linkedin", Family.ABROAD, ("linkedinapp",)),
    ("snapchat", Family.ABROAD, ("snapchat/",)),
    ("pinterest", Family.ABROAD, ("[pinterest/",)),
    ("telegram", Family.ABROAD, ("telegram-android", "telegram-ios")),
    # browsers of makers and portals
    ("quark", Family.MAKER, ("quark/",)),
    ("uc", Family.MAKER, ("ucbrowser", "ucweb")),
    ("qqbrowser", Family.MAKER, ("mqqbrowser",)),
    ("baidubrowser", Family.MAKER, ("baidubrowser", "bidubrowser")),
    ("sogou", Family.MAKER, ("sogou",)),
    ("360", Family.MAKER, ("360browser", "qhbrowser", "360 aphone", "mobilesafe")),
    ("huawei", Family.MAKER, ("huaweibrowser",)),
    ("honor", Family.MAKER, ("honorbrowser",)),
    ("xiaomi", Family.MAKER, ("miuibrowser",)),
    ("vivo", Family.MAKER, ("vivobrowser",)),
    ("oppo", Family.MAKER, ("heytapbrowser", "oppobrowser")),
    ("meizu", Family.MAKER, ("mzbrowser",)),
    # browsers
    ("edge", Family.BROWSER, ("edga/", "edgios/", "edg/")),
    ("samsung", Family.BROWSER, ("samsungbrowser",)),
    ("opera", Family.BROWSER, ("opr/", "opt/")),
    ("firefox", Family.BROWSER, ("firefox/", "fxios/")),
    ("yandex", Family.BROWSER, ("yabrowser",)),
    ("chrome", Family.BROWSER, ("crios/",)),
)
"""Browsers by what their agents hold, in lower case; the first that fits names the browser."""

_MARKS = [(mark, name, family) for name, family, marks in BROWSERS for mark in marks]
_find_marks = BytesAhoCorasick([mark.encode() for mark, _, _ in _MARKS]).find_matches_as_indexes


def opening_of(agent: bytes) -> int:
    """The opening of a `User-Agent` header, a place among `ROWS`.

    Takes some microseconds: whoever calls it for every request remembers what it said.
    """
    seen = see(agent)
    return _OPENINGS.get((seen.device, seen.family), 0)


def form_of(agent: bytes, app: App) -> Form:
    """The form in which a link to an app opens for an agent."""
    return ROWS[opening_of(agent)][app]


def see(agent: bytes) -> Seen:
    """Device and browser of an agent."""
    said = agent.lower()
    device = _device(said)
    if found := _find_marks(said, overlapping=True):
        _, browser, family = _MARKS[min(mark for mark, _, _ in found)]
        return Seen(device, browser, family)
    return Seen(device, *_plain_browser(said, device))


APPS = {
    "taobao": App.TAOBAO,
    "taobao_ud": App.TAOBAO,
    "jd": App.JD,
    "pdd": App.PINDUODUO,
    "shopify": App.OTHER,
    "postback": App.OTHER,
}
"""The app of each marketplace; Tmall's links are those of Taobao's that lead to its hosts."""


def app_of(marketplace: str, destination: str) -> App:
    """The app that a link of a marketplace is for: none where the marketplace is not known."""
    app = APPS.get(marketplace, App.OTHER)
    if app is App.TAOBAO:
        host = urlsplit(destination).hostname or ""
        if host in ("tmall.com", "tmall.hk") or host.endswith((".tmall.com", ".tmall.hk")):
            return App.TMALL
    return app


def _device(said: bytes) -> Device:
    if b"openharmony" in said:
        return Device.DESKTOP if b"(pc;" in said else Device.HARMONY
    if b"windows" in said:  # phones that call themselves Windows sell nothing any more
        return Device.DESKTOP
    if b"iphone" in said or b"ipad" in said or b"ipod" in said:
        return Device.IOS
    return Device.ANDROID if b"android" in said else Device.DESKTOP


def _plain_browser(said: bytes, device: Device) -> tuple[str, Family]:
    """Safari and Chrome, which name themselves alone; apps' web views are not known.

    An Android web view says `Version/4.0`, an iOS one leaves out `Version/` or `Safari/`.
    """
    if device is Device.IOS and b"version/" in said and b" safari/" in said:
        return "safari", Family.BROWSER
    if device is Device.ANDROID and b" chrome/" in said and b" version/" not in said:
        return "chrome", Family.BROWSER
    return "", Family.UNKNOWN
