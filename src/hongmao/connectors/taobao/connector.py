"""Taobao and Tmall as a `Connector`: links on leased adzones, the order feed, the refund feed."""

import re
import time
from collections.abc import Mapping
from typing import Any

import msgspec

from hongmao.connectors.taobao.client import ClockOff, TaobaoClient, from_local, to_local
from hongmao.connectors.taobao.parse import parse_order, parse_refund, rows_of
from hongmao.connectors.taobao.products import parse_product
from hongmao.core.connector import (
    Capabilities,
    CollectPage,
    Identifier,
    MadeLink,
    MendRequest,
    OrderPage,
    ProductRef,
    RefundPage,
    Window,
)

BY_UPDATE = 4
REFUND_BY_UPDATE = 5
FORWARD = 1
LAST_PAGE = 100
"""The feed serves pages 1 to 100 of a window and no more."""

DAY_MS = 86_400_000
CALLS_A_SECOND = 40.0
"""What an affiliate account may call; the platform tells each app its own figure."""
_PID = re.compile(r"mm_\d+_(?P<site>\d+)_(?P<adzone>\d+)")
_LINK_TYPES = "cps_long_url,cps_short_url,cps_full_tpwd,cps_short_tpwd"


class TaobaoConfig(msgspec.Struct, frozen=True):
    """One app's access. `window_minutes` is the longest order window: 180, 20 in promotions.

    `timeout_s` bounds one HTTP exchange, `patience_s` the pauses the client waits out itself.
    """

    gateway: str
    app_key: str
    app_secret: str
    window_minutes: int = 180
    page_size: int = 100
    timeout_s: float = 10.0
    patience_s: float = 4.0


class TaobaoConnector:
    """The affiliate (TBK) side of the Taobao Open Platform; follows `core.connector.Connector`."""

    def __init__(self, config: TaobaoConfig) -> None:
        self._config = config
        self._client = TaobaoClient(
            config.gateway,
            config.app_key,
            config.app_secret,
            timeout_s=config.timeout_s,
            patience_s=config.patience_s,
        )

    @property
    def name(self) -> str:
        """`taobao`: Tmall's items come through the same feed."""
        return "taobao"

    @property
    def capabilities(self) -> Capabilities:
        """No click id comes back, only the adzone and the time of the click."""
        return Capabilities(
            returns=frozenset({Identifier.LEASE}),
            leases_are_scarce=True,
            window_ms=self._config.window_minutes * 60_000,
            promotion_window_ms=20 * 60_000,
            calls_a_second=CALLS_A_SECOND,
            horizon_ms=90 * DAY_MS,
            page_size=self._config.page_size,
            currency="CNY",
        )

    def close(self) -> None:
        """Close the connections to the gateway."""
        self._client.close()

    def make_link(self, ref: ProductRef, lease: str) -> MadeLink:
        """A link to an item, or to a store by its seller id, on the pid `lease`.

        `lease` is `mm_publisher_site_adzone`; the link's own lease is `site_adzone`, as it comes
        back with orders. Raises `MendRequest` or `TryAgain`.
        """
        pid = _PID.fullmatch(lease)
        if pid is None:
            raise MendRequest("pid", f"{lease!r} is not a pid: mm_publisher_site_adzone.")
        if bool(ref.item_id) == bool(ref.store_id):
            raise MendRequest("product", "A link leads to an item or to a store, to one of them.")
        target = {"item_id_list": ref.item_id} if ref.item_id else {"seller_id_list": ref.store_id}
        answer = self._client.call(
            "taobao.tbk.dg.general.link.convert",
            {
                **target,
                "adzone_id": pid["adzone"],
                "site_id": pid["site"],
                "required_link_type": _LINK_TYPES,
            },
        )
        link = _converted(answer, "item_url_list" if ref.item_id else "shop_url_list")
        return MadeLink(
            url=str(link.get("cps_long_url") or link.get("cps_short_url")),
            lease=f"{pid['site']}_{pid['adzone']}",
            password=str(link.get("cps_full_tpwd") or link.get("cps_short_tpwd") or ""),
        )

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
        data = _data(answer)
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
        data = _data(answer)
        revisions = tuple(parse_refund(row) for row in rows_of(data, "result"))
        return RefundPage(revisions, _next_cursor(data, cursor))

    def pull_collects(self, window: Window, cursor: str = "") -> CollectPage:
        """None: the affiliate feed tells nothing of favourites and carts."""
        return CollectPage((), "")

    def clock_skew_ms(self) -> int:
        """The marketplace's clock less ours, to about half a second.

        Answers even where the clock is so far off that the gateway refuses calls, as long as the
        refusal carries a `Date`.
        """
        try:
            answer = self._client.call("taobao.time.get", {})
        except ClockOff as refused:
            if refused.skew_ms is None:
                raise
            return refused.skew_ms
        now_ms = time.time_ns() // 1_000_000
        try:
            return from_local(str(answer.get("time"))) + 500 - now_ms
        except ValueError as problem:
            raise MendRequest("shape", f"taobao.time.get gave no time: {answer}") from problem

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


def _converted(answer: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The link info of the one thing that was asked for; raises where it was refused."""
    rows = rows_of(_data(answer), key)
    row = rows[0] if rows else {}
    link: Mapping[str, Any] = row.get("link_info_dto") or {}
    if not (link.get("cps_long_url") or link.get("cps_short_url")):
        code = str(row.get("code") or answer.get("biz_error_desc") or "no-link")
        detail = row.get("msg") or answer.get("result_msg") or "The marketplace made no link."
        raise MendRequest(code, str(detail))
    return link


def _data(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    data = answer.get("data")
    if isinstance(data, Mapping):
        return data
    code = str(answer.get("biz_error_code") or "no-data")
    detail = answer.get("biz_error_desc") or answer.get("result_msg") or "The answer has no data."
    raise MendRequest(code, str(detail))


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
        raise MendRequest(
            "pages", f"The window has more than {LAST_PAGE} pages: pull shorter windows."
        )
    return f"{page_no + 1}:{position}"
