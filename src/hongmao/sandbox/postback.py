"""A network for pretend: it calls a postback URL, its macros filled in.

`/admin/postback/fire` calls it; `GET /admin/postback/calls` shows what was called and answered.
"""

from urllib.parse import quote

import msgspec
from flask import Blueprint, request

from hongmao.sandbox.outbox import Outbox, guarded


class Firing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call of `url`, in which each `{name}` of `macros` is filled; others are left empty.

    It is made `copies` times, by `method`; `backoff_ms` is the pause before the second try.
    """

    url: str
    macros: dict[str, str] = {}
    method: str = "GET"
    copies: int = 1
    backoff_ms: int = 1000


class PostbackNetwork:
    """The network."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def blueprint(self, secret: str) -> Blueprint:
        """The switches, for those who know the app secret."""
        return guarded("postback", secret, {"fire": self.fire}, {"calls": self._outbox.calls})

    def fire(self) -> dict[str, object]:
        """Call a postback URL; answers the numbers of the calls and the URL as it was filled."""
        wish = msgspec.json.decode(request.get_data(), type=Firing)
        url = fill(wish.url, wish.macros)
        calls = [
            self._outbox.put(wish.method, url, backoff_ms=wish.backoff_ms)
            for _ in range(wish.copies)
        ]
        return {"calls": calls, "url": url}


def fill(template: str, macros: dict[str, str]) -> str:
    """A URL with its macros filled and escaped; one that nobody fills becomes empty."""
    head, *rest = template.split("{")
    parts = [head]
    for part in rest:
        name, _, after = part.partition("}")
        parts.append(quote(macros.get(name, ""), safe="") + after)
    return "".join(parts)
