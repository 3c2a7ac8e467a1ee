"""Products by what people paste: pages of items on Taobao and Tmall, and Tao passwords.

A Tao password names nothing by itself: only the marketplace can open it. Known forms:
`￥4SKAZC8brVD￥`, `97￥ CZ3457 dSvD2AUtV8a￥ https://m.tb.cn/h.UeCfZSl title` and
`【淘宝】https://m.tb.cn/h.U7lg4A3?tk=sJtxd2L22HP CZ3457 「title」`.
"""

import re
from urllib.parse import parse_qs

import msgspec

from hongmao.connectors.pasted import urls
from hongmao.core.connector import ProductRef

HOSTS = (".taobao.com", ".tmall.com", ".tmall.hk")
SHORT_HOST = "m.tb.cn"
_ID = re.compile(r"[A-Za-z0-9_-]{4,64}")
_MARK = "[￥¥₤€$]"
_TOKEN = "[0-9A-Za-z]{9,13}"
_PASSWORDS = (
    re.compile(rf"{_MARK}\s?(?P<token>{_TOKEN})\s?{_MARK}"),
    re.compile(rf"{_MARK}\s?[A-Z]{{2}}\d{{2,6}}\s(?P<token>{_TOKEN})\s?{_MARK}"),
)
_KEY = re.compile(_TOKEN)


class TaoPassword(msgspec.Struct, frozen=True):
    """A Tao password in a text: its `token` of 9 to 13 letters and digits, and its short URL."""

    token: str
    url: str = ""


def parse_product(text: str) -> ProductRef | None:
    """The item whose page a text links to; None where it links to none."""
    for parts in urls(text):
        found = parse_qs(parts.query).get("id", [""])[0]
        ours = f".{parts.hostname}".endswith(HOSTS)
        if ours and parts.path.endswith("item.htm") and _ID.fullmatch(found):
            return ProductRef(item_id=found)
    return None


def find_password(text: str) -> TaoPassword | None:
    """The Tao password in a text, for the marketplace to open; None where there is none."""
    short = next((parts for parts in urls(text) if parts.hostname == SHORT_HOST), None)
    url = short.geturl() if short else ""
    for form in _PASSWORDS:
        if found := form.search(text):
            return TaoPassword(found["token"], url)
    key = parse_qs(short.query).get("tk", [""])[0] if short else ""
    return TaoPassword(key, url) if _KEY.fullmatch(key) else None
