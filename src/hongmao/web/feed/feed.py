"""The feed: for you, of those you follow, and by topic."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hongmao.balance.queries import RANKED, Scope, feed_page
from hongmao.core.events import Surface
from hongmao.notes.queries.social import leading_topics, nearby_topics, topic_of
from hongmao.people.models import Role
from hongmao.web.access import ANYONE, allow
from hongmao.web.feed.cards import PageView
from hongmao.web.feed.readers import reader
from hongmao.web.feed.tiles import PAGE, show_tiles

TOPICS = 12
"""Topics to choose from above the notes."""


@allow(ANYONE)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The ranked feed; the first visit needs no account."""
    return _show(request, RANKED, reverse("feed"), topics=lambda: leading_topics(TOPICS))


@allow(*Role)
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """The notes of the creators whom a person follows, newest first."""
    return _show(request, Scope("following"), reverse("following"))


@allow(ANYONE)
@require_safe
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """The notes about a topic, newest first, and the topics nearby."""
    found = topic_of(topic)
    if found is None:
        raise Http404
    return _show(
        request,
        Scope("topic", found.name),
        reverse("topic", args=[found.name]),
        topic=found,
        topics=lambda: nearby_topics(found, TOPICS),
    )


def _show(request: HttpRequest, scope: Scope, address: str, **context: object) -> HttpResponse:
    place = request.GET.get("place", "")
    page = feed_page(place, PAGE, timezone.now(), reader(request), scope)
    next_address = f"{address}?place={page.next_place}" if page.next_place else ""
    view = PageView(Surface.FEED)
    return show_tiles(
        request, "feed/feed.html", page.items, view, next_address, scope=scope.kind, **context
    )
