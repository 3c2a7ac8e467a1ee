"""A connector that tells nothing: each marketplace says in its place what it has."""

from hongmao.core.connector import CollectPage, OrderPage, ProductRef, RefundPage, Window


class Quiet:
    """The parts of `core.connector.Connector` that a marketplace may lack."""

    def parse_product(self, text: str) -> ProductRef | None:
        """None: the marketplace has no pages that tell its products apart."""
        return None

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """None: orders are not pulled, they come."""
        return OrderPage((), "")

    def pull_refunds(self, window: Window, cursor: str = "") -> RefundPage:
        """None apart: a refund changes its order, and comes with the orders."""
        return RefundPage((), "")

    def pull_collects(self, window: Window, cursor: str = "") -> CollectPage:
        """None: the marketplace tells nothing of favourites and carts."""
        return CollectPage((), "")

    def clock_skew_ms(self) -> int:
        """None: nothing is asked for by time, so no clock is compared."""
        return 0
