"""Claims 漏单申诉, and the evidence gathered for each."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hongmao.core.claims import Lean
from hongmao.links.models import Placement
from hongmao.orders.models import Order
from hongmao.people.models import Person


class ClaimState(models.TextChoices):
    """Where a claim stands."""

    OPEN = "open", _("Being looked at")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Not granted")


class Claim(models.Model):
    """A creator says that an order from one of their links is missing.

    `trade_id` is the order's number as the buyer sees it, empty where unknown, `bought_at` about
    when; `amount` what was paid where known, in minor units. `order` is set where we have it.
    `goodwill` is what was paid on the platform's own account for an order that the marketplace
    never reported, `goodwill_returned` the part that the order itself paid in the end.
    """

    creator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="claims")
    marketplace = models.CharField(max_length=16)
    trade_id = models.CharField(max_length=64, blank=True)
    bought_at = models.DateTimeField()
    item = models.CharField(max_length=120, blank=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    words = models.CharField(max_length=300)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=8, choices=ClaimState, default=ClaimState.OPEN)
    filed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    goodwill = models.BigIntegerField(default=0)
    goodwill_returned = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["creator", "-filed_at"], name="claim_of_creator")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="open"), name="claim_one_open_an_order"
            ),
            models.UniqueConstraint(
                fields=["marketplace", "trade_id"],
                condition=Q(state="open") & ~Q(trade_id=""),
                name="claim_one_open_a_number",
            ),
            models.UniqueConstraint(
                fields=["marketplace", "trade_id"],
                condition=Q(goodwill__gt=0),
                name="claim_goodwill_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=["granted", "refused"], decided_at__isnull=False),
                name="claim_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(goodwill=0) | (Q(goodwill__gt=0, state="granted") & ~Q(trade_id="")),
                name="claim_goodwill_when_granted",
            ),
            models.CheckConstraint(
                condition=Q(goodwill_returned__gte=0, goodwill_returned__lte=F("goodwill")),
                name="claim_returned_at_most_goodwill",
            ),
        ]

    def __str__(self) -> str:
        return f"claim:{self.pk}"


class Leaning(models.TextChoices):
    """Where evidence leans, in words for screens."""

    GRANT = Lean.GRANT, _("Grant")
    REFUSE = Lean.REFUSE, _("Refuse")
    LOOK = Lean.LOOK, _("Cannot tell")


class ClaimEvidence(models.Model):
    """What was known of a claim when it was gathered (`core.claims.Evidence`), never changed.

    Gathered again it is another row; the newest counts. `lean` and `reason` are what it suggested.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    body = models.JSONField()
    lean = models.CharField(max_length=8, choices=Leaning)
    reason = models.CharField(max_length=40)
    gathered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "claim evidence"
        indexes = [models.Index(fields=["claim", "-id"], name="claim_evidence_newest")]

    def __str__(self) -> str:
        return f"{self.claim}: {self.reason}"
