"""Products by what people paste: pages of items on Pinduoduo."""

import re
from urllib.parse import parse_qs

from hongmao.connectors.pasted import is_plain, urls
from hongmao.core.connector import ProductRef

HOSTS = ("mobile.yangkeduo.com", "mobile.pinduoduo.com")
_PATH = re.compile(r"/goods\d?\.html")
_ID = re.compile(r"\d{1,20}")


def parse_product(pasted: str) -> ProductRef | None:
    """The item whose page a text links to; None where it links to none.

    `p.pinduoduo.com` links are none: only Pinduoduo can say where one leads.
    """
    for parts in filter(is_plain, urls(pasted)):
        found = parse_qs(parts.query).get("goods_id", [""])[0]
        if parts.hostname in HOSTS and _PATH.fullmatch(parts.path) and _ID.fullmatch(found):
            return ProductRef(item_id=found)
    return None
