"""`POST /hooks/taobao/ud`: the postback of Taobao's ad-driven side, as an order happens."""

import logging
from hashlib import blake2b

import msgspec
from django.conf import settings as django_settings
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from hongmao.connectors.rows import BadRow
from hongmao.connectors.taobao.client import ALLOWED_S, from_local
from hongmao.connectors.taobao.ud_parse import parse_postback
from hongmao.core.clock import to_ms
from hongmao.core.reasons import Reason
from hongmao.core.signing import genuine
from hongmao.orders.inbound import hurried, keep_news
from hongmao.web.access import SIGNED, allow
from hongmao.web.api.answers import WAIT_S, caller, mint, refuse

log = logging.getLogger(__name__)

LARGEST = 64 << 10
"""Bytes of a body or a query."""
METHOD = "alibaba.ud.udsmartdata.get"
MESSAGE = "ud_smart_service_request"


@allow(SIGNED)
@require_POST
def ud(request: HttpRequest) -> JsonResponse:
    """Take in a postback: 200 once it is written, or was before; else a reason, nothing written.

    Its parameters come in query and body and are signed like a call of the platform's own, by the
    app's secret. 401 where the signature, the app or the time (10 minutes) is not right or the
    ad-driven side is off, 413, 422 where it cannot be read, 503 where the database is busy.
    """
    stated = str(request.META.get("CONTENT_LENGTH") or 0)
    query = request.META.get("QUERY_STRING", "")
    if not stated.isdecimal() or max(int(stated), len(query)) > LARGEST:
        return refuse(413, Reason.MESSAGE_TOO_LARGE, limit=LARGEST)
    said = request.GET.dict() | request.POST.dict()
    if not _believed(said):
        log.warning("a postback of Taobao from %s has a wrong signature", caller(request))
        return refuse(401, Reason.BAD_SIGNATURE)
    try:
        row = msgspec.json.decode(said.get(MESSAGE, ""), type=dict[str, object])
        news = parse_postback(row)
    except (msgspec.DecodeError, BadRow) as problem:
        log.error("a postback of Taobao cannot be read: %s", problem)
        return refuse(422, Reason.MESSAGE_UNREADABLE, detail=str(problem))
    key = blake2b(msgspec.json.encode(sorted(row.items())), digest_size=16).hexdigest()
    facts = {"event": str(row.get("event_type")), "genuine": mint().genuine(news.click_id)}
    try:
        with hurried(WAIT_S):
            fresh = keep_news(key, news, facts)
    except OperationalError:
        log.exception("a postback of Taobao met a busy database")
        return refuse(503, Reason.BUSY)
    return JsonResponse({"success": True, "order": news.trade_id, "repeated": fresh is None})


def _believed(said: dict[str, str]) -> bool:
    """Whether the platform signed this, for our app and just now."""
    values = django_settings.HONGMAO
    secret = values.taobao_app_secret.get_secret_value()
    try:
        off_ms = abs(from_local(said.get("timestamp", "")) - to_ms(timezone.now()))
    except ValueError:
        return False
    ours = said.get("app_key") == values.taobao_app_key and said.get("method") == METHOD
    known = bool(secret and values.taobao_ud_channel)
    return genuine(said, secret) and ours and known and off_ms <= ALLOWED_S * 1000
