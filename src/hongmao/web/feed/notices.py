"""What a person is told."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hongmao.notes.actions.notices import mark_seen
from hongmao.notes.queries.comments import notices_of
from hongmao.people.models import Role
from hongmao.web.access import allow, person

A_PAGE = 30


@allow(*Role)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What others did, newest first. Looking at it is what marks it as seen."""
    who = person(request)
    page = Paginator(notices_of(who), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "told": list(page.object_list)}
    mark_seen(who)
    return render(request, "feed/notices.html", context)
