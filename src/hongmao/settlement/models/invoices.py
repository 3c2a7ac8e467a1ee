"""Invoices to brands. Once issued they are never changed: triggers hold that."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Brand
from hongmao.people.models import Person
from hongmao.settlement.models.deposits import Deposit


class InvoiceKind(models.TextChoices):
    """What an invoice is for."""

    SPENDING = "spending", _("Promotion")
    DEPOSIT = "deposit", _("Deposit")


class InvoiceYear(models.Model):
    """The row that invoices of one year are numbered under: whoever numbers locks it."""

    year = models.PositiveIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.year)


class Invoice(models.Model):
    """An invoice, numbered without gaps within its year.

    `starts` to `ends` are days, both in, of the community's time zone. `lines`, `seller` and
    `buyer` are kept as they were; `total` is what the lines come to in minor units, below zero for
    a credit note.
    """

    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=InvoiceKind)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="invoices")
    deposit = models.OneToOneField(
        Deposit, null=True, on_delete=models.PROTECT, related_name="invoice"
    )
    currency = models.CharField(max_length=3)
    starts = models.DateField()
    ends = models.DateField()
    total = models.BigIntegerField()
    lines = models.JSONField()
    seller = models.JSONField()
    buyer = models.JSONField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="invoice_number_once"),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="invoice_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="deposit", deposit__isnull=False)
                | Q(kind="spending", deposit__isnull=True),
                name="invoice_for_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:06d}"
