"""Taobao's postback at its address: believed, refused, repeated, before and after the feed."""

import json
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pydantic import SecretStr
from pytest_django.fixtures import Settings

from hongmao.connectors.calling import to_local
from hongmao.connectors.taobao.ud_parse import parse_order
from hongmao.core.clock import to_ms
from hongmao.core.signing import SignMethod, sign
from hongmao.orders.actions import keep_orders, start_feed
from hongmao.orders.models import Delivery, Order
from tests.connectors.taobao.test_ud_parse import ORDER, POSTBACK
from tests.factories import undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

KEY, SECRET = "4711", "the secret of an app"


@pytest.fixture(autouse=True)
def _app(settings: Settings) -> None:
    """An app whose ad-driven side is on."""
    chosen = {
        "taobao_app_key": KEY, "taobao_app_secret": SecretStr(SECRET), "taobao_ud_channel": 140,
    }  # fmt: skip
    settings.HONGMAO = settings.HONGMAO.model_copy(update=chosen)


def signed(row: object, secret: str = SECRET, **changes: str) -> dict[str, str]:
    """The parameters of a postback."""
    said = {
        "method": "alibaba.ud.udsmartdata.get", "app_key": KEY, "v": "2.0",
        "timestamp": to_local(to_ms(timezone.now())), "sign_method": "md5",
        "ud_smart_service_request": json.dumps(row),
    } | changes  # fmt: skip
    return said | {"sign": sign(said, secret, SignMethod.MD5)}


def call(client: Client, said: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Post it, half in the query and half in the body."""
    query = {name: said[name] for name in said if name < "n"}
    body = {name: said[name] for name in said if name >= "n"}
    answer = client.post("/hooks/taobao/ud", body, query_params=query)
    return answer.status_code, answer.json()


def test_news_is_an_order_at_once_and_once(client: Client) -> None:
    assert call(client, signed(POSTBACK)) == (
        200, {"success": True, "order": POSTBACK["order_id"], "repeated": False},
    )  # fmt: skip
    assert call(client, signed(POSTBACK))[1]["repeated"]
    order = Order.objects.get()
    assert (order.status, order.paid, order.fee) == ("paid", 20_000, 0)
    assert order.click_id == POSTBACK["ck_click_id"]


def test_the_feed_and_the_postbacks_end_alike_in_any_order(client: Client) -> None:
    back = POSTBACK | {"event_type": "28"}
    ends = set()
    for turn in permutations(["paid", "back", "feed"]):
        with undone():
            for one in [*turn, *turn]:
                if one == "feed":
                    feed = start_feed("taobao_ud", "orders", timezone.now())
                    keep_orders(feed, [parse_order(ORDER)], "")
                else:
                    assert call(client, signed(POSTBACK if one == "paid" else back))[0] == 200
            order = Order.objects.get()
            ends.add((order.trade_id, order.status, order.paid, order.fee, order.click_id))
    assert ends == {("7700000000000000002", "paid", 20_000, 2_000, ORDER["syn_click_id"])}


@pytest.mark.parametrize(
    "said",
    [
        {},
        signed(POSTBACK, secret="another's"),
        signed(POSTBACK) | {"ud_smart_service_request": json.dumps(POSTBACK | {"item_id": "1"})},
        signed(POSTBACK) | {"sign": ""},
        signed(POSTBACK, app_key="4712"),
        signed(POSTBACK, method="taobao.tbk.order.details.get"),
        signed(POSTBACK, timestamp=to_local(to_ms(timezone.now() - timedelta(hours=1)))),
        signed(POSTBACK, timestamp="soon"),
    ],
)
def test_what_the_platform_did_not_sign_now_for_us_is_refused(
    client: Client, said: dict[str, str]
) -> None:
    status, answer = call(client, said)
    assert (status, answer["reason"]) == (401, "bad_signature")
    assert not Delivery.objects.exists()


def test_nothing_is_believed_while_the_side_is_off(client: Client, settings: Settings) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"taobao_ud_channel": 0})
    assert call(client, signed(POSTBACK))[0] == 401
    off = {"taobao_ud_channel": 140, "taobao_app_secret": SecretStr("")}
    settings.HONGMAO = settings.HONGMAO.model_copy(update=off)
    assert call(client, signed(POSTBACK, secret=""))[0] == 401


@pytest.mark.parametrize("row", [POSTBACK | {"event_type": "25"}, POSTBACK | {"item_id": None}, []])
def test_what_cannot_be_read_is_refused_and_nothing_kept(client: Client, row: object) -> None:
    status, answer = call(client, signed(row))
    assert (status, answer["reason"]) == (422, "message_unreadable")
    assert not Delivery.objects.exists()


def test_large_messages_are_not_read(client: Client) -> None:
    said = signed(POSTBACK, ud_smart_service_request="x" * (65 << 10))
    assert call(client, said)[0] == 413
    assert client.get("/hooks/taobao/ud").status_code == 405
