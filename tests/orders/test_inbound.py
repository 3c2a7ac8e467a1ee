"""Messages that come to us unasked: times that are not believed, and what is forgotten."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from pytest_django.fixtures import Settings

from hongmao.connectors.postback.config import Network
from hongmao.connectors.postback.parse import AHEAD_MS, Claim, parse_postback
from hongmao.core.clock import from_ms, to_ms
from hongmao.core.reasons import Reason
from hongmao.jobs.worker import Worker
from hongmao.orders import inbound
from hongmao.orders.models import Delivery, Order, Revision
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TOKEN = "tok-0123456789-0123456789"
NOW = timezone.now().replace(microsecond=0)
NOW_MS = to_ms(NOW)
NETWORK = Network(token=TOKEN)


@pytest.fixture(autouse=True)
def _network(settings: Settings) -> None:
    """One network that says times."""
    networks = SecretStr(json.dumps({"net": {"token": TOKEN}}))
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"postbacks": networks})


def claim(status: str, at_ms: int, payout: str = "2") -> Claim:
    """What a network says of its sale 1 at a moment."""
    said = {"transaction": "1", "status": status, "payout": payout, "at": str(at_ms)}
    return parse_postback(said, "net", NETWORK, lambda _: False)


@pytest.mark.parametrize(
    "ahead_ms",
    [AHEAD_MS + 1, 86_400_000, 9_999_999_999_999 - NOW_MS],
    ids=["just", "a day", "the last"],
)
def test_a_time_far_in_the_future_does_not_outlast_what_is_said_later(ahead_ms: int) -> None:
    assert inbound.keep_claim("net", claim("sale", NOW_MS + ahead_ms), NOW, {}) == 1
    kept = Order.objects.get()
    assert (kept.status, kept.ordered_at) == ("paid", NOW)
    later = NOW + timedelta(hours=1)
    assert inbound.keep_claim("net", claim("rejected", to_ms(later)), later, {}) == 1
    kept.refresh_from_db()
    assert (kept.status, kept.fee) == ("void", 0)
    again = inbound.keep_claim("net", claim("sale", NOW_MS + ahead_ms), later, {})
    assert again is None
    kept.refresh_from_db()
    assert kept.status == "void"


@given(st.integers(-AHEAD_MS, AHEAD_MS))
@examples(20)
def test_a_clock_that_is_a_little_off_is_believed(skew_ms: int) -> None:
    with undone():
        inbound.keep_claim("net", claim("sale", NOW_MS + skew_ms), NOW, {})
        assert Order.objects.get().ordered_at == from_ms(NOW_MS + skew_ms)


def test_the_sender_is_told_that_its_time_was_not_believed(client: Client) -> None:
    said = {"transaction": "1", "payout": "2", "at": str(to_ms(timezone.now()) + 2 * AHEAD_MS)}
    answer = client.get(f"/postback/{TOKEN}", said, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["order"], told["status"], told["reason"]) == ("net:1", "paid", "time_in_future")
    assert "10 minutes" in told["message"]
    assert Delivery.objects.get().facts["reason"] == Reason.TIME_IN_FUTURE
    assert Delivery.objects.get().facts["at_ms"] == int(said["at"])
    usual = client.get(f"/postback/{TOKEN}", {**said, "at": str(NOW_MS)}).json()
    assert set(usual) == {"order", "status", "repeated", "click"}


def test_old_deliveries_are_forgotten_and_their_orders_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(5):
        said = {"transaction": str(number), "payout": "2"}
        one = parse_postback(said, "net", NETWORK, lambda _: False)
        inbound.keep_claim("net", one, NOW, {"number": number})
    limit = NOW - timedelta(days=inbound.KEPT_DAYS)
    ages = {0: limit - timedelta(days=9), 1: limit - timedelta(seconds=1), 2: limit}
    for number, at in ages.items():
        Delivery.objects.filter(facts__number=number).update(received_at=at)
    monkeypatch.setattr(inbound, "FORGET_AT_ONCE", 1)
    assert [inbound.forget_deliveries(NOW) for _ in range(3)] == [1, 1, 0]
    assert sorted(one.facts["number"] for one in Delivery.objects.all()) == [2, 3, 4]
    assert Revision.objects.count() == Order.objects.count() == 5


@pytest.mark.usefixtures("home")
def test_the_worker_forgets_them() -> None:
    inbound.keep_claim("net", claim("sale", NOW_MS), NOW, {})
    Delivery.objects.update(received_at=NOW - timedelta(days=inbound.KEPT_DAYS + 1))
    Worker().round()
    assert not Delivery.objects.exists()
    assert Order.objects.exists()
