"""Requests to begin from when breaking things: what browsers send, and what only trouble sends."""

import json
import random
from collections.abc import Sequence
from typing import TypeVar

from tests.edge.harness import EARLY, ENDED, LIVE, PAUSED, SECRET, shown, view_token

T = TypeVar("T")

BROWSER = (
    b"Host: r.example.com\r\nUser-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) "
    b"AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137)\r\n"
    b"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
    b"Accept-Encoding: gzip, deflate, br\r\nCookie: a=b; hm_reader=0123456789abcdef\r\n"
)
HEADERS = (
    b"Host: a", b"host: a", b"HOST:a", b"Host:  a \t", b"Host: b", b"Host : a", b"Host:", b"Host",
    b"User-Agent: Mozilla/5.0 (Linux; Android 15) Chrome/130.0", b"user-agent: curl/8.0",
    b"User-Agent: Googlebot/2.1", b"User-Agent:", b"User-Agent: \xe7\xba\xa2", b"User-Agent: a\0b",
    b"Cookie: hm_reader=abc", b"cookie: hm_reader=abc", b"Cookie: hm_reader=", b"Cookie: x=1; y=2",
    b"Cookie: hm_reader=a; hm_reader=b", b"COOKIE:hm_reader=abc", b"Cookie: xhm_reader=1",
    b"Connection: close", b"Connection: keep-alive", b"connection: Close", b"Connection:close",
    b"Connection: keep-alive, close", b"Connection: Upgrade", b"Connection: x", b"Connection:",
    b"Upgrade: h2c", b"Upgrade: websocket", b"Proxy-Connection: close", b"Keep-Alive: 5",
    b"Content-Length: 0", b"Content-Length: 5", b"content-length: 5", b"Content-Length: +5",
    b"Content-Length: 99999999999999999999", b"Content-Length: 70000", b"Content-Length: 0, 0",
    b"Transfer-Encoding: chunked", b"transfer-encoding: Chunked", b"Transfer-Encoding: gzip",
    b"Transfer-Encoding : chunked", b"Expect: 100-continue", b"expect: 100-Continue", b"Expect: x",
    b"X-Forwarded-For: 1.2.3.4", b"x-forwarded-for: 127.0.0.1", b"Forwarded: for=1.2.3.4",
    b"Sec-Purpose: prefetch", b"Purpose: prefetch", b"X-Moz: prefetch", b"x-purpose: preview",
    b"Accept-Language: zh-CN", b"Accept-Language: en", b"Accept: */*", b"Referer: http://b/",
    b"If-None-Match: *", b"Range: bytes=0-1", b"DNT: 1", b"X: " + b"y" * 300, b": a", b"",
    b" folded: line", b"\tfolded", b"A: b\r", b"A: \rb", b"A\x00: b", b"\x80: b", b"A: b\nC: d",
    b"Content-Type: application/json", b"Trailer: Host", b"TE: trailers",
)  # fmt: skip
PLAIN = (
    b"Host: b", b"User-Agent: curl/8.0", b"User-Agent: Mozilla/5.0", b"Cookie: hm_reader=abc",
    b"Cookie: x=1", b"Accept-Language: en", b"Accept-Language: zh", b"Sec-Purpose: prefetch",
    b"Accept: */*", b"X-Forwarded-For: 1.2.3.4", b"Connection: keep-alive",
)  # fmt: skip
"""Headers in the spelling that a short cut may take: given twice, each means something else."""
METHODS = (
    b"HEAD",
    b"POST",
    b"OPTIONS",
    b"PUT",
    b"get",
    b"GETX",
    b" GET",
    b"\r\nGET",
    b"\nGET",
    b"",
)
CODES = (
    PAUSED,
    ENDED,
    EARLY,
    "nosuchcode",
    "short",
    LIVE + "x",
    "%6civexxxxxx",
    LIVE[:-1] + "+",
    "",
)
QUERIES = ("?", "?v=abc&s=note", "?s=feed", "?v=", "#f", "?a#b", "?v=%00", "/", "?" + "q" * 4200)
VERSIONS = ("HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "http/1.1", "HTTP/1.1 ", "HTTP/1", "")
PIECES = (
    b"\r\n", b"\r\n\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b"%", b"%00", b"\xff\xfe", b"?",
    b"#", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"GET ", b"HEAD ", b"POST ", b"/r/", b"/e",
    b"A" * 300, b"[" * 300, b"ffffffffffffffff\r\n", b"5\r\nabcde\r\n", b"0\r\n\r\n", b"/../",
    b"//evil.example", b"http://evil.example", b"v=", b"&s=note", b"Host: a\r\n\r\n",
    *(header + b"\r\n" for header in HEADERS if header),
)  # fmt: skip


def shapes(code: str, secret: str = SECRET) -> list[bytes]:
    """Requests of every kind that the edge knows, for a live link."""
    click = f"/r/{code}".encode()
    token = view_token(code, "note", secret=secret).encode()
    page = shown([code], "note", secret=secret, seconds=3)
    events = json.dumps({"p": [page]}).encode()
    post = b"POST /e HTTP/1.1\r\nHost: a\r\n"
    return [
        b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % click,
        b"GET %b HTTP/1.1\r\n%b\r\n" % (click, BROWSER),
        b"GET %b?v=%b&s=note HTTP/1.1\r\n%b\r\n" % (click, token, BROWSER),
        b"GET %b?v=abc&s=feed HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % click,
        b"GET %b HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" % click,
        b"HEAD %b HTTP/1.1\r\nHost: a\r\n\r\n" % click,
        b"GET http://a.example%b HTTP/1.1\r\nHost: a\r\n\r\n" % click,
        b"GET http://evil.example/r/x HTTP/1.0\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n",
        b"GET /r/nosuchcode HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
        post + b"Content-Length: %d\r\n\r\n%b" % (len(events), events),
        post + b'Content-Length: 30\r\n\r\n{"p":[["","note",1,"aaaaaaaaaa"',
        post + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        post
        + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\nHost: b\r\n\r\n"
        % (len(events), events),
        post + b'Expect: 100-continue\r\nContent-Length: 8\r\n\r\n{"p":[]}',
        b"OPTIONS /e HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        b"GET %b HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n" % click,
        b"GET %b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde" % click,
    ]


def nearly(chance: random.Random, code: str) -> bytes:
    """A click nearly as browsers send it: a short cut must tell the difference."""
    lines = chance.choices(PLAIN, k=chance.randint(0, 4))
    if chance.random() < 0.3:
        lines.append(chance.choice(HEADERS))
    lines.insert(chance.choice((0, 0, 0, len(lines))), b"Host: a")
    method = _mostly(chance, b"GET", METHODS)
    target = f"/r/{_mostly(chance, code, CODES)}{_mostly(chance, '', QUERIES)}"
    first = f" {target} {_mostly(chance, 'HTTP/1.1', VERSIONS)}".encode()
    return b"\r\n".join([method + first, *lines, b"", b""])


def _mostly(chance: random.Random, usual: T, odd: Sequence[T]) -> T:
    return usual if chance.random() < 0.9 else chance.choice(odd)


def broken(chance: random.Random, shape: bytes) -> bytes:
    """A request with one to four things wrong."""
    data = bytearray(shape)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                data[place:place] = chance.choice(PIECES)
            case 1:
                del data[place : place + chance.randint(1, 12)]
            case 2:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case 3:
                line = data.find(b"\r\n", place)
                data[line + 2 : line + 2] = chance.choice(chance.choice((HEADERS, PLAIN))) + b"\r\n"
            case _:
                data[place:place] = data[: chance.randint(0, 30)]
    return bytes(data)
