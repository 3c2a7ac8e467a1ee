"""Taking a name off the records of money."""

from hongmao.people.models import Person
from hongmao.settlement.models import Claim, Payout, PayoutAccount


def erase_payee(creator: Person) -> None:
    """Forget where a creator was paid and what they wrote in claims; amounts and dates stay.

    Call it inside the deletion's own database transaction.
    """
    PayoutAccount.objects.filter(creator=creator).delete()
    Payout.objects.filter(creator=creator).update(sealed="", mask="")
    Claim.objects.filter(creator=creator).update(words="", item="")
