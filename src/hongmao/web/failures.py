"""Pages for what went wrong, each with a sentence to act on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hongmao.core.reasons import Reason
from hongmao.web.templatetags.hongmao import sentence


def _failure(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    context = {"title": title, "words": words, "status": status}
    return render(request, "failure.html", context, status=status)


def refuse_access(request: HttpRequest) -> HttpResponse:
    """403: this account may not do this."""
    return _failure(request, 403, _("Not for this account"), sentence(Reason.NOT_ALLOWED))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, as Django asks for it."""
    return refuse_access(request)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or old."""
    return _failure(
        request,
        403,
        _("This form is too old"),
        _("The page was open for too long, or cookies are off. Go back, reload it and try again."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _failure(request, 404, _("Nothing here"), sentence(Reason.NOT_FOUND))


def too_many(request: HttpRequest) -> HttpResponse:
    """429: more tries than the limit, as the account library asks for it."""
    response = _failure(request, 429, _("Too many tries"), sentence(Reason.TOO_MANY_TRIES))
    response.headers["Retry-After"] = "60"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: plain text, because what is wrong may be the request itself."""
    return HttpResponse(sentence(Reason.BAD_REQUEST), status=400, content_type="text/plain")


def broken(request: HttpRequest) -> HttpResponse:
    """500: a page that asks nothing of the database."""
    words = _("Something broke on our side, and it was written down. Please try again.")
    return render(None, "broken.html", {"words": words}, status=500)
