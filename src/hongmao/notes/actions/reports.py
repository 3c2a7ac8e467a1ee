"""Reports: made by readers, decided by operators."""

from django.db import transaction
from django.utils import timezone

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.actions.comments import delete_comment
from hongmao.notes.actions.notes import remove_note
from hongmao.notes.actions.social import readable
from hongmao.notes.models import Comment, Report, ReportReason, ReportState
from hongmao.people.actions import record
from hongmao.people.models import Person

SENTENCE_CHARACTERS = 300


@transaction.atomic
def report_note(person: Person, note_id: int, reason: ReportReason, sentence: str = "") -> Report:
    """Report a note, once: the second time changes nothing."""
    note = readable(note_id)
    made, is_new = Report.objects.get_or_create(
        reporter=person,
        note=note,
        comment=None,
        defaults={"reason": reason, "sentence": _cut(sentence), "at": timezone.now()},
    )
    if is_new:
        record(person, "report_note", f"note:{note.pk}", reason=reason)
    return made


@transaction.atomic
def report_comment(
    person: Person, comment_id: int, reason: ReportReason, sentence: str = ""
) -> Report:
    """Report a comment, once; raises `Comment.DoesNotExist` where it is gone."""
    comment = Comment.objects.get(pk=comment_id, deleted_at=None)
    made, is_new = Report.objects.get_or_create(
        reporter=person,
        comment=comment,
        defaults={
            "note_id": comment.note_id,
            "reason": reason,
            "sentence": _cut(sentence),
            "at": timezone.now(),
        },
    )
    if is_new:
        record(person, "report_comment", f"comment:{comment.pk}", reason=reason)
    return made


def _cut(sentence: str) -> str:
    return sentence.strip()[:SENTENCE_CHARACTERS]


@transaction.atomic
def dismiss_report(operator: Person, report_id: int) -> Report:
    """Leave what was reported as it is; refuses with WRONG_STATE where it was decided."""
    return _decide(operator, report_id, ReportState.DISMISSED)


@transaction.atomic
def uphold_report(operator: Person, report_id: int) -> Report:
    """Remove the note, or the comment; every open report of the same thing is decided with it."""
    report = _decide(operator, report_id, ReportState.REMOVED)
    if report.comment_id:
        delete_comment(operator, report.comment_id)
    else:
        remove_note(operator, report.note_id)
    Report.objects.filter(
        state=ReportState.OPEN, note=report.note_id, comment=report.comment_id
    ).update(state=ReportState.REMOVED, decided_by=operator, decided_at=timezone.now())
    return report


def _decide(operator: Person, report_id: int, state: ReportState) -> Report:
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.state != ReportState.OPEN:
        raise Refusal(Reason.WRONG_STATE, state=report.get_state_display())
    report.state, report.decided_by, report.decided_at = state, operator, timezone.now()
    report.save()
    record(operator, f"report_{state}", f"report:{report.pk}")
    return report
