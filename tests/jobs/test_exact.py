"""Taobao's ad-driven side from a click at the edge to an exact match: our own id comes back."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pydantic import SecretStr
from pytest_django.fixtures import Settings

from hongmao.brands.actions import admit, apply_for_pilot, list_product, open_brand, open_store
from hongmao.core.clock import to_ms
from hongmao.core.events import Click
from hongmao.edge.answers import OpeningPages
from hongmao.edge.pipeline import Keys, decide
from hongmao.edge.snapshot import read_snapshot, write_snapshot
from hongmao.jobs.audit import audit, differs
from hongmao.jobs.match import match_orders
from hongmao.jobs.worker import Worker
from hongmao.lake.parquet import ship_all
from hongmao.links.actions import agree, approve, propose
from hongmao.links.marketplaces import connector
from hongmao.links.models import Placement
from hongmao.links.queries import link_records
from hongmao.orders.models import Match, Order
from hongmao.people.models import Role
from hongmao.settlement.queries.earnings import earnings
from tests.factories import (
    make_campaign,
    make_note,
    make_person,
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


def test_a_commission_settles_a_hold_after_receipt_and_a_refund_takes_its_part(
    installed: Path, sandbox: RunningSandbox
) -> None:
    placement, worker = place(), Worker()
    _, trade_id = buy(installed, sandbox, placement)
    worker.round()
    sandbox.admin("receive", trade_ids=[trade_id])
    worker.round()
    assert stands(placement) == ("received", 600, 0)
    hold = timedelta(days=django_settings.HONGMAO.taobao_ud_hold_days)
    heard = Order.objects.get().revisions.filter(body__status="received")
    heard.update(received_at=timezone.now() - hold + timedelta(hours=1))
    worker.round()
    assert stands(placement) == ("received", 600, 0)
    heard.update(received_at=timezone.now() - hold)
    worker.round()
    worker.round()
    assert stands(placement) == ("settled", 0, 600)
    sandbox.admin("return", trade_id=trade_id, amount_fen=2_500)
    worker.round()
    assert stands(placement) == ("settled", 0, 450)
    sandbox.admin("return", trade_id=trade_id)
    worker.round()
    assert stands(placement) == ("void", 0, 0)


def stands(placement: Placement) -> tuple[str, int, int]:
    """The one order's state, and what is held and posted for its creator; the audit agrees."""
    findings = list(audit())
    assert not differs(findings), [one for one in findings if one.differences]
    money = earnings(placement.creator_id)
    return Order.objects.get().status, money.held, money.posted
