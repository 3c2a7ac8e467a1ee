"""The terms' page: versions, what an order would be paid and why, and adding a version."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from hongmao.brands.actions import add_terms
from hongmao.brands.models import Campaign
from hongmao.core.terms import Basis, Credit, Rate, Rounding, Rule, Step, Terms
from hongmao.ledger.actions import Draft, post
from hongmao.people.models import Role
from tests import factories

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh-CN"}
RICH = Terms(
    rate=Rate(Basis.PAID, 1500, steps=(Step(10, 2000),)),
    rules=(Rule(Rate(Basis.FLAT, 300), categories=("home",)),),
    new_customer=800,
    day_cap=1_200,
    campaign_cap=100_000,
    rounding=Rounding.DOWN,
)
ADDED = {
    "basis": "paid",
    "value": "12.5",
    "tiers": "3 15\n10 20",
    "rules": "category home 8\nproduct Item-1 9%",
    "day_cap": "100",
    "hold_days": "7",
    "platform_share": "10",
    "credit": "first_click",
    "rounding": "half_up",
}


@pytest.fixture
def campaign() -> Campaign:
    """A campaign with rich terms, of a brand that has prepaid 50 yuan."""
    brand = factories.make_brand()
    amounts = {"bank:alipay": 5_000, f"brand:{brand.pk}:prepaid": -5_000}
    post(Draft(key="in", subject="deposit:1", currency="CNY", amounts=amounts, at=timezone.now()))
    return factories.make_campaign(brand, terms=RICH)


@pytest.fixture
def operator(client: Client) -> Client:
    """A browser in which an operator is logged in."""
    client.force_login(factories.make_person(Role.OPERATOR))
    return client


def read(client: Client, address: str, headers: dict[str, str] = EN) -> str:
    """A page's words, without its tags."""
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_an_order_is_tried_and_each_part_and_reason_told(
    operator: Client, campaign: Campaign
) -> None:
    page = f"/campaigns/{campaign.pk}/terms"
    text = read(operator, f"{page}?try-paid=60&try-fee=4")
    for words in (
        "The creator gets ¥9.00",
        "The general rate holds: 15% of what the buyer paid.",
        "the marketplace does not say whether the customer is new",
        "the brand's balance ¥5.00 beyond it",
        f"brand:{campaign.brand_id}:prepaid ¥5.00",
        "marketplace:taobao:receivable ¥4.00",
        "creator:…:available ¥9.00",
    ):
        assert words in text, words
    capped = read(operator, f"{page}?try-paid=60&try-fee=4&try-new=yes&try-orders_before=10")
    assert "The creator gets ¥12.00" in capped
    assert "¥8.00 is not paid: a cap is reached." in capped
    assert "The tier from 10 orders this month is reached." in capped
    dear = read(operator, f"{page}?try-paid=1000&try-fee=4", ZH)
    assert "博主得 ¥12.00" in dear


def test_a_rule_for_the_products_category_is_found(operator: Client, campaign: Campaign) -> None:
    product = factories.make_product(campaign.brand)
    address = f"/campaigns/{campaign.pk}/terms?try-paid=60&try-fee=4&try-product={product.pk}"
    text = read(operator, address)
    assert "The rule for this category holds: ¥3.00 an order." in text
    assert "platform:income ¥1.00" in text


def test_a_time_before_any_terms_pays_nothing(operator: Client, campaign: Campaign) -> None:
    address = f"/campaigns/{campaign.pk}/terms?try-paid=60&try-fee=4&try-at=2020-01-01T10:00"
    assert "No terms were in force at that time" in read(operator, address)
    assert "Write a number such as" in read(operator, address.replace("=60", "=sixty"))


def test_an_operator_adds_a_version_and_takes_it_back(operator: Client, campaign: Campaign) -> None:
    page = f"/campaigns/{campaign.pk}/terms"
    later = timezone.localtime() + timedelta(days=1)
    filled = {**ADDED, "effective": later.strftime("%Y-%m-%dT%H:%M")}
    response = operator.post(f"{page}/add", filled, headers=EN, follow=True)
    assert "Clicks from its time on are paid by it" in response.content.decode()
    said = campaign.terms.get(version=2).said
    assert said.rate == Rate(Basis.PAID, 1250, steps=(Step(3, 1500), Step(10, 2000)))
    assert [rule.rate.value for rule in said.rules] == [800, 900]
    assert (said.day_cap, said.hold_days, said.credit) == (10_000, 7, Credit.FIRST_CLICK)
    assert (said.shares.creator, said.shares.platform) == (9_000, 1_000)
    words = read(operator, page)
    assert "To come" in words
    assert "15% from 3 orders this month" in words
    assert "creator 90%, platform 10%" in words
    assert operator.post(f"{page}/1/withdraw", headers=EN).status_code == 409
    operator.post(f"{page}/2/withdraw", headers=EN)
    assert campaign.terms.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "120"}, "A percentage must lie between 0 and 100"),
        ({"tiers": "3 15\n3 20"}, "Tiers must rise"),
        ({"tiers": "many"}, "Write a number of orders"),
        ({"rules": "shoes 10"}, "Begin with"),
        ({"platform_share": "110"}, "must sum to 100"),
        ({"credit": "preferred_partner"}, "Preferred partners must be named"),
        ({"effective": "2020-01-01T10:00"}, "New terms cannot begin before now"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(
    operator: Client, campaign: Campaign, change: dict[str, str], words: str
) -> None:
    address = f"/campaigns/{campaign.pk}/terms/add"
    response = operator.post(address, ADDED | change, headers=EN)
    assert response.status_code in (409, 422)
    assert words in response.content.decode()
    assert campaign.terms.count() == 1


def test_a_brand_reads_its_own_terms_and_adds_none(client: Client, campaign: Campaign) -> None:
    client.force_login(campaign.brand.team.get())
    page = f"/campaigns/{campaign.pk}/terms"
    assert "15% of what the buyer paid" in read(client, "/campaigns")
    assert "Add a version" not in read(client, page)
    assert client.post(f"{page}/add", ADDED).status_code == 403
    client.force_login(factories.make_person(Role.BRAND))
    assert client.get(page).status_code == 404
    assert "15%" not in read(client, "/campaigns")


def test_used_terms_say_that_they_stand(operator: Client, campaign: Campaign) -> None:
    add_terms(factories.make_person(), campaign, RICH, timezone.now() + timedelta(hours=1))
    campaign.terms.filter(version=1).update(used_at=timezone.now())
    text = read(operator, f"/campaigns/{campaign.pk}/terms")
    assert text.count("has governed clicks; nobody can change it") == 1
    assert text.count("Take back") == 1
