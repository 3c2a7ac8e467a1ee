"""Every write about orders that come to us unasked: webhooks and postbacks.

Each message is taken in once: its key and its effect are written in one database transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, connection, transaction

from hongmao.connectors.postback.parse import Claim
from hongmao.connectors.shopify.parse import Said
from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderRevision, OrderStatus, current
from hongmao.orders.actions import keep_revisions
from hongmao.orders.models import Delivery, Order
from hongmao.orders.queries import stored_revisions

HOLDING = (OrderStatus.PAID, OrderStatus.RECEIVED)
KEPT_DAYS = 180
"""How long a delivery stops its repeats: Shopify tries for 4 hours, trackers for days, and people
who send a period again go back by months."""
FORGET_AT_ONCE = 500


def keep_webhook(shop: str, key: str, said: Said, facts: Mapping[str, object]) -> int | None:
    """Take in a webhook of a Shopify shop by its id; returns how many revisions were new.

    None where it was taken in before: nothing is written.
    """
    with suppress(_Repeated), transaction.atomic():
        _receive("shopify", shop, key, facts)
        return keep_revisions("shopify", said.revisions, said.refunds)
    return None


def keep_claim(network: str, claim: Claim, at: datetime, facts: Mapping[str, object]) -> int | None:
    """Take in a postback's claim; returns how many revisions were new, None for a repeat.

    The same words about one sale are a repeat, whatever came between. Where the network does not
    say when, or says a time that is not believed, the claim is of `at`, and after what was claimed
    before it.
    """
    now_ms = to_ms(at)
    timely = claim.at_ms and not claim.is_ahead(now_ms)
    with suppress(_Repeated), transaction.atomic():
        _receive("postback", network, claim.digest, facts)
        revision = claim.revision if timely else _dated(claim.revision, now_ms)
        return keep_revisions("postback", [revision])
    return None


def keep_news(key: str, news: OrderRevision, facts: Mapping[str, object]) -> int | None:
    """Take in a postback of Taobao's ad-driven side; as `keep_webhook`.

    Its revision gives way to all that the order feed says of the same order.
    """
    with suppress(_Repeated), transaction.atomic():
        _receive("taobao_ud", "postback", key, facts)
        return keep_revisions("taobao_ud", [news])
    return None


def settle_held(marketplace: str, holds: Mapping[str, int], at: datetime) -> int:
    """Settle what shops or networks have let stand for their hold; returns how many orders.

    `holds` are days by shop or network. A settlement is a revision of the time of the one that it
    settles: settling twice changes nothing, and what is said later, or was on its way, still wins.
    """
    settled = 0
    for source, days in holds.items():
        waiting = Order.objects.filter(
            marketplace=marketplace,
            trade_id__startswith=f"{source}:",
            status__in=HOLDING,
            ordered_at__lte=at - timedelta(days=days),
        )
        for order in waiting.order_by("id").iterator():
            settled += _settle(order.pk, days, to_ms(at))
    return settled


def forget_deliveries(at: datetime) -> int:
    """Delete up to `FORGET_AT_ONCE` deliveries older than `KEPT_DAYS`; returns how many.

    What they brought stays: its revisions are the order's own.
    """
    old = Delivery.objects.filter(received_at__lt=at - timedelta(days=KEPT_DAYS))
    some = list(old.order_by("received_at").values_list("pk", flat=True)[:FORGET_AT_ONCE])
    return Delivery.objects.filter(pk__in=some).delete()[0] if some else 0


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """Inside, a statement waits at most `seconds` for a lock, then raises `OperationalError`.

    For callers that give up on us: they had better try again than wait.
    """
    if connection.vendor == "sqlite":
        usual = float(connection.settings_dict["OPTIONS"].get("timeout", 5))
        hurry, calm = (f"PRAGMA busy_timeout = {int(s * 1000)}" for s in (seconds, usual))
    else:
        hurry, calm = f"SET lock_timeout = {int(seconds * 1000)}", "SET lock_timeout TO DEFAULT"
    with connection.cursor() as cursor:
        cursor.execute(hurry)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(calm)


class _Repeated(Exception):
    """The message was taken in before."""


def _receive(marketplace: str, source: str, key: str, facts: Mapping[str, object]) -> None:
    """Write down that a message came; of two at once the second waits here for the first."""
    try:
        with transaction.atomic():
            Delivery.objects.create(
                marketplace=marketplace, source=source, key=key, facts=dict(facts)
            )
    except IntegrityError:
        raise _Repeated from None


def _dated(revision: OrderRevision, now_ms: int) -> OrderRevision:
    """A claim that says no time, dated: after all that was said of the order, made when it was."""
    order = (
        Order.objects.select_for_update()
        .filter(marketplace="postback", trade_id=revision.trade_id)
        .first()
    )
    if order is None:
        made_ms, paid_ms, at_ms = now_ms, 0, now_ms
    else:
        held = current(stored_revisions(order))
        made_ms, paid_ms = held.created_ms, held.paid_ms
        at_ms = max(now_ms, held.modified_ms + 1)
    paid = revision.status in HOLDING
    return msgspec.structs.replace(
        revision,
        created_ms=made_ms,
        paid_ms=(paid_ms or at_ms) if paid else 0,
        modified_ms=at_ms,
    )


@transaction.atomic
def _settle(order_id: int, days: int, now_ms: int) -> int:
    order = Order.objects.select_for_update().get(pk=order_id)
    held = current(stored_revisions(order))
    due_ms = max((held.paid_ms or held.created_ms) + days * 86_400_000, held.modified_ms)
    if held.status not in HOLDING or due_ms > now_ms:
        return 0
    settled = msgspec.structs.replace(held, status=OrderStatus.SETTLED, settled_ms=due_ms)
    return keep_revisions(order.marketplace, [settled])
