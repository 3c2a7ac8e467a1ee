"""People and the audit trail of their actions."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do; each view names the roles it serves."""

    READER = "reader", _("Reader")
    CREATOR = "creator", _("Creator")
    AGENCY = "agency", _("Agency")
    BRAND = "brand", _("Brand")
    OPERATOR = "operator", _("Operator")


class Person(AbstractUser):
    """An account. `name` is shown; `name_en` and `bio_en` are optional second-language texts.

    `joins_devices` is their consent to `Device`.
    """

    role = models.CharField(max_length=8, choices=Role, default=Role.READER)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    bio = models.CharField(max_length=300, blank=True)
    bio_en = models.CharField(max_length=300, blank=True)
    avatar = models.CharField(max_length=200, blank=True)
    joins_devices = models.BooleanField(default=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="person_role_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AuditRow(models.Model):
    """Who did what to which subject (`placement:12`), when, with the facts that mattered.

    `actor` is empty where the worker acted. Rows are only ever added.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, db_index=True)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Device(models.Model):
    """A reader of the log and a person, both as keyed hashes: they are the same.

    `key` marks the secret they were hashed under; `last_on` is the day the person last read there.
    One that another person uses too is `shared`, and says nothing of who reads.
    """

    reader = models.CharField(max_length=16)
    person = models.CharField(max_length=16, db_index=True)
    key = models.CharField(max_length=8)
    last_on = models.DateField(db_index=True)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "person"], name="device_once_a_person")
        ]

    def __str__(self) -> str:
        return f"reader {self.reader}"


class Chore(models.Model):
    """Work that one process does at a time, until when one holds it, and what it last came to."""

    name = models.CharField(max_length=20, primary_key=True)
    held_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class CacheRow(models.Model):
    """A row of Django's database cache, by which all web processes count tries together."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
