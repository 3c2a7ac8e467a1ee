"""Products by what people paste, and the pages of JD that links are made from."""

import re

from hongmao.connectors.pasted import is_plain, urls
from hongmao.core.connector import MendRequest, ProductRef

_PAGES = {
    "item.jd.com": re.compile(r"/(\d{4,20})\.html"),
    "item.m.jd.com": re.compile(r"/(?:product|ware)/(\d{4,20})\.html"),
}
_ID = re.compile(r"\d{1,20}")
_NAME = re.compile(r"[A-Za-z0-9]{1,64}")


def parse_product(pasted: str) -> ProductRef | None:
    """The item whose page a text links to; None where it links to none.

    `u.jd.com` links are none: only JD can say where one leads.
    """
    for parts in filter(is_plain, urls(pasted)):
        page = _PAGES.get(parts.hostname or "")
        if page and (found := page.fullmatch(parts.path)):
            return ProductRef(item_id=found[1])
    return None


def material(ref: ProductRef) -> str:
    """The page of JD that a link leads to: an item, a store or an activity, by its id.

    Raises `MendRequest` for anything else, live rooms among it.
    """
    named = [name for name in ("item_id", "store_id", "page_id", "room_id") if getattr(ref, name)]
    if named == ["item_id"] and _ID.fullmatch(ref.item_id):
        return f"https://item.jd.com/{ref.item_id}.html"
    if named == ["store_id"] and _ID.fullmatch(ref.store_id):
        return f"https://mall.jd.com/index-{ref.store_id}.html"
    if named == ["page_id"] and _NAME.fullmatch(ref.page_id):
        return f"https://pro.jd.com/mall/active/{ref.page_id}/index.html"
    raise MendRequest(
        "product", "A JD link leads to an item, a store or an activity page, to one, by its id."
    )
