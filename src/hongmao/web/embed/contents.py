"""What an integrator's posts are here."""

from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from hongmao.core.reasons import Reason, Refusal
from hongmao.integrators.actions import register_content
from hongmao.web.access import SIGNED, allow
from hongmao.web.embed.callers import answer, from_server

BODY_BYTES = 4096
SHAPE = '{"content": "post-17", "note": 42}'


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """A post's key with the integrator, and the note that it is."""

    content: str
    note: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


@allow(SIGNED)
@require_POST
def contents(request: HttpRequest) -> HttpResponse:
    """Register a content key of the integrator whose key it comes with."""
    return answer(request, lambda: _register(request))


def _register(request: HttpRequest) -> dict[str, object]:
    integrator = from_server(request)
    try:
        said = msgspec.json.decode(request.read(BODY_BYTES), type=Said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal(Reason.BAD_PARAMETER, name="body", form=SHAPE) from None
    content = register_content(integrator, said.content, said.note)
    return {"content": f"{integrator.name}:{content.key}", "note": content.note_id}
