"""Addresses of a site with a view that breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from hongmao.web import urls
from hongmao.web.access import ANYONE, allow


@allow(ANYONE)
def broken(request: HttpRequest) -> HttpResponse:
    """Breaks."""
    raise RuntimeError("broken on purpose")


urlpatterns = [*urls.urlpatterns, path("broken", broken)]
handler500 = urls.handler500
