"""The ad-driven side against the live sandbox: links, orders with click ids, favourites, carts."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hongmao.connectors.taobao.ud import UdConfig, UdConnector
from hongmao.core.connector import (
    Collect,
    CollectKind,
    Connector,
    Identifier,
    MadeLink,
    MendRequest,
    OrderPage,
    ProductRef,
    Window,
)
from hongmao.core.orders import OrderRevision, OrderStatus
from tests.sandbox.running import MUG, RunningSandbox, running_sandbox

ITEM = "610999100200"
PRODUCT = {
    "item_id": ITEM, "store_id": "S1001", "title_zh": "粗陶茶杯", "title_en": "Tea bowl",
    "price_fen": 10_000, "commission_bps": 1_000,
}  # fmt: skip
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        running.admin("catalogue", stores=[], products=[PRODUCT])
        yield running


@pytest.fixture
def connector(sandbox: RunningSandbox) -> Iterator[UdConnector]:
    made = UdConnector(UdConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret))
    yield made
    made.close()


@pytest.fixture
def link(connector: UdConnector) -> MadeLink:
    return connector.make_link(ProductRef(item_id=ITEM), "code")


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def pages(connector: UdConnector, window: Window) -> Iterator[OrderPage]:
    cursor = ""
    while True:
        page = connector.pull_orders(window, cursor)
        yield page
        cursor = page.cursor
        if not cursor:
            return


def orders(connector: UdConnector, link: MadeLink) -> list[OrderRevision]:
    window = Window(now_ms() - DAY_MS, now_ms() + 2000)
    found = (r for page in pages(connector, window) for r in page.revisions)
    return [revision for revision in found if revision.lease == link.lease]


def collects(connector: UdConnector, link: MadeLink) -> list[Collect]:
    window = Window(now_ms() - DAY_MS, now_ms() + 2000)
    found, cursor = [], ""
    while True:
        page = connector.pull_collects(window, cursor)
        found += [c for c in page.collects if c.lease == link.lease]
        cursor = page.cursor
        if not cursor:
            return found


def test_it_is_a_connector(connector: UdConnector) -> None:
    assert isinstance(connector, Connector)
    assert connector.name == "taobao_ud"
    assert Identifier.CLICK_ID in connector.capabilities.returns
    assert connector.capabilities.collects
    assert abs(connector.clock_skew_ms()) < 1500


def test_a_link_says_where_the_click_id_goes(connector: UdConnector, link: MadeLink) -> None:
    assert link.click_parameter == "click_id"
    assert "CLICK" not in link.url
    assert link.app_url.startswith("tbopen://")
    assert link.universal_url.startswith("https://b.mashort.cn/")
    assert connector.make_link(ProductRef(item_id=ITEM), "code").lease != link.lease


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        (ProductRef(item_id=MUG), "item"),
        (ProductRef(item_id="42"), "15 isv.invalid-parameter"),
        (ProductRef(store_id="2200780001"), "product"),
        (ProductRef(item_id=ITEM, page_id="https://a.tmall.com/"), "product"),
        (ProductRef(page_id="http://a.tmall.com/"), "product"),
        (ProductRef(room_id="1"), "product"),
        (ProductRef(), "product"),
    ],
)
def test_links_that_cannot_be_made(connector: UdConnector, ref: ProductRef, code: str) -> None:
    with pytest.raises(MendRequest) as problem:
        connector.make_link(ref, "code")
    assert problem.value.code == code


def test_a_channel_that_is_not_one_is_refused(sandbox: RunningSandbox) -> None:
    keys = (sandbox.gateway, sandbox.app_key, sandbox.app_secret)
    odd = UdConnector(UdConfig(*keys, channel_id=2))
    with pytest.raises(MendRequest, match="channel_id"):
        odd.make_link(ProductRef(item_id=ITEM), "code")
    odd.close()


def test_the_click_id_comes_back_from_a_browser(
    connector: UdConnector, sandbox: RunningSandbox, link: MadeLink
) -> None:
    with httpx.Client(base_url=sandbox.url) as browser:
        landed = browser.get(f"{link.url}&{link.click_parameter}=0123abcd")
        assert landed.headers["location"] == f"/item.htm?id={ITEM}"
        for kind in ("1", "2"):
            browser.post("/collect", data={"item_id": ITEM, "kind": kind})
        browser.post("/buy", data={"item_id": ITEM, "quantity": "2"})
    (order,) = orders(connector, link)
    assert (order.status, order.click_id, order.quantity) == (OrderStatus.UNPAID, "0123abcd", 2)
    assert (order.item_id, order.paid, order.fee) == (ITEM, 20_000, 0)
    kept, carted = collects(connector, link)
    assert (kept.kind, carted.kind) == (CollectKind.COLLECT, CollectKind.CART)
    assert {kept.click_id, carted.click_id} == {"0123abcd"}
    assert kept.event_id != carted.event_id
    assert kept.item_id == ITEM


def test_an_order_through_its_life(
    connector: UdConnector, sandbox: RunningSandbox, link: MadeLink
) -> None:
    wish = {"item_id": ITEM, "monitor_id": link.lease, "click_id": "c1"}
    (trade_id,) = sandbox.admin("orders", orders=[wish])["trade_ids"]

    def stands(status: OrderStatus, paid: int, fee: int) -> None:
        (order,) = orders(connector, link)
        assert (order.status, order.paid, order.fee, order.click_id) == (status, paid, fee, "c1")

    stands(OrderStatus.PAID, 10_000, 1_000)
    sandbox.admin("receive", trade_ids=[trade_id])
    stands(OrderStatus.RECEIVED, 10_000, 1_000)
    sandbox.admin("return", trade_id=trade_id, amount_fen=2_500)
    stands(OrderStatus.PAID, 7_500, 750)
    sandbox.admin("return", trade_id=trade_id)
    stands(OrderStatus.VOID, 0, 0)


def test_an_order_that_others_have_the_credit_for_owes_us_nothing(
    connector: UdConnector, sandbox: RunningSandbox, link: MadeLink
) -> None:
    wish = {"item_id": ITEM, "monitor_id": link.lease, "click_id": "c2", "others": True}
    sandbox.admin("orders", orders=[wish])
    (order,) = orders(connector, link)
    assert (order.status, order.fee, order.click_id) == (OrderStatus.VOID, 0, "c2")


def test_a_macro_that_nobody_filled_in_is_no_click(
    connector: UdConnector, sandbox: RunningSandbox, link: MadeLink
) -> None:
    wish = {"item_id": ITEM, "monitor_id": link.lease, "click_id": "__CLICK_ID__"}
    sandbox.admin("orders", orders=[wish])
    assert [order.click_id for order in orders(connector, link)] == [""]


def test_pages_and_days(connector: UdConnector, sandbox: RunningSandbox, link: MadeLink) -> None:
    wish = {"item_id": ITEM, "monitor_id": link.lease, "click_id": "many"}
    placed = sandbox.admin("orders", orders=[wish] * 130)["trade_ids"]
    ids = [order.trade_id for order in orders(connector, link)]
    assert sorted(ids) == sorted(placed)
    long = Window(now_ms() - 3 * DAY_MS, now_ms() + 2000)
    assert len(list(pages(connector, long))) >= 4 + 2  # a page a day, two more of them today


def test_a_window_never_reaches_over_midnight(tmp_path: Path) -> None:
    """At midnight in GMT+8 the sandbox refuses what does; the connector cuts there."""
    with running_sandbox(tmp_path) as sandbox:
        connector = UdConnector(UdConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret))
        midnight = now_ms() // DAY_MS * DAY_MS - 8 * 3_600_000
        for start, end in ((-1, 1), (-1, 0), (0, 1), (-DAY_MS, DAY_MS)):
            list(pages(connector, Window(midnight + start, midnight + end)))
        connector.close()
