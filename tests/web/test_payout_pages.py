"""The pages of payouts and prepaid money: what they show, what they do, and what they keep back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.brands.models import Brand
from hongmao.ledger.actions import Draft, post
from hongmao.people.models import Person, Role
from hongmao.settlement.models import Deposit, Invoice, Payout, PayoutAccount, PayoutBatch
from tests.factories import make_brand, make_person
from tests.web.parsing import read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

EN = {"Accept-Language": "en"}
ACCOUNT = {
    "kind": "bank", "name": "林夏", "number": "6222 0202 0011 2233", "bank": "招商银行",
    "country": "cn", "status": "individual",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _company(settings: Settings) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(
        update={"company_name": "红猫社区", "payer_alipay": "pay@example.com"}
    )


@pytest.fixture
def creator() -> Person:
    """A creator with 500.00 in their balance."""
    found = make_person(Role.CREATOR)
    amounts = {f"creator:{found.pk}:available": -50_000, "platform:income": 50_000}
    post(Draft(key="k", subject="s", currency="CNY", amounts=amounts, at=timezone.now()))
    return found


def as_(person: Person) -> Client:
    """A browser in which somebody is logged in."""
    client = Client(headers=EN)
    client.force_login(person)
    return client


def operator() -> Client:
    return as_(make_person(Role.OPERATOR))


def notices(html: bytes) -> list[str]:
    """The notices of a page."""
    return [e.text.strip() for e in read_page(html.decode()) if "notice" in e.classes]


def words(html: bytes) -> str:
    """A page's words, spaces as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).split())


def test_a_creator_says_where_they_are_paid(creator: Person) -> None:
    client = as_(creator)
    assert "¥500.00" in words(client.get("/payouts").content)
    page = client.post("/payouts", ACCOUNT, follow=True)
    assert notices(page.content) == ["Kept, encrypted. The next batch pays to this account."]
    assert "招商银行 •••• 2233" in words(page.content)
    assert "62220202" not in page.content.decode()
    assert PayoutAccount.objects.get().country == "CN"
    wrong = client.post("/payouts", {**ACCOUNT, "number": "12"})
    assert wrong.status_code == 409
    assert "This is no account of that kind" in notices(wrong.content)[0]
    assert 'value="12"' in wrong.content.decode()
    assert client.post("/payouts", {}).status_code == 422


def test_a_batch_from_draft_to_result(creator: Person) -> None:
    as_(creator).post("/payouts", ACCOUNT)
    maker, other = operator(), operator()
    page = maker.get("/operator/payouts?kind=bank&currency=CNY")
    assert "1 payout, ¥500.00 before tax" in words(page.content)
    alipay = words(maker.get("/operator/payouts").content)
    assert "Nobody is due" in alipay
    assert "Paid by another way" in alipay
    maker.post("/operator/payouts/draft", {"kind": "bank", "currency": "CNY", "bank": "cmb"})
    batch = PayoutBatch.objects.get()
    where = f"/operator/payouts/{batch.pk}"
    assert "another operator has to release it" in words(maker.get(where).content)
    refused = maker.post(f"{where}/release")
    assert refused.status_code == 409
    assert "cannot release it" in notices(refused.content)[0]
    assert maker.get(f"{where}/files/bank").status_code == 409
    done = other.post(f"{where}/release", follow=True)
    assert notices(done.content) == ["Released. Its files are below."]
    file = other.get(f"{where}/files/bank-gbk")
    assert "林夏,6222020200112233,招商银行,,500.00,CNY" in file.content.decode("gb18030")
    assert f'filename="{batch.number}-bank-gbk.csv"' in file["Content-Disposition"]
    assert "no-store" in file["Cache-Control"]
    assert other.get(f"{where}/files/alipay").status_code == 409
    assert other.get(f"{where}/files/pain001").status_code == 409
    assert other.get(f"{where}/files/nothing").status_code == 404
    number = batch.payouts.get().number
    table = SimpleUploadedFile("r.csv", f"payout,result,reason\n{number},failed,BE01\n".encode())
    shown = other.post("/operator/payouts/results", {"file": table})
    assert "What these results would change" in words(shown.content)
    assert Payout.objects.get().state == "released"
    [content] = re.findall(r'name="content" value="([^"]+)"', shown.content.decode())
    other.post("/operator/payouts/results", {"content": content, "confirm": "1"})
    assert Payout.objects.get().state == "failed"
    told = words(as_(creator).get("/payouts").content)
    assert "The name does not belong to the account" in told
    assert "BE01" in told
    again = other.post("/operator/payouts/results", {"content": content})
    assert "all of it is booked already" in words(again.content)


def test_a_cancelled_batch(creator: Person) -> None:
    as_(creator).post("/payouts", ACCOUNT)
    maker = operator()
    maker.post("/operator/payouts/draft", {"kind": "bank", "currency": "CNY"})
    where = f"/operator/payouts/{PayoutBatch.objects.get().pk}"
    page = maker.post(f"{where}/cancel", follow=True)
    assert notices(page.content)[-1] == "Called back. Balances are as before."
    assert maker.post(f"{where}/cancel").status_code == 409
    assert maker.post("/operator/payouts/draft", {"currency": "XXX"}).status_code == 422
    empty = maker.post("/operator/payouts/draft", {"kind": "alipay", "currency": "CNY"})
    assert empty.status_code == 409


def test_results_that_do_not_fit_change_nothing() -> None:
    client = operator()
    table = SimpleUploadedFile("r.csv", b"payout,result\nHM00000001,perhaps\n")
    page = client.post("/operator/payouts/results", {"file": table})
    assert "Line 2: HM00000001 is no payout that was released." in words(page.content)
    assert 'name="confirm"' not in page.content.decode()
    for data, status in (
        ({}, 422),
        ({"content": "!"}, 409),
        ({"content": "YQ=="}, 409),
        ({"file": SimpleUploadedFile("r.csv", b"nothing")}, 409),
    ):
        assert client.post("/operator/payouts/results", data).status_code == status


def deposit(client: Client, brand: Brand, **changes: str) -> int:
    """Record a deposit of 1,000.00 with `changes`; the status of the answer."""
    form = {"brand": str(brand.pk), "kind": "deposit", "amount": "1000.00", "currency": "CNY",
            "bank": "main", "reference": "B-1", **changes}  # fmt: skip
    status: int = client.post("/operator/prepaid/record", form).status_code
    return status


def test_deposits_and_invoices(creator: Person) -> None:
    brand, client = make_brand(), operator()
    assert deposit(client, brand) == 302
    assert deposit(client, brand) == 302
    assert deposit(client, brand, amount="5") == 409
    assert deposit(client, brand, amount="5.001", reference="B-2") == 422
    assert deposit(client, brand, kind="withdrawal", amount="600", reference="B-3") == 302
    assert deposit(client, brand, kind="withdrawal", amount="401", reference="B-4") == 409
    assert Deposit.objects.count() == 2
    one = Deposit.objects.get(kind="deposit")
    page = client.post(f"/operator/prepaid/{one.pk}/invoice", follow=True)
    invoice = Invoice.objects.get()
    assert f"{invoice}.pdf" in words(page.content)
    none = {"brand": brand.pk, "currency": "CNY", "starts": "2026-10-01", "ends": "2026-10-31"}
    assert client.post("/operator/prepaid/invoice", none).status_code == 409
    wrong = {**none, "ends": "2026-09-01"}
    assert client.post("/operator/prepaid/invoice", wrong).status_code == 422
    member = as_(brand.team.get())
    own = words(member.get("/brand/prepaid").content)
    assert "¥400.00" in own
    assert "Your prepaid balance is below ¥500.00" in own
    for who, status in (
        (client, 200),
        (member, 200),
        (as_(make_brand().team.get()), 404),
        (as_(creator), 403),
    ):
        response = who.get(f"/invoices/{invoice.pk}")
        assert response.status_code == status
        assert response.content.startswith(b"%PDF") == (status == 200)
