"""Where creators and agencies are paid, and the batches in which they are."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hongmao.core.payees import PayeeKind
from hongmao.core.payouts import OPEN_STATES, PayoutState
from hongmao.people.models import Person

BANK = RegexValidator(r"^[a-z0-9-]{1,20}\Z")
"""The name of one of the community's own accounts, as in `bank:<name>`."""


class Kind(models.TextChoices):
    """How a payout travels."""

    ALIPAY = PayeeKind.ALIPAY.value, _("Alipay")
    BANK = PayeeKind.BANK.value, _("Bank transfer")


class PayeeStatus(models.TextChoices):
    """Whom the tax office sees in somebody who is paid."""

    INDIVIDUAL = "individual", _("A person")
    BUSINESS = "business", _("A company")


class PayoutAccount(models.Model):
    """Where a creator or an agency is paid.

    `sealed` is the account, encrypted; `mask` is what screens show.

    `country` and `status` choose the tax rule; `least` is a threshold of their own, in
    whole units of the currency.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="payout_account")
    kind = models.CharField(max_length=8, choices=Kind)
    sealed = models.TextField()
    mask = models.CharField(max_length=120)
    country = models.CharField(max_length=2, default="CN")
    status = models.CharField(max_length=12, choices=PayeeStatus, default=PayeeStatus.INDIVIDUAL)
    least = models.PositiveIntegerField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"payout_account:{self.person_id}"


class BatchState(models.TextChoices):
    """Where a batch stands."""

    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Cancelled")


class PayoutBatch(models.Model):
    """Payouts of one currency and kind that are sent together, out of `bank:<bank>`.

    Nobody releases what they made: the database holds that too.
    """

    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=8, choices=Kind)
    bank = models.CharField(max_length=20, validators=[BANK])
    state = models.CharField(max_length=9, choices=BatchState, default=BatchState.DRAFT)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "payout batches"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="released") | ~Q(decided_by=F("made_by")),
                name="batch_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["released", "cancelled"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="batch_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"batch:{self.pk}"

    @property
    def number(self) -> str:
        """What banks know the batch by: `HM`, its day, its number."""
        return f"HM{self.made_at:%Y%m%d}{self.pk:08d}"


class State(models.TextChoices):
    """Where a payout stands."""

    DRAFTED = PayoutState.DRAFTED.value, _("Being checked")
    RELEASED = PayoutState.RELEASED.value, _("On its way")
    PAID = PayoutState.PAID.value, _("Paid")
    FAILED = PayoutState.FAILED.value, _("Failed")
    RETURNED = PayoutState.RETURNED.value, _("Came back")
    CANCELLED = PayoutState.CANCELLED.value, _("Called back")


class Payout(models.Model):
    """One person's part of a batch; amounts in minor units, `gross` = `net` + `withheld`.

    `owner` names whose accounts of the ledger it is paid from: `creator:42`, `agency:3`. `sealed`
    and `mask` are the account as it was when the batch was made. `reason` is why it did not arrive,
    `words` what the bank said of it.
    """

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="payouts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="payouts")
    owner = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    gross = models.BigIntegerField()
    withheld = models.BigIntegerField(default=0)
    net = models.BigIntegerField()
    rule = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFTED)
    sealed = models.TextField()
    mask = models.CharField(max_length=120)
    bank_reference = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "currency"],
                condition=Q(state__in=[state.value for state in OPEN_STATES]),
                name="payout_one_open",
            ),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("withheld"), net__gt=0, withheld__gte=0),
                name="payout_parts_sum",
            ),
            models.CheckConstraint(
                condition=Q(withheld=0) | ~Q(rule=""), name="payout_withheld_by_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"payout:{self.pk}"

    @property
    def number(self) -> str:
        """What banks know the payout by."""
        return f"HM{self.pk:08d}"
