"""Accounts, transfers and entries. Nothing here is ever changed or deleted: triggers hold that."""

from django.db import models
from django.db.models import Q
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
    """One line of a transfer: `amount` minor units, debit positive, credit negative, never zero."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    amount = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "account"], name="entry_account_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="entry_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
