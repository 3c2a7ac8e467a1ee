"""Periods, parties, statements and their lines. A closed statement is never changed: triggers hold
that."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Brand
from hongmao.core.settlement import LineKind, PartyKind
from hongmao.ledger.models import Transfer
from hongmao.notes.models import Note
from hongmao.orders.models import Order
from hongmao.people.models import Person


class Period(models.Model):
    """A month that is being closed, or is closed (`closed_at`): `2026-10`."""

    key = models.CharField(max_length=7, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="period_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.key


class PartyOf(models.TextChoices):
    """Who has statements, in words for screens."""

    CREATOR = PartyKind.CREATOR, _("Creator")
    AGENCY = PartyKind.AGENCY, _("Agency")
    BRAND = PartyKind.BRAND, _("Brand")
    MARKETPLACE = PartyKind.MARKETPLACE, _("Marketplace")


class Party(models.Model):
    """Who has statements in one currency: accounts `<kind>:<name>:…` are theirs.

    `person` is the creator, or the agency's account; `brand` the brand; a marketplace has neither.
    """

    kind = models.CharField(max_length=12, choices=PartyOf)
    name = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "currency"], name="party_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.name} {self.currency}"


class Statement(models.Model):
    """What a period changed for a party, minor units: opening + lines = closing in each column.

    The columns are those of core/settlement.py. `totals` is a list of `{kind, lines, held, posted,
    aside}`; `digest` tells these lines from any others, `lines` counts them.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="statements")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="statements")
    opening_held = models.BigIntegerField()
    opening_posted = models.BigIntegerField()
    opening_aside = models.BigIntegerField()
    closing_held = models.BigIntegerField()
    closing_posted = models.BigIntegerField()
    closing_aside = models.BigIntegerField()
    lines = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=list)
    digest = models.CharField(max_length=32, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "period"], name="statement_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(digest=""),
                name="statement_closed_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.period}"


class LineOf(models.TextChoices):
    """What a line is about, in words for screens."""

    HELD = LineKind.HELD, _("Commission held")
    COMMISSION = LineKind.COMMISSION, _("Commission posted")
    RELEASED = LineKind.RELEASED, _("Hold released")
    RETURNED = LineKind.RETURNED, _("Returned with a refund")
    CLAWED_BACK = LineKind.CLAWED_BACK, _("Clawed back")
    CORRECTED = LineKind.CORRECTED, _("Corrected")
    PAYOUT = LineKind.PAYOUT, _("Payout")
    CLAIM = LineKind.CLAIM, _("Claim granted")
    DEPOSIT = LineKind.DEPOSIT, _("Deposit")
    DIFFERENCE = LineKind.DIFFERENCE, _("Difference booked")
    RECEIPT = LineKind.RECEIPT, _("Payment received")
    EXCHANGE = LineKind.EXCHANGE, _("Currency exchanged")
    OTHER = LineKind.OTHER, _("Other")


class StatementLine(models.Model):
    """What one transfer changed for a party, or for a brand what one order came to.

    `corrects` is the closed statement that this line corrects: the transfer is of its time and came
    late, or takes back what it had posted. Each transfer stands in one line of each of its parties.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="each_line")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    transfer = models.ForeignKey(
        Transfer, null=True, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    order = models.ForeignKey(
        Order, null=True, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    note = models.ForeignKey(
        Note, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, choices=LineOf)
    at = models.DateTimeField()
    held = models.BigIntegerField()
    posted = models.BigIntegerField()
    aside = models.BigIntegerField()
    corrects = models.ForeignKey(
        Statement, null=True, on_delete=models.PROTECT, related_name="corrections", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["order", "party"],
                condition=Q(transfer__isnull=True),
                name="line_of_a_brands_order",
            ),
            models.Index(
                fields=["corrects"], condition=Q(corrects__isnull=False), name="line_corrects"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "party"], name="line_transfer_once"),
            models.CheckConstraint(
                condition=Q(transfer__isnull=False) | Q(order__isnull=False),
                name="line_is_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.kind} of {self.transfer_id or self.order_id}"
