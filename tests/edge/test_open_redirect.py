"""No input to the edge, however made, leads anywhere but where the snapshot says."""

import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.deeplinks import SCHEMES, addresses
from hongmao.core.links import host_admitted
from hongmao.core.openings import Form
from hongmao.edge.linkfile import redirectable
from tests.core.agents import lines
from tests.edge.harness import (
    COMMUNITY,
    EARLY,
    ENDED,
    HOSTS,
    LIVE,
    MAY_LEAD_TO,
    PAUSED,
    Client,
    Edge,
    link,
)

EVIL = [
    "https://evil.example", "//evil.example", "/\\evil.example", "evil.example", "@evil.example",
    "%2f%2fevil.example", "%0d%0aLocation:%20https://evil.example", "javascript:alert(1)", "..",
    "?", "&", "=", "#", ";", "%", "\r\n", "\0", " ", "/", "v", "s", "next", "url", "d", "link",
    LIVE, PAUSED, ENDED, EARLY, "/r/", "v=gfvcplrl08a6cqo3urtaqeeklsl1c&s=note",
]  # fmt: skip
AGENTS = lines("people.txt")
PIECES = st.lists(st.sampled_from(EVIL) | st.text(max_size=8), max_size=8).map("".join)
PATHS = st.sampled_from([f"/r/{c}" for c in (LIVE, PAUSED, ENDED, EARLY)] + ["/", "/r/", "", "*"])
NAMES = st.sampled_from(
    [
        "Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Original-URL",
        "X-Rewrite-URL", "Referer", "Origin", "Cookie", "Location", "User-Agent", "Sec-Purpose",
        "Accept-Language", "X-Forwarded-For",
    ]
)  # fmt: skip
METHODS = st.sampled_from([b"GET", b"HEAD", b"POST", b"OPTIONS", b"get", b"PUT"])
OPENED = addresses(link(), HOSTS)


def pages_behind(location: str) -> list[str]:
    """The web pages that an address leads to, taken out of it without the edge's own rules.

    An app's scheme, an intent and a universal link are opened up; what else they hold is no page.
    """
    if location.startswith("intent://"):
        inner, _, intent = location.partition("#Intent;")
        fields = dict(part.partition("=")[::2] for part in intent.removesuffix(";end").split(";"))
        scheme = SCHEMES[fields["scheme"]]
        assert fields.keys() == {"scheme", "package", "S.browser_fallback_url"}
        assert fields["package"] == scheme.package
        app_url = inner.replace("intent", fields["scheme"], 1)
        return [unquote(fields["S.browser_fallback_url"]), *pages_behind(app_url)]
    if location.split("://", maxsplit=1)[0] in SCHEMES:
        host = urlsplit(location).netloc
        assert host in {"m.taobao.com", "page.tm"}
        return re.findall(r"h5Url=(.*)", unquote(location))
    return [location]


def locations(edge: Edge, request: bytes) -> list[str]:
    """Every address that answers to some bytes lead to, in headers and in pages."""
    with Client(edge.address, timeout=5) as client:
        client.socket.sendall(request + b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        answer = b""
        try:
            while data := client.socket.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
    text = answer.decode("latin-1")
    headers = [line[10:] for line in text.split("\r\n") if line.lower().startswith("location: ")]
    return headers + [
        unescape(found) for found in re.findall(r'(?:href=|content="0;url=)"?([^"]+)"', text)
    ]


@settings(max_examples=400, deadline=None)
@given(
    method=METHODS | st.binary(min_size=1, max_size=6),
    path=PATHS,
    rest=PIECES,
    query=PIECES,
    headers=st.lists(st.tuples(NAMES, PIECES), max_size=4),
    agent=st.sampled_from(["", *AGENTS]),
    absolute=st.booleans(),
)
def test_no_request_leads_off_the_admitted_hosts(
    edge: Edge,
    method: bytes,
    path: str,
    rest: str,
    query: str,
    headers: list[tuple[str, str]],
    agent: str,
    absolute: bool,
) -> None:
    target = f"{'http://evil.example' if absolute else ''}{path}{rest}?{query}"
    said = [*headers, ("User-Agent", agent)] if agent else headers
    head = "".join(f"{name}: {value}\r\n" for name, value in said)
    request = method + f" {target} HTTP/1.1\r\nHost: a\r\n{head}\r\n".encode()
    found = locations(edge, request)
    assert set(found) <= MAY_LEAD_TO
    for location in found:
        for page in pages_behind(location):
            assert page.startswith(COMMUNITY) or host_admitted(page, HOSTS)


@settings(max_examples=200, deadline=None)
@given(query=PIECES.map(lambda q: "".join(c for c in q if "!" <= c <= "~" and c != "#")))
def test_a_live_link_leads_to_its_destination_whatever_is_asked(edge: Edge, query: str) -> None:
    with edge.client() as client:
        response = client.ask("GET", f"/r/{LIVE}?{query}")
    assert response.headers["location"] == link().destination
    assert urlsplit(response.headers["location"]).hostname == "item.taobao.com"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_raw_bytes_neither_lead_away_nor_hurt(edge: Edge, data: bytes) -> None:
    assert set(locations(edge, data)) <= MAY_LEAD_TO
    assert "Traceback" not in edge.errors()


@settings(max_examples=200, deadline=None)
@given(
    agent=st.sampled_from(AGENTS),
    query=PIECES.map(lambda q: "".join(c for c in q if "!" <= c <= "~" and c != "#")),
)
def test_every_agent_is_led_to_the_links_own_page_whatever_is_asked(
    edge: Edge, agent: str, query: str
) -> None:
    request = f"GET /r/{LIVE}?{query} HTTP/1.1\r\nHost: a\r\nUser-Agent: {agent}\r\n\r\n"
    found = set(locations(edge, request.encode())) - {f"{COMMUNITY}/"}
    assert found
    assert found <= set(OPENED.values())
    assert {page for location in found for page in pages_behind(location)} == {link().destination}


@pytest.mark.parametrize(
    "changes",
    [
        {"app_url": "tbopen://m.taobao.com/?h5Url=https%3A%2F%2Fevil.example"},
        {"app_url": "tbopen://evil.example/?h5Url=https%3A%2F%2Fitem.taobao.com"},
        {"app_url": "javascript:alert(1)"},
        {"app_url": "https://item.taobao.com/"},
        {"app_url": "alipays://platformapi/startapp?url=https%3A%2F%2Fitem.taobao.com"},
        {"universal_url": "https://evil.example/"},
        {"universal_url": "https://item.taobao.com/?smburl=tbopen%3A%2F%2Fevil.example%2F"},
        {"universal_url": "tbopen://m.taobao.com/?h5Url=https%3A%2F%2Fitem.taobao.com"},
        {"click_parameter": "a=b&next"},
        {"click_parameter": "a\r\nSet-Cookie"},
    ],
)
def test_a_record_with_an_address_that_leads_astray_is_not_served(changes: dict[str, str]) -> None:
    assert redirectable(link(), HOSTS)
    assert not redirectable(link(**changes), HOSTS)


def test_the_forms_of_the_harness_link_are_all_tried() -> None:
    assert set(OPENED) == {Form.PAGE, Form.SCHEME, Form.INTENT}
