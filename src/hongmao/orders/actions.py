"""Every write about orders: pages of a feed, and judgements."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone

from hongmao.brands.queries import products_by_item
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
from hongmao.orders.queries import (
    cases_by_trade,
    known_digests,
    known_events,
    refund_cases,
    revisions_by_order,
    stored_revisions,
)

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
    page = {revision.digest: revision for revision in revisions}
    for digest in known_digests(feed.marketplace, list(page)):
        del page[digest]
    fresh = _keep_revisions(feed.marketplace, page) if page else 0
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
            _settle_states(feed.marketplace, {order.trade_id: order})
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


def _keep_revisions(marketplace: str, page: dict[str, OrderRevision]) -> int:
    """Store revisions by digest, a page in a few questions; returns how many were new."""
    first = {revision.trade_id: revision for revision in page.values()}
    rows = Order.objects.select_for_update().filter(marketplace=marketplace, trade_id__in=first)
    there = set(rows.order_by("pk").values_list("trade_id", flat=True))
    Order.objects.bulk_create(
        [
            Order(marketplace=marketplace, trade_id=trade_id, **_fields(revision))
            for trade_id, revision in first.items()
            if trade_id not in there
        ],
        update_conflicts=True,  # another process may keep the same page now
        unique_fields=["marketplace", "trade_id"],
        update_fields=["marketplace"],
    )
    orders = {order.trade_id: order for order in rows.order_by("pk")}
    # Known now, while the orders are locked: another process may have kept the same page.
    known = known_digests(marketplace, list(page))
    fresh = {digest: revision for digest, revision in page.items() if digest not in known}
    Revision.objects.bulk_create(
        Revision(order=orders[r.trade_id], digest=digest, body=msgspec.to_builtins(r))
        for digest, r in fresh.items()
    )
    _settle_states(marketplace, {t: orders[t] for t in {r.trade_id for r in fresh.values()}})
    return len(fresh)


def _settle_states(marketplace: str, orders: dict[str, Order]) -> None:
    """Make orders say what their revisions and refunds add up to, and mark the work it causes."""
    revisions = revisions_by_order(orders.values())
    cases = cases_by_trade(marketplace, list(orders))
    states = {
        trade_id: state_of(revisions[order.pk], cases.get(trade_id, []))
        for trade_id, order in orders.items()
    }
    products = products_by_item(marketplace, {str(state["item_id"]) for state in states.values()})
    for trade_id, order in orders.items():
        state = states[trade_id]
        product = products.get(str(state["item_id"]))
        state |= {"product_id": product.pk if product else None}
        state |= {"needs_match": True, "needs_books": True}
        if any(getattr(order, name) != value for name, value in state.items()):
            for name, value in state.items():
                setattr(order, name, value)
            order.save()


def state_of(revisions: Iterable[OrderRevision], cases: list[RefundRevision]) -> dict[str, object]:
    """What an order's revisions and refund cases add up to, by field."""
    return _fields(current(revisions)) | {
        "refunded": sum(case.refunded for case in cases if case.status is RefundStatus.WON),
        "fee_returned": returned_fee(cases),
    }


def order_fields(order: Order) -> dict[str, object]:
    """What an order's stored revisions and refunds add up to, by field."""
    return state_of(stored_revisions(order), refund_cases(order.marketplace, order.trade_id))


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
