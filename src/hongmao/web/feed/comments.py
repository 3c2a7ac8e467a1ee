"""Comments below a note."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hongmao.notes.actions import comments as actions
from hongmao.notes.queries.comments import comment_at, threads
from hongmao.people.models import Role
from hongmao.web.access import allow, person
from hongmao.web.feed.answers import do, is_partial, number
from hongmao.web.feed.note import found_note, show_note


@allow(*Role)
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a note, or reply to a comment; a refusal leaves the text in its form."""
    who, text, reply = person(request), request.POST.get("text", ""), number(request, "reply")
    return do(
        request,
        lambda: actions.comment(who, pk, text, reply),
        lambda refusal, status: _show(request, pk, refusal, status, text if refusal else ""),
        f"{reverse('note', args=[pk])}{f'?whole={_thread(reply)}' if reply else ''}#comments",
    )


@allow(*Role)
@require_POST
def delete_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a comment for good."""
    who, found = person(request), comment_at(pk)
    if found is None:
        raise Http404
    note = found.note_id
    return do(
        request,
        lambda: actions.delete_comment(who, pk),
        lambda refusal, status: _show(request, note, refusal, status),
        f"{reverse('note', args=[note])}#comments",
    )


def _thread(pk: int) -> int:
    found = comment_at(pk)
    return (found.parent_id or found.pk) if found else 0


def _show(request: HttpRequest, pk: int, refusal: str, status: int, text: str = "") -> HttpResponse:
    reply = number(request, "reply")
    if not is_partial(request):
        return show_note(request, pk, refusal, status, text=text, reply_to=reply)
    found = found_note(pk)
    below, next_thread = threads(found, whole=_thread(reply))
    context = {
        "note": found,
        "partial": True,
        "threads": below,
        "next_thread": next_thread,
        "comment_refusal": refusal,
        "text": text,
        "reply_to": reply if refusal else 0,
    }
    return render(request, "components/comments.html", context, status=status)
