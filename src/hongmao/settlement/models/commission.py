"""Commissions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Terms
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

    `creator_amount` and `platform_amount` are what stands now, after refunds, and sum to what the
    marketplace owes; `returned` is the creator's part that refunds took back. Where no click is
    known well enough (`placement` empty) all of it stays in the platform's unmatched accounts.
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
        ]

    def __str__(self) -> str:
        return f"commission:{self.pk}"
