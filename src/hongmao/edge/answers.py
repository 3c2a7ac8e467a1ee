"""HTTP answers as bytes. The connection adds the date, its own header and the blank line."""

from http import HTTPStatus

import msgspec

from hongmao.core.disclosure import label
from hongmao.core.openings import App
from hongmao.core.reasons import Reason
from hongmao.edge import openpage
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


class OpeningPages:
    """The pages that stand between a link and its app, in both languages, labelled.

    `jurisdiction` says how a link is labelled. What all links share of a page is made once.
    """

    def __init__(self, jurisdiction: str) -> None:
        self._heads: dict[str, bytes] = {}
        self._leave: dict[tuple[str, App, bool], openpage.Made] = {}
        self._open: dict[tuple[str, App], openpage.Made] = {}
        for language in LANGUAGES:
            said = label(jurisdiction, language)
            headers = _page_headers(language, openpage.CONTENT_SECURITY_POLICY)
            head = _answer(HTTPStatus.OK, headers).head
            self._heads[language] = head.removesuffix(b"0")  # the length, and the click, come after
            for app in openpage.NAMES:
                for password in (True, False):
                    made = openpage.leave_page(language, app, said, password=password)
                    self._leave[language, app, password] = made
                self._open[language, app] = openpage.open_page(language, app, said)

    def leave(self, language: str, app: App, page: str, password: str) -> Answer:
        """How to leave an in-app browser: by its menu, by a password, else by the web page."""
        made = self._leave[language, app, bool(password)]
        return self._answer(language, openpage.fill(made, page, password))

    def open(self, language: str, app: App, page: str, app_url: str) -> Answer:
        """Opens an app by its scheme, and holds the web page for who has not got it."""
        return self._answer(language, openpage.fill(self._open[language, app], page, app_url))

    def _answer(self, language: str, body: bytes) -> Answer:
        return Answer(b"%b%d%b" % (self._heads[language], len(body), _CLICK), body)


def _page_headers(language: str, policy: str) -> str:
    return (
        "Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Language: {'zh-Hans' if language == 'zh' else 'en'}\r\n"
        "Vary: Accept-Language\r\n"
        "Referrer-Policy: no-referrer\r\n"
        f"Content-Security-Policy: {policy}\r\n"
    )


def _page(status: HTTPStatus, reason: Reason, language: str, community: str) -> Answer:
    headers = _page_headers(language, CONTENT_SECURITY_POLICY)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers += "Allow: GET, HEAD\r\n"
    return _answer(status, headers, render_page(reason, language, community))
