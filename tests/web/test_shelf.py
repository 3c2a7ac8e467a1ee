"""A brand's own pages: products, campaigns, the application."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from hongmao.brands.models import Admission, Brand, Campaign, Product
from hongmao.brands.queries import products_of
from hongmao.people.models import Role
from tests import factories

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

EN = {"Accept-Language": "en"}
WORDS = {"title": "手冲壶", "title_en": "A kettle", "category": "home", "price": "128.50"}


@pytest.fixture
def brand(client: Client) -> Brand:
    """A brand whose member is logged in."""
    found = factories.make_brand()
    client.force_login(found.team.get())
    return found


def _png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG")
    return out.getvalue()


def _file(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "kettle.png"
    return file


@pytest.mark.parametrize(
    ("item", "number"),
    [("Item-7", "Item-7"), ("https://detail.tmall.com/item.htm?id=684512345678", "684512345678")],
)
def test_a_product_is_listed_changed_and_withdrawn(
    client: Client, brand: Brand, home: Path, item: str, number: str
) -> None:
    form = {**WORDS, "store": brand.stores.get().pk, "item": item}
    refused = client.post("/brand/products", {**form, "picture": _file(b"no picture")}, headers=EN)
    assert refused.status_code == 409
    assert "picture" in refused.content.decode()
    assert client.post("/brand/products", {**form, "picture": _file(_png())}).status_code == 302
    product = Product.objects.get()
    with Image.open(home / "media" / product.picture) as picture:
        assert picture.size == (480, 480)
    assert (product.item_id, product.price) == (number, 12_850)
    again = client.post("/brand/products", form, headers=EN)
    assert again.status_code == 409
    assert "listed already" in again.content.decode()
    page = client.get(f"/brand/products/{product.pk}").content.decode()
    assert "128.50" in page
    client.post(f"/brand/products/{product.pk}", {**WORDS, "price": "99"})
    before = product.picture
    product.refresh_from_db()
    assert (product.price, product.picture) == (9_900, before)
    client.post(f"/brand/products/{product.pk}/withdraw")
    assert not products_of(brand).exists()
    assert client.post("/brand/products", form).status_code == 302
    assert products_of(brand).get().pk == product.pk


def test_an_address_that_names_nothing_is_refused(client: Client, brand: Brand) -> None:
    form = {**WORDS, "store": brand.stores.get().pk, "item": "https://example.com/x"}
    answer = client.post("/brand/products", form, headers=EN)
    assert answer.status_code == 409
    assert "names no item of Taobao" in answer.content.decode()
    assert client.post("/brand/products", {**form, "price": "x"}).status_code == 422


def test_another_brands_product_is_not_there(client: Client, brand: Brand) -> None:
    other = factories.make_product(factories.make_brand())
    assert client.get(f"/brand/products/{other.pk}").status_code == 404
    assert client.post(f"/brand/products/{other.pk}/withdraw").status_code == 404


def test_a_campaign_is_opened_with_a_limit(client: Client, brand: Brand) -> None:
    form = {"name": "春日", "starts": "2026-03-01", "ends": "2026-03-31", "budget": "500"}
    assert client.post("/brand/campaigns", form).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.brand, campaign.budget) == (brand, 50_000)
    assert client.post("/brand/campaigns", {**form, "ends": "2026-02-01"}).status_code == 422


@pytest.mark.parametrize("role", [Role.READER, Role.BRAND])
def test_a_new_brand_applies(client: Client, role: Role) -> None:
    member = factories.make_person(role)
    client.force_login(member)
    assert client.get("/brand/apply").status_code == 200
    form = {
        "name": "山间茶行",
        "name_en": "Hill Tea",
        "licence": "9133",
        "trademark": "TM-1",
        "kind": "tmall",
        "store_name": "旗舰店",
        "store_id": "S-9",
        "rating": "4.9",
        "categories": ["tea"],
    }
    assert client.post("/brand/apply", {**form, "store_id": ""}).status_code == 422
    assert client.post("/brand/apply", form).status_code == 302
    member.refresh_from_db()
    assert member.role == Role.BRAND
    assert "Your way to the first link" in client.get("/brand", headers=EN).content.decode()
    admission = Admission.objects.get()
    assert admission.brand.slug == "hill-tea"
    assert (admission.marketplaces, admission.categories) == (["taobao"], ["tea"])
    assert all(row["passed"] for row in admission.checklist)
    again = client.post("/brand/apply", {**form, "store_id": ""}, headers=EN)
    assert again.status_code == 409
    other = factories.make_person(Role.BRAND)
    client.force_login(other)
    taken = client.post("/brand/apply", form, headers=EN)
    assert taken.status_code == 409
    assert "This store is another brand" in taken.content.decode()
    assert Brand.objects.count() == 1
