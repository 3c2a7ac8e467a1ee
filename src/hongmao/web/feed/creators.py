"""A creator's profile, and following them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hongmao.core.events import Surface
from hongmao.notes.actions import social
from hongmao.notes.queries.notes import creator_of
from hongmao.notes.queries.social import follows, notes_of
from hongmao.people.models import Person, Role
from hongmao.web.access import ANYONE, allow, person
from hongmao.web.feed.answers import do, is_on, is_partial, number
from hongmao.web.feed.cards import PageView
from hongmao.web.feed.readers import visitor
from hongmao.web.feed.tiles import PAGE, show_tiles, with_cards


def _found(username: str) -> Person:
    found = creator_of(username)
    if found is None:
        raise Http404
    return found


@allow(ANYONE)
@require_safe
def creator(request: HttpRequest, username: str) -> HttpResponse:
    """A creator: who they are, what they have, and their notes, newest first."""
    return show_creator(request, username)


def show_creator(
    request: HttpRequest, username: str, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page, with the sentence of a refusal where there was one."""
    found, before = _found(username), number(request, "before")
    rows = notes_of(found)
    last = rows.filter(pk=before).first() if before else None
    if last:
        rows = rows.filter(published_at__lte=last.published_at).exclude(
            published_at=last.published_at, pk__gte=last.pk
        )
    notes = list(rows[: PAGE + 1])
    address = reverse("creator_page", args=[found.username])
    response = show_tiles(
        request,
        "feed/creator.html",
        with_cards(notes[:PAGE], timezone.now()),
        PageView(Surface.FEED),
        f"{address}?before={notes[PAGE - 1].pk}" if len(notes) > PAGE else "",
        creator=found,
        follows=follows(visitor(request), found.pk),
        refusal=refusal,
    )
    response.status_code = status
    return response


@allow(*Role)
@require_POST
def follow(request: HttpRequest, username: str) -> HttpResponse:
    """Follow a creator, or no longer; `note` is the note where it was pressed."""
    who, deed = person(request), social.follow if is_on(request) else social.unfollow
    note = number(request, "note")
    back = reverse("note", args=[note]) if note else reverse("creator_page", args=[username])
    return do(
        request,
        lambda: deed(who, username),
        lambda refusal, status: _show(request, username, refusal, status),
        back,
    )


def _show(request: HttpRequest, username: str, refusal: str, status: int) -> HttpResponse:
    if not is_partial(request):
        return show_creator(request, username, refusal, status)
    found = _found(username)
    context = {
        "creator": found,
        "follows": follows(visitor(request), found.pk),
        "note_pk": number(request, "note"),
    }
    return render(request, "components/follow.html", context, status=status)
