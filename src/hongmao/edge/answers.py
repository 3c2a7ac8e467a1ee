"""HTTP answers as bytes. The connection adds the date, its own header and the blank line."""

from http import HTTPStatus

import msgspec

from hongmao.core.reasons import Reason
from hongmao.edge.page import CONTENT_SECURITY_POLICY, render_page

LANGUAGES = ("zh", "en")
_ALWAYS = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
_ANYONE = "Access-Control-Allow-Origin: *\r\n"


class Answer(msgspec.Struct, gc=False):
    """The head up to the end of its last header, without the line's, and the body."""

    head: bytes
    body: bytes = b""


def _answer(status: HTTPStatus, headers: str, body: bytes = b"") -> Answer:
    length = "" if status == HTTPStatus.NO_CONTENT else f"Content-Length: {len(body)}\r\n"
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\n{_ALWAYS}{headers}{length}"
    return Answer(head.removesuffix("\r\n").encode("ascii"), body)


_REDIRECT = _answer(HTTPStatus.FOUND, "Referrer-Policy: no-referrer\r\n").head + b"\r\nLocation: "
_CLICK = b"\r\nHongmao-Click: "


def redirect(location: str) -> Answer:
    """302 to a URL that was checked to be plain ASCII."""
    return Answer(_REDIRECT + location.encode("ascii"))


def click_head(location: str) -> bytes:
    """What the answers to all clicks that lead to `location` share: the click's id goes on it."""
    return _REDIRECT + location.encode("ascii") + _CLICK


def json_answer(status: HTTPStatus, value: object, headers: str = "") -> Answer:
    """A JSON document that any origin may read."""
    body = msgspec.json.encode(value)
    return _answer(status, f"Content-Type: application/json\r\n{_ANYONE}{headers}", body)


def metrics_answer(text: bytes) -> Answer:
    """Prometheus' text."""
    return _answer(HTTPStatus.OK, "Content-Type: text/plain; version=0.0.4\r\n", text)


NO_CONTENT = _answer(HTTPStatus.NO_CONTENT, _ANYONE)
PREFLIGHT = _answer(
    HTTPStatus.NO_CONTENT,
    _ANYONE
    + "Access-Control-Allow-Methods: POST, OPTIONS\r\n"
    + "Access-Control-Allow-Headers: Content-Type\r\n"
    + "Access-Control-Max-Age: 86400\r\n",
)


class Pages:
    """The pages a reader may see here, rendered once, in both languages."""

    def __init__(self, community: str) -> None:
        statuses = {
            Reason.UNKNOWN_CODE: HTTPStatus.NOT_FOUND,
            Reason.NOT_FOUND: HTTPStatus.NOT_FOUND,
            Reason.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
            Reason.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
            Reason.TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
        }
        self._pages = {
            (reason, language): _page(status, reason, language, community)
            for reason, status in statuses.items()
            for language in LANGUAGES
        }

    def get(self, reason: Reason, language: str) -> Answer:
        """The page for a reason; `language` is one of `LANGUAGES`."""
        return self._pages[reason, language]


def _page(status: HTTPStatus, reason: Reason, language: str, community: str) -> Answer:
    headers = (
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Language: {'zh-Hans' if language == 'zh' else 'en'}\r\n"
        "Vary: Accept-Language\r\n"
        "Referrer-Policy: no-referrer\r\n"
        f"Content-Security-Policy: {CONTENT_SECURITY_POLICY}\r\n"
    )
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers += "Allow: GET, HEAD\r\n"
    return _answer(status, headers, render_page(reason, language, community))
