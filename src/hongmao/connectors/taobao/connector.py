"""Taobao and Tmall as a `Connector`: links on leased adzones, the order feed, the refund feed."""

from collections.abc import Mapping
from typing import Any

from hongmao.connectors.client import Access, Asking
from hongmao.connectors.taobao.client import TaobaoClient, to_local
from hongmao.connectors.taobao.convert import convert, make_password, open_password, read_zone
from hongmao.connectors.taobao.parse import data_of, parse_order, parse_refund, rows_of
from hongmao.connectors.taobao.products import find_password, parse_product
from hongmao.core.connector import (
    Capabilities,
    Identifier,
    MadeLink,
    MendRequest,
    OrderPage,
    ProductRef,
    RefundPage,
    Window,
    WindowTooLong,
)

BY_UPDATE = 4
REFUND_BY_UPDATE = 5
FORWARD = 1
LAST_PAGE = 100
"""The feed serves pages 1 to 100 of a window and no more."""

DAY_MS = 86_400_000
CALLS_A_SECOND = 40.0
"""What an affiliate account may call; the platform tells each app its own figure."""


class TaobaoConfig(Access, frozen=True):
    """One app's access. `window_minutes` is the longest order window: 180, 20 in promotions.

    `session` is the token of a user who authorised the app, where a method needs one.
    """

    window_minutes: int = 180
    page_size: int = 100
    calls_a_second: float = CALLS_A_SECOND
    session: str = ""


class TaobaoConnector(Asking[TaobaoClient]):
    """The affiliate (TBK) side of the Taobao Open Platform; follows `core.connector.Connector`."""

    def __init__(self, config: TaobaoConfig) -> None:
        super().__init__(
            TaobaoClient(*config.keys, config, config.calls_a_second, session=config.session)
        )
        self._config = config

    @property
    def name(self) -> str:
        """`taobao`: Tmall's items come through the same feed."""
        return "taobao"

    @property
    def capabilities(self) -> Capabilities:
        """No click id comes back, only the adzone, the time of the click, a relation id if any."""
        return Capabilities(
            returns=frozenset({Identifier.LEASE, Identifier.CREATOR_ID}),
            leases_are_scarce=True,
            window_ms=self._config.window_minutes * 60_000,
            promotion_window_ms=20 * 60_000,
            calls_a_second=self._config.calls_a_second,
            horizon_ms=90 * DAY_MS,
            page_size=self._config.page_size,
            currency="CNY",
        )

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """A link to an item, a store by its seller id, or an activity page, on the pid `lease`.

        `lease` is `mm_publisher_site_adzone`; the link's own lease is `site_adzone`, as it comes
        back with orders. So does `relation_id`, a creator's number in the account's channel, if
        the creator has one. Raises `MendRequest`, also for live rooms, or `TryAgain`.
        """
        return convert(self._client, ref, read_zone(lease, relation_id))

    def make_password(self, url: str) -> str:
        """A Tao password that opens one of the account's links: the text to copy.

        Raises `MendRequest` or `TryAgain`.
        """
        return make_password(self._client, url)

    def open_password(self, text: str, lease: str) -> ProductRef | None:
        """The item or store that the Tao password in `text` opens, asked on the pid `lease`.

        None where there is no password in it, or it opens something else. Raises `MendRequest`
        where the marketplace cannot open it, or `TryAgain`.
        """
        if find_password(text) is None:
            return None
        return open_password(self._client, text, read_zone(lease))

    def parse_product(self, text: str) -> ProductRef | None:
        """An item of Taobao or Tmall by its page's URL; None for anything else."""
        return parse_product(text)

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One page of the orders updated in `window`, oldest update first.

        The feed counts whole seconds, so the window is widened to them: a row may come that lies
        just outside, none is left out. Raises `BadRow`, `MendRequest` or `TryAgain`.
        """
        answer = self._client.call(
            "taobao.tbk.order.details.get", self._page_arguments(window, cursor, BY_UPDATE)
        )
        data = data_of(answer)
        revisions = tuple(parse_order(row) for row in rows_of(data, "results"))
        return OrderPage(revisions, _next_cursor(data, cursor))

    def pull_refunds(self, window: Window, cursor: str = "") -> RefundPage:
        """One page of the refund cases updated in `window`; widened and raising as `pull_orders`.

        Only orders that were settled have refund cases: an earlier refund makes the order void or
        lowers it, and comes with the orders.
        """
        option = self._page_arguments(window, cursor, REFUND_BY_UPDATE)
        answer = self._client.call(
            "taobao.tbk.order.refund.get", {"publisher_refund_order_query_option": option}
        )
        data = data_of(answer)
        revisions = tuple(parse_refund(row) for row in rows_of(data, "result"))
        return RefundPage(revisions, _next_cursor(data, cursor))

    def _page_arguments(self, window: Window, cursor: str, query_type: int) -> dict[str, object]:
        page_no, position = _open_cursor(cursor)
        arguments: dict[str, object] = {
            "query_type": query_type,
            "start_time": to_local(window.start_ms),
            "end_time": to_local(window.end_ms + 999),
            "page_size": self._config.page_size,
            "page_no": page_no,
            "order_scene": 1,
        }
        if position:
            arguments |= {"position_index": position, "jump_type": FORWARD}
        return arguments


def _open_cursor(cursor: str) -> tuple[int, str]:
    """A cursor's page number and position: `page_no:position_index`, `1` at the start."""
    page_no, _, position = cursor.partition(":")
    return int(page_no or 1), position


def _next_cursor(data: Mapping[str, Any], cursor: str) -> str:
    if str(data.get("has_next", "")).lower() != "true":
        return ""
    page_no, _ = _open_cursor(cursor)
    position = str(data.get("position_index") or "")
    if not position:
        raise MendRequest("position", "The feed has a next page and gave no position_index.")
    if page_no >= LAST_PAGE:
        raise WindowTooLong("pages", f"The window has more than {LAST_PAGE} pages.")
    return f"{page_no + 1}:{position}"
