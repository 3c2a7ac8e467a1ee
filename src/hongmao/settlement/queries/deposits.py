"""What a brand has paid in and not used, and how it moved."""

import msgspec
from django.conf import settings as django_settings
from django.db.models import Q, QuerySet

from hongmao.core.money import parse_major
from hongmao.ledger.queries import balance, balances
from hongmao.settlement.models import Deposit


class Prepaid(msgspec.Struct, frozen=True):
    """A brand's prepaid money in one currency, minor units.

    `free` is not used and not reserved; `least` is the balance below which it is warned.
    """

    currency: str
    free: int
    reserved: int
    least: int

    @property
    def is_low(self) -> bool:
        """Whether the brand should top it up."""
        return self.free < self.least


def prepaid(brand_id: int, currency: str) -> Prepaid:
    """What a brand has prepaid in one currency."""
    least = parse_major(str(django_settings.HONGMAO.prepaid_low), currency)
    reserved = -balance(f"brand:{brand_id}:reserved", currency)
    return Prepaid(currency, -balance(f"brand:{brand_id}:prepaid", currency), reserved, least)


def prepaid_by_brand(currency: str) -> dict[int, int]:
    """Every brand's free prepaid money in one currency, by the brand's id."""
    which = Q(account__name__startswith="brand:", account__name__endswith=":prepaid")
    return {int(name.split(":")[1]): -amount for name, amount in balances(which, currency).items()}


def currencies_of(brand_id: int) -> list[str]:
    """The currencies a brand has paid in, the usual one first."""
    used = Deposit.objects.filter(brand_id=brand_id).values_list("currency", flat=True).distinct()
    return sorted(used, key=lambda currency: (currency != "CNY", currency))


def deposits_of(brand_id: int) -> QuerySet[Deposit]:
    """What a brand paid in and was paid back, the latest first."""
    return Deposit.objects.filter(brand_id=brand_id).select_related("invoice").order_by("-pk")


def deposits() -> QuerySet[Deposit]:
    """All brands' deposits, the latest first."""
    return Deposit.objects.select_related("brand", "invoice").order_by("-pk")
