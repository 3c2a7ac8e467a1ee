"""How a console acts: one form, one action, and a refusal that loses nothing."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from hongmao.core.reasons import Refusal

REFUSED = 409
"""The status of a page that says why an action was refused."""
MISTAKEN = 422
"""The status of a page whose form was filled in wrongly."""

Page = Callable[..., HttpResponse]
"""Shows the console again: takes the request, `refusal` (a sentence) and `status`."""


def act(
    request: HttpRequest, action: Callable[[], object], done: str, page: Page, back: str
) -> HttpResponse:
    """Run an action; then lead to the page named `back` with the words `done`.

    A refusal shows the page as it stands with its sentence, status 409. Raises `Http404` where
    what is acted on does not exist.
    """
    try:
        action()
    except Refusal as refusal:
        return page(request, refusal=refusal.text(get_language() or ""), status=REFUSED)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, done)
    return redirect(back)
