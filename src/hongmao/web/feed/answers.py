"""What a deed on a page is answered with: the part that changed, or the page it was done on."""

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from hongmao.core.reasons import Refusal

REFUSED = 409


def is_partial(request: HttpRequest) -> bool:
    """Whether only a part of the page is asked for."""
    return request.headers.get("HX-Request") == "true"


def do(
    request: HttpRequest,
    deed: Callable[[], object],
    show: Callable[..., HttpResponse],
    back: str,
) -> HttpResponse:
    """Do a deed; then show the part that changed to htmx, and lead everybody else `back`.

    `show` takes `refusal` (a sentence, empty for none) and `status`; it shows the part or the whole
    as the request asks. Raises `Http404` where what it is about does not exist.
    """
    try:
        deed()
    except Refusal as refusal:
        return show(refusal=refusal.text(get_language() or ""), status=REFUSED)
    except ObjectDoesNotExist:
        raise Http404 from None
    return show(refusal="", status=200) if is_partial(request) else redirect(back)


def number(request: HttpRequest, name: str) -> int:
    """A number of a form or an address; 0 where there is none."""
    text = request.POST.get(name) or request.GET.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def is_on(request: HttpRequest) -> bool:
    """Whether a switch of a form was pressed to be on: pressing it twice leaves it so."""
    return request.POST.get("on") != "0"
