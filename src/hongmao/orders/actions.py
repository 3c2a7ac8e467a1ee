"""Every write about orders: pages of a feed, and judgements."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from hongmao.brands.queries import product_by_item
from hongmao.core.clock import from_ms, from_ms_or_none, to_ms
from hongmao.core.connector import Window
from hongmao.core.fitting import differs
from hongmao.core.matching import CROWD_MS, GUARD, MEMORY_MS, PAYING, Judgement
from hongmao.core.orders import (
    OrderRevision,
    OrderStatus,
    RefundRevision,
    RefundStatus,
    current,
    returned_fee,
)
from hongmao.orders.models import Feed, Match, MatchFit, Order, Refund, Revision
from hongmao.orders.queries import (
    ceiling_ms,
    fit_in_force,
    known_digests,
    lesson_of,
    newest_fit,
    refund_cases,
    stored_revisions,
)


@transaction.atomic
def start_feed(marketplace: str, kind: str, read_until: datetime) -> Feed:
    """The progress of a feed, begun at `read_until` where it is new."""
    return Feed.objects.get_or_create(
        marketplace=marketplace, kind=kind, defaults={"read_until": read_until}
    )[0]


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
    """Mark for another look the orders whose click, or a rival's, may be of this span (our time).

    Call it when clicks of that span reach the lake. Orders are found by the marketplace's click
    time, by the time in a click id of ours, and where neither was told and no sure match stands, by
    their own time. Returns how many were marked.
    """
    skews = MatchFit.objects.aggregate(least=Min("skew_ms"), most=Max("skew_ms"))
    reach = timedelta(milliseconds=max(CROWD_MS, GUARD * ceiling_ms()))
    early = first - reach + timedelta(milliseconds=min(0, skews["least"] or 0))
    late = last + reach + timedelta(milliseconds=max(0, skews["most"] or 0))
    named = Q(click_id__gte=f"{to_ms(first):012x}", click_id__lt=f"{to_ms(last) + 1:012x}")
    untold = Q(click_at=None, click_id="", ordered_at__range=(early, late + MEMORY)) & ~Q(lease="")
    paid = Match.objects.filter(order=OuterRef("pk"), current=True, grade__in=[*PAYING])
    return Order.objects.filter(
        Q(click_at__range=(early, late)) | named | (untold & ~Exists(paid)), needs_match=False
    ).update(needs_match=True)


MEMORY = timedelta(milliseconds=MEMORY_MS)


@transaction.atomic
def judge_again(since: datetime | None = None) -> int:
    """Mark for re-judgement every order made at or after `since`; returns how many there are.

    What comes out differently supersedes the match that stands, which is kept.
    """
    orders = Order.objects.filter(ordered_at__gte=since) if since else Order.objects.all()
    return orders.update(needs_match=True)


LEARN_EVERY = timedelta(minutes=10)


@transaction.atomic
def learn_fit(marketplace: str, at: datetime) -> None:
    """Learn a marketplace's skew and tolerance from its newest matches, now and then.

    A fit unlike the one in force takes its place for orders judged from now on; a match that stands
    keeps the one it was made with until it is judged again.
    """
    newest = newest_fit(marketplace)
    if newest is not None and at < newest.checked_at + LEARN_EVERY:
        return
    lesson = lesson_of(marketplace)
    if newest is not None and not differs(lesson.fit, fit_in_force(marketplace)):
        MatchFit.objects.filter(pk=newest.pk).update(checked_at=at)
        return
    MatchFit.objects.create(
        marketplace=marketplace,
        **msgspec.structs.asdict(lesson.fit),
        samples=lesson.samples,
        watched=lesson.watched,
        strays=lesson.strays,
        learned_at=at,
        checked_at=at,
    )


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
