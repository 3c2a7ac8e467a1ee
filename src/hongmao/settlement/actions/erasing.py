"""Taking a name off the records of money."""

from hongmao.people.models import Person
from hongmao.settlement.models import Claim, Payout, PayoutAccount


def erase_payee(person: Person) -> None:
    """Forget where somebody was paid and what they wrote in claims; amounts and dates stay.

    Call it inside the deletion's own database transaction.
    """
    PayoutAccount.objects.filter(person=person).delete()
    Payout.objects.filter(person=person).update(sealed="", mask="")
    Claim.objects.filter(creator=person).update(words="", item="")
