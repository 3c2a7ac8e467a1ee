"""Notes and their pictures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hongmao.people.models import Person


class NoteState(models.TextChoices):
    """Who can read a note."""

    DRAFT = "draft", _("Draft")
    PUBLIC = "public", _("Public")
    REMOVED = "removed", _("Removed")


class Note(models.Model):
    """A note: a title, a text and pictures. The `_en` texts are optional translations."""

    creator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=4000)
    body_en = models.TextField(max_length=6000, blank=True)
    topics = models.JSONField(default=list)
    topics_en = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=NoteState, default=NoteState.DRAFT)
    published_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"]),
            models.Index(fields=["creator", "state", "-published_at"], name="notes_of_creator"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=NoteState.values), name="note_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=NoteState.PUBLIC) | models.Q(published_at__isnull=False),
                name="note_public_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Picture(models.Model):
    """One picture of a note, in its order. `colour` (`#rrggbb`) stands in until it has loaded."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7)
    alt = models.CharField(max_length=200, blank=True)
    alt_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["note", "position"], name="picture_position_once"),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="picture_has_size"
            ),
        ]

    def __str__(self) -> str:
        return self.file
