"""The protocol every marketplace connector follows, and its errors.

A connector turns a marketplace's wire format into `OrderRevision`s and back into links; it keeps
no state, writes nothing and knows no database. Cursors are opaque texts: the worker stores the one
that came with the last page it kept.
"""

from typing import Protocol, runtime_checkable

import msgspec

from hongmao.core.orders import OrderRevision, RefundRevision


class ProductRef(msgspec.Struct, frozen=True):
    """A product (item) or a whole store as the marketplace names it. Ids are opaque texts."""

    item_id: str = ""
    store_id: str = ""


class MadeLink(msgspec.Struct, frozen=True):
    """A link the marketplace made: the URL for readers, and a password text where it has one.

    `lease` is the adzone (`site_adzone`) that will come back with orders.
    """

    url: str
    lease: str
    password: str = ""


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


class Capabilities(msgspec.Struct, frozen=True):
    """What a marketplace gives and allows."""

    returns_click_id: bool
    returns_lease: bool
    window_ms: int
    horizon_ms: int
    page_size: int
    currency: str


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


@runtime_checkable
class Connector(Protocol):
    """A marketplace, as the rest of Hongmao sees it."""

    @property
    def name(self) -> str:
        """The marketplace's short name in accounts, links and events: `taobao`."""

    @property
    def capabilities(self) -> Capabilities:
        """What it gives and allows."""

    def make_link(self, ref: ProductRef, lease: str) -> MadeLink:
        """Make a link to a product or store on a leased adzone (a pid).

        Raises `MendRequest` or `TryAgain`.
        """

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One page of the orders updated in `window`. Raises `MendRequest` or `TryAgain`."""

    def pull_refunds(self, window: Window, cursor: str = "") -> RefundPage:
        """One page of the refund cases updated in `window`. Raises as `pull_orders`."""

    def clock_skew_ms(self) -> int:
        """The marketplace's clock less ours, in milliseconds, from one cheap call."""
