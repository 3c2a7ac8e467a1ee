"""The connector against the live sandbox: links, the feeds, their errors, and patience."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hongmao.connectors.taobao.client import ClockOff, TaobaoClient
from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.connectors.taobao.products import find_password
from hongmao.core.connector import (
    Connector,
    Identifier,
    MendRequest,
    OrderPage,
    ProductRef,
    TryAgain,
    Window,
)
from hongmao.core.orders import OrderStatus, RefundStatus
from hongmao.core.signing import SignMethod
from tests.sandbox.running import LAMP, MUG, VASE, RunningSandbox, running_sandbox

PID = "mm_10000001_20000001_110000000042"
HOUR_MS = 3_600_000


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def last_hour() -> Window:
    return Window(now_ms() - HOUR_MS, now_ms() + 2000)


def pages(connector: TaobaoConnector, window: Window) -> Iterator[OrderPage]:
    cursor = ""
    while True:
        page = connector.pull_orders(window, cursor)
        yield page
        cursor = page.cursor
        if not cursor:
            return


def hurry(connector: TaobaoConnector) -> None:
    for _ in range(50):
        connector.clock_skew_ms()


def test_it_is_a_connector(connector: TaobaoConnector) -> None:
    assert isinstance(connector, Connector)
    assert connector.name == "taobao"
    assert connector.capabilities.returns == {Identifier.LEASE, Identifier.CREATOR_ID}
    assert connector.capabilities.window_ms == 3 * HOUR_MS


def test_links_to_an_item_and_to_a_store(
    connector: TaobaoConnector, sandbox: RunningSandbox
) -> None:
    item = connector.make_link(ProductRef(item_id=MUG), PID)
    assert item.url.startswith(f"{sandbox.url}/t?e=")
    assert item.lease == "20000001_110000000042"
    assert "￥" in item.password
    assert connector.make_link(ProductRef(item_id=MUG), PID) == item
    store = connector.make_link(ProductRef(store_id="2200780002"), PID)
    assert httpx.get(store.url).headers["location"] == "/shop.htm?id=S1002"


def test_a_link_to_an_activity_page_has_a_password(
    connector: TaobaoConnector, sandbox: RunningSandbox
) -> None:
    page = connector.make_link(ProductRef(page_id="20150318020000001"), PID)
    assert page.lease == "20000001_110000000042"
    assert find_password(page.password) is not None
    assert httpx.get(page.url).headers["location"] == "/"
    assert connector.make_password(page.url) == page.password


def test_a_click_on_an_activity_page_is_credited_in_any_store(
    connector: TaobaoConnector, sandbox: RunningSandbox
) -> None:
    page = connector.make_link(
        ProductRef(page_id="20150318020000001"), "mm_10000001_20000001_77", "2529001"
    )
    with httpx.Client(base_url=sandbox.url) as browser:
        browser.get(page.url)
        bought = browser.post("/buy", data={"item_id": LAMP}).headers["location"]
    order = next(
        r for p in pages(connector, last_hour()) for r in p.revisions if bought.endswith(r.trade_id)
    )
    assert (order.lease, order.relation_id) == ("20000001_77", "2529001")


def test_a_relation_id_is_a_number(connector: TaobaoConnector) -> None:
    with pytest.raises(MendRequest, match="relation id"):
        connector.make_link(ProductRef(item_id=MUG), PID, "abc")


@pytest.mark.parametrize("ref", [ProductRef(item_id=VASE), ProductRef(store_id="2200780002")])
def test_the_marketplace_opens_a_password(connector: TaobaoConnector, ref: ProductRef) -> None:
    text = connector.make_link(ref, PID).password
    assert connector.parse_product(text) is None
    assert connector.open_password(text, PID) == ref
    assert connector.open_password("nothing", PID) is None
    with pytest.raises(MendRequest, match="淘口令解析失败"):
        connector.open_password("￥00000000000￥", PID)


@pytest.mark.parametrize(
    ("ref", "lease", "code"),
    [
        (ProductRef(item_id=MUG), "20000001_110000000042", "pid"),
        (ProductRef(), PID, "product"),
        (ProductRef(item_id=MUG, store_id="S1001"), PID, "product"),
        (ProductRef(page_id="1", room_id="2"), PID, "product"),
        (ProductRef(room_id="2"), PID, "room"),
        (ProductRef(page_id="no-such-page"), PID, "15 isv.invalid-parameter"),
        (ProductRef(item_id="no-such-item"), PID, "10000"),
        (ProductRef(store_id="no-such-store"), PID, "10000"),
    ],
)
def test_links_that_cannot_be_made(
    connector: TaobaoConnector, ref: ProductRef, lease: str, code: str
) -> None:
    with pytest.raises(MendRequest) as problem:
        connector.make_link(ref, lease)
    assert problem.value.code == code


def test_an_order_through_its_life(connector: TaobaoConnector, sandbox: RunningSandbox) -> None:
    clicked = now_ms() - 60_000
    order = {"item_id": VASE, "quantity": 3, "adzone_id": 7, "click_ms": clicked, "status": 12}
    (trade_id,) = sandbox.admin("orders", orders=[order])["trade_ids"]

    def current(status: OrderStatus, fee: int) -> None:
        found = [
            r
            for page in pages(connector, last_hour())
            for r in page.revisions
            if r.trade_id == trade_id
        ]
        assert [(r.status, r.fee) for r in found] == [(status, fee)]
        assert found[0].lease == "20000001_7"
        assert found[0].click_ms == clicked // 1000 * 1000
        assert found[0].item_id == VASE

    current(OrderStatus.PAID, 7483)  # 12.05% of 621.03
    sandbox.admin("receive", trade_ids=[trade_id])
    current(OrderStatus.RECEIVED, 7483)
    sandbox.admin("settle", trade_ids=[trade_id])
    current(OrderStatus.SETTLED, 7483)
    first = sandbox.admin("return", trade_id=trade_id, amount_fen=31051)["suit_id"]
    second = sandbox.admin("return", trade_id=trade_id)["suit_id"]
    current(OrderStatus.SETTLED, 7483)
    cases = {c.case_id: c for c in connector.pull_refunds(last_hour()).revisions}
    assert cases[first].status is RefundStatus.WON
    assert cases[first].trade_id == trade_id
    assert (cases[first].refunded, cases[first].fee_return) == (31051, 3741)
    assert cases[first].fee_return + cases[second].fee_return == 7483


def test_clock_skew(connector: TaobaoConnector, sandbox: RunningSandbox) -> None:
    assert abs(connector.clock_skew_ms()) < 1500
    sandbox.admin("settings", clock_offset_ms=-90_000)
    try:
        assert -92_000 < connector.clock_skew_ms() < -88_000
    finally:
        sandbox.admin("settings", clock_offset_ms=0)


@pytest.mark.parametrize(("offset_s", "side"), [(605, "behind"), (-605, "ahead of")])
def test_a_clock_ten_minutes_off_gets_a_sentence_that_helps(
    connector: TaobaoConnector, sandbox: RunningSandbox, offset_s: int, side: str
) -> None:
    sandbox.admin("settings", clock_offset_ms=offset_s * 1000)
    try:
        with pytest.raises(ClockOff) as problem:
            connector.pull_orders(last_hour())
        assert problem.value.code.startswith("31")
        assert f"{side} the marketplace's" in problem.value.detail
        assert "Your clock is off by 60" in problem.value.detail
        assert problem.value.skew_ms is not None
        assert abs(problem.value.skew_ms - offset_s * 1000) < 3000
        assert abs(connector.clock_skew_ms() - offset_s * 1000) < 3000
    finally:
        sandbox.admin("settings", clock_offset_ms=0)


@pytest.mark.parametrize(
    ("key", "secret", "code", "word"),
    [
        ("12345678", "wrong", "25", "HONGMAO_TAOBAO_APP_SECRET"),
        ("87654321", "wrong", "29", "HONGMAO_TAOBAO_APP_KEY"),
        ("", "wrong", "28", "HONGMAO_TAOBAO_APP_KEY"),
    ],
)
def test_wrong_keys_get_a_sentence_that_helps(
    sandbox: RunningSandbox, key: str, secret: str, code: str, word: str
) -> None:
    connector = TaobaoConnector(TaobaoConfig(sandbox.gateway, key, secret))
    with pytest.raises(MendRequest) as problem:
        connector.clock_skew_ms()
    connector.close()
    assert problem.value.code.split()[0] == code
    assert word in problem.value.detail


@pytest.mark.parametrize("method", list(SignMethod))
def test_every_sign_method_is_accepted(sandbox: RunningSandbox, method: SignMethod) -> None:
    client = TaobaoClient(sandbox.gateway, sandbox.app_key, sandbox.app_secret, sign_method=method)
    assert client.call("taobao.time.get", {})["time"]
    client.close()


@pytest.mark.parametrize(
    "fault",
    [
        {"code": 15, "sub_code": "isp.pubrpt-service-unavailable", "sub_msg": "服务不可用"},
        {"code": 15, "sub_code": "3001", "sub_msg": "系统繁忙，请稍后重试！"},
        {"code": 10},
        {"cut": True},
        {"http": 502},
    ],
)
def test_passing_faults_are_waited_out(
    connector: TaobaoConnector, sandbox: RunningSandbox, fault: dict[str, object]
) -> None:
    sandbox.admin("faults", **fault, times=1)
    assert connector.pull_orders(last_hour()) is not None


def test_faults_that_last_are_raised(connector: TaobaoConnector, sandbox: RunningSandbox) -> None:
    sandbox.admin("faults", code=15, sub_code="isp.down", sub_msg="挂了", times=4)
    with pytest.raises(TryAgain) as fault:
        connector.pull_orders(last_hour())
    assert "isp.down" in fault.value.code
    assert connector.pull_orders(last_hour()) is not None


def test_a_gateway_that_hangs_is_waited_for_so_long_and_asked_again(
    sandbox: RunningSandbox,
) -> None:
    keys = (sandbox.gateway, sandbox.app_key, sandbox.app_secret)
    connector = TaobaoConnector(TaobaoConfig(*keys, timeout_s=0.8, patience_s=0.0))
    sandbox.admin("faults", hang_s=1.2)
    with pytest.raises(TryAgain, match="cannot be reached"):
        connector.pull_orders(last_hour())
    assert connector.pull_orders(last_hour()) is not None
    connector.close()


def test_a_day_long_limit_is_raised_at_once(
    connector: TaobaoConnector, sandbox: RunningSandbox
) -> None:
    sandbox.admin("faults", code=15, sub_code="3000", sub_msg="限流", times=1)
    with pytest.raises(TryAgain) as fault:
        connector.pull_orders(last_hour())
    assert fault.value.wait_s >= 600
    assert connector.pull_orders(last_hour()) is not None


def test_requests_to_mend_are_not_repeated(
    connector: TaobaoConnector, sandbox: RunningSandbox
) -> None:
    sandbox.admin("faults", code=15, sub_code="isv.invalid-parameter", sub_msg="非法参数", times=1)
    with pytest.raises(MendRequest, match="非法参数"):
        connector.pull_orders(last_hour())
    with pytest.raises(MendRequest, match="2007"):
        connector.pull_orders(Window(now_ms() - 4 * HOUR_MS, now_ms()))


def test_a_gateway_that_is_not_there() -> None:
    connector = TaobaoConnector(TaobaoConfig("http://127.0.0.1:9/router/rest", "k", "s"))
    started = time.monotonic()
    with pytest.raises(TryAgain) as fault:
        connector.clock_skew_ms()
    connector.close()
    assert fault.value.code == "network"
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("path", ["/", "/no/such/page", "/admin/state"])
def test_a_gateway_that_is_something_else(sandbox: RunningSandbox, path: str) -> None:
    connector = TaobaoConnector(TaobaoConfig(sandbox.url + path, "k", "s"))
    with pytest.raises(MendRequest, match="HONGMAO_TAOBAO_GATEWAY"):
        connector.clock_skew_ms()
    connector.close()


def test_throttling_and_recovery(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, calls_per_s=20, burst=3, ban_s=1) as sandbox:
        config = TaobaoConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret, patience_s=0.5)
        hasty = TaobaoConnector(config)
        with pytest.raises(TryAgain) as ban:
            hurry(hasty)
        hasty.close()
        assert ban.value.code == "7"
        assert ban.value.wait_s == 1.0
        patient = TaobaoConnector(
            TaobaoConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret)
        )
        for _ in range(5):
            patient.clock_skew_ms()
        patient.close()


def test_250_orders_in_pages_of_100(connector: TaobaoConnector, sandbox: RunningSandbox) -> None:
    start = now_ms()
    order = {"item_id": LAMP, "adzone_id": 9}
    placed = sandbox.admin("orders", orders=[order] * 250)["trade_ids"]
    window = Window(start, now_ms() + 1000)
    pulled = list(pages(connector, window))
    ids = [r.trade_id for page in pulled for r in page.revisions if r.lease.endswith("_9")]
    assert len(pulled) >= 3
    assert sorted(ids) == sorted(placed)
    assert len(set(ids)) == len(ids)


def test_orders_that_move_between_pages_are_not_lost(
    connector: TaobaoConnector, sandbox: RunningSandbox
) -> None:
    start = now_ms()
    order = {"item_id": LAMP, "adzone_id": 11}
    placed = sandbox.admin("orders", orders=[order] * 250)["trade_ids"]
    window = Window(start, now_ms() + 1)
    time.sleep(1.1)  # updates from here on lie outside the window, which counts whole seconds
    seen: dict[str, OrderStatus] = {}
    moved = []
    for turn, page in enumerate(pages(connector, window)):
        seen.update({r.trade_id: r.status for r in page.revisions})
        if turn == 0:
            moved = [t for t in placed if t not in seen][:20] + [t for t in placed if t in seen][:5]
            sandbox.admin("receive", trade_ids=moved)
    assert set(placed) - set(seen) <= set(moved)
    overlap = Window(window.end_ms - 600_000, now_ms() + 1000)
    for page in pages(connector, overlap):
        seen.update({r.trade_id: r.status for r in page.revisions})
    assert set(placed) <= set(seen)
    assert all((seen[t] is OrderStatus.RECEIVED) == (t in moved) for t in placed)
