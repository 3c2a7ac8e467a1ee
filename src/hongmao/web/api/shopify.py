"""`POST /hooks/shopify/<name>`: the webhooks of a Shopify shop."""

import logging

from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from hongmao.connectors.shopify.hmac import HEADER, verify
from hongmao.connectors.shopify.parse import BadBody, parse_webhook
from hongmao.core.reasons import Reason
from hongmao.links.marketplaces import shops
from hongmao.orders.inbound import hurried, keep_webhook
from hongmao.web.access import SIGNED, allow
from hongmao.web.api.answers import WAIT_S, mint, refuse

log = logging.getLogger(__name__)

LARGEST = 2 << 20
"""Bytes of a body: an order of 500 lines has about one million."""


@allow(SIGNED)
@require_POST
def shopify(request: HttpRequest, name: str) -> JsonResponse:
    """Take in a webhook: 200 once it is written, or was before; else a reason and nothing written.

    401 where the signature is not the shop's, 413, 422 where it cannot be read, 503 where the
    database is busy: Shopify sends it again.
    """
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return refuse(413, Reason.MESSAGE_TOO_LARGE, limit=LARGEST)
    shop = shops().get(name)
    # A shop that is not known costs the same work: nobody learns our shops by the clock.
    genuine = verify(shop.secret if shop else "", body, request.headers.get(HEADER, ""))
    if shop is None or not genuine:
        log.warning("a webhook for %s has a wrong signature", name)
        return refuse(401, Reason.BAD_SIGNATURE)
    key = request.headers.get("X-Shopify-Webhook-Id", "")
    if not 0 < len(key) <= 64:
        return refuse(422, Reason.MESSAGE_UNREADABLE, detail="X-Shopify-Webhook-Id is missing")
    topic = request.headers.get("X-Shopify-Topic", "")
    try:
        said = parse_webhook(topic, body, name, shop, mint().genuine)
    except BadBody as problem:
        log.error("a webhook of %s cannot be read: %s", name, problem)
        return refuse(422, Reason.MESSAGE_UNREADABLE, detail=problem.detail)
    facts = {"topic": topic[:64], "click": said.click[:200], "genuine": mint().genuine(said.click)}
    try:
        with hurried(WAIT_S):
            fresh = keep_webhook(name, key, said, facts)
    except OperationalError:
        log.exception("a webhook of %s met a busy database", name)
        return refuse(503, Reason.BUSY)
    return JsonResponse(
        {"repeated": fresh is None, "revisions": fresh or 0, "ignored": said.ignored or None}
    )
