"""Deposits and invoices: once by reference, numbered without gaps, never changed, read again."""

import io
import re
from datetime import date

import pypdf
import pytest
from django.db import DatabaseError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from hongmao.brands.models import Brand
from hongmao.core.clock import to_ms
from hongmao.core.reasons import Reason
from hongmao.ledger.actions import Draft, post, reverse
from hongmao.ledger.queries import balance
from hongmao.orders.actions import keep_orders
from hongmao.orders.models import Order
from hongmao.people.models import Person, Role
from hongmao.settlement.actions.deposits import Movement, record_deposit, record_withdrawal
from hongmao.settlement.actions.invoices import invoice_deposit, invoice_spending
from hongmao.settlement.documents.invoice import amount, invoice_pdf
from hongmao.settlement.models import Commission, Deposit, Invoice
from hongmao.settlement.queries.deposits import prepaid, prepaid_by_brand
from hongmao.settlement.queries.invoices import spending
from tests.factories import (
    make_brand,
    make_feed,
    make_person,
    make_placement,
    make_revision,
    reason_of,
    undone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
IN_OCTOBER = timezone.now().replace(year=2026, month=10, day=15)


@pytest.fixture(autouse=True)
def _company(settings: Settings) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(
        update={"company_name": "红猫（上海）科技有限公司", "company_name_en": "Hongmao Ltd"}
    )


@pytest.fixture
def operator() -> Person:
    """Who records and issues."""
    return make_person(Role.OPERATOR)


@pytest.fixture
def brand() -> Brand:
    """A brand with nothing prepaid."""
    return make_brand()


def movement(amount: int = 100_000, reference: str = "B-1", bank: str = "main") -> Movement:
    return Movement(amount, "CNY", bank, reference)


def spend(
    brand: Brand, creators: int, platform: int, subject: str = "clicks:1", at: object = IN_OCTOBER
) -> None:
    """Use a brand's prepaid money for its creators and the community."""
    amounts = {
        f"brand:{brand.pk}:prepaid": creators + platform,
        "creator:7:available": -creators,
        "platform:income": -platform,
    }
    key = f"{subject}:{creators}:{platform}:{at}"
    write = post if creators + platform > 0 else reverse
    write(Draft(key=key[:120], subject=subject, currency="CNY", amounts=amounts, at=at))  # type: ignore[arg-type]


def text_of(invoice: Invoice) -> str:
    """What the invoice's PDF says."""
    reader = pypdf.PdfReader(io.BytesIO(invoice_pdf(invoice)))
    return "\n".join(page.extract_text() for page in reader.pages)


def test_a_deposit_is_recorded_once(operator: Person, brand: Brand) -> None:
    first = record_deposit(operator, brand.pk, movement())
    assert record_deposit(operator, brand.pk, movement()) == first
    assert (balance("bank:main", "CNY"), prepaid(brand.pk, "CNY").free) == (100_000, 100_000)
    other = make_brand()
    for action in (
        lambda: record_deposit(operator, brand.pk, movement(5)),
        lambda: record_deposit(operator, other.pk, movement()),
        lambda: record_withdrawal(operator, brand.pk, movement()),
    ):
        assert reason_of(action) is Reason.REFERENCE_REUSED
    assert Deposit.objects.count() == 1
    record_deposit(operator, other.pk, movement(bank="alipay"))
    assert prepaid_by_brand("CNY") == {brand.pk: 100_000, other.pk: 100_000}


def test_no_more_is_paid_back_than_is_free(operator: Person, brand: Brand) -> None:
    record_deposit(operator, brand.pk, movement(1_000))
    reserve = {f"brand:{brand.pk}:prepaid": 300, f"brand:{brand.pk}:reserved": -300}
    post(Draft(key="r", subject="r", currency="CNY", amounts=reserve, at=timezone.now()))
    short = lambda: record_withdrawal(operator, brand.pk, movement(701, "B-2"))  # noqa: E731
    assert reason_of(short) is Reason.PREPAID_SHORT
    record_withdrawal(operator, brand.pk, movement(700, "B-2"))
    found = prepaid(brand.pk, "CNY")
    assert (found.free, found.reserved, found.is_low) == (0, 300, True)
    assert balance("bank:main", "CNY") == 300


def test_only_operators_move_a_brands_money(brand: Brand) -> None:
    member = brand.team.get()
    for action in (
        lambda: record_deposit(member, brand.pk, movement()),
        lambda: record_withdrawal(member, brand.pk, movement()),
        lambda: invoice_spending(member, brand.pk, "CNY", FIRST, LAST),
    ):
        assert reason_of(action) is Reason.NOT_ALLOWED


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (movement(0), Reason.AMOUNT_NOT_POSITIVE),
        (movement(-5), Reason.AMOUNT_NOT_POSITIVE),
        (movement(bank="a:b"), Reason.BANK_NAME_WRONG),
    ],
)
def test_movements_that_make_no_sense(
    operator: Person, brand: Brand, wrong: Movement, reason: Reason
) -> None:
    assert reason_of(lambda: record_deposit(operator, brand.pk, wrong)) is reason


def test_spending_is_what_left_the_prepaid_account(operator: Person, brand: Brand) -> None:
    record_deposit(operator, brand.pk, movement())
    reserve = {f"brand:{brand.pk}:prepaid": 300, f"brand:{brand.pk}:reserved": -300}
    post(Draft(key="kept", subject="kept", currency="CNY", amounts=reserve, at=IN_OCTOBER))
    spend(brand, 600, 400)
    spend(brand, -100, -50, "clicks:2")
    spend(brand, 5, 5, "later", timezone.now())
    mixed = {
        f"brand:{brand.pk}:reserved": 300,
        "marketplace:taobao:receivable": 1_000,
        "creator:7:available": -900,
        "agency:3:available": -100,
        "platform:income": -300,
    }
    post(Draft(key="m", subject="m", currency="CNY", amounts=mixed, at=IN_OCTOBER))
    other = make_brand()
    record_deposit(operator, other.pk, movement(reference="B-2"))
    spend(other, 77, 0)
    [line] = spending(brand.pk, "CNY", FIRST, LAST)
    assert (line.creators, line.platform, line.total) == (800, 350, 1_150)
    assert spending(brand.pk, "USD", FIRST, LAST) == []
    assert spending(brand.pk, "CNY", date(2026, 9, 1), date(2026, 9, 30)) == []


def test_spending_of_orders_stands_by_campaign(operator: Person) -> None:
    placement = make_placement()
    record_deposit(operator, placement.brand_id, movement())
    for _ in range(2):
        keep_orders(make_feed(), [make_revision(placement, to_ms(timezone.now()))], "")
    for order in Order.objects.all():
        commission = Commission.objects.create(
            order=order, currency="CNY", placement=placement, creator=None
        )
        spend(placement.brand, 200, 100, str(commission))
    spend(placement.brand, 9, 0, "clicks:x")
    other, own = spending(placement.brand_id, "CNY", FIRST, LAST)
    assert (own.name, own.name_en, own.orders, own.total) == ("推广", "Campaign", 2, 600)
    assert (other.campaign, other.orders, other.total) == (0, 0, 9)
    text = text_of(invoice_spending(operator, placement.brand_id, "CNY", FIRST, LAST))
    for words in ("推广", "Campaign", "其他", "Other", "4.09", "2.00", "6.09"):
        assert words in text


def test_an_invoice_is_issued_once_and_never_changed(operator: Person, brand: Brand) -> None:
    record_deposit(operator, brand.pk, movement())
    spend(brand, 600, 400)
    invoice = invoice_spending(operator, brand.pk, "CNY", FIRST, LAST)
    assert invoice_spending(operator, brand.pk, "CNY", FIRST, LAST) == invoice
    assert invoice.total == sum(line["amount"] for line in invoice.lines) == 1_000
    over = lambda: invoice_spending(operator, brand.pk, "CNY", LAST, date(2026, 11, 2))  # noqa: E731
    assert reason_of(over) is Reason.PERIOD_INVOICED
    for change in (
        lambda: Invoice.objects.update(total=1),
        lambda: Invoice.objects.filter(pk=invoice.pk).delete(),
    ):
        with pytest.raises(DatabaseError), undone():
            change()


def test_periods_that_cannot_be_invoiced(
    operator: Person, brand: Brand, settings: Settings
) -> None:
    today = timezone.localdate()
    open_ = lambda: invoice_spending(operator, brand.pk, "CNY", FIRST, today)  # noqa: E731
    assert reason_of(open_) is Reason.PERIOD_OPEN
    none = lambda: invoice_spending(operator, brand.pk, "CNY", FIRST, LAST)  # noqa: E731
    assert reason_of(none) is Reason.NOTHING_SPENT
    record_deposit(operator, brand.pk, movement())
    spend(brand, 600, 400)
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"company_name": ""})
    assert reason_of(none) is Reason.SELLER_UNSET


def test_numbers_have_no_gaps(operator: Person, brand: Brand) -> None:
    for number in range(3):
        deposit = record_deposit(operator, brand.pk, movement(100, f"R{number}"))
        assert invoice_deposit(operator, deposit.pk).number == number + 1
        assert invoice_deposit(operator, deposit.pk).number == number + 1
    back = record_withdrawal(operator, brand.pk, movement(1, "R9"))
    assert reason_of(lambda: invoice_deposit(operator, back.pk)) is Reason.AMOUNT_NOT_POSITIVE
    fields = Invoice.objects.filter(number=3).values().get()
    for number in (3, 5, 9):
        with pytest.raises(DatabaseError), undone():
            Invoice.objects.create(
                **{**fields, "id": None, "deposit_id": back.pk, "number": number}
            )


def test_an_invoice_says_its_figures_in_both_languages(operator: Person, brand: Brand) -> None:
    deposit = record_deposit(operator, brand.pk, movement(123_456_789, "B-77"))
    invoice = invoice_deposit(operator, deposit.pk)
    text = text_of(invoice)
    year = timezone.localdate().year
    for words in (
        f"{year}-000001", "费用单", "Invoice", "红猫（上海）科技有限公司", "Hongmao Ltd",
        brand.name, brand.name_en, "预付推广款", "B-77", "合计", "¥1,234,567.89", "不是增值税发票",
    ):  # fmt: skip
        assert words in text
    assert invoice_pdf(invoice) == invoice_pdf(invoice)


def test_a_credit_note_says_so(operator: Person, brand: Brand) -> None:
    spend(brand, -600, -400)
    text = text_of(invoice_spending(operator, brand.pk, "CNY", FIRST, LAST))
    assert "Credit note" in text
    assert "−¥10.00" in text


def test_a_long_invoice_keeps_every_line(operator: Person, brand: Brand) -> None:
    lines = [
        {"name": f"计划 {n}", "name_en": f"Plan {n}", "orders": n, "creators": n, "platform": 1,
         "amount": n + 1}
        for n in range(1, 90)
    ]  # fmt: skip
    invoice = Invoice(
        year=2026, number=1, kind="spending", brand=brand, currency="CNY", starts=FIRST, ends=LAST,
        total=sum(line["amount"] for line in lines), lines=lines, issued_at=timezone.now(),
        buyer={"name": "#strong[x] $1$ \\", "name_en": ""},
        seller={"name": "甲", "name_en": "", "address": "", "tax_id": ""},
    )  # fmt: skip
    text = text_of(invoice)
    assert "#strong[x] $1$ \\" in text
    assert len(re.findall(r"Plan \d+", text)) == 89
    assert f"{invoice.total // 100}.{invoice.total % 100:02d}" in text


@given(st.integers(-(10**13), 10**13))
def test_amounts_keep_every_cent(minor: int) -> None:
    text = amount(minor, "CNY", symbol=True)
    assert int(re.sub(r"\D", "", text)) == abs(minor)
    assert text.startswith("−") == (minor < 0)
