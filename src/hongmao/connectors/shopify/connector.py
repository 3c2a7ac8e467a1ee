"""Shopify shops as a `Connector`: links to their pages. Orders are not pulled, they come."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from hongmao.connectors.quiet import Quiet
from hongmao.connectors.shopify.config import CLICK_PARAMETER, Shop
from hongmao.core.connector import (
    Capabilities,
    Identifier,
    MadeLink,
    MendRequest,
    ProductRef,
)

_URL = re.compile(r"https?://[^\s<>\"']+")
_PRODUCT = re.compile(r"(?:/[a-z]{2}(?:-[a-z]{2})?)?(?:/collections/[^/]+)?/products/([^/]+)/?")
LONGEST_ID = 64


class ShopifyConnector(Quiet):
    """The shops of the settings; follows `core.connector.Connector`: all is told by webhook.

    An item's id is `shop:handle`, a store's is `shop`.
    """

    name = "shopify"
    capabilities = Capabilities(
        returns=frozenset({Identifier.CLICK_ID}),
        leases_are_scarce=False,
        window_ms=3_600_000,
        promotion_window_ms=3_600_000,
        horizon_ms=90 * 86_400_000,
        page_size=1,
        calls_a_second=1.0,
        currency="USD",
    )

    def __init__(self, shops: Mapping[str, Shop]) -> None:
        self._shops = shops
        self._names = {shop.domain.removeprefix("www."): name for name, shop in shops.items()}

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """The page of a product or a store; asks nobody. Raises `MendRequest`."""
        if bool(ref.item_id) == bool(ref.store_id):
            raise MendRequest("product", "A link leads to an item or to a store, to one of them.")
        name, _, handle = (ref.item_id or ref.store_id).partition(":")
        shop = self._shops.get(name)
        if shop is None:
            raise MendRequest("shop", f"HONGMAO_SHOPIFY_SHOPS lists no shop {name!r}.")
        if bool(handle) != bool(ref.item_id):
            raise MendRequest("product", "An item's id is shop:handle, a store's is shop.")
        path = f"products/{quote(handle, safe='')}" if handle else ""
        return MadeLink(f"https://{shop.domain}/{path}", lease, click_parameter=CLICK_PARAMETER)

    def parse_product(self, text: str) -> ProductRef | None:
        """The product or store whose page a text links to, if it is one of our shops'."""
        for url in _URL.findall(text):
            try:
                parts = urlsplit(url)
                name = self._names.get((parts.hostname or "").removeprefix("www."))
            except ValueError:
                continue
            if name is None:
                continue
            if found := _PRODUCT.fullmatch(parts.path):
                item = f"{name}:{unquote(found[1])}"
                return ProductRef(item_id=item) if len(item) <= LONGEST_ID else None
            if parts.path in ("", "/"):
                return ProductRef(store_id=name)
        return None
