"""Every write about orders: pages of a feed, and judgements."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from hongmao.brands.queries import product_by_item
from hongmao.core.clock import from_ms, from_ms_or_none
from hongmao.core.connector import Collect as CollectEvent
from hongmao.core.connector import Window
from hongmao.core.matching import Judgement
from hongmao.core.orders import (
    OrderRevision,
    OrderStatus,
    RefundRevision,
    RefundStatus,
    current,
    returned_fee,
)
from hongmao.orders.models import Collect, Feed, Match, Order, Refund, Revision
from hongmao.orders.queries import known_digests, known_events, refund_cases, stored_revisions

BACKFILL = "past "
"""What the kind of a feed over a span of the past begins with."""


@transaction.atomic
def start_feed(marketplace: str, kind: str, read_until: datetime) -> Feed:
    """The progress of a feed, begun at `read_until` where it is new."""
    return Feed.objects.get_or_create(
        marketplace=marketplace, kind=kind, defaults={"read_until": read_until}
    )[0]


@transaction.atomic
def start_backfill(marketplace: str, kind: str, first: datetime, last: datetime) -> Feed:
    """The progress of a feed over a span of the past; what was read of the same span stays read.

    It stands beside the feed that the worker keeps up to date, and touches nothing of it.
    """
    feed, _ = Feed.objects.select_for_update().get_or_create(
        marketplace=marketplace,
        kind=f"{BACKFILL}{kind}",
        defaults={"read_until": first, "asked_from": first, "asked_until": last},
    )
    if (feed.asked_from, feed.asked_until) != (first, last):
        feed.asked_from, feed.asked_until, feed.read_until = first, last, first
        feed.window_start = feed.window_end = None
        feed.cursor = feed.trouble = ""
        feed.save()
    return feed


@transaction.atomic
def open_window(feed: Feed, window: Window) -> None:
    """Note that a window is about to be read, so that a restart goes on inside it."""
    feed.window_start = from_ms(window.start_ms)
    feed.window_end = from_ms(window.end_ms)
    feed.cursor = ""
    feed.save()


@transaction.atomic
def keep_orders(feed: Feed, revisions: Iterable[OrderRevision], cursor: str) -> int:
    """Store one page of revisions and the feed's place after it, together.

    A revision seen before changes nothing. Returns how many were new.
    """
    page = list(revisions)
    known = known_digests(feed.marketplace, [revision.digest for revision in page])
    fresh = sum(
        _keep_revision(feed.marketplace, revision)
        for revision in page
        if revision.digest not in known
    )
    _advance(feed, cursor)
    return fresh


@transaction.atomic
def keep_refunds(feed: Feed, revisions: Iterable[RefundRevision], cursor: str) -> int:
    """Store one page of refund cases and the feed's place after it. Returns how many were new."""
    fresh = 0
    for revision in revisions:
        _, created = Refund.objects.get_or_create(
            marketplace=feed.marketplace,
            digest=revision.digest,
            defaults={
                "trade_id": revision.trade_id,
                "case_id": revision.case_id,
                "body": msgspec.to_builtins(revision),
            },
        )
        fresh += created
        order = (
            Order.objects.select_for_update()
            .filter(marketplace=feed.marketplace, trade_id=revision.trade_id)
            .first()
        )
        if created and order is not None:
            _settle_state(order)
    _advance(feed, cursor)
    return fresh


@transaction.atomic
def keep_collects(feed: Feed, collects: Iterable[CollectEvent], cursor: str) -> int:
    """Store one page of favourites and carts and the feed's place after it.

    One seen before changes nothing. Returns how many were new.
    """
    page = {collect.event_id: collect for collect in collects}
    known = known_events(feed.marketplace, list(page))
    fresh = [collect for event_id, collect in page.items() if event_id not in known]
    Collect.objects.bulk_create(
        [
            Collect(
                marketplace=feed.marketplace,
                event_id=collect.event_id,
                kind=collect.kind,
                item_id=collect.item_id,
                lease=collect.lease,
                click_id=collect.click_id,
                click_at=from_ms_or_none(collect.click_ms),
                at=from_ms(collect.at_ms),
            )
            for collect in fresh
        ],
        ignore_conflicts=True,  # another process may keep the same page now
    )
    _advance(feed, cursor)
    return len(fresh)


@transaction.atomic
def note_trouble(feed: Feed, sentence: str) -> None:
    """Remember why a feed could not be read, for the operator and `hongmao doctor`."""
    feed.trouble = sentence[:500]
    feed.save(update_fields=["trouble"])


@transaction.atomic
def drop_cursor(feed: Feed) -> None:
    """Read the open window from its first page again: the marketplace forgot our place in it."""
    feed.cursor = ""
    feed.save(update_fields=["cursor"])


def _advance(feed: Feed, cursor: str) -> None:
    feed.cursor = cursor
    feed.trouble = ""
    feed.pulled_at = timezone.now()
    if not cursor and feed.window_end is not None:
        feed.read_until = feed.window_end
        feed.window_start = feed.window_end = None
    feed.save()


def _keep_revision(marketplace: str, revision: OrderRevision) -> bool:
    order, _ = Order.objects.select_for_update().get_or_create(
        marketplace=marketplace, trade_id=revision.trade_id, defaults=_fields(revision)
    )
    _, created = Revision.objects.get_or_create(
        order=order, digest=revision.digest, defaults={"body": msgspec.to_builtins(revision)}
    )
    if created:
        _settle_state(order)
    return created


def _settle_state(order: Order) -> None:
    """Make the order say what its revisions and refunds add up to, and mark the work it causes."""
    for name, value in order_fields(order).items():
        setattr(order, name, value)
    order.product = product_by_item(order.marketplace, order.item_id)
    order.needs_match = order.needs_books = True
    order.save()


def order_fields(order: Order) -> dict[str, object]:
    """What an order's revisions and refunds add up to, by field."""
    cases = refund_cases(order.marketplace, order.trade_id)
    return _fields(current(stored_revisions(order))) | {
        "refunded": sum(case.refunded for case in cases if case.status is RefundStatus.WON),
        "fee_returned": returned_fee(cases),
    }


def _fields(revision: OrderRevision) -> dict[str, object]:
    return {
        "status": revision.status,
        "item_id": revision.item_id,
        "item_title": revision.item_title[:200],
        "quantity": revision.quantity,
        "currency": revision.currency,
        "paid": revision.paid,
        "fee": revision.fee,
        "lease": revision.lease,
        "click_id": revision.click_id,
        "click_at": from_ms_or_none(revision.click_ms),
        "ordered_at": from_ms(revision.created_ms),
        "revised_at": from_ms(revision.modified_ms),
        "settled_at": from_ms_or_none(revision.settled_ms)
        if revision.status is OrderStatus.SETTLED
        else None,
    }


def reopen_orders(first: datetime, last: datetime) -> int:
    """Mark for another look the orders whose click the marketplace timed near these moments.

    Call it when clicks of that span reach the lake. Returns how many were marked.
    """
    slack = timedelta(seconds=django_settings.HONGMAO.match_tolerance_seconds)
    span = (first - slack, last + slack)
    return Order.objects.filter(needs_match=False, click_at__range=span).update(needs_match=True)


RETRY_FOR = timedelta(days=2)
"""How long an order without a sure match is judged again, as late clicks reach the lake."""


@transaction.atomic
def keep_judgement(order_id: int, judgement: Judgement, at: datetime) -> Match:
    """Store a judgement; it supersedes the current one where it differs.

    An unsure match stays marked for another look until its click is `RETRY_FOR` old, a sure one
    for the grace of `match_grace_seconds`: a rival's click may still be on its way to the lake.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    match = order.matches.filter(current=True).first()
    if match is None or match.evidence != msgspec.to_builtins(judgement):
        order.matches.filter(current=True).update(current=False)
        match = Match.objects.create(
            order=order,
            grade=judgement.grade,
            placement_id=judgement.placement or None,
            click_id=judgement.click_id,
            click_at=from_ms_or_none(judgement.click_ms),
            evidence=msgspec.to_builtins(judgement),
        )
        order.needs_books = True
    sure = bool(judgement.placement) and not judgement.rivals
    grace = timedelta(seconds=django_settings.HONGMAO.match_grace_seconds)
    age = at - (order.click_at or order.ordered_at)
    order.needs_match = age < (grace if sure else RETRY_FOR)
    order.save(update_fields=["needs_match", "needs_books"])
    return match
