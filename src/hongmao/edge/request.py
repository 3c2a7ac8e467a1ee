"""A request as the edge sees it: the few headers that have an effect, and two ways to read it.

`WholeReader` reads one that arrived whole and alone in one piece, as nearly all do, in one step.
Whatever it has a doubt about it leaves to the connection's own parser, which calls for each header.
"""

import re
from collections.abc import Callable, Mapping

import msgspec

from hongmao.edge.language import choose_language

URL_BYTES = 4096
HEADER_BYTES = 16_384
HEADER_COUNT = 64
HEAD_BYTES = 2048
"""A head up to this may hold any number of headers."""
WHOLE_BYTES = 2048
PURPOSES = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
FORWARDED = (b"x-forwarded-for", b"forwarded")
KEPT_HEADERS = frozenset({b"user-agent", b"accept-language", b"cookie", *PURPOSES, *FORWARDED})
"""The headers a request keeps, by name in lower case; all others have no effect."""
_LANGUAGE = b"\r\naccept-language:"


class Request(msgspec.Struct, gc=False):
    """A whole request; nothing in it is trusted.

    `target` is as it stood in the request line; `purpose` joins the purpose headers; `forwarded` is
    the header that the installation's proxies set; `peer` is the address of the other end; `head`
    is the header lines, or as many of them as are kept.
    """

    method: bytes
    target: bytes
    peer: bytes
    agent: bytes
    cookie: bytes
    purpose: bytes
    forwarded: bytes
    body: bytes
    head: bytes

    @property
    def language(self) -> str:
        """`zh` or `en`, as the reader wishes."""
        at = self.head.lower().find(_LANGUAGE)
        said = self.head[at + len(_LANGUAGE) :].partition(b"\r")[0] if at >= 0 else b""
        return choose_language(said.decode("latin-1"))

    @property
    def direct(self) -> bool:
        """Whether it came from the reader's own hand: no proxy says that it forwarded it."""
        low = self.head.lower()
        return not any(b"\r\n%b:" % name in low for name in FORWARDED)


def of_headers(
    method: bytes, target: bytes, peer: bytes, body: bytes, headers: Mapping[bytes, bytes],
    proxy_header: bytes,
) -> Request:  # fmt: skip
    """The request of headers that a parser gave one by one, by names in lower case."""
    said = headers.get
    kept = b"".join(b"\r\n%b:%b" % header for header in headers.items())
    return Request(
        method, target, peer, said(b"user-agent", b""), said(b"cookie", b""),
        b" ".join(headers[name] for name in PURPOSES if name in headers),
        said(proxy_header, b""), body, kept + b"\r\n",
    )  # fmt: skip


_TEXT = rb"[\t -~\x80-\xff]*+"
_VALUE = rb"(?![\ \t])TEXT(?<![\ \t])"
_FORWARDED = {
    b"": rb"(?!)",
    b"x-forwarded-for": rb"[Xx]-[Ff]orwarded-[Ff]or",
    b"forwarded": rb"[Ff]orwarded",
}
_GRAMMAR = rb"""
    LINE\ HTTP/1\.1\r\n
    [Hh]ost:\ [!-~]++\r\n
    (?: [Uu](?: (?(2)(?!)|ser-[Aa]gent:\ (VALUE)\r\n) | pgrade-[Ii]nsecure-[Rr]equests:\ 1\r\n )
      | [Aa]ccept(?:-[Ee]ncoding|-[Ll]anguage)?+:TEXT\r\n
      | [Ss]ec-[CcFfGg][A-Za-z-]*+:TEXT\r\n
      | [Cc](?: (?(3)(?!)|ookie:\ (VALUE)\r\n) | onnection:\ keep-alive\r\n
          | (?:ache-[Cc]ontrol|ontent-[Tt]ype):TEXT\r\n )
      | (?: [Rr]eferer | [Oo]rigin | [Pp]ragma | [Pp]riority | [Dd][Nn][Tt]
          | [Xx]-[Rr]equested-[Ww]ith ):TEXT\r\n
      MORE
    )*+
    \r\n
"""
"""One host, named first; then headers that change nothing of how a request is framed; the end.

What is kept of a header is kept once: `(?(2)(?!)|…)` fails where group 2 has matched before. The
alternatives begin with different letters, as far as may be: those that cannot match cost nothing.
"""
_FORWARDING = rb"""
    | (?(4)(?!)|NAME:\ (VALUE)\r\n)
    | (?: [Xx]-[Rr]eal-[Ii][Pp] | [Vv]ia | [Xx]-[Rr]equest-[Ii][Dd]
        | [Xx]-[Ff]orwarded-(?:[Pp]roto|[Hh]ost|[Pp]ort) ):TEXT\r\n
"""
_LENGTH = rb"| (?(5)(?!)|[Cc]ontent-[Ll]ength:\ ([0-9]{1,6})\r\n)"


Match = Callable[[bytes], re.Match[bytes] | None]


def _grammar(line: bytes, more: bytes) -> re.Pattern[bytes]:
    text = _GRAMMAR.replace(b"LINE", line).replace(b"MORE", more)
    return re.compile(text.replace(b"VALUE", _VALUE).replace(b"TEXT", _TEXT), re.VERBOSE)


class WholeReader:
    """Reads requests that arrive whole and alone, by a grammar far stricter than HTTP's own.

    What fits it any parser reads alike: nothing in it frames, splits, folds or ends anything.
    `click` matches a click: target, agent, cookie, what the proxy says; None where it is not said.
    """

    def __init__(self, body_bytes: int, proxy_header: bytes) -> None:
        """`proxy_header` is the one that trusted proxies set, empty where none is trusted."""
        self._body_bytes = body_bytes
        more = _FORWARDING.replace(b"NAME", _FORWARDED[proxy_header])
        self.click: Match = _grammar(rb"GET\ (/r/[!-~]++)", more).fullmatch
        self._beacon: Match = _grammar(rb"POST\ (/e)", more + _LENGTH).match

    def beacon(self, data: bytes, peer: bytes) -> Request | None:
        """The beacon that `data` is; None where it may be anything else than one, whole."""
        found = self._beacon(data)
        if found is None:
            return None
        target, agent, cookie, forwarded, length = found.groups(b"")
        body = data[found.end() :]
        if length != b"%d" % len(body) or len(body) > self._body_bytes:
            return None
        return Request(b"POST", target, peer, agent, cookie, b"", forwarded, body, data)

    def leave(self) -> None:
        """Read no more: each answer has to say that its connection ends."""
        self.click = self._beacon = lambda _: None
