"""Comments below notes, in threads of one level."""

from django.db import models

from hongmao.notes.models.note import Note
from hongmao.people.models import Person

LONGEST = 500
"""Characters of a comment."""


class Comment(models.Model):
    """A comment, or a reply below one.

    A deleted one keeps its place, without its text, where replies stand below it.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    answers = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["note", "parent", "-at", "-id"], name="comments_of_note")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=False) ^ ~models.Q(text=""),
                name="comment_has_text_or_is_deleted",
            )
        ]

    def __str__(self) -> str:
        return self.text
