"""Accounts, transfers, entries and what seals them.

Nothing here is ever changed or deleted, but for the balance in `Standing`: triggers hold that.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """An account of one currency, known by its name (`creator:42:held`): see `docs/ledger.md`."""

    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "currency"], name="account_once")]

    def __str__(self) -> str:
        return self.name


class TransferKind(models.TextChoices):
    """What a transfer does. A hold is closed by one post or one void, and only once."""

    HOLD = "hold", _("Hold")
    POST = "post", _("Post")
    VOID = "void", _("Void")
    REVERSE = "reverse", _("Reverse")


class Transfer(models.Model):
    """Two or more entries that sum to zero.

    `key` makes writing twice the same as once; `digest` tells whether the second time meant the
    same. `subject` names what it is about (`commission:17`); `closes` the hold it ends.
    """

    id = models.UUIDField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=TransferKind)
    subject = models.CharField(max_length=60, db_index=True)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(db_index=True)
    closes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="closed_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__isnull=True) | Q(kind__in=["post", "void"]),
                name="transfer_closes_by_post_or_void",
            ),
            models.CheckConstraint(
                condition=~Q(kind="void") | Q(closes__isnull=False), name="transfer_void_closes"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TransferKind.values), name="transfer_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One line of a transfer: `amount` minor units, debit positive, credit negative, never zero.

    `at` is its transfer's, repeated so that one index answers for an account at any moment.
    """

    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "account"], name="entry_account_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="entry_not_zero"),
        ]
        indexes = [
            models.Index(fields=["account", "at", "id", "amount"], name="entry_account_at"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class Link(models.Model):
    """A transfer's place in its currency's chain; written by the database, not by any code.

    `sequence` counts from 1 without a gap, in the order of committing. `hash` is the SHA-256 of
    what the transfer says and of `previous`, the hash of the link before (empty at the first).
    """

    transfer = models.OneToOneField(
        Transfer, primary_key=True, on_delete=models.PROTECT, related_name="link"
    )
    currency = models.CharField(max_length=3)
    sequence = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "sequence"], name="link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.sequence}"


class Standing(models.Model):
    """The balance of an account that must not cross zero; kept by the database beside the entries.

    It is what writers wait for each other at. `side` is 1 for debit, -1 for credit.
    """

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.PROTECT, related_name="standing"
    )
    side = models.SmallIntegerField()
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(side=1, balance__gte=0) | Q(side=-1, balance__lte=0),
                name="standing_never_below",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.balance}"


class Closing(models.Model):
    """Everything before `until` is final: no transfer is written into it any more."""

    until = models.DateTimeField(unique=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__lte=F("at")), name="closing_of_the_past"),
        ]

    def __str__(self) -> str:
        return f"closing:{self.until:%Y-%m-%dT%H:%M:%SZ}"


class Rate(models.Model):
    """What one unit of `base` was worth in `quote` at a moment, as a ratio, and who says so."""

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    source = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "at"], name="rate_once"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, denominator__gt=0), name="rate_positive"
            ),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="rate_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.numerator}/{self.denominator}"


class Conversion(models.Model):
    """Two transfers, one in each currency, and the rate that turned the one into the other."""

    sold = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="sold_by")
    bought = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="bought_by")
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="conversions")

    def __str__(self) -> str:
        return f"{self.sold} at {self.rate}"
