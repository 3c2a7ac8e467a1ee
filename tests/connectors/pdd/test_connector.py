"""The connector against the live sandbox: links, pages from last to first, errors, patience."""

import time
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hongmao.connectors.pdd.client import HELP, PASSING
from hongmao.connectors.pdd.connector import DAY_MS, PddConfig, PddConnector
from hongmao.core.connector import (
    Connector,
    Identifier,
    MendRequest,
    OrderPage,
    ProductRef,
    TryAgain,
    Window,
)
from hongmao.core.orders import OrderRevision, OrderStatus, current
from hongmao.sandbox.networks import number
from tests.sandbox.running import LAMP, MUG, VASE, RunningSandbox

GOODS = number(MUG)
HOUR_MS = 3_600_000
QUERY = "pdd.ddk.order.list.increment.get"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def last_hour() -> Window:
    return Window(now_ms() - HOUR_MS, now_ms() + 2000)


def pages(connector: PddConnector, window: Window) -> Iterator[OrderPage]:
    cursor = ""
    while True:
        page = connector.pull_orders(window, cursor)
        yield page
        cursor = page.cursor
        if not cursor:
            return


@pytest.fixture(autouse=True)
def the_clock_is_right(sandbox: RunningSandbox) -> Iterator[None]:
    yield
    sandbox.admin("settings", clock_offset_ms=0)


def one(connector: PddConnector, trade_id: str) -> OrderRevision:
    rows = [r for page in pages(connector, last_hour()) for r in page.revisions]
    return current(r for r in rows if r.trade_id.replace("-", "") == trade_id)


def place(sandbox: RunningSandbox, count: int = 1, **order: object) -> list[str]:
    wish = {"item_id": VASE, "network": "pdd", "lease": '{"uid":"u","sid":"code1"}', **order}
    placed: list[str] = sandbox.admin("orders", orders=[wish] * count)["trade_ids"]
    return placed


def test_it_is_a_connector(connector: PddConnector) -> None:
    assert isinstance(connector, Connector)
    assert connector.name == "pdd"
    assert connector.capabilities.returns == {Identifier.LEASE}
    assert not connector.capabilities.leases_are_scarce
    assert connector.capabilities.window_ms == DAY_MS


def test_a_link_to_an_item(connector: PddConnector) -> None:
    made = connector.make_link(ProductRef(item_id=GOODS), "aB3dE5fG7h")
    assert made.lease == "aB3dE5fG7h"
    assert made.app_url.startswith("pinduoduo://")
    assert httpx.get(made.url).headers["location"] == f"/item.htm?id={MUG}"
    assert connector.make_link(ProductRef(item_id=GOODS), "aB3dE5fG7h") == made
    assert connector.make_link(ProductRef(item_id=GOODS), "another").url != made.url


@pytest.mark.parametrize(
    ("ref", "lease", "code"),
    [
        (ProductRef(item_id=GOODS), "", "lease"),
        (ProductRef(item_id=GOODS), "a" * 33, "lease"),
        (ProductRef(item_id=GOODS), '"}', "lease"),
        (ProductRef(), "code1", "product"),
        (ProductRef(store_id="1"), "code1", "product"),
        (ProductRef(item_id=GOODS, store_id="1"), "code1", "product"),
        (ProductRef(item_id="not-a-number"), "code1", "product"),
        (ProductRef(item_id="404404"), "code1", "not-promoted"),
    ],
)
def test_links_that_cannot_be_made(
    connector: PddConnector, ref: ProductRef, lease: str, code: str
) -> None:
    with pytest.raises(MendRequest) as problem:
        connector.make_link(ref, lease)
    assert problem.value.code == code


def test_from_a_click_to_its_settlement(connector: PddConnector, sandbox: RunningSandbox) -> None:
    link = connector.make_link(ProductRef(item_id=GOODS), "aB3dE5fG7h")
    with httpx.Client(base_url=sandbox.url, follow_redirects=True) as reader:
        reader.get(link.url)
        till = reader.post("/buy", data={"item_id": MUG, "quantity": 2})
        trade_id = till.url.path.rpartition("/")[2]
        unpaid = one(connector, trade_id)
        assert (unpaid.status, unpaid.paid_ms) == (OrderStatus.UNPAID, 0)
        reader.post(till.url.path)
    paid = one(connector, trade_id)
    assert (paid.status, paid.paid, paid.fee) == (OrderStatus.PAID, 25800, 3870)
    assert (paid.lease, paid.click_id, paid.click_ms) == ("aB3dE5fG7h", "", 0)
    assert (paid.item_id, paid.quantity) == (GOODS, 2)
    assert paid.paid_ms > 0
    sandbox.admin("receive", trade_ids=[trade_id])
    assert one(connector, trade_id).status is OrderStatus.RECEIVED
    sandbox.admin("settle", trade_ids=[trade_id])
    settled = one(connector, trade_id)
    assert (settled.status, settled.fee) == (OrderStatus.SETTLED, 3870)
    assert 0 < settled.settled_ms <= now_ms()
    assert connector.pull_refunds(last_hour()).revisions == ()
    assert connector.pull_collects(last_hour()).collects == ()


def test_a_return_before_settlement_makes_it_void(
    connector: PddConnector, sandbox: RunningSandbox
) -> None:
    (trade_id,) = place(sandbox)
    sandbox.admin("return", trade_id=trade_id)
    order = one(connector, trade_id)
    assert (order.status, order.fee) == (OrderStatus.VOID, 0)


def test_other_networks_orders_are_not_in_this_feed(
    connector: PddConnector, sandbox: RunningSandbox
) -> None:
    orders = [{"item_id": LAMP, "adzone_id": 7}, {"item_id": LAMP, "network": "jd", "lease": "x"}]
    placed = sandbox.admin("orders", orders=orders)["trade_ids"]
    seen = {r.trade_id.replace("-", "") for p in pages(connector, last_hour()) for r in p.revisions}
    assert not seen & set(placed)


def test_pages_come_from_the_last_to_the_first(
    connector: PddConnector, sandbox: RunningSandbox
) -> None:
    sandbox.admin("settings", clock_offset_ms=-100_000_000)
    start = now_ms() - 100_000_000
    placed = place(sandbox, 35)
    sandbox.admin("settings", clock_offset_ms=0)
    read = list(pages(connector, Window(start - 1000, start + 60_000)))
    assert [page.cursor for page in read] == ["3", "2", "1", ""]
    assert [len(page.revisions) for page in read] == [5, 10, 10, 10]
    rows = [r.trade_id.replace("-", "") for page in read for r in page.revisions]
    assert sorted(rows) == sorted(placed)


MOVES = st.lists(st.sets(st.integers(0, 27), max_size=12), min_size=2, max_size=4)


@given(count=st.integers(11, 28), moves=MOVES)
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_is_lost_while_orders_move(
    connector: PddConnector, sandbox: RunningSandbox, count: int, moves: list[set[int]]
) -> None:
    """Whatever is updated between two pages, each order is seen, or is in the next window."""
    began = sandbox.state()["now_ms"] // 1000 * 1000 + 1000
    offset = sandbox.state()["settings"]["clock_offset_ms"] + 2000
    sandbox.admin("settings", clock_offset_ms=offset)
    placed = place(sandbox, count)
    ended = sandbox.state()["now_ms"] // 1000 * 1000 + 1000
    sandbox.admin("settings", clock_offset_ms=offset + 2000)
    left = dict(enumerate(placed))
    seen: set[str] = set()
    for turn, page in enumerate(pages(connector, Window(began, ended))):
        seen |= {r.trade_id.replace("-", "") for r in page.revisions}
        chosen = [left.pop(i) for i in sorted(moves[turn % len(moves)] & set(left))]
        if chosen:
            sandbox.admin("receive", trade_ids=chosen)
    gone = set(placed) - seen
    following = pages(connector, Window(ended, ended + 60_000))
    later = {r.trade_id.replace("-", "") for page in following for r in page.revisions}
    sandbox.admin("settings", clock_offset_ms=offset + 8_000)
    assert gone <= later
    assert set(left.values()) <= seen


def test_a_place_that_is_none(connector: PddConnector) -> None:
    with pytest.raises(MendRequest, match="no place"):
        connector.pull_orders(last_hour(), "last")


def test_a_window_too_long_is_told_in_pinduoduos_words(connector: PddConnector) -> None:
    with pytest.raises(MendRequest, match="时间跨度不能超过24小时"):
        connector.pull_orders(Window(now_ms() - 2 * DAY_MS, now_ms()))


@pytest.mark.parametrize("code", PASSING)
def test_what_passes_is_tried_again(
    connector: PddConnector, sandbox: RunningSandbox, code: str
) -> None:
    sandbox.admin("faults", code=int(code), method=QUERY, times=1)
    if PASSING[code] <= 4.0:
        assert connector.pull_orders(last_hour()) is not None
        return
    with pytest.raises(TryAgain) as fault:
        connector.pull_orders(last_hour())
    assert (fault.value.code, fault.value.wait_s) == (code, PASSING[code])


@pytest.mark.parametrize("code", HELP)
def test_what_has_to_be_mended_is_told_at_once(
    connector: PddConnector, sandbox: RunningSandbox, code: str
) -> None:
    sandbox.admin("faults", code=int(code), method=QUERY, times=1)
    with pytest.raises(MendRequest) as problem:
        connector.pull_orders(last_hour())
    assert problem.value.code == code
    assert HELP[code] in problem.value.detail


def test_a_code_nobody_knows_is_to_be_mended(
    connector: PddConnector, sandbox: RunningSandbox
) -> None:
    sandbox.admin("faults", code=99999, sub_msg="原话", method=QUERY, times=1)
    with pytest.raises(MendRequest, match="原话"):
        connector.pull_orders(last_hour())


@pytest.mark.parametrize(
    ("key", "secret", "code", "word"),
    [
        ("12345678", "wrong", "20004", "HONGMAO_PDD_CLIENT_SECRET"),
        ("87654321", "wrong", "10016", "HONGMAO_PDD_CLIENT_ID"),
        ("", "wrong", "10001", "client_id"),
    ],
)
def test_wrong_keys_get_a_sentence_that_helps(
    sandbox: RunningSandbox, key: str, secret: str, code: str, word: str
) -> None:
    connector = PddConnector(PddConfig(sandbox.pdd_gateway, key, secret, "1_1"))
    with pytest.raises(MendRequest) as problem:
        connector.pull_orders(last_hour())
    connector.close()
    assert problem.value.code == code
    assert word in problem.value.detail


def test_clock_skew_and_a_clock_too_far_off(
    connector: PddConnector, sandbox: RunningSandbox
) -> None:
    assert abs(connector.clock_skew_ms()) < 1500
    sandbox.admin("settings", clock_offset_ms=605_000)
    assert 603_000 < connector.clock_skew_ms() < 607_000
    with pytest.raises(MendRequest, match="off by 60") as problem:
        connector.pull_orders(last_hour())
    assert problem.value.code == "10001"
    assert "behind the marketplace's; it allows 600" in problem.value.detail
