"""The protocol every marketplace connector follows, and its errors.

A connector turns a marketplace's wire format into `OrderRevision`s and back into links; it keeps
no state, writes nothing and knows no database. Cursors are opaque texts: the worker stores the one
that came with the last page it kept.
"""

from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec

from hongmao.core.orders import OrderRevision, RefundRevision


class ProductRef(msgspec.Struct, frozen=True):
    """What a link leads to, as the marketplace names it: one of the four. Ids are opaque texts.

    An item, a whole store, an activity page, or a live room where the marketplace has them.
    """

    item_id: str = ""
    store_id: str = ""
    page_id: str = ""
    room_id: str = ""


class MadeLink(msgspec.Struct, frozen=True):
    """A link the marketplace made: the URL for readers, and what else opens the same.

    `lease` is what will come back with orders (Taobao: `site_adzone`). `password` is a text to
    paste into the marketplace's app; `app_url` opens that app by its scheme, `universal_url` by
    iOS's universal links; each is empty where there is none. `click_parameter` names the query
    parameter of `url` in which the marketplace takes our click id and returns it with the order.
    """

    url: str
    lease: str
    password: str = ""
    app_url: str = ""
    universal_url: str = ""
    click_parameter: str = ""


class Window(msgspec.Struct, frozen=True):
    """A span of the marketplace's update time, epoch milliseconds, `start` in and `end` out."""

    start_ms: int
    end_ms: int


class OrderPage(msgspec.Struct, frozen=True):
    """One page of an order feed; `cursor` is empty on the window's last page."""

    revisions: tuple[OrderRevision, ...]
    cursor: str


class RefundPage(msgspec.Struct, frozen=True):
    """One page of a refund feed; `cursor` is empty on the window's last page."""

    revisions: tuple[RefundRevision, ...]
    cursor: str


class CollectKind(StrEnum):
    """What a reader did with a product in the marketplace short of buying it."""

    COLLECT = "collect"  # kept as a favourite
    CART = "cart"  # put into the cart


class Collect(msgspec.Struct, frozen=True, kw_only=True):
    """A favourite or a cart, as the marketplace told it; `event_id` tells it from any other."""

    event_id: str
    kind: CollectKind
    at_ms: int
    item_id: str
    click_id: str = ""
    lease: str = ""
    click_ms: int = 0


class CollectPage(msgspec.Struct, frozen=True):
    """One page of favourites and carts; `cursor` is empty on the window's last page."""

    collects: tuple[Collect, ...]
    cursor: str


class Identifier(StrEnum):
    """What comes back with an order of what we put into its link."""

    CLICK_ID = "click_id"
    LEASE = "lease"
    CREATOR_ID = "creator_id"


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a marketplace gives and allows.

    `returns` is what comes back with orders. `leases_are_scarce` says that leases come from a pool
    of the account; elsewhere each placement has one of its own, its link's code. Windows of order
    time are at most `window_ms`, in promotions `promotion_window_ms`, and begin within
    `horizon_ms`. `calls_a_second` is what the marketplace allows one account.
    """

    returns: frozenset[Identifier]
    leases_are_scarce: bool
    window_ms: int
    promotion_window_ms: int
    horizon_ms: int
    page_size: int
    calls_a_second: float
    currency: str
    collects: bool = False


class MarketplaceError(Exception):
    """The marketplace did not do what was asked. `code` and `detail` are its own words."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{detail} ({code})")


class TryAgain(MarketplaceError):
    """A passing fault or a throttle: ask again after `wait_s` seconds."""

    def __init__(self, code: str, detail: str, wait_s: float = 1.0) -> None:
        self.wait_s = wait_s
        super().__init__(code, detail)


class MendRequest(MarketplaceError):
    """The request itself is wrong (keys, signature, clock, arguments): a person has to mend it."""


class CursorLost(MendRequest):
    """The marketplace no longer knows our place in the window: read it from its first page."""


class WindowTooLong(MendRequest):
    """The marketplace does not serve a window of this length: ask for shorter ones."""


@runtime_checkable
class Connector(Protocol):
    """A marketplace, as the rest of Hongmao sees it."""

    @property
    def name(self) -> str:
        """The marketplace's short name in accounts, links and events: `taobao`."""

    @property
    def capabilities(self) -> Capabilities:
        """What it gives and allows."""

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """Make a link to a product, store, page or room, on a lease.

        `lease` is a pid of the account where leases are scarce, else the link's code.
        `relation_id` is the creator's number with the marketplace, empty where it has none; only
        those take it whose `capabilities` return `CREATOR_ID`. Raises `MendRequest`, also for what
        the marketplace has not, or `TryAgain`.
        """

    def parse_product(self, text: str) -> ProductRef | None:
        """The product that a pasted URL or password text names; None where it is none of ours.

        Asks nobody: a short link that only the marketplace can open is none.
        """

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One page of the orders updated in `window`. Raises `MendRequest` or `TryAgain`."""

    def pull_refunds(self, window: Window, cursor: str = "") -> RefundPage:
        """One page of the refund cases updated in `window`. Raises as `pull_orders`."""

    def pull_collects(self, window: Window, cursor: str = "") -> CollectPage:
        """One page of the favourites and carts of `window`. Raises as `pull_orders`.

        An empty page where `capabilities.collects` is false.
        """

    def clock_skew_ms(self) -> int:
        """The marketplace's clock less ours, in milliseconds, from one cheap call."""
