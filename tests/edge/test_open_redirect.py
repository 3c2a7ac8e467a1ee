"""No input to the edge, however made, leads anywhere but where the snapshot says."""

from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.links import host_admitted
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


def locations(edge: Edge, request: bytes) -> list[str]:
    """Every Location that a connection yields for some bytes, until the edge closes it."""
    with Client(edge.address, timeout=5) as client:
        client.socket.sendall(request + b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        answer = b""
        try:
            while data := client.socket.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
    lines = answer.decode("latin-1").split("\r\n")
    return [line[10:] for line in lines if line.lower().startswith("location: ")]


@settings(max_examples=400, deadline=None)
@given(
    method=METHODS | st.binary(min_size=1, max_size=6),
    path=PATHS,
    rest=PIECES,
    query=PIECES,
    headers=st.lists(st.tuples(NAMES, PIECES), max_size=4),
    absolute=st.booleans(),
)
def test_no_request_leads_off_the_admitted_hosts(
    edge: Edge,
    method: bytes,
    path: str,
    rest: str,
    query: str,
    headers: list[tuple[str, str]],
    absolute: bool,
) -> None:
    target = f"{'http://evil.example' if absolute else ''}{path}{rest}?{query}"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    request = method + f" {target} HTTP/1.1\r\nHost: a\r\n{head}\r\n".encode()
    found = locations(edge, request)
    assert set(found) <= MAY_LEAD_TO
    for location in found:
        assert location.startswith(COMMUNITY) or host_admitted(location, HOSTS)


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
