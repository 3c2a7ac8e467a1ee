"""Commissions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Agency, Terms
from hongmao.links.models import Placement
from hongmao.orders.models import Order
from hongmao.people.models import Person


class CommissionState(models.TextChoices):
    """Where a commission stands."""

    NONE = "none", _("Not paid yet")
    HELD = "held", _("Held")
    POSTED = "posted", _("Posted")
    VOID = "void", _("Void")
    REVERSED = "reversed", _("Reversed")


class Commission(models.Model):
    """The commission of one order line and its split, in minor units of `currency`.

    The parts of creator, agency and platform are what stands now, after refunds, and sum to what
    the marketplace owes and the brand's balance pays beyond it (`prepaid`); `returned` is the
    creator's part that refunds took back. Where no click is known well enough (`placement` empty)
    all of it stays in the platform's unmatched accounts.

    `promised` is what the terms come to, `granted` what caps and balance let stand of it, on `day`
    of the order; `orders_before` and `paid_before` are the volume that its tier was found by, when
    it was first booked. It may be posted from `available_at`, where the terms hold it on.
    """

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="commission")
    placement = models.ForeignKey(
        Placement, null=True, on_delete=models.PROTECT, related_name="commissions"
    )
    creator = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="commissions"
    )
    terms = models.ForeignKey(Terms, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=CommissionState, default=CommissionState.NONE)
    currency = models.CharField(max_length=3)
    creator_amount = models.BigIntegerField(default=0)
    platform_amount = models.BigIntegerField(default=0)
    agency = models.ForeignKey(
        Agency, null=True, on_delete=models.PROTECT, related_name="commissions"
    )
    agency_amount = models.BigIntegerField(default=0)
    promised = models.BigIntegerField(default=0)
    granted = models.BigIntegerField(default=0)
    prepaid = models.BigIntegerField(default=0)
    day = models.DateField(null=True)
    orders_before = models.PositiveIntegerField(null=True)
    paid_before = models.PositiveBigIntegerField(null=True)
    available_at = models.DateTimeField(null=True)
    returned = models.BigIntegerField(default=0)
    transfers = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(creator__isnull=True, creator_amount=0)
                | Q(creator__isnull=False, placement__isnull=False, terms__isnull=False),
                name="commission_creator_by_terms",
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=0, granted__lte=F("promised"), prepaid__gte=0),
                name="commission_granted_of_promised",
            ),
        ]
        indexes = [
            models.Index(
                fields=["available_at"],
                condition=Q(state="held", available_at__isnull=False),
                name="commission_waits",
            ),
        ]

    @property
    def shortfall(self) -> int:
        """What the terms come to and neither caps nor the brand's balance cover."""
        return self.promised - self.granted

    def __str__(self) -> str:
        return f"commission:{self.pk}"
