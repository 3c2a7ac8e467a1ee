"""Many who book at once: never over a cap or a balance, and never twice."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from hongmao.brands.models import Brand
from hongmao.core.clock import to_ms
from hongmao.core.matching import Grade, Judgement
from hongmao.core.terms import Basis, Rate, Terms
from hongmao.jobs.audit import audit
from hongmao.ledger.actions import Draft, post
from hongmao.ledger.models import Transfer
from hongmao.ledger.queries import balance, trial_balance
from hongmao.links.models import Placement
from hongmao.orders.actions import keep_judgement, keep_orders
from hongmao.orders.models import Order
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.models import Budget, Commission
from tests.factories import (
    make_admission,
    make_brand,
    make_campaign,
    make_feed,
    make_placement,
    make_revision,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

WRITERS = 32
NOW = timezone.now()


@pytest.fixture(autouse=True)
def raced_on(tmp_path: Path) -> Iterator[None]:
    """Every other thread has a connection of its own to a database that several can write.

    SQLite's test database lives in memory, where one connection locks out all others at once; so a
    copy in a file takes its place, as anywhere else. What is raced on is made and asked for there.
    """
    settings = connections.settings["default"]
    before = settings["NAME"]
    if connection.vendor == "sqlite":
        path = tmp_path / "raced.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(path) as file:
            connection.connection.backup(file)
        settings["NAME"] = str(path)
    yield
    settings["NAME"] = before


def there(question: Callable[[], Any]) -> Any:
    """What a question is answered with by the database that is raced on."""

    def ask() -> Any:
        try:
            return question()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


def race(order_ids: list[int]) -> None:
    """Book these orders at once, each by a writer of its own."""
    start = Barrier(len(order_ids))

    def write(order_id: int) -> None:
        start.wait()
        try:
            settle_order(order_id, NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(order_ids)) as pool:
        list(pool.map(write, order_ids))


def campaign_with(terms: Terms, prepaid: int) -> Placement:
    """A placement under these terms, of a brand that has paid in."""
    brand: Brand = make_brand()
    make_admission(brand)
    make_campaign(brand, terms=terms)
    if prepaid:
        amounts = {"bank:alipay": prepaid, f"brand:{brand.pk}:prepaid": -prepaid}
        post(Draft(key="in", subject="deposit:1", currency="CNY", amounts=amounts, at=NOW))
    return make_placement(brand=brand)


def orders_of(placement: Placement, count: int) -> list[int]:
    """Orders of 100 yuan and a fee of 10, matched to clicks on a placement."""
    clicked = to_ms(timezone.now())
    revisions = [make_revision(placement, clicked) for _ in range(count)]
    keep_orders(make_feed(), revisions, "")
    trades = [revision.trade_id for revision in revisions]
    ids = list(Order.objects.filter(trade_id__in=trades).values_list("pk", flat=True))
    for order_id in ids:
        keep_judgement(
            order_id, Judgement(Grade.PROBABLE, placement.pk, "click-1", clicked, 0, 1, 0), NOW
        )
    return ids


def test_no_cap_is_overspent_and_no_order_booked_twice() -> None:
    terms = Terms(rate=Rate(Basis.FEE, 6000), day_cap=7_777, campaign_cap=7_777)
    ids = there(lambda: orders_of(campaign_with(terms, 0), WRITERS // 2))
    race([*ids, *ids])

    def outcome() -> None:
        granted = [one.granted for one in Commission.objects.all()]
        assert sum(granted) == 7_777
        assert sorted(granted) == [0, 0, 0, 577, *[600] * 12]
        assert {row.spent for row in Budget.objects.all()} == {7_777}
        assert Transfer.objects.count() == len(ids)
        assert set(trial_balance().values()) == {0}

    there(outcome)


def test_no_balance_is_overspent() -> None:
    terms = Terms(rate=Rate(Basis.PAID, 1_500))
    placement = there(lambda: campaign_with(terms, prepaid=4_200))
    ids = there(lambda: orders_of(placement, WRITERS))
    race(ids)

    def outcome() -> None:
        reserved = [one.prepaid for one in Commission.objects.all()]
        assert sorted(reserved) == [*[0] * 23, 200, *[500] * 8]
        assert balance(f"brand:{placement.brand_id}:prepaid", "CNY") == 0
        assert balance(f"brand:{placement.brand_id}:reserved", "CNY") == -4_200
        assert Transfer.objects.count() == len(ids) + 1
        assert not [f.differences for f in audit() if "budgets" in f.check and f.differences]

    there(outcome)


def test_one_order_is_booked_once_by_however_many() -> None:
    terms = Terms(rate=Rate(Basis.PAID, 1_500), campaign_cap=2_000)
    [order_id] = there(lambda: orders_of(campaign_with(terms, 1_000), 1))
    race([order_id] * WRITERS)

    def outcome() -> None:
        commission = Commission.objects.get()
        assert (commission.transfers, commission.granted, commission.prepaid) == (1, 1_500, 500)
        assert Budget.objects.get(day=None).spent == 1_500

    there(outcome)
