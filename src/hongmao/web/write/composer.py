"""The composer: a draft is kept with every button, and by itself while somebody types."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID, uuid4

from django.conf import settings as django_settings
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongmao.core.reasons import Reason, Refusal
from hongmao.links.asks import ask
from hongmao.links.models import OPEN_STATES
from hongmao.links.queries import placement_of_note
from hongmao.notes.actions import drafts as actions
from hongmao.notes.actions.publishing import publish_draft
from hongmao.notes.actions.uploads import keep_upload
from hongmao.notes.actions.videos import keep_video
from hongmao.notes.models import Draft, Note, VideoUpload
from hongmao.notes.queries.drafts import draft_of, drafts_of, key_taken, notes_of
from hongmao.notes.videos import is_ready
from hongmao.people.models import Person, Role
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, REFUSED
from hongmao.web.write.forms import ASPECT_WORDS, FOCUS_WORDS, DraftForm, choices, initial

WRITERS = (Role.READER, Role.CREATOR)
"""Who may write: a reader's first note makes them a creator."""
OWN_NOTES = 60


@allow(*WRITERS)
@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """A person's drafts and notes, and the way to a new one."""
    who = person(request)
    context = {
        "key": uuid4(),
        "drafts": list(drafts_of(who)),
        "notes": list(notes_of(who)[:OWN_NOTES]),
    }
    return render(request, "write/write.html", context)


@allow(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest, key: UUID) -> HttpResponse:
    """A draft, or a blank one; every button keeps it as it stands before it does its own."""
    draft = _own(request, key)
    if request.method != "POST":
        return show(request, key, draft)
    form = DraftForm(request.POST)
    asked, _sep, given = request.POST.get("do", "save").partition(":")
    if not form.is_valid():
        sentence = " ".join(str(words) for field in form.errors.values() for words in field)
        return (
            _saved(request, sentence)
            if asked == "autosave"
            else show(request, key, draft, form, status=MISTAKEN)
        )
    try:
        who = person(request)
        picked = choices(request.POST, list(draft.pictures.all()) if draft else [])
        actions.save_draft(who, key, form.text(), picked)
        return _do(request, key, asked, int(given) if given.isdecimal() else 0)
    except Refusal as refusal:
        sentence = refusal.text(get_language() or "")
        if asked == "autosave":
            return _saved(request, sentence)
        return show(request, key, _own(request, key), form, sentence, REFUSED)


def _own(request: HttpRequest, key: UUID) -> Draft | None:
    draft = draft_of(person(request), key)
    if draft is None and key_taken(key):
        raise Http404
    return draft


def _do(request: HttpRequest, key: UUID, asked: str, given: int) -> HttpResponse:
    who, here = person(request), reverse("compose", args=[key])
    if asked == "autosave":
        return _saved(request)
    if asked == "publish":
        return _publish(request, key)
    if asked == "preview":
        return redirect("preview", key)
    for video in request.FILES.getlist("video")[:1]:
        actions.set_video(who, key, _kept(who, video))
        return HttpResponseRedirect(f"{here}#video")
    if asked == "drop_video":
        actions.set_video(who, key, None)
        return HttpResponseRedirect(f"{here}#video")
    if request.FILES:
        _take(who, key, request.FILES.getlist("pictures"))
        return HttpResponseRedirect(f"{here}#pictures")
    if asked in {"earlier", "later"}:
        actions.move_picture(who, key, given, -1 if asked == "earlier" else 1)
        return HttpResponseRedirect(f"{here}#picture-{given}")
    if asked == "drop":
        actions.drop_picture(who, key, given)
        return HttpResponseRedirect(f"{here}#pictures")
    messages.success(request, _("Saved. Only you can see it."))
    return HttpResponseRedirect(here)


def _take(who: Person, key: UUID, files: "Iterable[UploadedFile[bytes]]") -> None:
    """Keep what can be kept, then say what could not."""
    limit = django_settings.HONGMAO.picture_bytes
    refusals = []
    for file in files:
        try:
            actions.add_pictures(who, key, [keep_upload(who, file.read(limit + 1))])
        except Refusal as refusal:
            refusals.append(refusal)
            if refusal.reason is Reason.PICTURES_TOO_MANY:
                break
    if refusals:
        raise refusals[0]


def _kept(who: Person, file: "UploadedFile[bytes]") -> VideoUpload:
    """The video of a form, which Django wrote to a file where it is large."""
    limit = django_settings.HONGMAO.video_bytes
    if (file.size or 0) > limit:
        raise Refusal(Reason.VIDEO_TOO_LARGE, limit=limit >> 20)
    if isinstance(file, TemporaryUploadedFile):
        return keep_video(who, Path(file.temporary_file_path()))
    with NamedTemporaryFile() as held:
        held.write(file.read())
        held.flush()
        return keep_video(who, Path(held.name))


def _saved(request: HttpRequest, refusal: str = "") -> HttpResponse:
    context = {"at": timezone.now(), "refusal": refusal}
    return render(request, "write/saved.html", context)


def show(
    request: HttpRequest,
    key: UUID,
    draft: Draft | None,
    form: DraftForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The composer, with the form as it was filled in and the sentence of a refusal."""
    values = django_settings.HONGMAO
    placement = placement_of_note(draft.note_id) if draft and draft.note_id else None
    context = {
        "key": key,
        "draft": draft,
        "form": form or DraftForm(initial=initial(draft) if draft else None),
        "pictures": list(draft.pictures.all()) if draft else [],
        "most": values.note_pictures,
        "takes_videos": is_ready(),
        "megabytes": values.video_bytes >> 20,
        "minutes": f"{values.video_seconds / 60:g}",
        "aspects": ASPECT_WORDS,
        "focuses": FOCUS_WORDS,
        "placement": placement,
        "attached": placement is not None and placement.state in OPEN_STATES,
        "refusal": refusal,
    }
    return render(request, "write/compose.html", context, status=status)


@allow(*WRITERS)
@require_safe
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """A draft as readers would see it."""
    draft = _own(request, key)
    if draft is None:
        raise Http404
    context = {"key": key, "draft": draft, "pictures": list(draft.pictures.all())}
    return render(request, "write/preview.html", context)


@allow(*WRITERS)
@require_POST
def publish(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish a draft as it is kept."""
    draft = _own(request, key)
    if draft is None:
        raise Http404
    try:
        return _publish(request, key)
    except Refusal as refusal:
        return show(request, key, draft, None, refusal.text(get_language() or ""), REFUSED)


def _publish(request: HttpRequest, key: UUID) -> HttpResponse:
    draft = _own(request, key)
    offer = draft.attach if draft else ""
    note = publish_draft(person(request), key)
    messages.success(request, _("Published."))
    if offer:
        _ask(request, note, offer)
    return redirect("note", note.pk)


def _ask(request: HttpRequest, note: Note, offer: str) -> None:
    """Ask for the product; the note stands whatever comes of it."""
    try:
        ask(person(request), note, offer)
    except Refusal as refusal:
        messages.warning(request, refusal.text(get_language() or ""))
    else:
        messages.success(request, _("The brand answers your request for the product next."))


@allow(*WRITERS)
@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw a draft away."""
    if _own(request, key) is None:
        raise Http404
    actions.discard_draft(person(request), key)
    messages.success(request, _("The draft is gone."))
    return redirect("write")
