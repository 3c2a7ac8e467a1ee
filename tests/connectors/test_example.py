"""The example of docs/connectors.md, run as it stands there, and the connectors without feeds."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hongmao.connectors.postback.connector import PostbackConnector
from hongmao.connectors.shopify.connector import ShopifyConnector
from hongmao.core.connector import Connector, MendRequest, ProductRef, TryAgain, Window
from hongmao.core.orders import OrderStatus
from tests.connectors.conformance import check

PAGE = Path(__file__).parents[2] / "docs" / "connectors.md"
MAY = 1_777_593_600
WINDOW = Window(MAY * 1000, (MAY + 86_400) * 1000)
PAGE_SIZE = 3


class Mill(ThreadingHTTPServer):
    """The mill's server: `orders` by update time, `trouble` to answer instead of them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MillHandler)
        self.orders: list[dict[str, Any]] = []
        self.trouble: list[tuple[int, dict[str, str]]] = []

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class MillHandler(BaseHTTPRequestHandler):
    """Answers `GET /orders?from=&to=&page=`."""

    server: Mill

    def do_GET(self) -> None:
        """One page, or the next trouble."""
        status, headers = self.server.trouble.pop(0) if self.server.trouble else (200, {})
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        first, last = int(asked["from"]) // 1000, int(asked["to"]) // 1000
        rows = [row for row in self.server.orders if first <= row["updated"] < last]
        page = int(asked["page"])
        part = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        more = page + 1 if len(rows) > page * PAGE_SIZE else None
        body = json.dumps({"orders": part, "next": more}).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def mill() -> Iterator[Mill]:
    """A mill that answers."""
    server = Mill()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def connector(mill: Mill) -> Connector:
    """The page's connector to that mill."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    module = ModuleType("example")
    exec(compile(code, str(PAGE), "exec"), module.__dict__)
    made: Connector = module.MillConnector(mill.address)
    return made


def order(number: int, **changes: object) -> dict[str, Any]:
    """An order as the mill tells it."""
    return {
        "id": number, "status": "paid", "item": "rye", "sacks": 2, "price": "19.90",
        "commission": "1.99", "ordered": MAY, "updated": MAY + number, "ref": f"click-{number}",
        **changes,
    }  # fmt: skip


def test_the_example_keeps_the_protocol(mill: Mill, connector: Connector) -> None:
    mill.orders = [order(number) for number in range(8)]
    mill.orders += [order(8, status="invoiced"), order(9, status="cancelled", ref=None)]
    pulled = check(connector, WINDOW)
    assert [one.trade_id for one in pulled] == [str(number) for number in range(10)]
    assert (pulled[0].paid, pulled[0].fee, pulled[0].click_id) == (1990, 199, "click-0")
    assert pulled[8].status is OrderStatus.SETTLED
    assert (pulled[9].fee, pulled[9].click_id) == (0, "")
    assert check(connector, Window(0, 1000)) == []


def test_its_links_and_pages_belong_together(mill: Mill, connector: Connector) -> None:
    made = connector.make_link(ProductRef(item_id="rye"), "abcdefghij")
    assert (made.url, made.click_parameter) == (f"{mill.address}/flour/rye", "ref")
    assert connector.parse_product(made.url) == ProductRef(item_id="rye")


@pytest.mark.parametrize(
    "changes", [{"price": "19.905"}, {"status": "lost"}, {"price": None}, {"ordered": "today"}]
)
def test_a_broken_row_stops_its_page(
    mill: Mill, connector: Connector, changes: dict[str, object]
) -> None:
    mill.orders = [order(1), order(2, **changes)]
    with pytest.raises(MendRequest, match="Order 2"):
        connector.pull_orders(WINDOW)


def test_its_trouble_is_told_apart(mill: Mill, connector: Connector) -> None:
    mill.trouble = [(429, {"Retry-After": "7"}), (503, {}), (403, {})]
    with pytest.raises(TryAgain) as throttled:
        connector.pull_orders(WINDOW)
    assert throttled.value.wait_s == 7
    with pytest.raises(TryAgain):
        connector.pull_orders(WINDOW)
    with pytest.raises(MendRequest):
        connector.pull_orders(WINDOW)
    mill.shutdown()
    mill.server_close()
    with pytest.raises(TryAgain):
        connector.pull_orders(WINDOW)


@pytest.mark.parametrize("without_feed", [ShopifyConnector({}), PostbackConnector({})])
def test_connectors_without_feeds_keep_the_protocol_too(without_feed: Connector) -> None:
    assert check(without_feed, WINDOW) == []
