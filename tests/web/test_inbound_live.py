"""A sandbox that sells in a shop, and the pages that hear of it: two processes, several at once."""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from hongmao.sandbox.shopify import NewLine, NewOrder, order_body, webhook_headers
from tests.environment import ROOT, environment
from tests.sandbox.running import RunningSandbox, running_sandbox
from tests.test_commands import said

pytestmark = [pytest.mark.database, pytest.mark.slow]

SHOP_SECRET = "a client secret of an app"
TOKEN = secrets.token_hex(16)
AT_ONCE = 8


def first_answer(address: str) -> int:
    """The status of a webhook that nobody signed, once somebody listens."""
    until = time.monotonic() + 60
    while True:
        try:
            return httpx.post(f"{address}/hooks/shopify/ours", timeout=60).status_code
        except httpx.ConnectError:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages' home folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def pages(home: Path) -> Iterator[str]:
    """The address of pages in a process of their own, on a database that has been migrated."""
    values = {
        "SECRET": "x" * 32,
        "SHOPIFY_SHOPS": json.dumps(
            {"ours": {"domain": "s.example", "secret": SHOP_SECRET, "commission_bps": 1000}}
        ),
        "POSTBACKS": json.dumps({"net": {"token": TOKEN}}),
    }
    if "HONGMAO_DATABASE_URL" in os.environ:
        values["DATABASE_URL"] = os.environ["HONGMAO_DATABASE_URL"]
    ours = environment(home, **values)
    command = [sys.executable, "-m", "hongmao"]
    subprocess.run([*command, "migrate"], env=ours, cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen(
        [*command, "web", "--port", "0", "--workers", "2"],
        env=ours,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = said(process, r"web is ready at (http://\S+)")[1]
        with ThreadPoolExecutor(AT_ONCE) as pool:  # each worker's first answer loads its code
            for status in pool.map(lambda _: first_answer(address), range(2 * AT_ONCE)):
                assert status == 401
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=40)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory, pages: str) -> Iterator[RunningSandbox]:
    """A sandbox whose shop tells the pages."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(autouse=True)
def _switches(sandbox: RunningSandbox, pages: str) -> None:
    """The shop as it is without trouble."""
    sandbox.admin(
        "shopify/settings", url=f"{pages}/hooks/shopify/ours", secret=SHOP_SECRET, copies=1,
        wrong_signature=False, shuffled=False, backoff_ms=20,
    )  # fmt: skip


def answers(sandbox: RunningSandbox, count: int, patience_s: float = 30.0) -> list[dict[str, Any]]:
    """The last `count` calls of the sandbox, once each is done."""
    head = {"X-Sandbox-Secret": sandbox.app_secret}
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        calls: list[dict[str, Any]] = httpx.get(
            f"{sandbox.url}/admin/shopify/calls", headers=head
        ).json()
        if all(call["done"] for call in calls):
            return calls[-count:]
        time.sleep(0.05)
    raise AssertionError(calls)


def heard(call: dict[str, Any]) -> dict[str, Any]:
    """What a call was answered, without its status."""
    status, _, body = call["answer"].partition(" ")
    assert status == "200", call
    answer: dict[str, Any] = json.loads(body)
    return answer


def test_the_life_of_an_order(sandbox: RunningSandbox) -> None:
    sandbox.admin("shopify/settings", copies=2, shuffled=True)
    lines = [{"product_id": 7, "price": 1000}, {"product_id": 8, "price": 500, "quantity": 2}]
    order = sandbox.admin("shopify/order", lines=lines, landing_site="/?hm_click=none")
    amounts = {str(order["line_items"][0]["id"]): 400}
    sandbox.admin("shopify/refund", order_id=order["id"], amounts=amounts)
    sandbox.admin("shopify/cancel", order_id=order["id"])
    told = [heard(call) for call in answers(sandbox, 10)]
    assert [one["repeated"] for one in told] == [False, True] * 5
    assert [one["revisions"] for one in told[::2]] == [2, 2, 3, 0, 2]


def test_a_wrong_signature_is_tried_eight_times_and_never_kept(sandbox: RunningSandbox) -> None:
    sandbox.admin("shopify/settings", wrong_signature=True, backoff_ms=2)
    sandbox.admin("shopify/order", lines=[{"product_id": 7, "price": 1000}], paid=False)
    (call,) = answers(sandbox, 1)
    assert call["tries"] == 8
    assert call["answer"].startswith("401 ")
    assert "bad_signature" in call["answer"]


def test_postbacks_with_macros(sandbox: RunningSandbox, pages: str) -> None:
    url = f"{pages}/postback/{TOKEN}?transaction={{id}}&payout={{pay}}&click={{nobody}}"
    transaction = secrets.token_hex(8)
    filled = sandbox.admin(
        "postback/fire", url=url, macros={"id": f"猫 &{transaction}", "pay": "1.5"}, copies=2
    )
    assert filled["url"].endswith(f"transaction=%E7%8C%AB%20%26{transaction}&payout=1.5&click=")
    told = [heard(call) for call in answers(sandbox, 2)]
    assert [one["repeated"] for one in told] == [False, True]
    assert told[0]["order"] == f"net:猫 &{transaction}"


def test_the_same_at_once_is_taken_in_once(pages: str) -> None:
    wish = NewOrder([NewLine(number, 100) for number in range(1, 4)])
    body = json.dumps(order_body(wish, "USD", "2026-05-01T00:00:00Z")).encode()
    same = webhook_headers("orders/create", body, SHOP_SECRET)
    transaction = secrets.token_hex(8)

    def webhook(_: int) -> bool:
        response = httpx.post(f"{pages}/hooks/shopify/ours", content=body, headers=same, timeout=60)
        assert response.status_code == 200, response.text
        return bool(response.json()["repeated"])

    def postback(_: int) -> bool:
        said = {"transaction": transaction, "payout": "2"}
        response = httpx.post(f"{pages}/postback/{TOKEN}", data=said, timeout=60)
        assert response.status_code == 200, response.text
        return bool(response.json()["repeated"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for message in (webhook, postback):
            told = Counter(pool.map(message, range(AT_ONCE)))
            assert told == {False: 1, True: AT_ONCE - 1}


def test_different_words_of_one_order_at_once_are_all_kept(pages: str) -> None:
    transaction = secrets.token_hex(8)

    def postback(payout: int) -> bool:
        said = {"transaction": transaction, "payout": str(payout)}
        response = httpx.get(f"{pages}/postback/{TOKEN}", params=said, timeout=60)
        assert response.status_code == 200, response.text
        return bool(response.json()["repeated"])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert set(pool.map(postback, range(AT_ONCE))) == {False}
        assert set(pool.map(postback, range(AT_ONCE))) == {True}


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Somebody else holds the database's orders while this goes on."""
    url = os.environ.get("HONGMAO_DATABASE_URL")
    if url:
        with psycopg.connect(url) as other:
            other.execute("LOCK TABLE orders_delivery IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()
        return
    with closing(sqlite3.connect(home / "hongmao.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_busy_database_is_said_in_time_and_nothing_is_kept(pages: str, home: Path) -> None:
    wish = NewOrder([NewLine(1, 100), NewLine(2, 100)])
    body = json.dumps(order_body(wish, "USD", "2026-05-01T00:00:00Z")).encode()
    address, headers = (
        f"{pages}/hooks/shopify/ours", webhook_headers("orders/create", body, SHOP_SECRET)
    )  # fmt: skip
    postback = f"{pages}/postback/{TOKEN}?transaction={secrets.token_hex(8)}"
    with locked(home):
        busy = [httpx.post(address, content=body, headers=headers, timeout=5)]
        busy.append(httpx.get(postback, timeout=5))
    for response in busy:
        assert (response.status_code, response.json()["reason"]) == (503, "busy")
        assert response.headers["Retry-After"] == "5"
    again = httpx.post(address, content=body, headers=headers, timeout=60)
    assert again.json() == {"repeated": False, "revisions": 2, "ignored": None}
    assert not httpx.get(postback, timeout=60).json()["repeated"]


def test_a_long_order_is_answered_before_shopify_gives_up(pages: str) -> None:
    wish = NewOrder([NewLine(number, 100) for number in range(1, 251)])
    body = json.dumps(order_body(wish, "USD", "2026-05-01T00:00:00Z")).encode()
    headers = webhook_headers("orders/create", body, SHOP_SECRET)
    response = httpx.post(f"{pages}/hooks/shopify/ours", content=body, headers=headers, timeout=5)
    assert response.json()["revisions"] == 250
