"""What programs that bring us orders are answered, and who they are."""

from functools import cache

from django.conf import settings as django_settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language

from hongmao.core.ids import ClickMint, derive_key
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.edge.address import Proxies

WAIT_S = 2.0
"""How long such a request waits for a lock: Shopify gives up on an answer after 5 seconds."""


def refuse(status: int, reason: Reason, **facts: object) -> JsonResponse:
    """A refusal with its reason and a sentence to act on."""
    answer = JsonResponse(explain(reason, **facts), status=status)
    if status == 503:
        answer.headers["Retry-After"] = "5"
    return answer


def explain(reason: Reason, **facts: object) -> dict[str, object]:
    """A reason and its sentence, as answers hold them."""
    return {"reason": reason, "message": SENTENCES[reason].text(get_language() or "en", **facts)}


def caller(request: HttpRequest) -> bytes:
    """The address that a request comes from: what trusted proxies say of it, else the peer's."""
    values = django_settings.HONGMAO
    said = request.headers.get(values.proxy_header, "").encode("latin-1", "replace")
    peer = request.META.get("REMOTE_ADDR", "").encode()
    return _proxies(values.trusted_proxies, values.proxy_header).reader(peer, said)


def mint() -> ClickMint:
    """What tells click ids of ours from others."""
    return _mint(django_settings.HONGMAO.secret.get_secret_value())


@cache
def _mint(secret: str) -> ClickMint:
    return ClickMint(derive_key(secret, "click"))


@cache
def _proxies(networks: tuple[str, ...], header: str) -> Proxies:
    return Proxies(networks, header.encode())
