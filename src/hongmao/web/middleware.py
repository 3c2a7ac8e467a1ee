"""What every answer carries, and who gets one."""

import logging
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from hongmao.core.reasons import Reason
from hongmao.people.actions.devices import see_device
from hongmao.people.models import Person, Role
from hongmao.web.access import ANYONE, SIGNED, access_of
from hongmao.web.failures import refuse_access
from hongmao.web.templatetags.hongmao import sentence

log = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]

READER_COOKIE = "hm_reader"
READER_SECONDS = 365 * 24 * 3600
DEVICE_SEEN = "device_seen"
"""Where a session says for which cookie and day its device is known."""

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


@cache
def content_policy(edge_address: str) -> str:
    """The Content-Security-Policy of every page: our own files only, nothing inline.

    Beacons may go to the edge's origin and nowhere else.
    """
    edge = urlsplit(edge_address)
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data:",
            "media-src 'self'",
            f"connect-src 'self' {edge.scheme}://{edge.netloc}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


class SecurityHeaders:
    """Puts the security headers on every answer."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers."""
        response = self._get_response(request)
        policy = content_policy(django_settings.HONGMAO.edge_address)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response


class DenyByDefault:
    """Holds every view to the access it states; refuses a view that states none."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; `process_view` does the work."""
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """None to go on; otherwise the login page or a refusal."""
        access = access_of(view)
        if access is None:
            log.error("%s states no access, so it is refused", request.path)
            return refuse_access(request)
        if ANYONE in access or SIGNED in access:
            return None
        if not isinstance(request.user, Person):
            return _to_login(request)
        if request.user.role not in access:
            return refuse_access(request)
        if Role.READER not in access and lacks_second_factor(request.user):
            messages.error(request, sentence(Reason.SECOND_FACTOR_NEEDED))
            return redirect("mfa_index")
        return None


def lacks_second_factor(who: Person) -> bool:
    """Whether the settings ask for a second factor that a person has not got."""
    return django_settings.HONGMAO.require_second_factor and not is_mfa_enabled(who)


def _to_login(request: HttpRequest) -> HttpResponse:
    """Lead to the login page, and from there to the page asked for, or that a form stands on."""
    back = request.get_full_path() if request.method == "GET" else _origin(request)
    response = redirect_to_login(back)
    if request.headers.get("HX-Request") == "true":  # a part of a page is no place for a login
        return HttpResponse(headers={"HX-Redirect": response.url})
    return response


def _origin(request: HttpRequest) -> str:
    """The page of ours that a form was sent from; the way home where the browser does not say."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


class Reader:
    """Gives a reader without one the first-party cookie that clicks and impressions are hashed by.

    It is a random id and says nothing else; only pages set it. Whose it is while somebody is logged
    in is looked at once a day: `see_device` says what is kept of that.
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the cookie where it is missing."""
        response = self._get_response(request)
        if not _is_page(request, response):
            return response
        if READER_COOKIE in request.COOKIES:
            _see(request, request.COOKIES[READER_COOKIE])
        else:
            response.set_cookie(
                READER_COOKIE,
                secrets.token_hex(16),
                max_age=READER_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=django_settings.SESSION_COOKIE_SECURE,
            )
        return response


def _see(request: HttpRequest, cookie: str) -> None:
    who, today = getattr(request, "user", None), timezone.now().date()
    known = f"{today} {cookie}"
    if isinstance(who, Person) and request.session.get(DEVICE_SEEN) != known:
        see_device(who, cookie, today)
        request.session[DEVICE_SEEN] = known


def _is_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
    )
