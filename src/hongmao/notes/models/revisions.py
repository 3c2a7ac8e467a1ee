"""What a note said before, and whom it mentions."""

from django.db import models

from hongmao.notes.models.note import Note, PictureBase
from hongmao.people.models import Person


class NoteRevision(models.Model):
    """A note as it stood from `at` on. A note that was never edited has none."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=4000)
    body_en = models.TextField(max_length=6000, blank=True)
    topics = models.JSONField(default=list)
    paid_by = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["note", "version"], name="revision_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.note} v{self.version}"


class RevisionPicture(PictureBase):
    """One picture of a revision, in its order."""

    revision = models.ForeignKey(NoteRevision, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "position"], name="revision_picture_position_once"
            )
        ]


class Mention(models.Model):
    """A person whom a public note names by `@username`; kept once, from the first time on."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentioned")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="mention_once_a_note")
        ]

    def __str__(self) -> str:
        return f"{self.note} @{self.person}"
