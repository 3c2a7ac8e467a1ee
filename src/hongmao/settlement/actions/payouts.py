"""Every write about payouts: accounts, drafts, releases, cancellations and results."""

from collections.abc import Sequence

import msgspec
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hongmao.core import payouts as rules
from hongmao.core.money import minor_digits
from hongmao.core.payees import Payee, PayeeKind, mask, tidy
from hongmao.core.payouts import Outcome, Parts, PayoutState
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.sealing import seal
from hongmao.ledger import actions as ledger
from hongmao.people.actions import record
from hongmao.people.models import Person, Role
from hongmao.settlement.files.alipay import MOST_ROWS
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import BatchState, Payout, PayoutAccount, PayoutBatch
from hongmao.settlement.models.payouts import BANK
from hongmao.settlement.queries.payouts import (
    PAID_ROLES,
    SEALED_FOR,
    Balance,
    Change,
    Standing,
    available,
    named_payouts,
    owners_of,
    parts_of,
    payable,
    plan_results,
)


@transaction.atomic
def set_account(
    person: Person, payee: Payee, country: str = "CN", status: str = "individual"
) -> PayoutAccount:
    """Keep where a creator or an agency is paid, encrypted.

    The audit row says only that it changed. Payouts that are drafted keep the account they were
    drafted with. Raises `Refusal`: NOT_ALLOWED (neither), or what `core.payees.tidy` finds wrong.
    """
    if person.role not in PAID_ROLES:
        raise Refusal(Reason.NOT_ALLOWED)
    kept = tidy(payee)
    secret = django_settings.HONGMAO.secret.get_secret_value()
    account, _ = PayoutAccount.objects.update_or_create(
        person=person,
        defaults={
            "kind": kept.kind,
            "sealed": seal(msgspec.json.encode(kept), secret, SEALED_FOR),
            "mask": mask(kept),
            "country": country,
            "status": status,
        },
    )
    record(person, "set_payout_account", f"person:{person.pk}", kind=kept.kind)
    return account


@transaction.atomic
def set_threshold(actor: Person, username: str, least: int | None) -> PayoutAccount:
    """Give somebody a threshold of their own in whole units; None for the common one.

    Raises `Refusal`: NOT_ALLOWED, PAYEE_NOT_THERE where nobody of that name has said where to pay.
    """
    _need_operator(actor)
    named = PayoutAccount.objects.select_for_update(of=("self",)).filter(person__username=username)
    account = named.first()
    if account is None:
        raise Refusal(Reason.PAYEE_NOT_THERE, username=username)
    account.least = least
    account.save(update_fields=["least"])
    record(actor, "set_threshold", f"person:{account.person_id}", least=least)
    return account


@transaction.atomic
def draft_batch(actor: Person, currency: str, kind: str, bank: str = "") -> PayoutBatch:
    """Take every balance that is due into a batch, to be sent out of `bank:<bank>`.

    People are locked in the order of their ids, so that two drafts cannot take one balance; the
    first 3,000 go with this batch. Raises `Refusal`: NOT_ALLOWED, BANK_NAME_WRONG, NOBODY_DUE,
    RULES_UNREADABLE.
    """
    _need_operator(actor)
    chosen = bank or (PayeeKind.ALIPAY.value if kind == PayeeKind.ALIPAY else "main")
    check_bank(chosen)
    minor_digits(currency)
    owners = owners_of(available(currency))
    locked = Person.objects.select_for_update().filter(pk__in=owners.values()).order_by("pk")
    here = {who.pk for who in locked}
    among = [owner for owner, person in owners.items() if person in here]
    due = [one for one in payable(currency, kind, among) if one.standing is Standing.DUE]
    at = timezone.now()
    parts = parts_of(due[:MOST_ROWS], currency, at)
    if not parts:
        raise Refusal(Reason.NOBODY_DUE)
    batch = PayoutBatch.objects.create(
        currency=currency, kind=kind, bank=chosen, made_by=actor, made_at=at
    )
    for one in due:
        if one.owner in parts:
            _draft(batch, one, parts[one.owner])
    total = sum(one.net for one in parts.values())
    record(actor, "draft_batch", str(batch), payouts=len(parts), total=total, currency=currency)
    return batch


def _draft(batch: PayoutBatch, balance: Balance, parts: Parts) -> None:
    account = balance.account
    assert account is not None  # the due have one
    payout = Payout.objects.create(
        batch=batch,
        person=balance.person,
        owner=balance.owner,
        currency=batch.currency,
        gross=parts.gross,
        withheld=parts.withheld,
        net=parts.net,
        rule=parts.rule,
        sealed=account.sealed,
        mask=account.mask,
    )
    _transfer(payout, "draft", rules.drafted(payout.owner, parts))


@transaction.atomic
def release_batch(actor: Person, batch_id: int) -> PayoutBatch:
    """Release what another person made: its files are there from now on.

    Payouts whose owner's balance refunds have meanwhile taken below zero are called back; a batch
    that has no other is cancelled. Raises `Refusal`: NOT_ALLOWED, SAME_PERSON, WRONG_STATE.
    """
    _need_operator(actor)
    batch = _locked_draft(batch_id)
    if batch.made_by_id == actor.pk:
        raise Refusal(Reason.SAME_PERSON)
    payouts = list(batch.payouts.select_for_update().order_by("pk"))
    owing = available(batch.currency, [one.owner for one in payouts])
    kept = 0
    for payout in payouts:
        if owing.get(payout.owner, 0) < 0:
            _undo(payout, PayoutState.CANCELLED, Reason.BALANCE_OWING)
        else:
            kept += 1
            payout.state = PayoutState.RELEASED
            payout.save(update_fields=["state", "changed_at"])
    _decide(batch, actor, BatchState.RELEASED if kept else BatchState.CANCELLED)
    record(actor, "release_batch", str(batch), payouts=kept, called_back=len(payouts) - kept)
    return batch


@transaction.atomic
def cancel_batch(actor: Person, batch_id: int) -> PayoutBatch:
    """Call a draft back: every balance is what it was.

    Raises `Refusal`: NOT_ALLOWED, WRONG_STATE.
    """
    _need_operator(actor)
    batch = _locked_draft(batch_id)
    for payout in batch.payouts.select_for_update().order_by("pk"):
        _undo(payout, PayoutState.CANCELLED)
    _decide(batch, actor, BatchState.CANCELLED)
    record(actor, "cancel_batch", str(batch))
    return batch


@transaction.atomic
def import_results(actor: Person, rows: Sequence[ResultRow]) -> list[Change]:
    """Book what a bank says of payouts, all of it or nothing; again, it changes nothing.

    Raises `Refusal`: NOT_ALLOWED, RESULTS_BAD where a row cannot be (`plan_results` says which).
    """
    _need_operator(actor)
    locked = {one.pk: one for one in named_payouts(rows).select_for_update(of=("self",))}
    plan = plan_results(rows, locked.values())
    if plan.mistakes:
        raise Refusal(Reason.RESULTS_BAD, count=len(plan.mistakes), line=plan.mistakes[0].row.line)
    news = [change for change in plan.changes if change.is_news]
    for change in news:
        _carry_out(locked[change.payout], change.row)
    if news:
        record(actor, "import_results", "payouts", changed=len(news), rows=len(rows))
    return plan.changes


def _carry_out(payout: Payout, row: ResultRow) -> None:
    payout.bank_reference = row.bank_reference or payout.bank_reference
    payout.words = row.words
    match row.outcome:
        case Outcome.SUCCEEDED:
            amounts = rules.paid(payout.owner, payout.batch.bank, parts_in(payout))
            _transfer(payout, "paid", amounts)
            payout.state = PayoutState.PAID
            payout.save()
        case Outcome.FAILED:
            _undo(payout, PayoutState.FAILED, rules.failure(row.words))
        case Outcome.RETURNED:
            amounts = rules.returned(payout.owner, payout.batch.bank, parts_in(payout))
            _transfer(payout, "returned", amounts)
            payout.state, payout.reason = PayoutState.RETURNED, rules.failure(row.words)
            payout.save()


def parts_in(payout: Payout) -> Parts:
    """A payout's amounts, as the rules have them."""
    return Parts(payout.gross, payout.withheld, payout.rule)


def check_bank(name: str) -> None:
    """Raise `Refusal` BANK_NAME_WRONG for what is no name of an account of the community."""
    try:
        BANK(name)
    except ValidationError:
        raise Refusal(Reason.BANK_NAME_WRONG) from None


def _undo(payout: Payout, state: PayoutState, reason: Reason | None = None) -> None:
    _transfer(payout, "undone", rules.undone(payout.owner, parts_in(payout)))
    payout.state = state
    payout.reason = reason or ""
    payout.save()


def _transfer(payout: Payout, what: str, amounts: dict[str, int]) -> None:
    draft = ledger.Draft(
        key=f"{payout}:{what}",
        subject=str(payout),
        currency=payout.currency,
        amounts=amounts,
        at=timezone.now(),
    )
    write = ledger.post if what in ("draft", "paid") else ledger.reverse
    write(draft)


def _locked_draft(batch_id: int) -> PayoutBatch:
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.DRAFT:
        raise Refusal(Reason.WRONG_STATE, state=BatchState(batch.state).label)
    return batch


def _decide(batch: PayoutBatch, actor: Person, state: BatchState) -> None:
    batch.state, batch.decided_by, batch.decided_at = state, actor, timezone.now()
    batch.save()


def _need_operator(actor: Person) -> None:
    if actor.role != Role.OPERATOR:
        raise Refusal(Reason.NOT_ALLOWED)
