"""What brands pay in and are paid back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Brand
from hongmao.people.models import Person
from hongmao.settlement.models.payouts import BANK


class DepositKind(models.TextChoices):
    """Which way the money went."""

    DEPOSIT = "deposit", _("Paid in")
    WITHDRAWAL = "withdrawal", _("Paid back")


class Deposit(models.Model):
    """Money that a brand paid in, or was paid back, as the bank's statement has it.

    `amount` is positive minor units; `reference` names the movement in `bank`, so that it is
    recorded once.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="deposits")
    kind = models.CharField(max_length=10, choices=DepositKind)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    bank = models.CharField(max_length=20, validators=[BANK])
    reference = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "reference"], name="deposit_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"deposit:{self.pk}"
