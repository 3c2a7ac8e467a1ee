"""The connector against the live sandbox: links, the feed there and back, errors, and patience."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hongmao.connectors.jd.client import HELP, PASSING
from hongmao.connectors.jd.connector import DAY_MS, SETTLED_AFTER_DAYS, JdConfig, JdConnector
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
from tests.sandbox.running import LAMP, MUG, VASE, RunningSandbox, running_sandbox

SKU = number(MUG)
HOUR_MS = 3_600_000
QUERY = "jd.union.open.order.row.query"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def last_hour() -> Window:
    end = now_ms() // 1000 * 1000 + 2000
    return Window(end - HOUR_MS, end)


def pages(connector: JdConnector, window: Window) -> Iterator[OrderPage]:
    cursor = ""
    while True:
        page = connector.pull_orders(window, cursor)
        yield page
        cursor = page.cursor
        if not cursor:
            return


def one(connector: JdConnector, trade_id: str) -> OrderRevision:
    rows = [r for page in pages(connector, last_hour()) for r in page.revisions]
    return current(r for r in rows if r.trade_id == trade_id)


def place(sandbox: RunningSandbox, **order: object) -> list[str]:
    wish = {"item_id": VASE, "network": "jd", "lease": "code1", **order}
    placed: list[str] = sandbox.admin("orders", orders=[wish])["trade_ids"]
    return placed


def test_it_is_a_connector(connector: JdConnector) -> None:
    assert isinstance(connector, Connector)
    assert connector.name == "jd"
    assert connector.capabilities.returns == {Identifier.LEASE}
    assert not connector.capabilities.leases_are_scarce
    assert connector.capabilities.window_ms == HOUR_MS


@pytest.mark.parametrize("site_id", ["4100001", ""])
def test_links_to_an_item_and_to_a_store(sandbox: RunningSandbox, site_id: str) -> None:
    config = JdConfig(sandbox.jd_gateway, sandbox.app_key, sandbox.app_secret, site_id)
    connector = JdConnector(config)
    item = connector.make_link(ProductRef(item_id=SKU), "aB3dE5fG7h")
    assert item.lease == "aB3dE5fG7h"
    assert httpx.get(item.url).headers["location"] == f"/item.htm?id={MUG}"
    assert connector.make_link(ProductRef(item_id=SKU), "aB3dE5fG7h") == item
    assert connector.make_link(ProductRef(item_id=SKU), "another").url != item.url
    store = connector.make_link(ProductRef(store_id=number("S1002")), "aB3dE5fG7h")
    assert httpx.get(store.url).headers["location"] == "/shop.htm?id=S1002"
    connector.close()


@pytest.mark.parametrize(
    ("ref", "lease", "code"),
    [
        (ProductRef(item_id=SKU), "", "lease"),
        (ProductRef(item_id=SKU), "with-hyphen", "lease"),
        (ProductRef(item_id=SKU), "a" * 61, "lease"),
        (ProductRef(), "code1", "product"),
        (ProductRef(item_id=SKU, store_id="1"), "code1", "product"),
        (ProductRef(room_id="1"), "code1", "product"),
        (ProductRef(item_id="12/34"), "code1", "product"),
        (ProductRef(item_id="404404"), "code1", "400"),
        (ProductRef(page_id="abc"), "code1", "400"),
    ],
)
def test_links_that_cannot_be_made(
    connector: JdConnector, ref: ProductRef, lease: str, code: str
) -> None:
    with pytest.raises(MendRequest) as problem:
        connector.make_link(ref, lease)
    assert problem.value.code == code


def test_from_a_click_to_the_last_refund(connector: JdConnector, sandbox: RunningSandbox) -> None:
    link = connector.make_link(ProductRef(item_id=SKU), "aB3dE5fG7h")
    with httpx.Client(base_url=sandbox.url, follow_redirects=True) as reader:
        reader.get(link.url)
        till = reader.post("/buy", data={"item_id": MUG, "quantity": 2})
        reader.post(till.url.path)
    trade_id = till.url.path.rpartition("/")[2]
    paid = one(connector, trade_id)
    assert (paid.status, paid.paid, paid.fee) == (OrderStatus.PAID, 25800, 3870)
    assert (paid.lease, paid.click_id, paid.click_ms) == ("aB3dE5fG7h", "", 0)
    assert (paid.item_id, paid.store_name, paid.quantity) == (SKU, "山禾手作", 2)
    sandbox.admin("receive", trade_ids=[trade_id])
    received = one(connector, trade_id)
    assert (received.status, received.fee, received.settled_ms) == (OrderStatus.RECEIVED, 3870, 0)
    sandbox.admin("settle", trade_ids=[trade_id])
    settled = one(connector, trade_id)
    assert (settled.status, settled.fee) == (OrderStatus.SETTLED, 3870)
    assert 0 < settled.settled_ms <= now_ms()
    time.sleep(1.0)
    sandbox.admin("return", trade_id=trade_id, amount_fen=12900)
    half = one(connector, trade_id)
    assert (half.status, half.paid, half.fee) == (OrderStatus.SETTLED, 12900, 1935)
    assert connector.pull_refunds(last_hour()).revisions == ()
    assert connector.pull_collects(last_hour()).collects == ()


def test_an_unpaid_and_a_void_line(connector: JdConnector, sandbox: RunningSandbox) -> None:
    (unpaid,) = place(sandbox, status=11)
    assert one(connector, unpaid).status is OrderStatus.UNPAID
    (void,) = place(sandbox, status=12)
    sandbox.admin("return", trade_id=void)
    line = one(connector, void)
    assert (line.status, line.fee) == (OrderStatus.VOID, 0)


def test_taobaos_orders_are_not_in_jds_feed(
    connector: JdConnector, sandbox: RunningSandbox
) -> None:
    order = {"item_id": LAMP, "adzone_id": 7}
    pinduoduos = {"item_id": LAMP, "network": "pdd", "lease": "x"}
    placed = sandbox.admin("orders", orders=[order, pinduoduos])["trade_ids"]
    seen = {r.trade_id for page in pages(connector, last_hour()) for r in page.revisions}
    assert not seen & set(placed)


def test_what_was_finished_weeks_ago_comes_again_settled(
    connector: JdConnector, sandbox: RunningSandbox
) -> None:
    """JD does not update a line when it pays: it is read again after its pay day."""
    past = SETTLED_AFTER_DAYS * DAY_MS
    sandbox.admin("settings", clock_offset_ms=-past)
    (trade_id,) = place(sandbox, status=14)
    sandbox.admin("settings", clock_offset_ms=0)
    read = list(pages(connector, last_hour()))
    found = [r for page in read for r in page.revisions if r.trade_id == trade_id]
    assert [(r.status, r.fee) for r in found] == [(OrderStatus.SETTLED, 2494)]
    assert found[0].modified_ms < now_ms() - past + HOUR_MS
    assert found[0].settled_ms > found[0].modified_ms


def test_a_window_of_many_pages_is_read_there_and_back(sandbox: RunningSandbox) -> None:
    config = JdConfig(sandbox.jd_gateway, sandbox.app_key, sandbox.app_secret, "1", page_size=7)
    connector = JdConnector(config)
    start = now_ms() // 1000 * 1000
    order = {"item_id": LAMP, "network": "jd", "lease": "many"}
    placed = sandbox.admin("orders", orders=[order] * 30)["trade_ids"]
    read = list(pages(connector, Window(start, start + 60_000)))
    connector.close()
    rows = [r.trade_id for page in read for r in page.revisions if r.lease == "many"]
    assert set(rows) == set(placed)
    cursors = [page.cursor for page in read]
    last = max(int(cursor[2:]) for cursor in cursors if cursor.startswith("3+"))
    back = [f"3-{page}" for page in range(last - 1, 0, -1)]
    assert cursors[: 2 * last - 1] == [f"3+{p}" for p in range(2, last + 1)] + back + ["2+1"]


@pytest.mark.parametrize("turn", range(4))
def test_nothing_is_lost_while_lines_move(sandbox: RunningSandbox, turn: int) -> None:
    """Lines updated after any page leave the window and move the rest up: none is passed by."""
    config = JdConfig(sandbox.jd_gateway, sandbox.app_key, sandbox.app_secret, "1", page_size=7)
    connector = JdConnector(config)
    order = {"item_id": LAMP, "network": "jd", "lease": "moving"}
    time.sleep(1.0 - time.time() % 1.0)
    start = now_ms() // 1000 * 1000
    placed = sandbox.admin("orders", orders=[order] * 30)["trade_ids"]
    end = now_ms() // 1000 * 1000 + 1000
    time.sleep(end / 1000 - time.time() + 0.01)
    seen: set[str] = set()
    for number_of_page, page in enumerate(pages(connector, Window(start, end))):
        seen |= {r.trade_id for r in page.revisions}
        if number_of_page == turn:
            sandbox.admin("receive", trade_ids=placed[:5] + placed[9:12])
    connector.close()
    moved = set(placed[:5] + placed[9:12])
    assert set(placed) - moved <= seen


def test_a_place_that_is_none(connector: JdConnector) -> None:
    with pytest.raises(MendRequest, match="no place"):
        connector.pull_orders(last_hour(), "1:2")


def test_a_window_too_long_is_told_in_jds_words(connector: JdConnector) -> None:
    with pytest.raises(MendRequest, match="间隔不超过1小时"):
        connector.pull_orders(Window(now_ms() - 2 * HOUR_MS, now_ms()))


@pytest.mark.parametrize("code", PASSING)
def test_what_passes_is_tried_again(
    connector: JdConnector, sandbox: RunningSandbox, code: str
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
    connector: JdConnector, sandbox: RunningSandbox, code: str
) -> None:
    sandbox.admin("faults", code=int(code), method=QUERY, times=1)
    with pytest.raises(MendRequest) as problem:
        connector.pull_orders(last_hour())
    assert problem.value.code == code
    assert HELP[code] in problem.value.detail


@pytest.mark.parametrize(
    ("code", "kind"),
    [("429", TryAgain), ("500", TryAgain), ("400", MendRequest), ("403", MendRequest),
     ("1002024", MendRequest), ("-1", MendRequest)],
)  # fmt: skip
def test_jd_unions_own_objections(
    connector: JdConnector, sandbox: RunningSandbox, code: str, kind: type[Exception]
) -> None:
    times = 4 if kind is TryAgain else 1
    sandbox.admin("faults", code=0, sub_code=code, sub_msg="原话", method=QUERY, times=times)
    with pytest.raises(kind, match="原话"):
        connector.pull_orders(last_hour())
    assert connector.pull_orders(last_hour()) is not None


def test_a_gateway_code_nobody_knows_is_to_be_mended(
    connector: JdConnector, sandbox: RunningSandbox
) -> None:
    sandbox.admin("faults", code=999, method=QUERY, times=1)
    with pytest.raises(MendRequest, match="Unknown error"):
        connector.pull_orders(last_hour())


@pytest.mark.parametrize(
    ("key", "secret", "code", "word"),
    [
        ("12345678", "wrong", "12", "HONGMAO_JD_APP_SECRET"),
        ("87654321", "wrong", "21", "HONGMAO_JD_APP_KEY"),
        ("", "wrong", "20", "HONGMAO_JD_APP_KEY"),
    ],
)
def test_wrong_keys_get_a_sentence_that_helps(
    sandbox: RunningSandbox, key: str, secret: str, code: str, word: str
) -> None:
    connector = JdConnector(JdConfig(sandbox.jd_gateway, key, secret))
    with pytest.raises(MendRequest) as problem:
        connector.pull_orders(last_hour())
    connector.close()
    assert problem.value.code == code
    assert word in problem.value.detail


def test_clock_skew_and_a_clock_too_far_off(
    connector: JdConnector, sandbox: RunningSandbox
) -> None:
    assert abs(connector.clock_skew_ms()) < 1500
    sandbox.admin("settings", clock_offset_ms=-400_000)
    try:
        assert -402_000 < connector.clock_skew_ms() < -398_000
        with pytest.raises(MendRequest, match=r"off by 39|off by 40") as problem:
            connector.pull_orders(last_hour())
        assert problem.value.code == "8"
        assert "it allows 360" in problem.value.detail
    finally:
        sandbox.admin("settings", clock_offset_ms=0)


def test_a_gateway_that_is_something_else(sandbox: RunningSandbox) -> None:
    for path in ("/", "/no/such/page", "/router/rest"):
        connector = JdConnector(JdConfig(sandbox.url + path, "k", "s"))
        with pytest.raises(MendRequest):
            connector.pull_orders(last_hour())
        connector.close()


def test_a_gateway_that_is_not_there() -> None:
    connector = JdConnector(JdConfig("http://127.0.0.1:9/", "k", "s", patience_s=0.1))
    with pytest.raises(TryAgain) as fault:
        connector.clock_skew_ms()
    connector.close()
    assert fault.value.code == "network"


def test_throttling(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, calls_per_s=20, burst=3, ban_s=1) as sandbox:
        config = JdConfig(sandbox.jd_gateway, sandbox.app_key, sandbox.app_secret)
        hasty = JdConnector(config)
        with pytest.raises(TryAgain) as ban:
            list(map(hasty.pull_orders, [last_hour()] * 10))
        hasty.close()
        assert (ban.value.code, ban.value.wait_s) == ("2", 60.0)
