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
    """A note: a title, a text, pictures and a video. The `_en` texts are optional translations.

    `paid_by` is who pays for it by its creator's own declaration, empty where nobody: a declared
    note (`declared`) is labelled in every view, and an ad in every feed, whatever it links to.
    `edited_at` is the last change after it was published.
    """

    creator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=4000)
    body_en = models.TextField(max_length=6000, blank=True)
    topics = models.JSONField(default=list)
    topics_en = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=NoteState, default=NoteState.DRAFT)
    published_at = models.DateTimeField(null=True, db_index=True)
    edited_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=60, blank=True)
    declared = models.GeneratedField(
        expression=models.ExpressionWrapper(~models.Q(paid_by=""), models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"]),
            models.Index(fields=["creator", "state", "-published_at"], name="notes_of_creator"),
            models.Index(
                fields=["declared", "state", "-published_at", "-id"], name="notes_declared"
            ),
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

    @property
    def cover(self) -> "PictureBase | None":
        """What stands for it among others: the poster of its video, or its first picture."""
        return getattr(self, "video", None) or next(iter(self.pictures.all()), None)


class PictureBase(models.Model):
    """A picture's file. `colour` (`#rrggbb`) stands in until it has loaded.

    `widths` are those it lies in beside `file`, the widest; empty where there is one file only.
    """

    file = models.CharField(max_length=200, db_index=True)
    widths = models.JSONField(default=list)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file


class Picture(PictureBase):
    """One picture of a note, in its order; `upload` is what it was cropped from, where known."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=200, blank=True)
    alt_en = models.CharField(max_length=200, blank=True)
    upload = models.ForeignKey(
        "notes.Upload", null=True, on_delete=models.SET_NULL, related_name="pictures"
    )
    aspect = models.CharField(max_length=4, blank=True)
    focus = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["note", "position"], name="picture_position_once"),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="picture_has_size"
            ),
        ]
