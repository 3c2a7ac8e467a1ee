"""Products by what people paste: pages of items on Taobao and Tmall."""

import re
from urllib.parse import parse_qs, urlsplit

from hongmao.core.connector import ProductRef

HOSTS = (".taobao.com", ".tmall.com", ".tmall.hk")
_URL = re.compile(r"https?://[!-~]+")
_ID = re.compile(r"[A-Za-z0-9_-]{4,64}")


def parse_product(text: str) -> ProductRef | None:
    """The item whose page a text links to; None where it links to none."""
    for url in _URL.findall(text):
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        found = parse_qs(parts.query).get("id", [""])[0]
        ours = f".{parts.hostname}".endswith(HOSTS)
        if ours and parts.path.endswith("item.htm") and _ID.fullmatch(found):
            return ProductRef(item_id=found)
    return None
