"""What a creator does with a published note: change it, look at its history, delete it."""

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongmao.core.differences import Piece, compare
from hongmao.links.asks import delete_note
from hongmao.links.queries import placement_of_note
from hongmao.notes.actions.drafts import edit_note
from hongmao.notes.models import Note, NoteRevision, RevisionPicture, RevisionVideo
from hongmao.notes.queries.drafts import history_of
from hongmao.notes.queries.notes import public_note, public_notes
from hongmao.people.models import Role
from hongmao.web.access import allow, person
from hongmao.web.write.composer import WRITERS

REVISIONS = 10
"""Versions on one page of a note's history."""


class Change(msgspec.Struct, frozen=True):
    """A version of a note against the one before it; the first has nothing before it."""

    revision: NoteRevision
    first: bool
    title: list[Piece]
    body: list[Piece]
    topics: list[Piece]
    paid_by: list[Piece]
    pictures: list[RevisionPicture]
    gone: list[RevisionPicture]
    video: RevisionVideo | None
    video_gone: RevisionVideo | None


@allow(*WRITERS)
@require_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the draft of changes to a note of one's own."""
    try:
        return redirect("compose", edit_note(person(request), pk).key)
    except Note.DoesNotExist:
        raise Http404 from None


@allow(Role.CREATOR, Role.OPERATOR)
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What a note said and what was changed, for its creator and operators."""
    who = person(request)
    note = public_note(pk)
    if note is None or (who.role != Role.OPERATOR and note.creator_id != who.pk):
        raise Http404
    page = Paginator(history_of(note), REVISIONS).get_page(request.GET.get("page"))
    context = {"note": note, "changes": [_change(note, one) for one in page], "page": page}
    return render(request, "write/history.html", context)


def _change(note: Note, after: NoteRevision) -> Change:
    before = history_of(note).filter(version=after.version - 1).first()
    shown = {picture.file for picture in after.pictures.all()}
    earlier = list(before.pictures.all()) if before else []
    old = before or after
    video, earlier_video = _video(after), _video(before)
    changed = earlier_video is not None and (video is None or video.film != earlier_video.film)
    return Change(
        revision=after,
        first=before is None,
        title=compare(old.title, after.title),
        body=compare(old.body, after.body),
        topics=compare(_joined(old.topics), _joined(after.topics)),
        paid_by=compare(old.paid_by, after.paid_by),
        pictures=list(after.pictures.all()),
        gone=[picture for picture in earlier if picture.file not in shown],
        video=video,
        video_gone=earlier_video if changed else None,
    )


def _video(revision: NoteRevision | None) -> RevisionVideo | None:
    return getattr(revision, "video", None)


def _joined(topics: list[str]) -> str:
    return " ".join(f"#{topic}" for topic in topics)


@allow(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would go and what would stay; then delete a note of one's own for good."""
    who = person(request)
    note = get_object_or_404(public_notes().filter(creator=who), pk=pk)
    if request.method == "POST":
        delete_note(who, pk)
        messages.success(request, _("The note is deleted."))
        return redirect("write")
    context = {"note": note, "placement": placement_of_note(pk)}
    return render(request, "write/delete.html", context)
