"""The envelope of the Taobao Open Platform as a server keeps it.

Parameters are the union of query and body; the signature, the app key, the version and the
timestamp are checked in the platform's order; errors are answered with HTTP 200.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from xml.sax.saxutils import escape

import msgspec
from flask import Response

from hongmao.core.signing import genuine

GMT8 = timezone(timedelta(hours=8))
TIMESTAMP_TOLERANCE_MS = 600_000

MESSAGES = {
    7: "App Call Limited",
    9: "Http Action Not Allowed",
    10: "Service Currently Unavailable",
    11: "Insufficient ISV Permissions",
    12: "Insufficient User Permissions",
    15: "Remote service error",
    21: "Missing Method",
    22: "Invalid Method",
    23: "Invalid Format",
    24: "Missing Signature",
    25: "Invalid Signature",
    26: "Missing Session",
    27: "Invalid Session",
    28: "Missing App Key",
    29: "Invalid App Key",
    30: "Missing Timestamp",
    31: "Invalid Timestamp",
    32: "Missing Version",
    33: "Invalid Version",
    34: "Unsupported Version",
    40: "Missing Required Arguments",
    41: "Invalid Arguments",
    50: "Remote service error",
}

Tree = Mapping[str, object]
Parameters = Mapping[str, str]


class TopError(Exception):
    """An error as the platform words it; `code` is a key of `MESSAGES`."""

    def __init__(self, code: int, sub_code: str = "", sub_msg: str = "", of: str = "") -> None:
        self.code = code
        self.sub_code = sub_code
        self.sub_msg = sub_msg
        self.msg = MESSAGES.get(code, "Remote service error") + (f":{of}" if of else "")
        super().__init__(self.msg)

    def tree(self) -> dict[str, object]:
        """What goes under `error_response`."""
        tree: dict[str, object] = {"code": self.code, "msg": self.msg}
        if self.sub_code:
            tree |= {"sub_code": self.sub_code, "sub_msg": self.sub_msg}
        return tree | {"request_id": request_id()}


class Rows(msgspec.Struct, frozen=True):
    """A list in an answer: wrapped under `name`, or bare where the caller asked to simplify."""

    name: str
    rows: list[dict[str, object]]


def request_id() -> str:
    """A fresh id of a request, as the platform stamps on every answer."""
    return secrets.token_hex(6)


def dated(response: Response, now_ms: int) -> Response:
    """An answer that says what the sandbox's clock says, which may be off on purpose."""
    response.headers["Date"] = format_datetime(datetime.fromtimestamp(now_ms / 1000, UTC), True)
    return response


def local_time(at_ms: int) -> str:
    """`yyyy-MM-dd HH:mm:ss` in GMT+8."""
    return datetime.fromtimestamp(at_ms // 1000, GMT8).strftime("%Y-%m-%d %H:%M:%S")


def parse_local(text: str) -> int:
    """Epoch milliseconds of a GMT+8 time; raises `ValueError`."""
    at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=GMT8)
    return int(at.timestamp()) * 1000


def check(parameters: Parameters, app_key: str, app_secret: str, now_ms: int) -> None:
    """Raise the `TopError` of the first thing wrong with a request's envelope."""
    if not parameters.get("method"):
        raise TopError(21)
    if not parameters.get("app_key"):
        raise TopError(28)
    if parameters["app_key"] != app_key:
        raise TopError(29, "isv.appkey-not-exists", "The app key does not exist")
    if parameters.get("format", "xml") not in ("xml", "json"):
        raise TopError(23)
    _check_version(parameters.get("v", ""))
    _check_timestamp(parameters.get("timestamp", ""), now_ms)
    if not parameters.get("sign"):
        raise TopError(24)
    if not genuine(parameters, app_secret):
        raise TopError(25)


def _check_version(version: str) -> None:
    if not version:
        raise TopError(32)
    if version == "1.0":
        raise TopError(34)
    if version != "2.0":
        raise TopError(33)


def _check_timestamp(text: str, now_ms: int) -> None:
    """A local time, or epoch milliseconds as older SDKs send, within ten minutes of our clock."""
    if not text:
        raise TopError(30)
    try:
        at_ms = int(text) if text.isascii() and text.isdigit() else parse_local(text)
    except ValueError:
        raise TopError(31) from None
    if abs(at_ms - now_ms) > TIMESTAMP_TOLERANCE_MS:
        raise TopError(31)


def root_name(method: str) -> str:
    """The root of a success answer: the method's name without `taobao.`, dots as `_`."""
    return method.removeprefix("taobao.").replace(".", "_") + "_response"


def to_json(root: str, tree: Tree, *, simplify: bool) -> bytes:
    """An answer in JSON."""
    return msgspec.json.encode({root: _plain(tree, simplify)})


def to_xml(root: str, tree: Tree) -> bytes:
    """The same answer in XML, the platform's default format."""
    return b'<?xml version="1.0" encoding="utf-8" ?>\n' + _element(root, tree).encode()


def _plain(value: object, simplify: bool) -> object:
    if isinstance(value, Rows):
        rows = [_plain(row, simplify) for row in value.rows]
        return rows if simplify else {value.name: rows}
    if isinstance(value, Mapping):
        return {name: _plain(inner, simplify) for name, inner in value.items()}
    return value


def _element(name: str, value: object) -> str:
    if isinstance(value, Rows):
        inner = "".join(_element(value.name, row) for row in value.rows)
        return f'<{name} list="true">{inner}</{name}>'
    if isinstance(value, Mapping):
        inner = "".join(_element(key, inner) for key, inner in value.items())
        return f"<{name}>{inner}</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(text)}</{name}>"
