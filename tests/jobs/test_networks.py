"""JD and Pinduoduo from a placement to its commission, with the sandbox and every job's code."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.utils import timezone
from pydantic import SecretStr
from pytest_django.fixtures import Settings

from hongmao.brands.actions import (
    admit,
    apply_for_pilot,
    list_product,
    open_brand,
    open_store,
)
from hongmao.core.clock import to_ms
from hongmao.jobs.audit import audit, differs
from hongmao.jobs.worker import Worker
from hongmao.links.actions import agree, approve, propose
from hongmao.links.marketplaces import configured, connector
from hongmao.links.models import Placement
from hongmao.orders.models import Feed, Match, Order
from hongmao.people.models import Role
from hongmao.sandbox.networks import number
from hongmao.settlement.queries.earnings import earnings
from tests.factories import make_campaign, make_click, make_note, make_person, write_segment
from tests.sandbox.running import LAMP, MUG, RunningSandbox, running_sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NETWORKS = ("jd", "pdd")


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def installed(sandbox: RunningSandbox, settings: Settings, home: Path) -> Iterator[Path]:
    """An installation with keys for both networks, and none for Taobao."""
    secret = SecretStr(sandbox.app_secret)
    chosen = {
        "jd_gateway": sandbox.jd_gateway,
        "jd_calls_a_second": 1000.0,
        "jd_app_key": sandbox.app_key,
        "jd_app_secret": secret,
        "jd_site_id": "4100001",
        "pdd_gateway": sandbox.pdd_gateway,
        "pdd_calls_a_second": 1000.0,
        "pdd_client_id": sandbox.app_key,
        "pdd_client_secret": secret,
        "pdd_p_id": "8000001_300000001",
        "admitted_hosts": (urlsplit(sandbox.url).netloc,),
    }
    settings.HONGMAO = settings.HONGMAO.model_copy(update=chosen)
    connector.cache_clear()
    yield home
    connector.cache_clear()


def place(network: str, item_id: str) -> Placement:
    """An approved placement of an item of the sandbox on a network."""
    member = make_person(Role.BRAND)
    brand = open_brand(
        member, slug=f"b-{network}", name="山禾", name_en="Shan", licence=True, trademark=True
    )
    store = open_store(
        member, brand, marketplace=network, kind=network, store_id=number("S1001"),
        name="山禾手作", rating="4.90",
    )  # fmt: skip
    now = timezone.now()
    application = apply_for_pilot(member, brand, [network], ["home"])
    day = timedelta(days=1)
    admit(make_person(Role.OPERATOR), application.pk, now - day, now + day)
    product = list_product(
        member, store, item_id=number(item_id), title="杯", category="home", price=12900
    )
    placement = propose(member, make_note(), make_campaign(brand), product)
    agree(placement.creator, placement.pk)
    return approve(make_person(Role.OPERATOR), placement.pk, connector(network))


def buy(sandbox: RunningSandbox, link: str, item_id: str) -> str:
    """A reader follows a link and buys an item, by the pages; answers the trade id."""
    with httpx.Client(base_url=sandbox.url, follow_redirects=True) as reader:
        reader.get(link)
        till = reader.post("/buy", data={"item_id": item_id, "quantity": 1})
        reader.post(till.url.path)
    return till.url.path.rpartition("/")[2]


def agreed() -> bool:
    """Whether the audit finds no difference."""
    findings = list(audit())
    assert not differs(findings), [f for f in findings if f.differences]
    return True


@pytest.mark.parametrize("network", NETWORKS)
def test_from_a_click_to_a_posted_commission(
    installed: Path, sandbox: RunningSandbox, network: str
) -> None:
    assert configured() == NETWORKS
    placement = place(network, MUG)
    assert placement.lease.name == placement.link.code
    write_segment(installed, make_click(placement, to_ms(timezone.now())))
    trade_id = buy(sandbox, placement.link.destination, MUG)
    sandbox.admin("orders", orders=[{"item_id": LAMP, "network": network, "lease": "nobody"}])
    worker = Worker()
    worker.round()
    orders = {order.lease: order for order in Order.objects.filter(marketplace=network)}
    order = orders[placement.link.code]
    assert (order.status, order.paid, order.fee) == ("paid", 12900, 1935)
    assert order.click_at is None
    match = Match.objects.get(order=order, current=True)
    assert (match.grade, match.placement, match.click_id != "") == ("probable", placement, True)
    assert Match.objects.get(order=orders["nobody"], current=True).grade == "none"
    assert earnings(placement.creator_id).held == 1161
    assert agreed()

    time.sleep(1.0)  # the feeds count whole seconds
    sandbox.admin("receive", trade_ids=[trade_id])
    sandbox.admin("settle", trade_ids=[trade_id])
    worker.round()
    money = earnings(placement.creator_id)
    assert (money.held, money.posted) == (0, 1161)
    assert agreed()
    assert set(Feed.objects.values_list("marketplace", "trouble")) == {("jd", ""), ("pdd", "")}


def test_a_return_after_jd_has_settled_takes_its_part_back(
    installed: Path, sandbox: RunningSandbox
) -> None:
    """JD has no refund feed: the line's own figures fall."""
    placement = place("jd", MUG)
    write_segment(installed, make_click(placement, to_ms(timezone.now())))
    trade_id = buy(sandbox, placement.link.destination, MUG)
    sandbox.admin("receive", trade_ids=[trade_id])
    sandbox.admin("settle", trade_ids=[trade_id])
    worker = Worker()
    worker.round()
    assert earnings(placement.creator_id).posted == 1161
    time.sleep(1.0)
    sandbox.admin("return", trade_id=trade_id, amount_fen=6450)
    worker.round()
    order = Order.objects.get(lease=placement.link.code)
    assert (order.status, order.paid, order.fee) == ("settled", 6450, 967)
    assert earnings(placement.creator_id).posted == 580
    assert agreed()


@pytest.mark.parametrize("network", NETWORKS)
def test_an_order_without_a_click_of_ours_pays_nobody(
    installed: Path, sandbox: RunningSandbox, network: str
) -> None:
    """A link that was copied out of the marketplace: our log knows no click."""
    placement = place(network, MUG)
    buy(sandbox, placement.link.destination, MUG)
    Worker().round()
    order = Order.objects.get(lease=placement.link.code)
    assert Match.objects.get(order=order, current=True).grade == "none"
    assert earnings(placement.creator_id).held == 0


def test_one_networks_trouble_does_not_stop_the_other(
    installed: Path, settings: Settings, sandbox: RunningSandbox
) -> None:
    wrong = {"jd_app_secret": SecretStr("wrong")}
    settings.HONGMAO = settings.HONGMAO.model_copy(update=wrong)
    placement = place("pdd", MUG)
    write_segment(installed, make_click(placement, to_ms(timezone.now())))
    buy(sandbox, placement.link.destination, MUG)
    Worker().round()
    assert "HONGMAO_JD_APP_SECRET" in Feed.objects.get(marketplace="jd", kind="orders").trouble
    assert Feed.objects.get(marketplace="pdd", kind="orders").trouble == ""
    order = Order.objects.get(lease=placement.link.code)
    assert Match.objects.get(order=order, current=True).grade == "probable"
