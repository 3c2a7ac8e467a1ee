"""Placements, links, adzones and leases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Brand, Campaign, Marketplace, Product, Store
from hongmao.notes.models import Note
from hongmao.people.models import Person


class PlacementState(models.TextChoices):
    """Where a placement stands: the brand proposes, the creator agrees, the operator approves."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    APPROVED = "approved", _("Live")
    PAUSED = "paused", _("Paused")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


OPEN_STATES = ("proposed", "agreed", "approved", "paused")


class Placement(models.Model):
    """One product, or one store, attached to one note under one campaign.

    `asked` says that the note's creator asked for it, so that the brand is the one to agree.
    """

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="placements")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="placements")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="placements")
    creator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=PlacementState, default=PlacementState.PROPOSED)
    asked = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True)
    refusal = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["note"], condition=Q(state__in=OPEN_STATES), name="placement_one_a_note"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PlacementState.values), name="placement_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note} -> {self.product or self.store}"


class Enrolment(models.Model):
    """The number that a marketplace gave a creator in the account's channel; orders return it."""

    creator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    marketplace = models.CharField(max_length=16, choices=Marketplace)
    relation_id = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creator", "marketplace"], name="enrolment_once_a_creator"
            ),
            models.UniqueConstraint(
                fields=["marketplace", "relation_id"], name="enrolment_once_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.creator}: {self.marketplace} {self.relation_id}"


class Link(models.Model):
    """The link of an approved placement: its code, and where it leads in the marketplace.

    What else opens the same is empty where the marketplace gave none: see `MadeLink`.
    """

    code = models.CharField(max_length=10, unique=True)
    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="link")
    destination = models.URLField(max_length=1000)
    password = models.CharField(max_length=200, blank=True)
    app_url = models.CharField(max_length=2000, blank=True)
    universal_url = models.CharField(max_length=2000, blank=True)
    click_parameter = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class Adzone(models.Model):
    """A promotion position of our account: `pid` as links need it, `name` as orders return it."""

    marketplace = models.CharField(max_length=16, choices=Marketplace)
    pid = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "name"], name="adzone_name_once")
        ]

    def __str__(self) -> str:
        return self.pid


class Lease(models.Model):
    """What stands for a placement in orders from `starts_at`, and in none after `ends_at`.

    `name` is the text that orders return: an adzone's where the marketplace has a pool of them,
    else the link's code, which is this placement's alone. `ends_at` is empty while the placement
    is open, then the end of the marketplace's cookie window. `shared` marks a lease taken from an
    exhausted pool: its matches may be ambiguous.
    """

    name = models.CharField(max_length=60)
    adzone = models.ForeignKey(Adzone, null=True, on_delete=models.PROTECT, related_name="leases")
    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, related_name="lease")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    shared = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["name"], name="lease_name")]

    def __str__(self) -> str:
        return f"{self.name} for {self.placement}"
