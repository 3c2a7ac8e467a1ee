"""What readers report, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hongmao.notes.models.comments import Comment
from hongmao.notes.models.note import Note
from hongmao.people.models import Person


class ReportReason(models.TextChoices):
    """Why a note or comment is reported: a closed set."""

    TOO_MANY_ADS = "too_many_ads", _("Too many ads")
    HIDDEN_AD = "hidden_ad", _("An ad that does not say so")
    DIVERSION = "diversion", _("Steers readers elsewhere to buy")
    SPAM = "spam", _("Spam or the same thing again and again")
    ABUSE = "abuse", _("Insults or hate")
    FALSE = "false", _("False or misleading")
    PRIVACY = "privacy", _("Shows what is private")
    ILLEGAL = "illegal", _("Against the law")


class ReportState(models.TextChoices):
    """Where a report stands."""

    OPEN = "open", _("Open")
    DISMISSED = "dismissed", _("Dismissed")
    REMOVED = "removed", _("Removed")


class Report(models.Model):
    """A person reports a note, or a comment below it, once."""

    reporter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reports")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="reports")
    comment = models.ForeignKey(
        Comment, null=True, on_delete=models.CASCADE, related_name="reports"
    )
    reason = models.CharField(max_length=16, choices=ReportReason)
    sentence = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ReportState, default=ReportState.OPEN)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "at"], name="reports_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "note"],
                condition=models.Q(comment__isnull=True),
                name="note_reported_once",
            ),
            models.UniqueConstraint(
                fields=["reporter", "comment"],
                condition=models.Q(comment__isnull=False),
                name="comment_reported_once",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=ReportReason.values), name="report_reason_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ReportState.values), name="report_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of note {self.note_id}"
