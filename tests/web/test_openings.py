"""Where a card says that it opens, and how the edge's pages say it: every marketplace."""

from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hongmao.brands.models import KINDS, Marketplace, Store, StoreKind
from hongmao.core.openings import APPS, ROWS, App, Form, app_of
from hongmao.edge.answers import OpeningPages
from hongmao.edge.openpage import NAMES
from hongmao.links.marketplaces import connector
from tests import factories
from tests.web.parsing import inside, read_page

SHOP = "Mugs & <Kettles> 100%"


class Opening(NamedTuple):
    """What is said of a link: by its card, and by the edge's pages, empty where it has none."""

    destination: str
    card_zh: str
    card_en: str
    app_zh: str = ""
    app_en: str = ""


CLICK = "https://s.click.taobao.com/t?e=1"
ITEM = "https://detail.tmall.com/item.htm?id=1"
TAOBAO = Opening(CLICK, "在淘宝打开", "Opens in Taobao", "淘宝", "Taobao")
TMALL = Opening(ITEM, "在天猫打开", "Opens in Tmall", "天猫", "Tmall")
OWN = Opening("https://mugs.example/", f"在“{SHOP}”打开", f"Opens at {SHOP}")
PINDUODUO = Opening(
    "https://p.pinduoduo.com/a", "在拼多多打开", "Opens in Pinduoduo", "拼多多", "Pinduoduo"
)
OPENINGS = {
    ("taobao", "taobao"): TAOBAO,
    ("taobao", "tmall"): TMALL,
    ("taobao_ud", "taobao"): TAOBAO,
    ("taobao_ud", "tmall"): TMALL,
    ("jd", "jd"): Opening("https://u.jd.com/a", "在京东打开", "Opens in JD", "京东", "JD"),
    ("pdd", "pdd"): PINDUODUO,
    ("shopify", "shopify"): OWN,
    ("postback", "postback"): OWN,
}
"""By marketplace and kind of store; a new marketplace has to be here, and so to have words."""


def test_the_table_holds_every_marketplace_and_kind_of_store() -> None:
    places = {place.value for place in Marketplace}
    assert set(KINDS) == places == set(APPS)
    assert set(OPENINGS) == {(place.value, kind) for place in KINDS for kind in KINDS[place]}
    assert {kind for kinds in KINDS.values() for kind in kinds} == set(StoreKind)
    assert {connector(place).name for place in places} == places


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(("marketplace", "kind"), OPENINGS)
def test_a_card_says_where_it_opens(
    client: Client, marketplace: str, kind: str, language: str
) -> None:
    said = OPENINGS[marketplace, kind]
    placement = factories.make_placement()
    Store.objects.update(marketplace=marketplace, kind=kind, name=SHOP)
    for _ in range(12):
        factories.make_note()
    for path in ("/", f"/n/{placement.note_id}"):
        page = client.get(path, headers={"Accept-Language": language})
        elements = read_page(page.content.decode())
        card = next(e for e in elements if "data-card" in e.attributes)
        words = [e.text for e in inside(elements, card) if "card-open" in e.classes]
        assert words == [said.card_zh if language == "zh-CN" else said.card_en]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("marketplace", "kind"), OPENINGS)
def test_the_edges_pages_name_the_same(marketplace: str, kind: str, language: str) -> None:
    said = OPENINGS[marketplace, kind]
    app = app_of(marketplace, said.destination)
    name = said.app_zh if language == "zh" else said.app_en
    if not name:  # it opens as its own web page wherever the reader is: nothing stands between
        assert {row[app] for row in ROWS} == {Form.PAGE}
        assert app not in NAMES
        return
    assert any(row[app] is not Form.PAGE for row in ROWS)
    pages = OpeningPages("CN")
    leaving = pages.leave(language, app, said.destination, "").body.decode()
    opening = pages.open(language, app, said.destination, "tbopen://m.taobao.com/").body.decode()
    zh = language == "zh"
    assert f"<h1>{f'去{name}，还差一步' if zh else f'One step to {name}'}</h1>" in leaving
    assert f"<h1>{f'正在打开{name}' if zh else f'Opening {name}'}</h1>" in opening
    assert f'<a class="last" href="{said.destination}">' in leaving
    assert urlsplit(said.destination).netloc in opening


def test_every_app_but_that_of_a_shop_without_one_has_a_name() -> None:
    assert set(NAMES) == set(App) - {App.OTHER}
    assert all(en and zh for en, zh in NAMES.values())


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("marketplace", "kind"),
    [("jd", "taobao"), ("taobao", "jd"), ("shopify", "postback"), ("taobao_ud", "shopify")],
)
def test_a_store_is_of_a_kind_that_its_marketplace_has(marketplace: str, kind: str) -> None:
    factories.make_brand()
    with pytest.raises(IntegrityError), transaction.atomic():
        Store.objects.update(marketplace=marketplace, kind=kind)
