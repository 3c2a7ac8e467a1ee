"""Pinduoduo as a `Connector`: links that carry our code, and the order feed, read backwards.

The feed is read by time of update and counts its pages, so an order that is updated while pages
are turned leaves the window and moves the rest up. The documentation therefore asks to read from
the last page to the first: what moves up is met twice and never passed by.
"""

import re
from typing import Any

from hongmao.connectors.client import Access, Asking
from hongmao.connectors.pdd.client import PddClient
from hongmao.connectors.pdd.parse import parse_order, write_lease
from hongmao.connectors.pdd.products import parse_product
from hongmao.connectors.rows import rows_of, text, whole
from hongmao.core.connector import (
    Capabilities,
    Identifier,
    MadeLink,
    MendRequest,
    OrderPage,
    ProductRef,
    Window,
)

DAY_MS = 86_400_000
CALLS_A_SECOND = 10.0
"""A careful figure: Pinduoduo tells each app its own."""
_UID = "hongmao"
_LEASE = re.compile(r"[A-Za-z0-9_-]{1,32}")
"""With the rest of `custom_parameters` this stays below Pinduoduo's 64 bytes."""
_GOODS = re.compile(r"\d{1,20}")


class PddConfig(Access, frozen=True):
    """One app's access; `p_id` is the promotion position that all links are made on.

    Pages are of 10 to 100 orders, and the documentation advises 40 to 50. No `calls_a_second`
    leaves the pace to the gateway's throttle.
    """

    p_id: str
    page_size: int = 50
    calls_a_second: float = 0.0


class PddConnector(Asking[PddClient]):
    """Duoduo Jinbao (DDK); follows `core.connector.Connector`.

    A refund makes its order fail, and comes with the orders.
    """

    def __init__(self, config: PddConfig) -> None:
        super().__init__(PddClient(*config.keys, config, config.calls_a_second))
        self._config = config

    @property
    def name(self) -> str:
        """`pdd`."""
        return "pdd"

    @property
    def capabilities(self) -> Capabilities:
        """`custom_parameters` come back: the link's own code. No time of the click does."""
        return Capabilities(
            returns=frozenset({Identifier.LEASE}),
            leases_are_scarce=False,
            window_ms=DAY_MS,
            promotion_window_ms=DAY_MS,
            calls_a_second=self._config.calls_a_second or CALLS_A_SECOND,
            horizon_ms=90 * DAY_MS,
            page_size=self._config.page_size,
            currency="CNY",
        )

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """A link to an item, by its goods id, that carries `lease` in `custom_parameters`."""
        if not _LEASE.fullmatch(lease):
            raise MendRequest("lease", f"{lease!r} is not 1 to 32 letters, digits, _ and -.")
        if ref != ProductRef(item_id=ref.item_id) or not _GOODS.fullmatch(ref.item_id):
            raise MendRequest("product", "A Pinduoduo link leads to an item, by its goods id.")
        answer = self._client.call(
            "pdd.ddk.goods.promotion.url.generate",
            {
                "p_id": self._config.p_id,
                "goods_sign_list": [self._goods_sign(ref.item_id)],
                "custom_parameters": write_lease(_UID, lease),
                "generate_short_url": True,
                "generate_schema_url": True,
                "generate_we_app": True,
            },
        )
        rows = rows_of(answer, "goods_promotion_url_list")
        made = rows[0] if rows else {}
        forms = ("mobile_url", "url", "mobile_short_url", "short_url")
        url = next((str(made[form]) for form in forms if made.get(form)), "")
        if not url:
            raise MendRequest("no-link", "Pinduoduo made no link and did not say why.")
        return MadeLink(url=url, lease=lease, app_url=str(made.get("schema_url") or ""))

    def parse_product(self, text: str) -> ProductRef | None:
        """An item of Pinduoduo by its page's URL; None for anything else."""
        return parse_product(text)

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One page of the orders updated in `window`, the last page first; `cursor` counts down.

        The feed counts whole seconds, so the window is widened to them: a row may come that lies
        just outside, none is left out. Raises `BadRow`, `MendRequest` or `TryAgain`.
        """
        page = _open_cursor(cursor)
        answer = self._orders(window, page or 1)
        if not page:
            page = max(1, -(-whole(answer, "total_count", "") // self._config.page_size))
            if page > 1:
                answer = self._orders(window, page)
        revisions = tuple(parse_order(row) for row in rows_of(answer, "order_list"))
        return OrderPage(revisions, str(page - 1) if page > 1 else "")

    def _goods_sign(self, goods_id: str) -> str:
        """What links to a product are made from: the search by its id is the only way to it."""
        answer = self._client.call(
            "pdd.ddk.goods.search", {"keyword": goods_id, "pid": self._config.p_id, "page_size": 10}
        )
        found = rows_of(answer, "goods_list")
        if len(found) != 1:
            raise MendRequest("not-promoted", f"Pinduoduo does not promote the item {goods_id}.")
        return text(found[0], "goods_sign", goods_id)

    def _orders(self, window: Window, page: int) -> dict[str, Any]:
        return self._client.call(
            "pdd.ddk.order.list.increment.get",
            {
                "start_update_time": window.start_ms // 1000,
                "end_update_time": -(-window.end_ms // 1000),
                "page": page,
                "page_size": self._config.page_size,
                "return_count": True,
            },
        )


def _open_cursor(cursor: str) -> int:
    """The page of a cursor; 0 at the start, where the last page is not known yet."""
    if cursor and not cursor.isdecimal():
        raise MendRequest("cursor", f"{cursor!r} is no place in Pinduoduo's feed.")
    return int(cursor or 0)
