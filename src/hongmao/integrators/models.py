"""Integrators, the origins their pages come from, and what their posts are here."""

from django.db import models
from django.db.models import Q

from hongmao.core.disclosure import LABELS
from hongmao.notes.models import Note


class Integrator(models.Model):
    """A community that shows our cards. Of its key only the hash is kept.

    `jurisdiction` is its readers'; empty: the installation's.
    """

    name = models.SlugField(max_length=40, unique=True)
    key_hash = models.CharField(max_length=64, unique=True)
    jurisdiction = models.CharField(max_length=2, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(jurisdiction__in=["", *LABELS]), name="integrator_jurisdiction_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """An origin (`https://forum.example`) whose pages may ask for cards."""

    integrator = models.ForeignKey(Integrator, on_delete=models.CASCADE, related_name="origins")
    origin = models.CharField(max_length=255, unique=True)

    def __str__(self) -> str:
        return self.origin


class Content(models.Model):
    """An integrator's post, by the key it has there, and the note that it is here."""

    integrator = models.ForeignKey(Integrator, on_delete=models.CASCADE, related_name="contents")
    key = models.CharField(max_length=120)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["integrator", "key"], name="content_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.integrator.name}:{self.key}"
