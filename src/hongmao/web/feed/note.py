"""One note."""

from urllib.parse import quote

from django.conf import settings as django_settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hongmao.core.events import Surface
from hongmao.core.reasons import Reason
from hongmao.links.queries import cards
from hongmao.notes.queries.notes import public_note
from hongmao.web.access import ANYONE, allow
from hongmao.web.feed.cards import PageView
from hongmao.web.templatetags.hongmao import sentence

LINK_REASONS = frozenset(
    {
        Reason.LINK_PAUSED,
        Reason.ADMISSION_EXPIRED,
        Reason.CAMPAIGN_OVER,
        Reason.BUDGET_SPENT,
        Reason.LINK_NOT_STARTED,
    }
)
"""Why the edge leads a reader to a note in place of its product."""


@allow(ANYONE)
@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A public note with its labelled card; `?link=` says why its link led here."""
    found = public_note(pk)
    if found is None:
        raise Http404
    reason = request.GET.get("link", "")
    web = django_settings.HONGMAO.web_address
    view = PageView(Surface.NOTE, found.pk)
    context = {
        "note": found,
        "pictures": list(found.pictures.all()),
        "shown": view.show(cards([found.pk], timezone.now()).get(found.pk)),
        "view": view,
        "oembed": f"{web}/oembed?url={quote(f'{web}/n/{found.pk}', safe='')}",
        "notice": sentence(reason) if reason in LINK_REASONS else "",
    }
    return render(request, "feed/note.html", context)
