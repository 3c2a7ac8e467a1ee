"""A reader without scripts: click, buy, receive, return; and what the affiliate feed says of it."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.core.connector import ProductRef, Window
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision
from tests.sandbox.running import LAMP, MUG, VASE, RunningSandbox, running_sandbox
from tests.sandbox.wire import ORDERS, now_ms, signed, window

PID = "mm_10000001_20000001_110000000042"
LEASE = "20000001_110000000042"


@pytest.fixture
def reader(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, follow_redirects=True) as client:
        yield client


@pytest.fixture
def connector(sandbox: RunningSandbox) -> Iterator[TaobaoConnector]:
    made = TaobaoConnector(TaobaoConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret))
    yield made
    made.close()


def buy(reader: httpx.Client, item_id: str, quantity: int = 1) -> str:
    till = reader.post("/buy", data={"item_id": item_id, "quantity": quantity})
    assert 'data-do="pay"' in till.text
    paid = reader.post(till.url.path)
    assert paid.status_code == 200
    assert 'data-do="pay"' not in paid.text
    return till.url.path.rpartition("/")[2]


def order(connector: TaobaoConnector, trade_id: str) -> OrderRevision | None:
    page = connector.pull_orders(Window(now_ms() - 600_000, now_ms() + 3000))
    return next((r for r in page.revisions if r.trade_id == trade_id), None)


def refund(connector: TaobaoConnector, trade_id: str) -> list[RefundRevision]:
    page = connector.pull_refunds(Window(now_ms() - 600_000, now_ms() + 3000))
    return [r for r in page.revisions if r.trade_id == trade_id]


def test_from_click_to_refund(
    sandbox: RunningSandbox, reader: httpx.Client, connector: TaobaoConnector
) -> None:
    link = connector.make_link(ProductRef(item_id=MUG), PID)
    before = now_ms()
    page = reader.get(link.url)
    assert page.url.path == "/item.htm"
    assert parse_qs(urlsplit(str(page.url)).query) == {"id": [MUG]}
    trade_id = buy(reader, MUG, 2)

    paid = order(connector, trade_id)
    assert paid is not None
    assert paid.status is OrderStatus.PAID
    assert (paid.paid, paid.fee, paid.quantity) == (25800, 3870, 2)
    assert (paid.lease, paid.click_id) == (LEASE, "")
    assert before // 1000 * 1000 <= paid.click_ms <= now_ms()

    assert reader.post(f"/orders/{trade_id}/receive").status_code == 200
    received = order(connector, trade_id)
    assert received is not None
    assert (received.status, received.paid) == (OrderStatus.RECEIVED, 25800)
    assert sandbox.admin("settle")["trade_ids"] == [trade_id]
    settled = order(connector, trade_id)
    assert settled is not None
    assert (settled.status, settled.fee) == (OrderStatus.SETTLED, 3870)
    assert settled.settled_ms > 0

    answer = reader.post(f"/orders/{trade_id}/return", data={"share": "half"})
    assert answer.status_code == 200
    (case,) = refund(connector, trade_id)
    assert (case.refunded, case.fee_return, case.status) == (12900, 1935, "won")
    after = order(connector, trade_id)
    assert after is not None
    assert (after.status, after.fee, after.paid) == (OrderStatus.SETTLED, 3870, 25800)


def test_nothing_in_the_feed_tells_which_click_it_was(
    sandbox: RunningSandbox, reader: httpx.Client, connector: TaobaoConnector
) -> None:
    link = connector.make_link(ProductRef(item_id=MUG), PID)
    ours = "c0ffee0c0ffee0c0ffee0c0ffee00"
    reader.get(link.url, params={"e": parse_qs(urlsplit(link.url).query)["e"][0], "cid": ours})
    trade_id = buy(reader, MUG)
    asked = signed(
        ORDERS, query_type=4, page_size=100, **window(now_ms() - 60_000, now_ms() + 2000)
    )
    answer = httpx.post(sandbox.gateway, data=asked).json()
    rows = answer["tbk_order_details_get_response"]["data"]["results"]["publisher_order_dto"]
    (row,) = [row for row in rows if row["trade_id"] == trade_id]
    assert {"click_time", "site_id", "adzone_id", "pub_id", "modified_time"} <= set(row)
    assert not [key for key in row if "click" in key and key != "click_time"]
    assert not {"unid", "external_id", "xid", "union_id", "e"} & set(row)
    text = json.dumps(row)
    code = parse_qs(urlsplit(link.url).query)["e"][0]
    assert ours not in text
    assert code not in text


def test_without_a_click_nobody_is_credited(
    reader: httpx.Client, connector: TaobaoConnector
) -> None:
    assert order(connector, buy(reader, MUG)) is None


def test_the_click_counts_for_the_store_and_for_no_other(
    reader: httpx.Client, connector: TaobaoConnector
) -> None:
    reader.get(connector.make_link(ProductRef(item_id=MUG), PID).url)
    credited = order(connector, buy(reader, VASE))
    assert credited is not None
    assert credited.lease == LEASE
    assert order(connector, buy(reader, LAMP)) is None


def test_the_last_click_in_a_store_wins(reader: httpx.Client, connector: TaobaoConnector) -> None:
    reader.get(connector.make_link(ProductRef(item_id=MUG), PID).url)
    reader.get(connector.make_link(ProductRef(store_id="S1001"), "mm_10000001_20000001_77").url)
    credited = order(connector, buy(reader, MUG))
    assert credited is not None
    assert credited.lease == "20000001_77"


def test_a_click_is_forgotten_after_the_cookie_window(
    sandbox: RunningSandbox, reader: httpx.Client, connector: TaobaoConnector
) -> None:
    reader.get(connector.make_link(ProductRef(item_id=MUG), PID).url)
    sandbox.admin("settings", clock_offset_ms=16 * 86_400_000)
    try:
        trade_id = buy(reader, MUG)
        assert sandbox.state()["orders"] > sandbox.state()["credited"]
    finally:
        sandbox.admin("settings", clock_offset_ms=0)
    assert order(connector, trade_id) is None


def test_forged_and_foreign_cookies_credit_nobody(
    reader: httpx.Client, connector: TaobaoConnector
) -> None:
    reader.cookies.set("sandbox_clicks", '[["S1001",1,2,3,"",9999999999999]].x')
    assert order(connector, buy(reader, MUG)) is None


@pytest.mark.parametrize("receive_first", [False, True])
def test_a_whole_return_before_settlement_voids_the_order(
    sandbox: RunningSandbox,
    reader: httpx.Client,
    connector: TaobaoConnector,
    receive_first: bool,
) -> None:
    reader.get(connector.make_link(ProductRef(item_id=MUG), PID).url)
    trade_id = buy(reader, MUG)
    if receive_first:
        reader.post(f"/orders/{trade_id}/receive")
    reader.post(f"/orders/{trade_id}/return", data={"share": "whole"})
    void = order(connector, trade_id)
    assert void is not None
    assert (void.status, void.fee) == (OrderStatus.VOID, 0)
    assert refund(connector, trade_id) == []
    assert sandbox.admin("settle")["trade_ids"] == []


def test_a_part_returned_before_settlement_lowers_price_and_fee(
    sandbox: RunningSandbox, reader: httpx.Client, connector: TaobaoConnector
) -> None:
    reader.get(connector.make_link(ProductRef(item_id=MUG), PID).url)
    trade_id = buy(reader, MUG)
    reader.post(f"/orders/{trade_id}/return", data={"share": "amount", "amount": "29.00"})
    reader.post(f"/orders/{trade_id}/receive")
    received = order(connector, trade_id)
    assert received is not None
    assert (received.paid, received.fee) == (10000, 1500)
    sandbox.admin("settle")
    settled = order(connector, trade_id)
    assert settled is not None
    assert (settled.status, settled.paid, settled.fee) == (OrderStatus.SETTLED, 10000, 1500)
    assert refund(connector, trade_id) == []


@pytest.mark.parametrize("amount", ["0", "-1", "129.01", "1.005", "many", ""])
def test_returns_that_cannot_be(reader: httpx.Client, amount: str) -> None:
    trade_id = buy(reader, MUG)
    form = {"share": "amount", "amount": amount}
    answer = reader.post(f"/orders/{trade_id}/return", data=form)
    assert answer.status_code == 409
    assert 'data-status="12"' in reader.get("/orders").text


def test_deeds_twice_and_deeds_of_others(sandbox: RunningSandbox, reader: httpx.Client) -> None:
    trade_id = buy(reader, MUG)
    assert reader.post(f"/pay/{trade_id}").status_code == 409
    assert reader.post(f"/orders/{trade_id}/receive").status_code == 200
    assert reader.post(f"/orders/{trade_id}/receive").status_code == 409
    assert reader.post(f"/orders/{trade_id}/nonsense").status_code == 404
    stranger = httpx.post(f"{sandbox.url}/orders/{trade_id}/return", data={"share": "whole"})
    assert stranger.status_code == 404
    assert trade_id not in httpx.get(f"{sandbox.url}/orders").text


def test_cancelling_an_unpaid_order(reader: httpx.Client) -> None:
    till = reader.post("/buy", data={"item_id": MUG, "quantity": 1})
    trade_id = till.url.path.rpartition("/")[2]
    orders = reader.post(f"/orders/{trade_id}/cancel")
    assert f'data-order="{trade_id}" data-status="13"' in orders.text


@pytest.mark.parametrize("quantity", ["0", "100", "-1", "two", ""])
def test_quantities_that_cannot_be(reader: httpx.Client, quantity: str) -> None:
    assert reader.post("/buy", data={"item_id": MUG, "quantity": quantity}).status_code == 409


def test_unknown_addresses_say_so(reader: httpx.Client) -> None:
    for path in ("/t?e=nothing", "/t", "/s/1234567", "/item.htm?id=x", "/shop.htm?id=x", "/x"):
        answer = reader.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text


def test_short_links_lead_the_same_way(reader: httpx.Client, connector: TaobaoConnector) -> None:
    link = connector.make_link(ProductRef(item_id=LAMP), PID)
    short = re.search(r"/s/\w+", link.password)
    assert short
    assert reader.get(short[0]).url.path == "/tmall/item.htm"


def test_tmall_items_show_in_tmalls_manner(reader: httpx.Client) -> None:
    page = reader.get("/item.htm", params={"id": LAMP})
    assert page.url.path == "/tmall/item.htm"
    assert 'data-kind="tmall"' in page.text
    assert reader.get("/tmall/item.htm", params={"id": MUG}).url.path == "/item.htm"


def test_both_languages_and_always_the_ribbon(reader: httpx.Client) -> None:
    zh = reader.get("/item.htm", params={"id": MUG}, headers={"Accept-Language": "zh-CN,zh"})
    en = reader.get("/item.htm", params={"id": MUG}, headers={"Accept-Language": "en-GB,en"})
    assert "立即购买" in zh.text
    assert "沙盒" in zh.text
    assert "Buy now" in en.text
    assert "pretend money" in en.text
    assert "Hand-thrown" in en.text
    assert "Buy now" in reader.get("/item.htm", params={"id": MUG, "lang": "en"}).text
    assert "Buy now" in reader.get("/item.htm", params={"id": MUG}).text


def test_pages_have_no_scripts_and_a_policy(reader: httpx.Client) -> None:
    buy(reader, MUG)
    for path in ("/", f"/item.htm?id={MUG}", "/shop.htm?id=S1002", "/orders"):
        page = reader.get(path)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert not re.search(r"\sstyle=|\son\w+=", page.text)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_catalogue_text_is_escaped(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with running_sandbox(tmp_path_factory.mktemp("escape"), catalogue=False) as sandbox:
        nasty = '<script>alert("1")</script>'
        store = {"store_id": "S", "seller_id": "1", "name": nasty, "kind": "taobao"}
        product = {
            "item_id": "x", "store_id": "S", "title_zh": nasty, "title_en": nasty,
            "price_fen": 1, "commission_bps": 1, "picture_url": '"><script>',
        }  # fmt: skip
        sandbox.admin("catalogue", stores=[store], products=[product])
        assert "<script" not in httpx.get(f"{sandbox.url}/item.htm?id=x").text
