"""JD as a `Connector`: links that carry our code, and the order feed read so that none is lost.

The feed is read by time of update. Two things of JD's make that alone too little:

- Pages are counted, so a line that is updated while pages are turned leaves the window and moves
  the rest up. A window of several pages is therefore read to its last page and back again:
  backwards, what moves up is met twice and never passed by.
- A line is not updated when its commission is paid. So a window's lines are followed by those
  that were finished `SETTLED_AFTER_DAYS` before: their pay day, the 20th of the next month at the
  latest, is over, and they come once more, settled.
"""

import re

import msgspec

from hongmao.connectors.calling import now_ms, to_local
from hongmao.connectors.client import Access, Asking
from hongmao.connectors.jd.client import JdClient
from hongmao.connectors.jd.parse import parse_order
from hongmao.connectors.jd.products import material, parse_product
from hongmao.connectors.rows import rows_of
from hongmao.core.connector import (
    Capabilities,
    Identifier,
    MadeLink,
    MendRequest,
    OrderPage,
    ProductRef,
    Window,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
HORIZON_DAYS = 90
SETTLED_AFTER_DAYS = 52
BY_FINISH, BY_UPDATE = 2, 3
CALLS_A_SECOND = 5.0
"""A careful figure: JD tells each app its own."""
_LEASE = re.compile(r"[A-Za-z0-9_]{1,60}")
"""JD takes 80; a lease has 60."""


class JdConfig(Access, frozen=True):
    """One app's access. `site_id` is the id of the site or app as JD Union has it.

    Without one, links are made by the method for social media, which JD opens on request. No
    `calls_a_second` leaves the pace to the gateway's throttle.
    """

    site_id: str = ""
    page_size: int = 500
    calls_a_second: float = 0.0


class Place(msgspec.Struct, frozen=True):
    """A place in a window: which time counts, which page, and whether on the way back."""

    by: int = BY_UPDATE
    page: int = 1
    back: bool = False

    def text(self) -> str:
        """As a cursor: `3+2` is the second page by update, `3-2` the same on the way back."""
        return f"{self.by}{'-' if self.back else '+'}{self.page}"


class JdConnector(Asking[JdClient]):
    """JD Union; follows `core.connector.Connector`.

    A refund lowers its line's figures, and comes with the orders.
    """

    def __init__(self, config: JdConfig) -> None:
        super().__init__(JdClient(*config.keys, config, config.calls_a_second))
        self._config = config

    @property
    def name(self) -> str:
        """`jd`."""
        return "jd"

    @property
    def capabilities(self) -> Capabilities:
        """`subUnionId` comes back: the link's own code. No time of the click does."""
        return Capabilities(
            returns=frozenset({Identifier.LEASE}),
            leases_are_scarce=False,
            window_ms=HOUR_MS,
            promotion_window_ms=HOUR_MS,
            calls_a_second=self._config.calls_a_second or CALLS_A_SECOND,
            horizon_ms=HORIZON_DAYS * DAY_MS,
            page_size=self._config.page_size,
            currency="CNY",
        )

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """A link to an item, a store or an activity page that carries `lease` as `subUnionId`."""
        if not _LEASE.fullmatch(lease):
            raise MendRequest("lease", f"{lease!r} is not 1 to 60 letters, digits and underscores.")
        wish = {"materialId": material(ref), "subUnionId": lease}
        method = "jd.union.open.promotion.bysubunionid.get"
        if self._config.site_id:
            method = "jd.union.open.promotion.common.get"
            wish["siteId"] = self._config.site_id
        data = self._client.call(method, {"promotionCodeReq": wish}).get("data")
        made = data if isinstance(data, dict) else {}
        url = str(made.get("clickURL") or made.get("shortURL") or "")
        if not url:
            raise MendRequest("no-link", "JD made no link and did not say why.")
        return MadeLink(url=url, lease=lease, password=str(made.get("jCommand") or ""))

    def parse_product(self, text: str) -> ProductRef | None:
        """An item of JD by its page's URL; None for anything else."""
        return parse_product(text)

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One page of the lines updated in `window`, and then of those settled by now.

        The feed counts whole seconds, so the window is widened to them: a row may come that lies
        just outside, none is left out. Raises `BadRow`, `MendRequest` or `TryAgain`.
        """
        place = _open_cursor(cursor)
        moved = _asked(window, place.by)
        answer = self._client.call(
            "jd.union.open.order.row.query",
            {
                "orderReq": {
                    "pageIndex": place.page,
                    "pageSize": self._config.page_size,
                    "type": place.by,
                    "startTime": to_local(moved.start_ms),
                    "endTime": to_local(moved.end_ms + 999),
                    "fields": "goodsInfo",
                }
            },
        )
        at_ms = now_ms()
        revisions = tuple(parse_order(row, at_ms) for row in rows_of(answer, "data"))
        return OrderPage(revisions, _next_cursor(place, _has_more(answer), window, at_ms))


def _asked(window: Window, by: int) -> Window:
    """The window to ask for: that of update, or the one in which what settles now was finished."""
    if by == BY_UPDATE:
        return window
    past = SETTLED_AFTER_DAYS * DAY_MS
    return Window(window.start_ms - past, window.end_ms - past)


def _has_more(answer: dict[str, object]) -> bool:
    return str(answer.get("hasMore", "")).lower() == "true"


def _open_cursor(cursor: str) -> Place:
    if not cursor:
        return Place()
    by, sign, page = cursor[:1], cursor[1:2], cursor[2:]
    if by not in ("2", "3") or sign not in ("+", "-") or not page.isdecimal():
        raise MendRequest("cursor", f"{cursor!r} is no place in JD's feed.")
    return Place(int(by), int(page), sign == "-")


def _next_cursor(place: Place, more: bool, window: Window, now: int) -> str:
    """The page after `place`; empty after the last of the lines that settled."""
    if not place.back and more:
        return Place(place.by, place.page + 1).text()
    if place.page > 1:
        return Place(place.by, place.page - 1, back=True).text()
    oldest = now - HORIZON_DAYS * DAY_MS
    if place.by == BY_UPDATE and _asked(window, BY_FINISH).start_ms > oldest:
        return Place(BY_FINISH).text()
    return ""
