"""Pictures that were sent, and drafts that use them."""

from django.db import models

from hongmao.notes.models.note import Note, PictureBase
from hongmao.people.models import Person


class Upload(PictureBase):
    """A picture that somebody sent, cleaned, as it was before any crop."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="uploads")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "file"], name="upload_once_a_person")
        ]


class Draft(models.Model):
    """What somebody writes: a new note, or changes to `note`. Nobody else sees it.

    `key` is in its address. `paid` is the declaration, which `paid_by` must complete before the
    draft is published. `attach` names what is asked for once it is: see `links.asks`.
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    note = models.OneToOneField(Note, null=True, on_delete=models.CASCADE, related_name="draft")
    title = models.CharField(max_length=80, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=4000, blank=True)
    body_en = models.TextField(max_length=6000, blank=True)
    topics = models.JSONField(default=list)
    paid = models.BooleanField(default=False)
    paid_by = models.CharField(max_length=60, blank=True)
    attach = models.CharField(max_length=40, blank=True)
    video = models.ForeignKey(
        "notes.VideoUpload", null=True, on_delete=models.PROTECT, related_name="drafted"
    )
    video_alt = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-changed_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def cover(self) -> PictureBase | None:
        """What stands for it among others, as for a note."""
        first = next(iter(self.pictures.all()), None)
        return self.video or (first.upload if first else None)


class DraftPicture(models.Model):
    """A picture of a draft, and how it is to be cropped: see `core.crops`."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="pictures")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="drafted")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=200, blank=True)
    alt_en = models.CharField(max_length=200, blank=True)
    aspect = models.CharField(max_length=4, blank=True)
    focus = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.position}: {self.upload}"
