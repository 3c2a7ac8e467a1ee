"""Taobao's ad-driven side from a click at the edge to an exact match: our own id comes back."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pydantic import SecretStr
from pytest_django.fixtures import Settings

from hongmao.brands.actions import admit, apply_for_pilot, list_product, open_brand, open_store
from hongmao.core.clock import to_ms
from hongmao.core.events import Click
from hongmao.core.orders import OrderStatus
from hongmao.edge.answers import OpeningPages
from hongmao.edge.pipeline import Keys, decide
from hongmao.edge.snapshot import read_snapshot, write_snapshot
from hongmao.jobs.match import match_orders
from hongmao.jobs.worker import Worker
from hongmao.lake.parquet import ship_all
from hongmao.links.actions import agree, approve, propose
from hongmao.links.marketplaces import connector
from hongmao.links.models import Placement
from hongmao.links.queries import link_records
from hongmao.orders.actions import keep_orders, start_feed
from hongmao.orders.models import Match, Order
from hongmao.people.models import Role
from tests.factories import (
    make_campaign,
    make_note,
    make_person,
    make_revision,
    write_segment,
)
from tests.sandbox.running import RunningSandbox, running_sandbox

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ITEM = "778899001122"
PRODUCT = {
    "item_id": ITEM, "store_id": "S1001", "title_zh": "壶", "title_en": "Pot",
    "price_fen": 10_000, "commission_bps": 1_000,
}  # fmt: skip
DESKTOP = (
    b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    b"Chrome/138.0.0.0 Safari/537.36"
)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path / "sandbox") as running:
        running.admin("catalogue", stores=[], products=[PRODUCT])
        yield running


@pytest.fixture
def installed(sandbox: RunningSandbox, settings: Settings, home: Path) -> Iterator[Path]:
    """An installation with the ad-driven side switched on."""
    chosen = {
        "taobao_gateway": sandbox.gateway,
        "taobao_app_key": sandbox.app_key,
        "taobao_app_secret": SecretStr(sandbox.app_secret),
        "taobao_ud_channel": 140,
        "admitted_hosts": (urlsplit(sandbox.url).netloc, "b.mashort.cn"),
    }
    settings.HONGMAO = settings.HONGMAO.model_copy(update=chosen)
    connector.cache_clear()
    yield home
    connector.cache_clear()


def place() -> Placement:
    """An approved placement of the sandbox's item."""
    member, operator = make_person(Role.BRAND), make_person(Role.OPERATOR)
    brand = open_brand(
        member, slug="b-ud", name="山禾", name_en="Shan", licence=True, trademark=True
    )
    store = open_store(
        member, brand, marketplace="taobao_ud", kind="tmall", store_id="S1001", name="山禾手作",
        rating="4.90",
    )  # fmt: skip
    now, day = timezone.now(), timedelta(days=1)
    admit(
        operator, apply_for_pilot(member, brand, ["taobao_ud"], ["home"]).pk, now - day, now + day
    )
    product = list_product(member, store, item_id=ITEM, title="壶", category="home", price=10_000)
    placement = propose(member, make_note(), make_campaign(brand), product)
    agree(placement.creator, placement.pk)
    return approve(operator, placement.pk, connector("taobao_ud"))


def buy(installed: Path, sandbox: RunningSandbox, placement: Placement) -> tuple[Click, str]:
    """A click on the placement's link at the edge, and the order that it led to."""
    values = django_settings.HONGMAO
    now_ms = to_ms(timezone.now())
    file = installed / "snapshot" / "links"
    write_snapshot(file, link_records(), values.admitted_hosts, 1, now_ms)
    decided = decide(
        f"/r/{placement.link.code}".encode(), DESKTOP, b"", b"", False, b"", b"127.0.0.1",
        read_snapshot(file), Keys.derive(values.secret.get_secret_value()),
        OpeningPages("CN"), now_ms,
    )  # fmt: skip
    assert isinstance(decided, tuple)
    click, head, _ = decided
    location = head.decode().partition("Location: ")[2].partition("\r\n")[0]
    assert click.id in location
    write_segment(installed, click)
    with httpx.Client(base_url=sandbox.url, follow_redirects=True) as reader:
        reader.get(location)
        till = reader.post("/buy", data={"item_id": ITEM, "quantity": 1})
        reader.post(till.url.path)
    return click, till.url.path.strip("/").split("/")[-1]


def test_a_click_of_ours_comes_back_and_is_exact(installed: Path, sandbox: RunningSandbox) -> None:
    placement = place()
    click, _ = buy(installed, sandbox, placement)
    Worker().round()
    order = Order.objects.get(marketplace="taobao_ud")
    match = Match.objects.get(order=order, current=True)
    assert (match.grade, match.click_id, match.placement) == ("exact", click.id, placement)


class Postbox(BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    kept: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        """Keep a body, and say so."""
        self.kept.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_platforms_postback_is_exact_before_the_feed_has_the_order(
    installed: Path, sandbox: RunningSandbox, client: Client
) -> None:
    placement = place()
    click, trade_id = buy(installed, sandbox, placement)
    with HTTPServer(("127.0.0.1", 0), Postbox) as postbox:
        url = f"http://127.0.0.1:{postbox.server_port}/"
        sandbox.admin("ud/postback", url=url, trade_id=trade_id)
        postbox.handle_request()
    form = "application/x-www-form-urlencoded"
    answer = client.post("/hooks/taobao/ud", Postbox.kept.pop().decode(), content_type=form)
    assert answer.json() == {"success": True, "order": trade_id, "repeated": False}
    values = django_settings.HONGMAO
    assert len(list(ship_all(values.log_folder, values.lake_folder))) == 1
    match_orders(timezone.now())
    match = Match.objects.get(order__trade_id=trade_id, current=True)
    assert (match.grade, match.click_id, match.placement) == ("exact", click.id, placement)
    assert match.order.fee == 0
    Worker().round()
    assert Order.objects.get(trade_id=trade_id).fee == 1_000


def test_an_order_that_nobody_takes_back_settles_after_its_hold(installed: Path) -> None:
    placement, paid_at = place(), timezone.now() - timedelta(days=50)
    feed = start_feed("taobao_ud", "orders", paid_at)
    kept = make_revision(placement, to_ms(paid_at))
    returned = make_revision(placement, to_ms(paid_at), status=OrderStatus.VOID, fee=0)
    young = make_revision(placement, to_ms(paid_at + timedelta(days=10)))
    keep_orders(feed, [kept, returned, young], "")
    Worker().round()
    states = dict(Order.objects.values_list("trade_id", "status"))
    assert states == {
        kept.trade_id: "settled", returned.trade_id: "void", young.trade_id: "paid"
    }  # fmt: skip
    assert Order.objects.get(trade_id=kept.trade_id).fee == kept.fee
    later = msgspec.structs.replace(
        kept, status=OrderStatus.VOID, fee=0, modified_ms=to_ms(timezone.now())
    )
    keep_orders(feed, [later], "")
    Worker().round()
    assert Order.objects.get(trade_id=kept.trade_id).status == "void"
