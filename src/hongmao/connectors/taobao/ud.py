"""Taobao's ad-driven side (UD, 流量通Pro) as a `Connector`: our click id comes back with orders.

The feeds serve spans of one day in the platform's time (GMT+8). A window that reaches over
midnight is read day by day: a cursor is `start_ms:cursor_id`, the day's first moment and the
feed's own cursor in it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from hongmao.connectors.client import Access, Asking
from hongmao.connectors.rows import Row
from hongmao.connectors.taobao.client import TaobaoClient, to_local
from hongmao.connectors.taobao.parse import rows_of
from hongmao.connectors.taobao.products import parse_product
from hongmao.connectors.taobao.ud_parse import parse_collect, parse_order
from hongmao.core.connector import (
    Capabilities,
    CollectPage,
    Identifier,
    MadeLink,
    MendRequest,
    OrderPage,
    ProductRef,
    Window,
)

RED = 140
"""The channel of notes communities; it takes the product type `PRO` alone."""

PRO = 2
ITEM_PAGE, OWN_PAGE = 1, 2
DAY_MS = 86_400_000
_GMT8_MS = 8 * 3_600_000
_METHODS = "alibaba.taobao.ud.smart"


class UdConfig(Access, frozen=True):
    """One app's access. `channel_id` is the medium's number with the platform.

    `click_parameter` is the parameter of a link that takes our click id, where the link does not
    show it by the macro that stands there.
    """

    session: str = ""
    channel_id: int = RED
    click_parameter: str = "click_id"
    calls_a_second: float = 40.0


class UdConnector(Asking[TaobaoClient]):
    """The ad-driven side of the Taobao Open Platform; follows `core.connector.Connector`.

    A refund changes its order's row, and comes with the orders.
    """

    def __init__(self, config: UdConfig) -> None:
        super().__init__(
            TaobaoClient(*config.keys, config, config.calls_a_second, session=config.session)
        )
        self._config = config

    @property
    def name(self) -> str:
        """`taobao_ud`: apart from `taobao`, whose items and orders have other ids."""
        return "taobao_ud"

    @property
    def capabilities(self) -> Capabilities:
        """The click id comes back, and the link's own id as its lease."""
        return Capabilities(
            returns=frozenset({Identifier.CLICK_ID, Identifier.LEASE}),
            leases_are_scarce=False,
            window_ms=DAY_MS,
            promotion_window_ms=DAY_MS,
            horizon_ms=90 * DAY_MS,
            page_size=0,
            calls_a_second=self._config.calls_a_second,
            currency="CNY",
            collects=True,
        )

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """A monitored link to an item by its number, or to a page by its https address.

        The link's lease is `monitor_unique_id`, as orders return it; `lease` is not sent. `app_url`
        and `universal_url` are as made, their macros unfilled. Raises `MendRequest`, also for
        stores and live rooms, or `TryAgain`.
        """
        answer = self._client.call(
            f"{_METHODS}.monitor.url.create", {"monitor_url_top_request_dto": self._target(ref)}
        )
        made = answer.get("result")
        if not isinstance(made, Mapping) or not made.get("click_url"):
            raise _refusal(answer)
        url, parameter = _without_macro(str(made["click_url"]), self._config.click_parameter)
        return MadeLink(
            url=url,
            lease=str(made.get("monitor_unique_id") or ""),
            app_url=str(made.get("deep_link") or ""),
            universal_url=str(made.get("universal_link") or ""),
            click_parameter=parameter,
        )

    def parse_product(self, text: str) -> ProductRef | None:
        """An item of Taobao or Tmall by its page's URL, where that has its number."""
        ref = parse_product(text)
        return ref if ref and ref.item_id.isdigit() else None

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One page of the orders that changed in `window`. Raises as the affiliate side."""
        rows, following = self._pull(f"{_METHODS}.order.detail.pull", window, cursor)
        return OrderPage(tuple(map(parse_order, rows)), following)

    def pull_collects(self, window: Window, cursor: str = "") -> CollectPage:
        """One page of the favourites and carts of `window`. Raises as `pull_orders`."""
        rows, following = self._pull(f"{_METHODS}.order.collect.cart.detail.pull", window, cursor)
        return CollectPage(tuple(map(parse_collect, rows)), following)

    def _target(self, ref: ProductRef) -> dict[str, object]:
        where: dict[str, object] = {"channel_id": self._config.channel_id, "prod_type": PRO}
        if ref.item_id and not (ref.store_id or ref.page_id or ref.room_id):
            if not (ref.item_id.isascii() and ref.item_id.isdigit()):
                raise MendRequest("item", f"The ad feed knows items by number: {ref.item_id!r}.")
            return where | {"page_type": ITEM_PAGE, "item_id": int(ref.item_id)}
        if ref.page_id.startswith("https://") and not (ref.item_id or ref.store_id or ref.room_id):
            page = {"cus_h5_url": ref.page_id, "cus_deep_link": ref.page_id}
            return where | {"page_type": OWN_PAGE, **page}
        raise MendRequest("product", "The ad feed's links lead to an item or an https page.")

    def _pull(self, method: str, window: Window, cursor: str) -> tuple[list[Row], str]:
        start, place = _open_cursor(window, cursor)
        end = min(window.end_ms, _midnight_after(start))
        query = {
            "start_time": _to_local(start),
            "end_time": _to_local(end - 1),
            "prod_type": PRO,
            "cursor_id": place or None,
        }
        asked = {name: value for name, value in query.items() if value is not None}
        answer = self._client.call(method, {"order_top_cursor_query_dto": asked})
        if str(answer.get("success", "true")).lower() == "false":
            raise _refusal(answer)
        rows = rows_of(answer, "result")
        following = str(answer.get("cursor_id") or "")
        if rows and following not in ("", place):
            return rows, f"{start}:{following}"
        return rows, f"{end}:" if end < window.end_ms else ""


def _open_cursor(window: Window, cursor: str) -> tuple[int, str]:
    start, _, place = cursor.partition(":")
    return (int(start), place) if cursor else (window.start_ms, "")


def _midnight_after(at_ms: int) -> int:
    """The first moment of the day after `at_ms` in the platform's time."""
    return ((at_ms + _GMT8_MS) // DAY_MS + 1) * DAY_MS - _GMT8_MS


def _to_local(at_ms: int) -> str:
    return f"{to_local(at_ms)}.{at_ms % 1000:03d}"


def _without_macro(url: str, known: str) -> tuple[str, str]:
    """A link without the macro for a click id, and the name of the parameter where it stood."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    macros = [
        name for name, value in pairs if value.strip("_{}").replace("_", "").upper() == "CLICKID"
    ]
    kept = [(name, value) for name, value in pairs if name not in macros]
    return parts._replace(query=urlencode(kept)).geturl(), macros[0] if macros else known


def _refusal(answer: Mapping[str, Any]) -> MendRequest:
    code = str(answer.get("error_code") or "no-result")
    return MendRequest(code, str(answer.get("error_msg") or "The answer has no result."))
