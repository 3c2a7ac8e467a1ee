"""Claims: filed, looked into, decided; and what becomes of the match and the money."""

import json
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hongmao.core.claims import FILED_WITHIN_DAYS, MOST_FILED, OLDEST_DAYS, Lean
from hongmao.core.matching import Grade, Judgement
from hongmao.core.orders import OrderStatus
from hongmao.core.reasons import Reason
from hongmao.jobs.audit import audit, differs
from hongmao.jobs.worker import Worker
from hongmao.ledger.queries import balance, trial_balance
from hongmao.orders.actions import judge_again, keep_judgement, keep_refunds, reopen_orders
from hongmao.orders.decisions import Credit, decide_match
from hongmao.orders.models import Match, Order
from hongmao.orders.queries import current_match, lesson_of, stored_revisions
from hongmao.people.models import AuditRow, Role
from hongmao.settlement.actions.claims import (
    Missing,
    file_claim,
    gather_evidence,
    grant,
    grant_goodwill,
    name_order,
    refuse,
    return_goodwill,
)
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.models import Claim, ClaimEvidence, ClaimState, Commission
from hongmao.settlement.queries.chain import placement_money
from hongmao.settlement.queries.claims import evidence_of, goodwill_of, newest_evidence
from hongmao.settlement.queries.earnings import earnings
from tests.environment import ROOT, environment
from tests.factories import make_feed, make_person, make_placement, make_refund, reason_of
from tests.settlement.claiming import RACERS, Case, race

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def case(home: Path) -> Case:
    """A placement with a lease, three hours ago."""
    return Case(home)


def advice(claim: Claim) -> tuple[str, str]:
    """Where the newest evidence of a claim leans, and why."""
    row = newest_evidence(claim)
    assert row is not None
    return row.lean, row.reason


def clean() -> bool:
    """Whether the audit finds no difference anywhere."""
    return not differs(list(audit())) and set(trial_balance().values()) <= {0}


def test_an_ambiguous_order_is_granted_and_pays(case: Case) -> None:
    own, rival = case.click(case.placement), case.click(case.rival(), 1_000)
    order = case.sell()
    before = current_match(order)
    assert before is not None
    assert before.grade == Grade.AMBIGUOUS
    claim = case.claim(order.trade_id)
    assert claim.order == order
    assert advice(claim) == (Lean.LOOK, Reason.CLAIM_AMBIGUOUS)
    grant(case.operator, claim.pk, "博主提供了订单截图")
    match = current_match(order)
    assert match is not None
    assert (match.grade, match.placement, match.click_id, match.decided_by) == (
        Grade.AMBIGUOUS, case.placement, own.id, case.operator,
    )  # fmt: skip
    assert match.evidence["decided"] == {
        "by": case.operator.pk, "for": f"claim:{claim.pk}", "instead_of": before.pk,
    }  # fmt: skip
    case.work()
    assert balance(f"creator:{case.creator.pk}:held", "CNY") == -600
    assert balance("platform:unmatched:held", "CNY") == 0
    assert earnings(case.creator.pk).lines[0].decided
    [money] = [m for m in placement_money(case.placement.brand_id) if m.orders]
    assert (money.placement, money.held, money.ambiguous) == (case.placement.pk, 1_000, 0)
    assert own.id != rival.id
    assert clean()


def test_a_decision_moves_money_from_a_rival(case: Case) -> None:
    rival = case.rival()
    case.click(rival)
    order = case.sell()
    case.work()
    assert balance(f"creator:{rival.creator_id}:held", "CNY") == -600
    claim = case.claim(order.trade_id)
    assert advice(claim) == (Lean.REFUSE, Reason.CLAIM_NO_CLICK)
    grant(case.operator, claim.pk)
    case.work()
    match = current_match(order)
    assert match is not None
    assert (match.grade, match.click_id) == (Grade.PROBABLE, "")
    assert balance(f"creator:{rival.creator_id}:held", "CNY") == 0
    assert balance(f"creator:{case.creator.pk}:held", "CNY") == -600
    assert clean()


def decided(case: Case) -> Order:
    """An order that an operator credited to the case's placement, booked."""
    case.click(case.placement)
    case.click(case.rival(), 1_000)
    order = case.sell()
    grant(case.operator, case.claim(order.trade_id).pk)
    case.work()
    return order


def test_what_was_decided_stands_against_the_rule(case: Case) -> None:
    order = decided(case)
    match = current_match(order)
    case.click(case.rival(), 10)
    judge_again()
    case.work()
    assert current_match(order) == match
    reopen_orders(case.at - timedelta(hours=1), timezone.now())
    case.work()
    assert current_match(order) == match
    order.refresh_from_db()
    assert not order.needs_match
    assert balance(f"creator:{case.creator.pk}:held", "CNY") == -600
    assert clean()


def test_an_exact_judgement_supersedes_what_was_decided(case: Case) -> None:
    order, rival = decided(case), case.rival()
    exact = Judgement(Grade.EXACT, rival.pk, "named", case.at_ms, clicks=1)
    keep_judgement(order.pk, exact, timezone.now())
    match = current_match(order)
    assert match is not None
    assert (match.grade, match.placement, match.decided_by) == (Grade.EXACT, rival, None)
    assert Match.objects.filter(order=order, decided_by=case.operator, current=False).exists()
    settle_order(order.pk)
    assert balance(f"creator:{case.creator.pk}:held", "CNY") == 0
    assert balance(f"creator:{rival.creator_id}:held", "CNY") == -600


def test_an_exact_match_is_not_overturned(case: Case) -> None:
    rival = case.rival()
    case.click(case.placement)
    order = case.sell()
    exact = Judgement(Grade.EXACT, rival.pk, "named", case.at_ms, clicks=1)
    keep_judgement(order.pk, exact, timezone.now())
    claim = case.claim(order.trade_id)
    assert advice(claim) == (Lean.REFUSE, Reason.CLAIM_EXACT_RIVAL)
    assert reason_of(lambda: grant(case.operator, claim.pk)) == Reason.CLAIM_EXACT_RIVAL
    claim.refresh_from_db()
    assert claim.state == ClaimState.OPEN
    refuse(case.operator, claim.pk, Reason.CLAIM_EXACT_RIVAL, "请核对您的链接")
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == (ClaimState.REFUSED, Reason.CLAIM_EXACT_RIVAL)


def test_a_decision_teaches_the_rule_nothing(case: Case) -> None:
    lesson = lesson_of("taobao")
    decided(case)
    after = lesson_of("taobao")
    assert (after.samples, after.strays) == (lesson.samples, lesson.strays)


def test_what_a_refund_takes_follows_a_decision(case: Case) -> None:
    order = decided(case)
    [revision] = stored_revisions(order)
    keep_refunds(make_feed("refunds"), [make_refund(revision, 5_000, 500)], "")
    case.work()
    assert balance(f"creator:{case.creator.pk}:held", "CNY") == -300
    assert clean()


@pytest.mark.parametrize(
    ("changes", "lean", "reason"),
    [
        ({"status": OrderStatus.VOID, "fee": 0}, Lean.REFUSE, Reason.CLAIM_ORDER_VOID),
        ({"status": OrderStatus.UNPAID}, Lean.REFUSE, Reason.CLAIM_ORDER_UNPAID),
        ({}, Lean.REFUSE, Reason.CLAIM_ALREADY_YOURS),
        ({"lease": "1_999"}, Lean.REFUSE, Reason.CLAIM_OTHER_LEASE),
    ],
)
def test_what_the_order_says(
    case: Case, changes: dict[str, object], lean: Lean, reason: Reason
) -> None:
    case.click(case.placement)
    claim = case.claim(case.sell(**changes).trade_id)
    assert advice(claim) == (lean, reason)


def test_the_evidence_is_kept_as_it_was(case: Case) -> None:
    rival = case.rival()
    own, other = case.click(case.placement), case.click(rival, 1_000)
    order = case.sell()
    claim = case.claim(order.trade_id)
    [row] = claim.evidence.all()
    found = evidence_of(row)
    assert {touch.click_id: touch.own for touch in found.touches} == {own.id: True, other.id: False}
    assert (found.own_clicks, found.rival_clicks, found.timed) == (1, 1, True)
    assert {holder.placement for holder in found.holders if holder.carried} == {
        case.placement.pk, rival.pk,
    }  # fmt: skip
    assert found.order is not None
    assert found.order.trade_id == order.trade_id
    assert found.pay is not None
    assert (found.pay.version, found.pay.amount) == (1, 600)
    body = row.body
    case.sell(trade_id=order.trade_id, status=OrderStatus.VOID, fee=0, modified_ms=case.at_ms * 2)
    gather_evidence(case.operator, claim.pk)
    row.refresh_from_db()
    assert row.body == body
    assert advice(claim) == (Lean.REFUSE, Reason.CLAIM_ORDER_VOID)


def test_a_stale_look_decides_nothing(case: Case) -> None:
    case.click(case.placement)
    case.click(case.rival(), 1_000)
    order = case.sell()
    claim = case.claim(order.trade_id)
    credit = Credit(case.rival(), "", case.at)
    decide_match(case.operator, order.pk, credit, "claim:0")
    assert reason_of(lambda: grant(case.operator, claim.pk)) == Reason.CLAIM_STALE
    gather_evidence(case.operator, claim.pk)
    assert advice(claim) == (Lean.REFUSE, Reason.CLAIM_DECIDED_RIVAL)


def test_nothing_is_decided_unseen(case: Case) -> None:
    order = case.sell()
    claim = file_claim(case.creator, missing(case, trade_id=order.trade_id))
    assert reason_of(lambda: grant(case.operator, claim.pk)) == Reason.CLAIM_NO_EVIDENCE
    why = Reason.CLAIM_NO_CLICK
    assert reason_of(lambda: refuse(case.operator, claim.pk, why, "x")) == Reason.CLAIM_NO_EVIDENCE
    assert reason_of(lambda: grant_goodwill(case.operator, claim.pk, 1)) == Reason.CLAIM_NO_EVIDENCE


def missing(case: Case, **changes: object) -> Missing:
    """What the creator says."""
    plain = Missing(placement=case.placement.pk, bought_at=case.at, words="漏单")
    return msgspec.structs.replace(plain, **changes)


def test_a_claim_is_of_ones_own_link_and_of_late(case: Case) -> None:
    stranger = make_person(Role.CREATOR)
    said = missing(case)
    assert reason_of(lambda: file_claim(stranger, said)) == Reason.NOT_ALLOWED
    for days in (-1, OLDEST_DAYS + 1):
        when = missing(case, bought_at=timezone.now() - timedelta(days=days))
        assert reason_of(partial(file_claim, case.creator, when)) == Reason.CLAIM_TIME_OUTSIDE


def test_one_claim_is_open_an_order(case: Case) -> None:
    order = case.sell(parent_id="the purchase")
    claim = case.claim(order.trade_id)
    by_part = missing(case, trade_id="the purchase")
    for again in (missing(case, trade_id=order.trade_id), by_part):
        assert reason_of(partial(file_claim, case.creator, again)) == Reason.CLAIM_OPEN
    refuse(case.operator, claim.pk, Reason.CLAIM_NO_CLICK, "请提供更多信息")
    assert file_claim(case.creator, by_part).order == order
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state=ClaimState.OPEN, decided_at=None)


def test_a_creator_files_so_many(case: Case) -> None:
    for number in range(MOST_FILED):
        file_claim(case.creator, missing(case, trade_id=f"N{number}"))
    more = missing(case, trade_id="more")
    assert reason_of(lambda: file_claim(case.creator, more)) == Reason.CLAIMS_TOO_MANY
    Claim.objects.update(filed_at=timezone.now() - timedelta(days=FILED_WITHIN_DAYS, seconds=1))
    file_claim(case.creator, more)


def test_without_a_number_the_orders_in_question_are_named(case: Case) -> None:
    case.click(case.placement)
    first, second = case.sell(), case.sell()
    claim = case.claim()
    assert claim.order is None
    assert advice(claim) == (Lean.LOOK, Reason.CLAIM_MANY_ORDERS)
    row = newest_evidence(claim)
    assert row is not None
    assert {one.id for one in evidence_of(row).candidates} == {first.pk, second.pk}
    assert reason_of(lambda: grant(case.operator, claim.pk)) == Reason.CLAIM_NO_ORDER
    with pytest.raises(Order.DoesNotExist):
        name_order(case.operator, claim.pk, 999_999)
    assert name_order(case.operator, claim.pk, second.pk).order == second
    other = case.claim(amount=777)
    assert advice(other) == (Lean.LOOK, Reason.CLAIM_NO_ORDER)


def test_an_order_that_was_never_reported_is_paid_once(case: Case) -> None:
    claim = case.claim("lost", amount=10_000)
    assert advice(claim) == (Lean.LOOK, Reason.CLAIM_NO_ORDER)
    for amount in (0, -5, 10_001):
        wrong = reason_of(partial(grant_goodwill, case.operator, claim.pk, amount))
        assert wrong == Reason.CLAIM_AMOUNT_WRONG
    grant_goodwill(case.operator, claim.pk, 500)
    assert balance("platform:claims", "CNY") == 500
    assert balance(f"creator:{case.creator.pk}:available", "CNY") == -500
    assert earnings(case.creator.pk).posted == goodwill_of(case.creator.pk, "CNY") == 500
    assert reason_of(lambda: grant_goodwill(case.operator, claim.pk, 500)) == Reason.WRONG_STATE
    again = case.claim("lost", amount=10_000)
    assert reason_of(lambda: grant_goodwill(case.operator, again.pk, 5)) == Reason.CLAIM_PAID_BEFORE
    nameless = case.claim(amount=10_000)
    unnamed = reason_of(lambda: grant_goodwill(case.operator, nameless.pk, 5))
    assert unnamed == Reason.CLAIM_NUMBER_MISSING
    assert clean()


def test_goodwill_goes_back_when_the_order_pays_after_all(case: Case) -> None:
    claim = case.claim("late", amount=10_000)
    grant_goodwill(case.operator, claim.pk, 500)
    case.click(case.placement)
    assert return_goodwill(claim.pk) == 0
    settled = {"status": OrderStatus.SETTLED, "settled_ms": case.at_ms + 120_000}
    case.sell(trade_id="late", fee=600, **settled)
    assert balance(f"creator:{case.creator.pk}:available", "CNY") == -860
    Worker()._book(timezone.now())
    assert balance(f"creator:{case.creator.pk}:available", "CNY") == -500
    assert return_goodwill(claim.pk) == 0
    claim.refresh_from_db()
    assert (claim.goodwill, claim.goodwill_returned) == (500, 360)
    assert balance("platform:claims", "CNY") == 140
    assert clean()


def test_a_reported_order_is_credited_and_not_paid_beside(case: Case) -> None:
    claim = case.claim("soon", amount=10_000)
    case.sell(trade_id="soon")
    assert (
        reason_of(lambda: grant_goodwill(case.operator, claim.pk, 5)) == Reason.CLAIM_ORDER_REPORTED
    )
    gather_evidence(case.operator, claim.pk)
    claim.refresh_from_db()
    assert claim.order == Order.objects.get(trade_id="soon")


def test_another_brands_order_is_not_credited(case: Case) -> None:
    other = make_placement()
    case.since_yesterday()
    case.click(other)
    claim = case.claim(case.sell(other).trade_id)
    assert advice(claim) == (Lean.REFUSE, Reason.CLAIM_OTHER_STORE)
    assert reason_of(lambda: grant(case.operator, claim.pk)) == Reason.CLAIM_OTHER_STORE


def test_every_step_leaves_its_audit_row(case: Case) -> None:
    case.click(case.placement)
    case.click(case.rival(), 1_000)
    claim = case.claim(case.sell().trade_id)
    grant(case.operator, claim.pk)
    rows = AuditRow.objects.filter(subject=f"claim:{claim.pk}").order_by("pk")
    assert list(rows.values_list("verb", "actor")) == [
        ("file_claim", case.creator.pk),
        ("gather_evidence", case.creator.pk),
        ("grant_claim", case.operator.pk),
    ]
    assert AuditRow.objects.filter(verb="decide_match", actor=case.operator).count() == 1
    assert ClaimEvidence.objects.count() == 1
    assert Commission.objects.count() == 1


EXPECTED = {"decided": 1, "paid": 1, "wrong_state": 2 * RACERS - 2}


@pytest.mark.django_db(transaction=True)
def test_of_operators_who_decide_at_once_one_wins(home: Path, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":  # a database in memory is of one thread: another home
        (tmp_path / "racing").mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.run", "tests.settlement.claiming", "race_at_home"],
            env=environment(tmp_path / "racing", SECRET="x" * 32),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        result = json.loads(done.stdout)
    else:
        result = race(home)
    counted = {one: result["outcomes"].count(one) for one in set(result["outcomes"])}
    assert counted == EXPECTED
    assert result["state"] in (ClaimState.GRANTED, ClaimState.REFUSED)
    assert result["decided"] == (result["state"] == ClaimState.GRANTED)
    assert result["goodwill"] == 1
