"""Products by what people paste: pages of items on Pinduoduo."""

import re
from urllib.parse import parse_qs, urlsplit

from hongmao.core.connector import ProductRef

HOSTS = ("mobile.yangkeduo.com", "mobile.pinduoduo.com")
_URL = re.compile(r"https?://[!-~]+")
_PATH = re.compile(r"/goods\d?\.html")
_ID = re.compile(r"\d{1,20}")


def parse_product(pasted: str) -> ProductRef | None:
    """The item whose page a text links to; None where it links to none.

    `p.pinduoduo.com` links are none: only Pinduoduo can say where one leads.
    """
    for url in _URL.findall(pasted):
        try:
            parts = urlsplit(url)
            host, plain = parts.hostname or "", parts.port is None and "@" not in parts.netloc
        except ValueError:
            continue
        found = parse_qs(parts.query).get("goods_id", [""])[0]
        if host in HOSTS and plain and _PATH.fullmatch(parts.path) and _ID.fullmatch(found):
            return ProductRef(item_id=found)
    return None
