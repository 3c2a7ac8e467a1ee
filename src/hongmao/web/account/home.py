"""The language switch, and the way home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from django.views.i18n import set_language

from hongmao.people.models import Role
from hongmao.web.access import ANYONE, allow, person
from hongmao.web.context import HOMES

language = allow(ANYONE)(set_language)


@allow(*Role)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead a person to the page their role works on."""
    return redirect(HOMES.get(Role(person(request).role), "feed"))
