"""The sandbox's trouble, spoken to in raw HTTP: each switch does what the docs say."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sandbox.running import LAMP, MUG, RunningSandbox
from tests.sandbox.wire import HOUR_MS, ORDERS, now_ms, signed, window

CALM = {
    "late_ms": 0, "shuffle": False, "double_share": 0.0, "fail_share": 0.0, "http_share": 0.0,
    "cut_share": 0.0, "hang_share": 0.0, "clock_offset_ms": 0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def calm(sandbox: RunningSandbox) -> Iterator[None]:
    yield
    sandbox.admin("settings", **CALM)


def ask(sandbox: RunningSandbox, method: str = "taobao.time.get", **values: object) -> Any:
    return httpx.post(sandbox.gateway, data=signed(method, **values), timeout=10)


def rows(sandbox: RunningSandbox, start: int, adzone: int, **values: object) -> list[str]:
    """The trade ids of an adzone in the feed since `start`, in the order in which they come."""
    span = window(start, now_ms() + 2000)
    answer = ask(sandbox, ORDERS, query_type=4, page_size=100, **span, **values).json()
    found = answer["tbk_order_details_get_response"]["data"]["results"]["publisher_order_dto"]
    return [row["trade_id"] for row in found if row["adzone_id"] == adzone]


def sell(sandbox: RunningSandbox, adzone: int, number: int) -> list[str]:
    orders = [{"item_id": LAMP, "adzone_id": adzone}] * number
    placed: list[str] = sandbox.admin("orders", orders=orders)["trade_ids"]
    return placed


def test_faults_of_the_wire_strike_once_and_the_method_they_name(sandbox: RunningSandbox) -> None:
    sandbox.admin("faults", http=503, method=ORDERS)
    sandbox.admin("faults", cut=True, method="taobao.time.get")
    cut = ask(sandbox)
    assert cut.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        cut.json()
    assert "time_get_response" in ask(sandbox).json()
    assert ask(sandbox, ORDERS, **window(now_ms() - HOUR_MS, now_ms())).status_code == 503
    assert ask(sandbox, ORDERS, **window(now_ms() - HOUR_MS, now_ms())).status_code == 200


def test_a_call_hangs(sandbox: RunningSandbox) -> None:
    sandbox.admin("faults", hang_s=0.6)
    began = time.monotonic()
    assert ask(sandbox).status_code == 200
    assert time.monotonic() - began >= 0.6
    sandbox.admin("faults", hang_s=0.6)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(sandbox.gateway, data=signed(), timeout=0.2)


@pytest.mark.parametrize("path", ["", "/admin/state", "/orders"])
def test_pages_and_the_admin_api_have_no_trouble(sandbox: RunningSandbox, path: str) -> None:
    sandbox.admin("settings", http_share=1.0, cut_share=1.0)
    secret = {"X-Sandbox-Secret": sandbox.app_secret}
    assert httpx.get(f"{sandbox.url}{path}", headers=secret).status_code == 200


@pytest.mark.parametrize(
    ("share", "seen"), [("http_share", "502"), ("cut_share", "cut"), ("fail_share", "isp.")]
)
def test_a_share_of_all_calls_fails(sandbox: RunningSandbox, share: str, seen: str) -> None:
    sandbox.admin("settings", **{share: 0.5})
    told = []
    for _ in range(60):
        answer = ask(sandbox)
        if answer.status_code != 200:
            told.append(str(answer.status_code))
        elif not answer.text.endswith("}"):
            told.append("cut")
        else:
            told.append(answer.json().get("error_response", {}).get("sub_code", ""))
    assert 10 < sum(text.startswith(seen) for text in told) < 50
    assert {text[: len(seen)] for text in told} == {seen, ""}


def test_a_ban_lasts_as_long_as_it_says(sandbox: RunningSandbox) -> None:
    before = sandbox.state()["calls"]
    sandbox.admin("ban", seconds=1)
    assert "1 more seconds" in ask(sandbox).json()["error_response"]["sub_msg"]
    time.sleep(1.05)
    assert "time_get_response" in ask(sandbox).json()
    after = sandbox.state()["calls"]
    assert after["refused"] - before["refused"] == 1
    assert after["admitted"] - before["admitted"] == 1


def test_half_of_the_rows_come_late(sandbox: RunningSandbox) -> None:
    start = now_ms()
    placed = sell(sandbox, 41, 30)
    sandbox.admin("settings", late_ms=1500)
    early = rows(sandbox, start, 41)
    assert set(early) == {trade_id for trade_id in placed if int(trade_id[-1]) % 2 == 0}
    time.sleep(1.6)
    assert set(rows(sandbox, start, 41)) == set(placed)


def test_rows_come_twice_and_in_no_order(sandbox: RunningSandbox) -> None:
    start = now_ms()
    placed = sell(sandbox, 42, 30)
    ordered = rows(sandbox, start, 42)
    sandbox.admin("settings", shuffle=True, double_share=0.5)
    muddled = rows(sandbox, start, 42)
    assert set(muddled) == set(placed)
    assert 30 < len(muddled) < 60
    assert list(dict.fromkeys(muddled)) != ordered


def test_orders_of_the_past_and_what_the_sandbox_knows_of_them(sandbox: RunningSandbox) -> None:
    at = now_ms() - 30 * HOUR_MS
    base = {
        "item_id": MUG,
        "adzone_id": 43,
        "at_ms": at,
        "click_ms": at,
        "modified_ms": at + 60_000,
    }
    wishes = [{**base, "status": 3, "returned_fen": 2900}, {**base, "returned_fen": 12900}]
    settled, void = sandbox.admin("past", orders=wishes)["trade_ids"]
    sandbox.admin("return", trade_id=settled, amount_fen=5000)
    secret = {"X-Sandbox-Secret": sandbox.app_secret}
    told = httpx.get(f"{sandbox.url}/admin/truth", headers=secret).json()["orders"]
    known = {row["trade_id"]: row for row in told}
    assert known[settled] == {
        "trade_id": settled, "status": 3, "amount_fen": 12900, "kept_fen": 10000,
        "fee_fen": 1500, "fee_returned_fen": 750, "cases": 1,
    }  # fmt: skip
    assert (known[void]["status"], known[void]["fee_fen"]) == (13, 0)
    span = window(at, at + HOUR_MS)
    answer = ask(sandbox, ORDERS, query_type=4, page_size=100, **span).json()
    found = answer["tbk_order_details_get_response"]["data"]["results"]["publisher_order_dto"]
    assert {row["trade_id"] for row in found} >= {void}


@pytest.mark.parametrize("wrong", [{"late_ms": "soon"}, {"no_such_share": 1}])
def test_a_switch_that_is_not_there_is_refused(
    sandbox: RunningSandbox, wrong: dict[str, object]
) -> None:
    with pytest.raises(httpx.HTTPStatusError):
        sandbox.admin("settings", **wrong)
