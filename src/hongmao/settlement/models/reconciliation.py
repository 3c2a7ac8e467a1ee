"""What marketplaces say they settled, and where it is not what we have."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hongmao.core.reconciliation import Cause
from hongmao.ledger.models import Transfer
from hongmao.orders.models import Order
from hongmao.people.models import Person
from hongmao.settlement.models.statements import Period


class SettledFigure(models.Model):
    """What a marketplace settled for one order line, by the latest report that names it.

    `commission` is before `service_fee`, which the marketplace keeps; minor units of `currency`.
    """

    marketplace = models.CharField(max_length=16)
    trade_id = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    commission = models.BigIntegerField()
    service_fee = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField()
    report = models.CharField(max_length=100)
    imported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["marketplace", "settled_at"])]
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "trade_id"], name="settled_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.marketplace}:{self.trade_id}"


class Source(models.TextChoices):
    """Where the marketplace's figures come from."""

    REPORT = "report", _("Settlement report")
    FEED = "feed", _("Order feed")


class Reconciliation(models.Model):
    """A marketplace's month compared line by line; run again it is brought up to date.

    `ours` and `theirs` are `{currency: minor units}` of the lines compared, before what was booked.
    """

    marketplace = models.CharField(max_length=16)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reconciliations")
    source = models.CharField(max_length=6, choices=Source)
    compared = models.PositiveIntegerField(default=0)
    agreed = models.PositiveIntegerField(default=0)
    ours = models.JSONField(default=dict)
    theirs = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "period"], name="reconciliation_once")
        ]

    def __str__(self) -> str:
        return f"{self.marketplace} {self.period}"


class CauseOf(models.TextChoices):
    """Why figures differ, in words for screens."""

    ROUNDING = Cause.ROUNDING, _("Rounding")
    LATE_REFUND = Cause.LATE_REFUND, _("Late refund")
    MISSING_HERE = Cause.MISSING_HERE, _("Missing on our side")
    MISSING_THERE = Cause.MISSING_THERE, _("Missing in theirs")
    SERVICE_FEE = Cause.SERVICE_FEE, _("Service fee")
    WRONG_RATE = Cause.WRONG_RATE, _("Another rate")
    CURRENCY = Cause.CURRENCY, _("Another currency")
    UNEXPLAINED = Cause.UNEXPLAINED, _("Unexplained")


class Difference(models.Model):
    """A part of a line's difference with its likely cause: theirs less ours, minor units.

    `transfer` is the booking that took it off what the marketplace owes, where there is one.
    """

    reconciliation = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="differences"
    )
    trade_id = models.CharField(max_length=64)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=13, choices=CauseOf)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    transfer = models.OneToOneField(
        Transfer, null=True, on_delete=models.PROTECT, related_name="difference"
    )
    booked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["reconciliation", "cause"])]
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "trade_id", "currency", "cause"],
                condition=Q(transfer__isnull=True),
                name="difference_once",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="difference_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.reconciliation}: {self.trade_id} {self.cause}"
