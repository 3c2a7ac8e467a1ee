"""Reporting a note or a comment."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hongmao.core.reasons import Reason
from hongmao.notes.actions import reports
from hongmao.notes.models import Comment, Note, ReportReason
from hongmao.notes.queries.comments import comment_at
from hongmao.people.models import Person, Role
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN
from hongmao.web.feed.note import found_note
from hongmao.web.templatetags.hongmao import sentence


@allow(*Role)
@require_http_methods(["GET", "HEAD", "POST"])
def report_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a note."""
    note = found_note(pk)
    return _report(
        request, note, None, lambda who, why, words: reports.report_note(who, pk, why, words)
    )


@allow(*Role)
@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a comment."""
    comment = comment_at(pk)
    if comment is None:
        raise Http404
    return _report(
        request,
        found_note(comment.note_id),
        comment,
        lambda who, why, words: reports.report_comment(who, pk, why, words),
    )


def _report(
    request: HttpRequest,
    note: Note,
    comment: Comment | None,
    deed: Callable[[Person, ReportReason, str], object],
) -> HttpResponse:
    reason, refusal = request.POST.get("reason", ""), ""
    if request.method == "POST":
        if reason in ReportReason.values:
            deed(person(request), ReportReason(reason), request.POST.get("sentence", ""))
            messages.success(request, _("Thank you. An operator looks at it."))
            return redirect("note", note.pk)
        refusal = sentence(Reason.REPORT_UNREASONED)
    context = {
        "note": note,
        "comment": comment,
        "reasons": ReportReason.choices,
        "sentence": request.POST.get("sentence", ""),
        "refusal": refusal,
    }
    return render(request, "feed/report.html", context, status=MISTAKEN if refusal else 200)
