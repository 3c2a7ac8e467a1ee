"""What campaigns have spent of their terms' caps, and what clicks and visitors cost."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Campaign, Terms
from hongmao.links.models import Placement


class Budget(models.Model):
    """What terms granted of a campaign, in all (`day` empty) or for one day, in minor units.

    One row is locked by whoever grants, so that no two spend the same. A day is one of the
    community's time zone: an order's is that of its order, a click's its own. `dry_at` says that
    the brand's balance could not cover a promise of the campaign: see `weigh_campaign`.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="budgets")
    day = models.DateField(null=True)
    spent = models.BigIntegerField(default=0)
    dry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day"], name="budget_day_once"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(day__isnull=True), name="budget_total_once"
            ),
            models.CheckConstraint(condition=Q(spent__gte=0), name="budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.day or 'in all'}: {self.spent}"


class ChargeKind(models.TextChoices):
    """What is paid for beside orders."""

    CLICK = "click", _("Click")
    VISITOR = "visitor", _("Store visitor")


class Charge(models.Model):
    """What the clicks or visitors of one placement cost on one day by one version of terms.

    `counted` is how many the lake has, `promised` what they come to, `granted` what caps and the
    brand's balance let stand; the parts sum to that. Late clicks change it by a new transfer.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="charges")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=ChargeKind)
    counted = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    promised = models.BigIntegerField(default=0)
    granted = models.BigIntegerField(default=0)
    creator_amount = models.BigIntegerField(default=0)
    agency_amount = models.BigIntegerField(default=0)
    platform_amount = models.BigIntegerField(default=0)
    transfers = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "terms", "day", "kind"], name="charge_once"
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=0, granted__lte=F("promised")),
                name="charge_granted_of_promised",
            ),
        ]

    def __str__(self) -> str:
        return f"charge:{self.pk}"


class ClickDay(models.Model):
    """A day of the community's time zone whose clicks have to be counted where `marks` is ahead.

    Every segment that brings clicks of the day marks it; what was `counted` is the mark it had when
    the counting began, so that none is lost to a kill in between.
    """

    day = models.DateField(unique=True)
    marks = models.PositiveBigIntegerField(default=0)
    counted = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.day)
