"""The audit sees payouts, deposits and invoices that do not say what the ledger says."""

import pytest
from django.utils import timezone

from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.payouts import Outcome
from hongmao.jobs.audit_payouts import payouts_agree, prepaid_agrees
from hongmao.ledger.actions import Draft, post
from hongmao.people.models import Role
from hongmao.settlement.actions.deposits import Movement, record_deposit
from hongmao.settlement.actions.payouts import (
    cancel_batch,
    draft_batch,
    import_results,
    release_batch,
    set_account,
)
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import Deposit, Payout
from tests.factories import make_brand, make_person

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def book(subject: str, amounts: dict[str, int]) -> None:
    """Write a transfer past the actions."""
    key = f"{subject}:{len(amounts)}:{sum(map(abs, amounts.values()))}"
    draft = Draft(key=key, subject=subject, currency="CNY", amounts=amounts, at=timezone.now())
    post(draft)


def test_payouts_in_every_state_agree_until_one_does_not() -> None:
    one, two = make_person(Role.OPERATOR), make_person(Role.OPERATOR)
    creator = make_person(Role.CREATOR)
    set_account(creator, Payee(PayeeKind.ALIPAY, "林夏", "13800138000"))
    book("s", {f"creator:{creator.pk}:available": -50_000, "platform:income": 50_000})
    cancel_batch(one, draft_batch(one, "CNY", "alipay").pk)
    batch = draft_batch(one, "CNY", "alipay")
    assert payouts_agree().differences == ()
    release_batch(two, batch.pk)
    payout = batch.payouts.get()
    for outcome in (Outcome.SUCCEEDED, Outcome.RETURNED):
        import_results(one, [ResultRow(1, payout.number, outcome, outcome.value)])
        assert payouts_agree().differences == ()
    assert payouts_agree().counted == 2
    Payout.objects.filter(pk=payout.pk).update(state="paid")
    book("payout:999", {"bank:alipay": 1, "platform:income": -1})
    assert len(payouts_agree().differences) == 2


def test_deposits_agree_until_one_does_not() -> None:
    operator, brand = make_person(Role.OPERATOR), make_brand()
    record_deposit(operator, brand.pk, Movement(100, "CNY", "main", "B-1"))
    assert prepaid_agrees().differences == ()
    Deposit.objects.update(amount=99)
    book("deposit:999", {"bank:main": 1, "platform:income": -1})
    assert len(prepaid_agrees().differences) == 2
