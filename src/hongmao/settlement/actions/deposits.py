"""Every write about brands' prepaid money: what they pay in, and what they are paid back."""

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from hongmao.brands.models import Brand
from hongmao.core.money import Money, minor_digits
from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger import actions as ledger
from hongmao.people.actions import record
from hongmao.people.models import Person, Role
from hongmao.settlement.actions.payouts import check_bank
from hongmao.settlement.models import Deposit, DepositKind
from hongmao.settlement.queries.deposits import prepaid


class Movement(msgspec.Struct, frozen=True):
    """A line of the bank's statement: `amount` in positive minor units, `reference` the bank's."""

    amount: int
    currency: str
    bank: str
    reference: str


@transaction.atomic
def record_deposit(actor: Person, brand_id: int, movement: Movement) -> Deposit:
    """Record what a brand paid in; the same again is the same deposit.

    Raises `Refusal`: NOT_ALLOWED, AMOUNT_NOT_POSITIVE, BANK_NAME_WRONG, REFERENCE_REUSED (it was
    recorded with other figures).
    """
    return _record(actor, brand_id, movement, DepositKind.DEPOSIT)


@transaction.atomic
def record_withdrawal(actor: Person, brand_id: int, movement: Movement) -> Deposit:
    """Record what a brand was paid back of its free balance.

    Raises `Refusal`: as `record_deposit`, and PREPAID_SHORT.
    """
    return _record(actor, brand_id, movement, DepositKind.WITHDRAWAL)


def _record(actor: Person, brand_id: int, movement: Movement, kind: DepositKind) -> Deposit:
    if actor.role != Role.OPERATOR:
        raise Refusal(Reason.NOT_ALLOWED)
    if movement.amount <= 0:
        raise Refusal(Reason.AMOUNT_NOT_POSITIVE)
    check_bank(movement.bank)
    minor_digits(movement.currency)
    brand = Brand.objects.select_for_update().get(pk=brand_id)
    known = Deposit.objects.filter(bank=movement.bank, reference=movement.reference).first()
    if known is not None:
        said = (known.brand_id, known.kind, known.amount, known.currency)
        if said != (brand.pk, kind, movement.amount, movement.currency):
            raise Refusal(Reason.REFERENCE_REUSED, reference=movement.reference)
        return known
    free = prepaid(brand.pk, movement.currency).free
    if kind == DepositKind.WITHDRAWAL and movement.amount > free:
        amount = str(Money(max(free, 0), movement.currency))
        raise Refusal(Reason.PREPAID_SHORT, brand=brand.name, amount=amount)
    deposit = Deposit(
        brand=brand,
        kind=kind,
        recorded_by=actor,
        recorded_at=timezone.now(),
        **msgspec.structs.asdict(movement),
    )
    try:
        with transaction.atomic():
            deposit.save()
    except IntegrityError:  # recorded for another brand a moment ago
        raise Refusal(Reason.REFERENCE_REUSED, reference=movement.reference) from None
    _transfer(deposit)
    record(
        actor, f"record_{kind}", f"brand:{brand.pk}",
        amount=movement.amount, currency=movement.currency, reference=movement.reference,
    )  # fmt: skip
    return deposit


def _transfer(deposit: Deposit) -> None:
    signed = deposit.amount if deposit.kind == DepositKind.DEPOSIT else -deposit.amount
    ledger.post(
        ledger.Draft(
            key=str(deposit),
            subject=str(deposit),
            currency=deposit.currency,
            amounts={
                f"bank:{deposit.bank}": signed,
                f"brand:{deposit.brand_id}:prepaid": -signed,
            },
            at=deposit.recorded_at,
        )
    )
