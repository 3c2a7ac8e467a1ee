"""Taobao's ad-driven side from a click at the edge to an exact match: our own id comes back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from pydantic import SecretStr
from pytest_django.fixtures import Settings

from hongmao.brands.actions import admit, apply_for_pilot, list_product, open_brand, open_store
from hongmao.core.clock import to_ms
from hongmao.edge.answers import OpeningPages
from hongmao.edge.pipeline import Keys, decide
from hongmao.edge.snapshot import read_snapshot, write_snapshot
from hongmao.jobs.worker import Worker
from hongmao.links.actions import agree, approve, propose
from hongmao.links.marketplaces import connector
from hongmao.links.models import Placement
from hongmao.links.queries import link_records
from hongmao.orders.models import Match, Order
from hongmao.people.models import Role
from tests.factories import make_campaign, make_note, make_person, write_segment
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


def test_a_click_of_ours_comes_back_and_is_exact(installed: Path, sandbox: RunningSandbox) -> None:
    placement = place()
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
    Worker().round()
    order = Order.objects.get(marketplace="taobao_ud")
    match = Match.objects.get(order=order, current=True)
    assert (match.grade, match.click_id, match.placement) == ("exact", click.id, placement)
