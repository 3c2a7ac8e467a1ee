"""`GET` or `POST /postback/<token>`: what networks call when a click led to a sale."""

import hmac
import logging

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hongmao.connectors.postback.config import Network
from hongmao.connectors.postback.parse import AHEAD_MS, BadParameter, Claim, parse_postback
from hongmao.core.clock import to_ms
from hongmao.core.reasons import Reason
from hongmao.edge.address import Networks
from hongmao.links.marketplaces import networks
from hongmao.orders.inbound import hurried, keep_claim
from hongmao.web.access import SIGNED, allow
from hongmao.web.api.answers import WAIT_S, caller, explain, mint, refuse

log = logging.getLogger(__name__)

LARGEST = 64 << 10
"""Bytes of a body or a query."""


@allow(SIGNED)
@require_http_methods(["GET", "POST"])
def postback(request: HttpRequest, token: str) -> JsonResponse:
    """Take in a postback: 200 once it is written, or was before; else a reason, nothing written.

    401 where no network has the token, 403 where it calls from elsewhere, 413, 422 for a parameter
    that does not read, 503 where the database is busy.
    """
    name, network = _network(token)
    if network is None:
        return refuse(401, Reason.UNKNOWN_SENDER)
    address = caller(request)
    if network.addresses and not Networks(network.addresses).hold(address):
        shown = address.decode("latin-1")
        log.warning("a postback of %s came from %s", name, shown)
        return refuse(403, Reason.ADDRESS_NOT_ALLOWED, address=shown, network=name)
    stated = str(request.META.get("CONTENT_LENGTH") or 0)
    if (
        not stated.isdecimal()
        or max(int(stated), len(request.META.get("QUERY_STRING", ""))) > LARGEST
    ):
        return refuse(413, Reason.MESSAGE_TOO_LARGE, limit=LARGEST)
    said = request.GET.dict() | (request.POST.dict() if request.method == "POST" else {})
    try:
        claim = parse_postback(said, name, network, mint().genuine)
    except BadParameter as problem:
        log.error("a postback of %s cannot be read: %s", name, problem)
        return refuse(422, Reason.MESSAGE_UNREADABLE, detail=problem.detail)
    at = timezone.now()
    ahead = claim.is_ahead(to_ms(at))
    facts = {"click": claim.click[:200], "genuine": claim.genuine, "address": address.decode()}
    if ahead:
        log.warning("a postback of %s says a time in the future: %s", name, claim.at_ms)
        facts |= {"reason": Reason.TIME_IN_FUTURE, "at_ms": claim.at_ms}
    try:
        with hurried(WAIT_S):
            fresh = keep_claim(name, claim, at, facts)
    except OperationalError:
        log.exception("a postback of %s met a busy database", name)
        return refuse(503, Reason.BUSY)
    remark = explain(Reason.TIME_IN_FUTURE, minutes=AHEAD_MS // 60_000) if ahead else {}
    return JsonResponse(_answer(claim, fresh) | remark)


def _answer(claim: Claim, fresh: int | None) -> dict[str, object]:
    return {
        "order": claim.revision.trade_id,
        "status": claim.revision.status,
        "repeated": fresh is None,
        "click": "ours" if claim.genuine else "unknown" if claim.click else "missing",
    }


def _network(token: str) -> tuple[str, Network | None]:
    """The network of a token; each is compared in constant time."""
    found: tuple[str, Network | None] = "", None
    for name, network in networks().items():
        if hmac.compare_digest(network.token.encode(), token.encode()):
            found = name, network
    return found
