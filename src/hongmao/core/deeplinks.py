"""The addresses of a link by form, and the rule that none of them leads to a host not admitted.

An app's address is believed only of the schemes in `SCHEMES`; whatever address stands inside it,
however deep, is an admitted host's or another such app's. Sources of the forms: Taobao's and
Tmall's `h5Url`, Android's intent syntax, `b.mashort.cn`'s universal link (secondary sources).
"""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import msgspec

from hongmao.core.links import LinkRecord, host_admitted
from hongmao.core.openings import APPS, App, Form, app_of


class Scheme(msgspec.Struct, frozen=True):
    """An app's scheme: Android's name of the app, the authorities that are the app itself.

    `wraps` says that such an address has to hold the page that it shows.
    """

    package: str
    authorities: frozenset[str] = frozenset()
    wraps: bool = False


SCHEMES = {
    "tbopen": Scheme("com.taobao.taobao", frozenset({"m.taobao.com"}), wraps=True),
    "taobao": Scheme("com.taobao.taobao"),
    "tmall": Scheme("com.tmall.wireless", frozenset({"page.tm"}), wraps=True),
    "openapp.jdmobile": Scheme("com.jingdong.app.mall", frozenset({"virtual"})),
    "pinduoduo": Scheme("com.xunmeng.pinduoduo", frozenset({"com.xunmeng.pinduoduo"})),
}
"""The only schemes that a link may open; `taobao` takes the place of `https` before a host."""

CLICK_MARK = "-the-id-of-the-click-"
"""Stands where a click's id goes: no encoding changes it, and none changes an id."""
PARAMETER = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_UNIVERSAL = "https://b.mashort.cn/ulk/taobao?smburl="
_OWN_HOSTS = (".taobao.com", ".tmall.com", ".tmall.hk", ".tb.cn")
_PLAIN = re.compile(r"[!-\[\]-~]+")
_APP = re.compile(r"([a-z][a-z0-9.]*)://([A-Za-z0-9.:-]+)([/?][!-\[\]-~]*)?")
_INTENT = re.compile(
    r"intent://([^#]+)#Intent;scheme=([a-z.]+);package=([a-zA-Z.]+);"
    r"S\.browser_fallback_url=([^;]+);end"
)
_LEADS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]{2}|[\0- \x7f]")
_DEEP = 4
"""How deep addresses may stand in each other: universal link, app, page, with one to spare."""

Hosts = tuple[str, ...]


def addresses(record: LinkRecord, hosts: Hosts) -> dict[Form, str]:
    """The addresses by form of a record that may be led to, made of its page where not given.

    Where the marketplace takes our click's id, `CLICK_MARK` stands in each in its place; a given
    address that does not hold the page to put the id into is left out.
    """
    page = record.destination
    app_url, universal_url = record.app_url, record.universal_url
    if parameter := record.click_parameter:
        page = with_parameter(page, parameter, CLICK_MARK)
        app_url = _replaced(app_url, record.destination, page)
        universal_url = _replaced(universal_url, record.destination, page)
    if APPS.get(record.marketplace) is App.TAOBAO and host_admitted(page, _OWN_HOSTS):
        tbopen = app_url if app_url.startswith("tbopen:") else taobao_url(page)
        if not universal_url and host_admitted(_UNIVERSAL, hosts):
            universal_url = _UNIVERSAL + quote(tbopen, safe="")
        tmall = app_of(record.marketplace, page) is App.TMALL
        app_url = app_url or (tmall_url(page) if tmall else tbopen)
    found = {Form.PAGE: page}
    if universal_url:
        found[Form.UNIVERSAL] = universal_url
    if app_url:
        found[Form.SCHEME] = app_url
        found[Form.INTENT] = intent_url(app_url, page)
    return found


def taobao_url(page: str) -> str:
    """A page in Taobao's app."""
    return "tbopen://m.taobao.com/tbopen/index.html?action=ali.open.nav&module=h5&h5Url=" + quote(
        page, safe=""
    )


def tmall_url(page: str) -> str:
    """A page in Tmall's app."""
    return "tmall://page.tm/appLink?h5Url=" + quote(page, safe="")


def intent_url(app_url: str, page: str) -> str:
    """The Android intent of an app's address, with the page to fall back to."""
    scheme, _, rest = app_url.partition("://")
    return (
        f"intent://{rest}#Intent;scheme={scheme};package={SCHEMES[scheme].package};"
        f"S.browser_fallback_url={quote(page, safe='')};end"
    )


def with_parameter(url: str, name: str, value: str) -> str:
    """A URL with one more parameter at the end of its query, before its fragment."""
    base, mark, fragment = url.partition("#")
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return f"{base}{joint}{name}={value}{mark}{fragment}"


def location_admitted(location: str, hosts: Hosts) -> bool:
    """Whether an address of any form may be led to."""
    if location.startswith("intent:"):
        return intent_admitted(location, hosts)
    if location.startswith(("http:", "https:")):
        return host_admitted(location, hosts)
    return app_url_admitted(location, hosts)


def universal_admitted(url: str, hosts: Hosts) -> bool:
    """Whether a universal link is on an admitted host, and so is all that it hands to the app."""
    return host_admitted(url, hosts) and "#" not in url and _values_admitted(url, hosts, 0)


def intent_admitted(url: str, hosts: Hosts) -> bool:
    """Whether an intent opens an app of `SCHEMES` on what is admitted, or falls back to that."""
    parts = _INTENT.fullmatch(url)
    if parts is None or not _PLAIN.fullmatch(url):
        return False
    rest, scheme, package, fallback = parts.groups()
    return (
        scheme in SCHEMES
        and package == SCHEMES[scheme].package
        and app_url_admitted(f"{scheme}://{rest}", hosts)
        and host_admitted(unquote(fallback), hosts)
    )


def app_url_admitted(url: str, hosts: Hosts, deep: int = 0) -> bool:
    """Whether an app's address is of `SCHEMES` and leads to admitted hosts alone."""
    parts = _APP.fullmatch(url)
    scheme = SCHEMES.get(parts[1]) if parts else None
    if parts is None or scheme is None or "#" in url or deep > _DEEP:
        return False
    if parts[2] not in scheme.authorities and not host_admitted(f"https://{parts[2]}/", hosts):
        return False
    if scheme.wraps and not any(host_admitted(value, hosts) for value in _values(url)):
        return False
    return _values_admitted(url, hosts, deep)


def _values(url: str) -> list[str]:
    try:
        query = urlsplit(url).query
        return [value for _, value in parse_qsl(query, keep_blank_values=True, max_num_fields=64)]
    except ValueError:
        return ["//"]  # leads nowhere that is admitted


def _values_admitted(url: str, hosts: Hosts, deep: int) -> bool:
    return all(_value_admitted(value, hosts, deep) for value in _values(url))


def _value_admitted(value: str, hosts: Hosts, deep: int) -> bool:
    """Whether a parameter leads nowhere, or where it may, once or several times decoded."""
    if deep > _DEEP:
        return False
    if value.startswith(("{", "[")):
        return all(_value_admitted(text, hosts, deep + 1) for text in _texts(value))
    if _LEADS.search(value):
        return host_admitted(value, hosts) or app_url_admitted(value, hosts, deep + 1)
    return "%" not in value or _value_admitted(unquote(value), hosts, deep + 1)


def _texts(document: str) -> list[str]:
    """All texts in a JSON document; where it is none, one that leads nowhere admitted."""
    try:
        waiting: list[Any] = [json.loads(document)]
    except (ValueError, RecursionError):
        return ["//"]
    texts: list[str] = []
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            texts += one.keys()
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            texts.append(one)
    return texts


def _replaced(given: str, page: str, tagged: str) -> str:
    """A given address that holds `page`, encoded as often as may be, with `tagged` in its place."""
    for _ in range(_DEEP):
        whole = re.compile(re.escape(page) + r"(?![A-Za-z0-9._~%/?=:-])")
        if whole.search(given):
            return whole.sub(tagged.replace("\\", r"\\"), given)
        page, tagged = quote(page, safe=""), quote(tagged, safe="")
    return ""
