"""Deleting an account."""

from django.db import transaction
from django.db.models import Q

from hongmao.core.money import Money
from hongmao.core.payouts import OPEN_STATES
from hongmao.core.reasons import SENTENCES, Reason, Refusal
from hongmao.ledger.models import Account
from hongmao.ledger.queries import balances
from hongmao.links import actions as links
from hongmao.links.models import Enrolment, Placement, PlacementState
from hongmao.notes.actions.erasing import erase_notes
from hongmao.people.actions import record
from hongmao.people.actions.erasing import erase_person
from hongmao.people.models import Person, Role
from hongmao.settlement.actions.erasing import erase_payee
from hongmao.settlement.models import Payout
from hongmao.settlement.queries.payouts import owner_of


def check_deletion(person: Person) -> None:
    """Raise `Refusal` where an account cannot go yet.

    ACCOUNT_PAYOUT_UNDER_WAY, ACCOUNT_MONEY_OWED (either way), ACCOUNT_LAST_OPERATOR.
    """
    if Payout.objects.filter(person=person, state__in=OPEN_STATES).exists():
        raise Refusal(Reason.ACCOUNT_PAYOUT_UNDER_WAY)
    mine = f"{owner_of(person)}:"
    used = Account.objects.filter(name__startswith=mine).values_list("currency", flat=True)
    for currency in sorted(set(used)):
        for amount in balances(Q(account__name__startswith=mine), currency).values():
            words = f"{currency} {Money(abs(amount), currency).decimal()}"
            raise Refusal(Reason.ACCOUNT_MONEY_OWED, amount=words)
    others = Person.objects.filter(role=Role.OPERATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.OPERATOR and not others.exists():
        raise Refusal(Reason.ACCOUNT_LAST_OPERATOR)


@transaction.atomic
def delete_account(person: Person) -> None:
    """Delete an account for good: notes, texts, pictures, addresses, keys and sessions.

    Records of money stay under its number, without the name. Raises `Refusal` as `check_deletion`.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    check_deletion(locked)
    _end_placements(locked)
    Enrolment.objects.filter(creator=locked).delete()
    erase_payee(locked)
    erase_notes(locked)
    erase_person(locked)
    record(locked, "delete_account", f"person:{locked.pk}", role=locked.role)


def _end_placements(person: Person) -> None:
    for placement in Placement.objects.filter(creator=person):
        if placement.state in (PlacementState.APPROVED, PlacementState.PAUSED):
            links.end(person, placement.pk)
        elif placement.state in (PlacementState.PROPOSED, PlacementState.AGREED):
            links.refuse(person, placement.pk, SENTENCES[Reason.NOTE_NOT_PUBLIC].text("zh"))
