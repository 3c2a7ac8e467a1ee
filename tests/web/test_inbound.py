"""Webhooks and postbacks at their addresses: believed, refused, repeated, shuffled."""

import json
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from pytest_django.fixtures import Settings

from hongmao.core.clock import to_ms
from hongmao.core.ids import ClickMint, derive_key
from hongmao.orders.inbound import settle_held
from hongmao.orders.models import Delivery, Order, Refund, Revision
from hongmao.sandbox.shopify import NewLine, NewOrder, order_body, refund_body, webhook_headers
from hongmao.web.api import postback as postback_view
from hongmao.web.api import shopify as shopify_view
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

SHOP_SECRET = "a client secret of an app"
TOKEN = "tok-0123456789-0123456789"
SHOPS = {"ours": {"domain": "s.example", "secret": SHOP_SECRET, "commission_bps": 1000}}
NETWORKS = {
    "tune": {"token": TOKEN, "preset": "tune"},
    "near": {"token": TOKEN + "near", "addresses": ["10.1.0.0/16", "::1"]},
}
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture(autouse=True)
def _senders(settings: Settings) -> None:
    """One shop and two networks."""
    settings.HONGMAO = settings.HONGMAO.model_copy(
        update={
            "shopify_shops": SecretStr(json.dumps(SHOPS)),
            "postbacks": SecretStr(json.dumps(NETWORKS)),
            "trusted_proxies": ("192.0.2.1",),
        }
    )


@pytest.fixture
def click(settings: Settings) -> str:
    """A click id of ours."""
    secret = settings.HONGMAO.secret.get_secret_value()
    return ClickMint(derive_key(secret, "click")).mint(to_ms(NOW))


def order(click: str = "", seconds: int = 0, **changes: object) -> dict[str, Any]:
    """An order of two lines, as the webhook of `seconds` later tells it."""
    wish = NewOrder([NewLine(1, 10_00), NewLine(2, 20_00)], f"/?hm_click={click}")
    made = order_body(wish, "USD", NOW.isoformat())
    later = (NOW + timedelta(seconds=seconds)).isoformat()
    return {**made, "id": 1, "updated_at": later, **changes} | {
        "line_items": [{**line, "id": number} for number, line in enumerate(made["line_items"], 11)]
    }


def hook(
    client: Client, topic: str, content: object, key: str = "", secret: str = SHOP_SECRET
) -> tuple[int, dict[str, Any]]:
    """Send a webhook; its status and answer."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    response = client.post(
        "/hooks/shopify/ours",
        body,
        content_type="application/json",
        headers=webhook_headers(topic, body, secret, key),
    )
    return response.status_code, response.json()


def call(client: Client, token: str = TOKEN, /, **said: str) -> tuple[int, dict[str, Any]]:
    """Send a postback; its status and answer."""
    response = client.get(f"/postback/{token}", said)
    return response.status_code, response.json()


def nothing_kept() -> bool:
    """Whether not a row was written."""
    return not any(kind.objects.exists() for kind in (Delivery, Order, Revision, Refund))


def state() -> list[tuple[object, ...]]:
    """All that orders say."""
    return list(
        Order.objects.order_by("trade_id").values_list(
            "trade_id", "status", "paid", "fee", "refunded", "fee_returned", "click_id"
        )
    )


def test_a_webhook_becomes_orders(client: Client, click: str) -> None:
    status, answer = hook(client, "orders/paid", order(click, financial_status="paid"), "w1")
    assert (status, answer) == (200, {"repeated": False, "revisions": 2, "ignored": None})
    assert state() == [
        ("ours:11", "paid", 1000, 100, 0, 0, click),
        ("ours:12", "paid", 2000, 200, 0, 0, click),
    ]
    kept = Delivery.objects.get()
    assert (kept.source, kept.key, kept.facts["genuine"]) == ("ours", "w1", True)
    assert "buyer@example.com" not in str(Revision.objects.values_list("body", flat=True))


def test_no_cookie_or_form_token_is_asked_for(click: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert hook(strict, "orders/create", order(click))[0] == 200
    posted = strict.post(f"/postback/{TOKEN}", {"transaction_id": "1", "payout": "2"})
    assert posted.status_code == 200
    assert Order.objects.get(marketplace="postback").fee == 200


def test_a_repeated_webhook_changes_nothing(client: Client) -> None:
    body = order(financial_status="paid")
    hook(client, "orders/paid", body, "w1")
    Order.objects.update(needs_match=False, needs_books=False)
    before = list(Order.objects.values())
    assert hook(client, "orders/paid", body, "w1")[1]["repeated"]
    assert hook(client, "orders/updated", body, "w2")[1] == {
        "repeated": False, "revisions": 0, "ignored": None,
    }  # fmt: skip
    assert list(Order.objects.values()) == before


def test_another_click_is_noted_and_not_credited(client: Client) -> None:
    hook(client, "orders/paid", order("0" * 36))
    assert {row[-1] for row in state()} == {""}
    assert Delivery.objects.get().facts == {
        "topic": "orders/paid", "click": "0" * 36, "genuine": False,
    }  # fmt: skip


def test_a_wrong_signature_keeps_nothing(client: Client) -> None:
    status, answer = hook(client, "orders/paid", order(), secret="another")
    assert (status, answer["reason"]) == (401, "bad_signature")
    body = json.dumps(order()).encode()
    headers = webhook_headers("orders/paid", body, SHOP_SECRET)
    for address, sent in (("ours", body + b" "), ("nobody", body)):
        response = client.post(
            f"/hooks/shopify/{address}", sent, content_type="application/json", headers=headers
        )
        assert response.status_code == 401
    unsigned = client.post("/hooks/shopify/ours", body, content_type="application/json")
    assert unsigned.status_code == 401
    chinese = client.post("/hooks/shopify/ours", headers={"Accept-Language": "zh-CN"})
    assert "签名" in chinese.json()["message"]
    assert nothing_kept()


def test_a_huge_body_is_not_read(client: Client) -> None:
    status, answer = hook(client, "orders/paid", b" " * (shopify_view.LARGEST + 1))
    assert (status, answer["reason"]) == (413, "message_too_large")
    status, answer = call(client, transaction_id="x" * postback_view.LARGEST)
    assert (status, answer["reason"]) == (413, "message_too_large")
    assert nothing_kept()


def test_what_cannot_be_read_keeps_nothing(client: Client) -> None:
    wrong = order()
    wrong["line_items"][1]["price_set"]["shop_money"]["amount"] = "12,00"
    unreadable: list[object] = [wrong, [], b"\xff"]
    for content in unreadable:
        status, answer = hook(client, "orders/paid", content)
        assert (status, answer["reason"]) == (422, "message_unreadable")
    body = json.dumps(order()).encode()
    headers = webhook_headers("orders/paid", body, SHOP_SECRET) | {"X-Shopify-Webhook-Id": ""}
    response = client.post(
        "/hooks/shopify/ours", body, content_type="application/json", headers=headers
    )
    assert response.status_code == 422
    assert nothing_kept()


def test_any_order_of_webhooks_ends_in_the_same_state(client: Client) -> None:
    """Created, paid, part refunded, and the order told again: in every order, each twice."""
    paid = order(seconds=1, financial_status="paid")
    refund = refund_body(paid, {"12": 500}, "USD", (NOW + timedelta(seconds=2)).isoformat())
    updated = order(seconds=2, financial_status="partially_refunded", refunds=[refund])
    told = [
        ("orders/create", order()), ("orders/paid", paid), ("refunds/create", refund),
        ("orders/updated", updated),
    ]  # fmt: skip
    ends = set()
    for turn in permutations(enumerate(told)):
        with undone():
            for number, (topic, content) in [*turn, *turn]:
                assert hook(client, topic, content, f"w{number}")[0] == 200
            ends.add(tuple(state()))
    assert ends == {
        (
            ("ours:11", "paid", 1000, 100, 0, 0, ""),
            ("ours:12", "paid", 2000, 200, 500, 50, ""),
        )
    }


def test_a_cancelled_order_is_void(client: Client) -> None:
    hook(client, "orders/paid", order(financial_status="paid"))
    later = NOW + timedelta(seconds=5)
    hook(client, "orders/cancelled", order(seconds=5, cancelled_at=later.isoformat()))
    assert {(row[1], row[3]) for row in state()} == {("void", 0)}


def test_an_order_settles_after_its_hold_and_once(client: Client) -> None:
    hook(client, "orders/paid", order(financial_status="paid"))
    due = NOW + timedelta(days=30)
    assert settle_held("shopify", {"ours": 30}, due - timedelta(seconds=1)) == 0
    assert settle_held("shopify", {"other": 30}, due) == 0
    assert settle_held("shopify", {"ours": 30}, due + timedelta(hours=1)) == 2
    assert settle_held("shopify", {"ours": 30}, due + timedelta(days=9)) == 0
    assert {row[1] for row in state()} == {"settled"}
    assert set(Order.objects.values_list("settled_at", flat=True)) == {due}
    hook(client, "orders/updated", order(seconds=60, financial_status="paid"))
    hook(client, "orders/updated", order(seconds=31 * 86_400, financial_status="paid"))
    assert {row[1] for row in state()} == {"settled"}


def test_a_postback_becomes_an_order(client: Client, click: str) -> None:
    status, answer = call(
        client, transaction_id="102", aff_sub=click, payout="3.5", status="approved"
    )
    assert (status, answer) == (
        200, {"order": "tune:102", "status": "paid", "repeated": False, "click": "ours"},
    )  # fmt: skip
    assert state() == [("tune:102", "paid", 0, 350, 0, 0, click)]
    assert Order.objects.get().click_at == NOW


def test_a_repeated_postback_changes_nothing_and_another_amount_does(client: Client) -> None:
    said = {"transaction_id": "1", "payout": "3.00"}
    call(client, **said)
    before = Order.objects.values().get()
    assert call(client, **{**said, "payout": "3"})[1]["repeated"]
    assert Order.objects.values().get() == before
    assert not call(client, **{**said, "payout": "4"})[1]["repeated"]
    kept = Order.objects.get()
    assert (kept.fee, kept.ordered_at, kept.revisions.count()) == (400, before["ordered_at"], 2)


def test_a_sale_rejected_stays_so_when_its_first_call_comes_again(client: Client) -> None:
    for status, end in (("pending", "unpaid"), ("approved", "paid"), ("rejected", "void")):
        assert call(client, transaction_id="1", payout="3", status=status)[1]["status"] == end
    assert call(client, transaction_id="1", payout="3", status="approved")[1]["repeated"]
    assert state()[0][1] == "void"


def test_a_postback_settles_after_its_hold(client: Client) -> None:
    call(client, transaction_id="1", payout="3")
    made = Order.objects.get().ordered_at
    assert settle_held("postback", {"tune": 30}, made + timedelta(days=30)) == 1
    call(client, transaction_id="1", payout="3", status="rejected")
    assert state()[0][1] == "void"


def test_any_order_of_dated_postbacks_ends_in_the_same_state(client: Client) -> None:
    said = [("lead", "0", 1), ("sale", "5", 2), ("rejected", "5", 4), ("sale", "6", 3)]
    ends = set()
    for turn in permutations(said):
        with undone():
            for status, payout, second in [*turn, *turn]:
                at = str(1_777_000_000 + second)
                response = client.get(
                    f"/postback/{TOKEN}near",
                    {"transaction": "1", "payout": payout, "status": status, "at": at},
                    REMOTE_ADDR="10.1.9.9",
                )
                assert response.status_code == 200
            ends.add(tuple(state()))
    assert ends == {(("near:1", "void", 0, 0, 0, 0, ""),)}


@pytest.mark.parametrize(
    ("peer", "said", "status"),
    [
        ("10.1.2.3", "", 200),
        ("::1", "", 200),
        ("::ffff:10.1.2.3", "", 200),
        ("10.2.0.1", "", 403),
        ("10.2.0.1", "10.1.2.3", 403),
        ("192.0.2.1", "10.1.2.3", 200),
        ("192.0.2.1", "10.1.2.3, 203.0.113.9", 403),
        ("192.0.2.1", "203.0.113.9, 10.1.2.3", 200),
        ("nowhere", "", 403),
    ],
)
def test_only_listed_addresses_may_call(client: Client, peer: str, said: str, status: int) -> None:
    headers = {"X-Forwarded-For": said} if said else {}
    response = client.get(
        f"/postback/{TOKEN}near", {"transaction": "1"}, headers=headers, REMOTE_ADDR=peer
    )
    assert response.status_code == status
    if status == 403:
        assert response.json()["reason"] == "address_not_allowed"
        assert nothing_kept()


def test_postbacks_that_are_wrong_say_why_and_keep_nothing(client: Client) -> None:
    assert call(client, "x" * 30, transaction_id="1")[1]["reason"] == "unknown_sender"
    wrong = [{}, {"transaction_id": "1", "payout": "lots"}, {"transaction_id": "\0"}]
    for said in wrong:
        status, answer = call(client, **said)
        assert (status, answer["reason"]) == (422, "message_unreadable")
    assert client.put(f"/postback/{TOKEN}").status_code == 405
    assert client.head(f"/postback/{TOKEN}?transaction_id=1").status_code == 405
    assert nothing_kept()


@given(st.dictionaries(st.sampled_from(["transaction_id", "aff_sub", "offer_id"]), st.text()))
@examples(25)
def test_any_text_is_kept_or_refused(client: Client, said: dict[str, str]) -> None:
    with undone():
        status, _ = call(client, **said)
        assert status in (200, 422)
        assert Order.objects.count() == (status == 200)
