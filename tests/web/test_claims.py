"""The pages of claims: what they show to whom, and what they do."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from hongmao.core.reasons import SENTENCES, Reason
from hongmao.people.models import Role
from hongmao.settlement.models import Claim, ClaimState
from tests import factories
from tests.settlement.claiming import Case
from tests.web.parsing import read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db]

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh-CN"}


@pytest.fixture
def case(home: Path) -> Case:
    """A placement with a lease, a click of its own and one of a rival."""

    case = Case(home)
    case.click(case.placement)
    case.click(case.rival(), 1_000)
    return case


def texts(html: bytes, css: str) -> list[str]:
    """The texts of the elements of a class."""
    return [" ".join(e.text.split()) for e in read_page(html.decode()) if css in e.classes]


def said(case: Case, **changes: str) -> dict[str, str]:
    """The form as a creator fills it in."""
    at = timezone.localtime(case.at).strftime("%Y-%m-%dT%H:%M")
    return {
        "placement": str(case.placement.pk), "bought_at": at, "words": "粉丝说买了",
        "trade_id": "", "amount": "", "item": "", **changes,
    }  # fmt: skip


def test_a_creator_files_and_an_operator_grants(client: Client, case: Case) -> None:
    order = case.sell()
    client.force_login(case.creator)
    filed = client.post(
        "/creator/claims",
        said(case, trade_id=order.trade_id, amount="100.00"),
        follow=True,
        headers=EN,
    )
    assert "Filed. An operator looks at it" in filed.content.decode()
    claim = Claim.objects.get()
    assert (claim.order, claim.amount, claim.words) == (order, 10_000, "粉丝说买了")
    client.force_login(case.operator)
    listed = client.get("/operator/claims", headers=EN)
    assert texts(listed.content, "claim-answer") == [SENTENCES[Reason.CLAIM_AMBIGUOUS].en]
    page = client.get(f"/operator/claims/{claim.pk}", headers=EN)
    told = texts(page.content, "moment")
    assert [one for one in told if "Click on their link" in one]
    assert [one for one in told if "Click on a rival's link" in one and "+1.0 s" in one]
    assert "¥6.00" in page.content.decode()
    done = client.post(
        f"/operator/claims/{claim.pk}/grant", {"answer": "已核对"}, follow=True, headers=EN
    )
    assert "Granted. The commission is booked" in done.content.decode()
    case.work()
    client.force_login(case.creator)
    seen = client.get("/creator/claims", headers=ZH).content
    assert texts(seen, "claim-answer") == ["订单已计入你的笔记，佣金见收益页。 已核对"]
    assert "由平台运营计入" in client.get("/creator", headers=ZH).content.decode()


def test_a_refusal_is_read_in_both_languages(client: Client, case: Case) -> None:
    claim = case.claim(case.sell().trade_id)
    client.force_login(case.operator)
    where = f"/operator/claims/{claim.pk}/refuse"
    empty = client.post(where, {"reason": Reason.CLAIM_NO_CLICK, "sentence": ""}, headers=EN)
    assert empty.status_code == 422
    unknown = client.post(where, {"reason": "because", "sentence": "x"}, headers=EN)
    assert unknown.status_code == 422
    answer = {"reason": Reason.CLAIM_NO_CLICK, "sentence": "请换链接"}
    assert client.post(where, answer, headers=EN).status_code == 302
    assert client.post(where, answer, headers=EN).status_code == 409
    client.force_login(case.creator)
    for headers, language in ((EN, "en"), (ZH, "zh")):
        seen = client.get("/creator/claims", headers=headers).content
        words = f"{SENTENCES[Reason.CLAIM_NO_CLICK].text(language)} 请换链接"
        assert texts(seen, "claim-answer") == [words]


def test_what_was_never_reported_is_paid_or_refused(client: Client, case: Case) -> None:
    claim = case.claim("lost", amount=10_000)
    client.force_login(case.operator)
    where = f"/operator/claims/{claim.pk}/goodwill"
    for amount, status in (("", 422), ("1e3", 422), ("-1", 422), ("100.01", 409)):
        assert client.post(where, {"amount": amount}, headers=EN).status_code == status
    assert client.post(where, {"amount": "7.68"}, headers=EN).status_code == 302
    client.force_login(case.creator)
    assert (
        "the community pays you ¥7.68" in client.get("/creator/claims", headers=EN).content.decode()
    )


def test_the_order_that_is_meant_is_named(client: Client, case: Case) -> None:
    first, second = case.sell(), case.sell()
    claim = case.claim()
    client.force_login(case.operator)
    page = client.get(f"/operator/claims/{claim.pk}").content.decode()
    assert first.trade_id in page
    assert second.trade_id in page
    where = f"/operator/claims/{claim.pk}/order"
    assert client.post(where, {"order": ""}).status_code == 422
    assert client.post(where, {"order": "999999"}).status_code == 404
    assert client.post(where, {"order": str(second.pk)}).status_code == 302
    claim.refresh_from_db()
    assert (claim.order, claim.state) == (second, ClaimState.OPEN)
    assert claim.evidence.count() == 2
    assert client.post(f"/operator/claims/{claim.pk}/gather").status_code == 302
    assert claim.evidence.count() == 3


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"placement": "999999"}, "field-wrong"),
        ({"bought_at": "yesterday"}, "field-wrong"),
        ({"amount": "12.345"}, "field-wrong"),
        ({"words": ""}, "field-wrong"),
    ],
)
def test_a_form_filled_in_wrongly_is_kept(
    client: Client, case: Case, changes: dict[str, str], problem: str
) -> None:
    client.force_login(case.creator)
    response = client.post("/creator/claims", said(case, trade_id="T-kept") | changes, headers=EN)
    assert response.status_code == 422
    assert texts(response.content, problem)
    assert "T-kept" in response.content.decode()
    assert not Claim.objects.exists()


def test_a_refused_claim_is_kept_in_its_form(client: Client, case: Case) -> None:
    client.force_login(case.creator)
    late = said(case, bought_at="2020-01-01T10:00", item="杯子")
    response = client.post("/creator/claims", late, headers=EN)
    assert response.status_code == 409
    assert "within the last 90 days" in response.content.decode()
    assert "杯子" in response.content.decode()


def test_a_creator_sees_their_own_claims_only(client: Client, case: Case) -> None:
    case.claim("the blue kettle")
    client.force_login(factories.make_person(Role.CREATOR))
    page = client.get("/creator/claims", headers=EN).content.decode()
    assert "the blue kettle" not in page
    assert "None of your notes has carried a link yet" in page
