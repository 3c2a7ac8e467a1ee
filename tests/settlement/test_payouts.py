"""Payouts: who is due, two people for one batch, results, and that every one is covered."""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.brands.actions import open_agency
from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.payouts import Outcome
from hongmao.core.reasons import Reason, Refusal
from hongmao.jobs.audit_payouts import payouts_agree
from hongmao.ledger.actions import Draft, post, reverse
from hongmao.ledger.models import Transfer
from hongmao.ledger.queries import balance, trial_balance
from hongmao.people.models import AuditRow, Person, Role
from hongmao.settlement.actions.payouts import (
    cancel_batch,
    draft_batch,
    import_results,
    release_batch,
    set_account,
    set_threshold,
)
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import BatchState, Payout, PayoutAccount, PayoutBatch
from hongmao.settlement.queries.earnings import earnings
from hongmao.settlement.queries.payouts import (
    Standing,
    file_batch,
    payable,
    payee_of,
    plan_results,
    standings,
)
from tests.factories import make_person, reason_of, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "withholding-cn.json"


@pytest.fixture
def maker() -> Person:
    """An operator who makes batches."""
    return make_person(Role.OPERATOR)


@pytest.fixture
def other() -> Person:
    """An operator who releases them."""
    return make_person(Role.OPERATOR)


def earn(creator: Person, amount: int, currency: str = "CNY") -> None:
    """Give a creator an available balance, or take from it where `amount` is below zero."""
    key = f"test:{Transfer.objects.count()}"
    amounts = {f"creator:{creator.pk}:available": -amount, "platform:income": amount}
    write = post if amount > 0 else reverse
    write(Draft(key=key, subject=key, currency=currency, amounts=amounts, at=timezone.now()))


def make_payee(number: str = "13800138000", kind: PayeeKind = PayeeKind.ALIPAY) -> Payee:
    return Payee(kind, "林夏", number)


def make_creator(amount: int = 50_000, currency: str = "CNY") -> Person:
    """A creator with an Alipay account and a balance."""
    creator = make_person(Role.CREATOR)
    set_account(creator, make_payee())
    if amount:
        earn(creator, amount, currency)
    return creator


def held(creator: Person, account: str = "available") -> int:
    """What stands in one of a creator's accounts, credit positive."""
    return -balance(f"creator:{creator.pk}:{account}", "CNY")


def row(payout: Payout, outcome: Outcome, **more: str) -> ResultRow:
    """What a bank says of a payout."""
    return ResultRow(2, payout.number, outcome, outcome.value, **more)


def test_an_account_is_sealed_and_the_audit_row_never_holds_it(maker: Person) -> None:
    creator = make_person(Role.CREATOR)
    number = "6222020200112233445"
    set_account(creator, Payee(PayeeKind.BANK, "林夏", number, "招商银行"))
    [account] = PayoutAccount.objects.all()
    assert account.mask == "招商银行 •••• 3445"
    assert number not in json.dumps(list(PayoutAccount.objects.values()), default=str)
    assert payee_of(account.sealed).number == number
    rows = json.dumps(list(AuditRow.objects.values("facts", "subject")))
    assert number[-6:] not in rows
    assert "林夏" not in rows
    assert reason_of(lambda: set_account(maker, make_payee())) is Reason.NOT_ALLOWED
    assert reason_of(lambda: set_account(creator, make_payee("x"))) is Reason.PAYEE_NUMBER_WRONG


def test_another_secret_opens_nothing(settings: Settings) -> None:
    creator = make_creator()
    settings.HONGMAO = settings.HONGMAO.model_copy(
        update={"secret": type(settings.HONGMAO.secret)("another secret of 32 characters!!")}
    )
    sealed = PayoutAccount.objects.get(person=creator).sealed
    with pytest.raises(Refusal) as caught:
        payee_of(sealed)
    assert caught.value.reason is Reason.SEAL_BROKEN


def test_who_is_due(maker: Person) -> None:
    due, below = make_creator(10_000), make_creator(9_999)
    own, raised = make_creator(500), make_creator(20_000)
    set_threshold(maker, own.username, 5)
    set_threshold(maker, raised.username, 201)
    owing, bank, bare = make_creator(-5_000), make_creator(0), make_person(Role.CREATOR)
    set_account(bank, make_payee("6222020200112233", PayeeKind.BANK))
    earn(bank, 30_000)
    earn(bare, 30_000)
    found = {one.person: one.standing for one in payable("CNY", "alipay")}
    assert found == {
        due: Standing.DUE,
        own: Standing.DUE,
        below: Standing.BELOW,
        raised: Standing.BELOW,
        owing: Standing.OWING,
        bank: Standing.OTHER_KIND,
        bare: Standing.NO_ACCOUNT,
    }
    batch = draft_batch(maker, "CNY", "alipay")
    assert {one.person for one in batch.payouts.all()} == {due, own}
    found = {one.person: one.standing for one in payable("CNY", "alipay")}
    assert due not in found
    earn(due, 20_000)
    assert {one.person: one.standing for one in payable("CNY", "alipay")}[due] is Standing.OPEN
    assert reason_of(lambda: draft_batch(maker, "CNY", "alipay")) is Reason.NOBODY_DUE
    assert reason_of(lambda: draft_batch(maker, "EUR", "alipay")) is Reason.NOBODY_DUE


def test_an_agency_is_paid_as_creators_are(maker: Person, other: Person) -> None:
    agency = open_agency(maker, make_person(Role.AGENCY))
    account = f"agency:{agency.pk}"
    post(
        Draft(
            key="agency",
            subject="test",
            currency="CNY",
            amounts={f"{account}:available": -30_000, "platform:income": 30_000},
            at=timezone.now(),
        )
    )
    [waits] = payable("CNY", "alipay")
    assert (waits.person, waits.owner, waits.standing) == (
        agency.person,
        account,
        Standing.NO_ACCOUNT,
    )
    set_account(agency.person, make_payee())
    make_creator(20_000)
    batch = draft_batch(maker, "CNY", "alipay")
    payout = batch.payouts.get(owner=account)
    assert (payout.person, payout.gross, batch.payouts.count()) == (agency.person, 30_000, 2)
    release_batch(other, batch.pk)
    import_results(maker, [ResultRow(1, payout.number, Outcome.SUCCEEDED, "ok")])
    [stands] = standings(agency.person)
    assert (stands.available, stands.paying, stands.paid) == (0, 0, 30_000)
    assert not list(payouts_agree().differences)


def test_an_agency_is_of_an_account_of_that_role(maker: Person) -> None:
    agent = make_person(Role.AGENCY)
    assert open_agency(maker, agent) == open_agency(maker, agent)
    for actor, person in ((agent, agent), (maker, make_person(Role.CREATOR))):
        assert reason_of(partial(open_agency, actor, person)) is Reason.NOT_ALLOWED


def test_a_threshold_is_of_somebody_who_is_paid(maker: Person) -> None:
    bare = make_person(Role.CREATOR)
    refused = reason_of(lambda: set_threshold(maker, bare.username, 1))
    assert refused is Reason.PAYEE_NOT_THERE


def test_only_operators_touch_batches(maker: Person) -> None:
    creator = make_creator()
    batch = draft_batch(maker, "CNY", "alipay")
    for action in (
        lambda: draft_batch(creator, "CNY", "alipay"),
        lambda: release_batch(creator, batch.pk),
        lambda: cancel_batch(creator, batch.pk),
        lambda: import_results(creator, []),
        lambda: set_threshold(creator, creator.username, 1),
    ):
        assert reason_of(action) is Reason.NOT_ALLOWED
    assert reason_of(lambda: draft_batch(maker, "CNY", "bank", "x:y")) is Reason.BANK_NAME_WRONG


def test_nobody_releases_what_they_made(maker: Person, other: Person) -> None:
    make_creator()
    batch = draft_batch(maker, "CNY", "alipay")
    assert reason_of(lambda: release_batch(maker, batch.pk)) is Reason.SAME_PERSON
    with pytest.raises(Refusal, match="another person"):
        file_batch(batch)
    with pytest.raises(IntegrityError), undone():
        PayoutBatch.objects.update(state="released", decided_by=maker, decided_at=timezone.now())
    with pytest.raises(IntegrityError), undone():
        PayoutBatch.objects.update(state="released")
    released = release_batch(other, batch.pk)
    assert (released.state, released.decided_by) == (BatchState.RELEASED, other)
    assert reason_of(lambda: release_batch(other, batch.pk)) is Reason.WRONG_STATE
    assert reason_of(lambda: cancel_batch(maker, batch.pk)) is Reason.WRONG_STATE
    [line] = file_batch(released).rows
    assert (line.payee, line.amount) == (make_payee(), 50_000)


def test_the_whole_way_and_back(maker: Person, other: Person) -> None:
    creator = make_creator(50_000)
    batch = draft_batch(maker, "CNY", "alipay")
    assert (held(creator), held(creator, "paying")) == (0, 50_000)
    release_batch(other, batch.pk)
    payout = batch.payouts.get()
    news = [row(payout, Outcome.SUCCEEDED, bank_reference="B1")]
    import_results(maker, news)
    assert (held(creator, "paying"), balance("bank:alipay", "CNY")) == (0, -50_000)
    count = Transfer.objects.count(), AuditRow.objects.count()
    [again] = import_results(maker, news)
    assert not again.is_news
    assert (Transfer.objects.count(), AuditRow.objects.count()) == count
    import_results(maker, [row(payout, Outcome.RETURNED, words="账户已销户")])
    payout.refresh_from_db()
    assert (payout.state, payout.reason) == ("returned", Reason.PAYEE_CLOSED)
    assert (held(creator), balance("bank:alipay", "CNY")) == (50_000, 0)
    import_results(maker, news)
    assert Payout.objects.get().state == "returned"
    assert draft_batch(maker, "CNY", "alipay").payouts.get().net == 50_000
    assert set(trial_balance().values()) == {0}
    assert earnings(creator.pk).posted == 50_000


def test_a_cancelled_batch_leaves_balances_as_they_were(maker: Person) -> None:
    creators = [make_creator(50_000 + n) for n in range(3)]
    batch = draft_batch(maker, "CNY", "alipay")
    cancel_batch(maker, batch.pk)
    assert [held(one) for one in creators] == [50_000, 50_001, 50_002]
    assert [held(one, "paying") for one in creators] == [0, 0, 0]
    assert reason_of(lambda: cancel_batch(maker, batch.pk)) is Reason.WRONG_STATE
    assert draft_batch(maker, "CNY", "alipay").payouts.count() == 3


def test_a_clawback_before_release_calls_the_payout_back(maker: Person, other: Person) -> None:
    hit, fine = make_creator(50_000), make_creator(40_000)
    batch = draft_batch(maker, "CNY", "alipay")
    earn(hit, -1)
    assert release_batch(other, batch.pk).state == BatchState.RELEASED
    assert (held(hit), held(hit, "paying")) == (49_999, 0)
    called = Payout.objects.get(person=hit)
    assert (called.state, called.reason) == ("cancelled", Reason.BALANCE_OWING)
    assert [one.amount for one in file_batch(PayoutBatch.objects.get()).rows] == [40_000]
    plan = plan_results([row(called, Outcome.SUCCEEDED)])
    assert [one.refusal.reason for one in plan.mistakes] == [Reason.RESULT_CONFLICT]
    assert Payout.objects.get(person=fine).state == "released"


def test_a_batch_that_has_no_payout_left_is_cancelled(maker: Person, other: Person) -> None:
    creator = make_creator(50_000)
    batch = draft_batch(maker, "CNY", "alipay")
    earn(creator, -60_000)
    assert release_batch(other, batch.pk).state == BatchState.CANCELLED
    assert held(creator) == -10_000
    earn(creator, 19_999)
    assert reason_of(lambda: draft_batch(maker, "CNY", "alipay")) is Reason.NOBODY_DUE
    earn(creator, 1)
    assert draft_batch(maker, "CNY", "alipay").payouts.get().gross == 10_000


def test_results_are_all_booked_or_none(maker: Person, other: Person) -> None:
    creators = [make_creator(50_000) for _ in range(2)]
    batch = draft_batch(maker, "CNY", "alipay")
    release_batch(other, batch.pk)
    one, two = batch.payouts.order_by("pk")
    good = row(one, Outcome.SUCCEEDED)
    bad = [
        (ResultRow(3, "HM99999999", Outcome.FAILED, "failed"), Reason.RESULT_UNKNOWN),
        (ResultRow(3, "nonsense", Outcome.FAILED, "failed"), Reason.RESULT_UNKNOWN),
        (ResultRow(3, two.number, None, "perhaps"), Reason.RESULT_UNCLEAR),
        (row(two, Outcome.RETURNED), Reason.RESULT_CONFLICT),
        (row(two, Outcome.SUCCEEDED, amount="500.01"), Reason.RESULT_AMOUNT),
        (row(two, Outcome.SUCCEEDED, amount="many"), Reason.RESULT_AMOUNT),
    ]
    for wrong, reason in bad:
        plan = plan_results([good, wrong])
        assert [mistake.refusal.reason for mistake in plan.mistakes] == [reason]
        assert [change.is_news for change in plan.changes] == [True]
        assert reason_of(lambda w=wrong: import_results(maker, [good, w])) is Reason.RESULTS_BAD  # type: ignore[misc]
    assert [held(who, "paying") for who in creators] == [50_000, 50_000]
    rows = [row(one, Outcome.SUCCEEDED, amount="500.00"), row(two, Outcome.FAILED, words="BE01"),
            row(one, Outcome.RETURNED)]  # fmt: skip
    assert [c.is_news for c in plan_results(rows).changes] == [True, True, True]
    assert held(creators[0], "paying") == 50_000
    import_results(maker, rows)
    assert [held(who) for who in creators] == [50_000, 50_000]
    failed = Payout.objects.get(pk=two.pk)
    assert (failed.state, failed.reason, failed.words) == (
        "failed", Reason.PAYEE_NAME_DIFFERS, "BE01",
    )  # fmt: skip


def test_another_reference_for_what_was_paid_is_a_conflict(maker: Person, other: Person) -> None:
    make_creator()
    batch = draft_batch(maker, "CNY", "alipay")
    release_batch(other, batch.pk)
    payout = batch.payouts.get()
    import_results(maker, [row(payout, Outcome.SUCCEEDED, bank_reference="B1")])
    twice = [row(payout, Outcome.SUCCEEDED, bank_reference="B2")]
    assert reason_of(lambda: import_results(maker, twice)) is Reason.RESULTS_BAD


def test_tax_is_withheld_by_the_rule_and_goes_back_with_the_payout(
    maker: Person, other: Person, settings: Settings
) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"withholding": str(EXAMPLE)})
    creator, company = make_creator(200_000), make_creator(200_000)
    set_account(company, make_payee(), "CN", "business")
    batch = draft_batch(maker, "CNY", "alipay")
    person, firm = batch.payouts.order_by("pk")
    assert (person.gross, person.withheld, person.net) == (200_000, 24_000, 176_000)
    assert (firm.gross, firm.withheld, firm.rule) == (200_000, 0, "")
    tax = "tax:withheld:cn-labour-services"
    assert -balance(tax, "CNY") == 24_000
    release_batch(other, batch.pk)
    import_results(maker, [row(person, Outcome.SUCCEEDED), row(firm, Outcome.SUCCEEDED)])
    earn(creator, 800_000)
    second = draft_batch(maker, "CNY", "alipay")
    assert second.payouts.get().withheld == 160_000 - 24_000
    cancel_batch(maker, second.pk)
    assert -balance(tax, "CNY") == 24_000
    import_results(maker, [row(person, Outcome.RETURNED)])
    assert balance(tax, "CNY") == 0
    assert held(creator) == 1_000_000


def test_each_month_bears_its_own_tax(maker: Person, other: Person, settings: Settings) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"withholding": str(EXAMPLE)})
    creator = make_creator(200_000)
    batch = draft_batch(maker, "CNY", "alipay")
    release_batch(other, batch.pk)
    import_results(maker, [row(batch.payouts.get(), Outcome.SUCCEEDED)])
    PayoutBatch.objects.update(made_at=timezone.now() - timedelta(days=32))
    earn(creator, 200_000)
    assert draft_batch(maker, "CNY", "alipay").payouts.get().withheld == 24_000


def test_rules_that_cannot_be_used_stop_payouts(
    maker: Person, settings: Settings, tmp_path: Path
) -> None:
    creator = make_creator()
    file = tmp_path / "rules.json"
    file.write_text("[{}]")
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"withholding": str(file)})
    assert reason_of(lambda: draft_batch(maker, "CNY", "alipay")) is Reason.RULES_UNREADABLE
    file.unlink()
    assert reason_of(lambda: draft_batch(maker, "CNY", "alipay")) is Reason.RULES_UNREADABLE
    assert held(creator) == 50_000


def test_the_database_holds_what_the_code_holds(maker: Person) -> None:
    creator = make_creator()
    batch = draft_batch(maker, "CNY", "alipay")
    payout = batch.payouts.get()
    for broken in ({"net": 1}, {"net": 0, "withheld": 50_000}, {"withheld": 1, "net": 49_999}):
        with pytest.raises(IntegrityError), undone():
            Payout.objects.update(**broken)
    with pytest.raises(IntegrityError), undone():
        Payout.objects.create(
            batch=batch,
            person=creator,
            owner=f"creator:{creator.pk}",
            currency="CNY",
            gross=1,
            net=1,
            sealed="",
            mask="",
        )
    assert payout.number == f"HM{payout.pk:08d}"
