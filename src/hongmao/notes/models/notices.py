"""What a person is told of what others did."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hongmao.notes.models.comments import Comment
from hongmao.notes.models.note import Note
from hongmao.people.models import Person


class NoticeKind(models.TextChoices):
    """What others did."""

    LIKED = "liked", _("liked your note")
    COLLECTED = "collected", _("collected your note")
    COMMENTED = "commented", _("commented on your note")
    REPLIED = "replied", _("replied to you")
    FOLLOWED = "followed", _("follows you now")
    MENTIONED = "mentioned", _("mentioned you")


class Notice(models.Model):
    """One thing somebody did that a person is told of. `key` keeps it from being told twice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=9, choices=NoticeKind)
    actor = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    note = models.ForeignKey(Note, null=True, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    at = models.DateTimeField()
    seen = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notices_by_time"),
            models.Index(fields=["person"], condition=models.Q(seen=False), name="notices_unseen"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=NoticeKind.values), name="notice_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.kind}"
