"""What every connector is held to, whatever its marketplace."""

from hongmao.core.connector import Connector, MarketplaceError, OrderPage, ProductRef, Window
from hongmao.core.money import minor_digits
from hongmao.core.orders import OrderRevision, current

MOST_PAGES = 100
GARBAGE = ("", " ", "https://", "http://[", "https://elsewhere.example/item?id=1", "￥abc￥", "\0")


def check(connector: Connector, window: Window) -> list[OrderRevision]:
    """Hold a connector to its protocol over a window; returns the orders that it pulled."""
    assert isinstance(connector, Connector)
    assert 0 < len(connector.name) <= 16
    minor_digits(connector.capabilities.currency)
    assert connector.capabilities.window_ms >= connector.capabilities.promotion_window_ms > 0
    assert isinstance(connector.clock_skew_ms(), int)
    for text in GARBAGE:
        assert connector.parse_product(text) is None
    check_links(connector)
    orders = pull_all(connector, window)
    again = pull_all(connector, window)
    assert {one.digest for one in orders} == {one.digest for one in again}
    for order in orders:
        check_order(order)
        current([order])
    refunds = connector.pull_refunds(window)
    assert all(one.refunded >= 0 and one.fee_return >= 0 for one in refunds.revisions)
    if not connector.capabilities.collects:
        assert connector.pull_collects(window).collects == ()
    return orders


def check_links(connector: Connector) -> None:
    """What is no product is refused with one of the protocol's errors, or made into a link."""
    for ref in (ProductRef(), ProductRef(item_id="no such thing"), ProductRef(room_id="x")):
        try:
            made = connector.make_link(ref, "abcdefghij")
        except MarketplaceError:
            continue
        assert made.url.startswith(("https://", "http://"))


def check_order(order: OrderRevision) -> None:
    """An order's ids fit, its money is not negative, and its times are milliseconds."""
    assert 0 < len(order.trade_id) <= 64
    assert len(order.item_id) <= 64
    assert order.paid >= 0
    assert order.fee >= 0
    assert order.quantity >= 0
    minor_digits(order.currency)
    for moment in (order.created_ms, order.modified_ms):
        assert 946_684_800_000 < moment < 4_102_444_800_000  # this century


def pull_all(connector: Connector, window: Window) -> list[OrderRevision]:
    """Every page of a window; a page asked for twice says the same."""
    orders: list[OrderRevision] = []
    cursor = ""
    for _ in range(MOST_PAGES):
        page: OrderPage = connector.pull_orders(window, cursor)
        assert connector.pull_orders(window, cursor) == page
        orders += page.revisions
        cursor = page.cursor
        if not cursor:
            return orders
    raise AssertionError(f"the window has more than {MOST_PAGES} pages, or no end")
