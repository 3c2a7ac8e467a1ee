"""Who asks the card API: a server with its key, or a page of an origin that was let in."""

import time
from collections.abc import Callable

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override

from hongmao.core.reasons import Reason, Refusal
from hongmao.integrators.models import Integrator
from hongmao.integrators.queries import integrator_of_key, integrator_of_origin
from hongmao.web.api.answers import caller, explain
from hongmao.web.embed.pace import Pace

STATUS = {
    Reason.UNKNOWN_INTEGRATOR: 401,
    Reason.ORIGIN_NOT_ALLOWED: 403,
    Reason.NOT_FOUND: 404,
    Reason.NOTE_NOT_PUBLIC: 404,
    Reason.TOO_MANY_CALLS: 429,
}
"""What a refusal is answered with; 400 where it is not here."""

LANGUAGES = {"zh": "zh-hans", "en": "en"}

_pace = Pace()


def from_server(request: HttpRequest) -> Integrator:
    """The integrator whose key stands in `Authorization: Bearer …`.

    Raises `Refusal`: UNKNOWN_INTEGRATOR, TOO_MANY_CALLS.
    """
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    found = integrator_of_key(key.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        _keep_pace(f"nobody {_address(request)}")
        raise Refusal(Reason.UNKNOWN_INTEGRATOR)
    _keep_pace(f"server {found.pk}")
    return found


def from_server_or_page(request: HttpRequest) -> Integrator:
    """The integrator by its key, else by the `Origin` of the page that asks.

    Raises `Refusal`: ORIGIN_NOT_ALLOWED too.
    """
    origin = request.headers.get("Origin", "")
    if not origin or "Authorization" in request.headers:
        return from_server(request)
    _keep_pace(f"page {_address(request)}")
    found = integrator_of_origin(origin.lower())
    if found is None:
        raise Refusal(Reason.ORIGIN_NOT_ALLOWED, origin=origin[:200])
    return found


def answer(request: HttpRequest, make: Callable[[], dict[str, object]]) -> HttpResponse:
    """What `make` says as JSON, or its refusal: in the language of `lang`, never stored.

    Any origin may read an answer: a refusal must reach who has to mend it, and there are no
    cookies in it.
    """
    language = LANGUAGES.get(request.GET.get("lang", "")[:2].lower(), "")
    with override(language or get_language()):
        try:
            response = JsonResponse(make())
        except Refusal as refusal:
            status = STATUS.get(refusal.reason, 400)
            response = JsonResponse(explain(refusal.reason, **refusal.facts), status=status)
            if status == 401:
                response.headers["WWW-Authenticate"] = "Bearer"
            if status == 429:
                response.headers["Retry-After"] = str(refusal.facts["seconds"])
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Origin", "Authorization"])
    return response


def _address(request: HttpRequest) -> str:
    return caller(request).decode("latin-1")


def _keep_pace(who: str) -> None:
    most = django_settings.HONGMAO.api_calls_a_minute
    wait = _pace.take(who, most, time.time())
    if wait:
        raise Refusal(Reason.TOO_MANY_CALLS, most=most, seconds=wait)
