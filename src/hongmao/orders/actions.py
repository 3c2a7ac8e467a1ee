"""Every write about orders: pages of a feed, and judgements."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from hongmao.brands.queries import campaigns_that_choose, products_by_item
from hongmao.core.clock import from_ms, from_ms_or_none, to_ms
from hongmao.core.connector import Collect as CollectEvent
from hongmao.core.connector import Window
from hongmao.core.fitting import differs
from hongmao.core.matching import CROWD_MS, GUARD, Grade, Judgement
from hongmao.core.orders import (
    OrderRevision,
    OrderStatus,
    RefundRevision,
    RefundStatus,
    current,
    returned_fee,
)
from hongmao.orders.models import Collect, Feed, Match, MatchFit, Order, Refund, Revision
from hongmao.orders.queries import (
    FOLLOWED,
    ceiling_ms,
    fit_in_force,
    known_digests,
    known_events,
    lesson_of,
    newest_fit,
    refund_cases,
    revisions_of,
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
    fresh = keep_revisions(feed.marketplace, revisions)
    _advance(feed, cursor)
    return fresh


@transaction.atomic
def keep_refunds(feed: Feed, revisions: Iterable[RefundRevision], cursor: str) -> int:
    """Store one page of refund cases and the feed's place after it. Returns how many were new."""
    fresh = keep_revisions(feed.marketplace, refunds=revisions)
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
def keep_revisions(
    marketplace: str,
    revisions: Iterable[OrderRevision] = (),
    refunds: Iterable[RefundRevision] = (),
) -> int:
    """Store what a marketplace said, all of it or none; returns how many revisions were new.

    One seen before changes nothing, whatever the order in which they come. The number of questions
    to the database does not grow with what was said.
    """
    fresh = _unknown(marketplace, {revision.digest: revision for revision in revisions})
    cases = {refund.digest: refund for refund in refunds}
    _make_orders(marketplace, {one.trade_id: one for one in reversed(fresh)})
    trades = {one.trade_id for one in fresh} | {case.trade_id for case in cases.values()}
    orders = {
        order.trade_id: order
        for order in Order.objects.select_for_update()
        .filter(marketplace=marketplace, trade_id__in=trades)
        .order_by("trade_id")  # two processes lock in one order, so neither waits for the other
    }
    # Now that the orders are ours: another process may have kept some of it a moment ago.
    fresh = _unknown(marketplace, {one.digest: one for one in fresh})
    Revision.objects.bulk_create(
        [
            Revision(order=orders[one.trade_id], digest=one.digest, body=msgspec.to_builtins(one))
            for one in fresh
        ]
    )
    new = [_keep_refund(marketplace, case) for case in cases.values()]
    returned = [case for case, created in zip(cases.values(), new, strict=True) if created]
    touched = {one.trade_id for one in fresh} | {case.trade_id for case in returned}
    _settle_states(marketplace, [orders[trade] for trade in sorted(touched & orders.keys())])
    return len(fresh) + len(returned)


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


def _unknown(marketplace: str, said: dict[str, OrderRevision]) -> list[OrderRevision]:
    """Those of these revisions, by digest, that are not stored."""
    known = known_digests(marketplace, said.values()) if said else set()
    return [revision for digest, revision in said.items() if digest not in known]


def _make_orders(marketplace: str, said: dict[str, OrderRevision]) -> None:
    """Make the orders that are not there yet, each from something said of it."""
    known = Order.objects.filter(marketplace=marketplace, trade_id__in=said)
    missing = sorted(said.keys() - set(known.values_list("trade_id", flat=True)))
    if not missing:
        return
    products = products_by_item(marketplace, {said[trade].item_id for trade in missing})
    fields = {
        trade: _fields(said[trade]) | {"product": products.get(said[trade].item_id)}
        for trade in missing
    }
    try:
        with transaction.atomic():
            Order.objects.bulk_create(
                Order(marketplace=marketplace, trade_id=trade, **fields[trade]) for trade in missing
            )
    except IntegrityError:  # another process made one of them a moment ago, or a row is wrong
        for trade in missing:
            Order.objects.get_or_create(
                marketplace=marketplace, trade_id=trade, defaults=fields[trade]
            )


def _keep_refund(marketplace: str, revision: RefundRevision) -> bool:
    _, created = Refund.objects.get_or_create(
        marketplace=marketplace,
        digest=revision.digest,
        defaults={
            "trade_id": revision.trade_id,
            "case_id": revision.case_id,
            "body": msgspec.to_builtins(revision),
        },
    )
    return created


def _settle_states(marketplace: str, orders: list[Order]) -> None:
    """Make orders say what their revisions and refunds add up to, and mark the work it causes."""
    if not orders:
        return
    said = revisions_of(orders)
    cases = refund_cases(marketplace, [order.trade_id for order in orders])
    states = {order.pk: _state(said[order.pk], cases[order.trade_id]) for order in orders}
    items = {str(state["item_id"]) for state in states.values()}
    products = products_by_item(marketplace, items)
    marks = {"needs_match": True, "needs_books": True}
    changed = []
    for order in orders:
        state = states[order.pk]
        wanted = {**state, "product": products.get(str(state["item_id"])), **marks}
        if any(getattr(order, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(order, name, value)
            changed.append(order)
    if changed:
        Order.objects.bulk_update(changed, [*states[changed[0].pk], "product", *marks])


def order_fields(order: Order) -> dict[str, object]:
    """What an order's revisions and refunds add up to, by field."""
    cases = refund_cases(order.marketplace, [order.trade_id])[order.trade_id]
    return _state(stored_revisions(order), cases)


def _state(said: list[OrderRevision], cases: list[RefundRevision]) -> dict[str, object]:
    return _fields(current(said)) | {
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
        "relation_id": revision.relation_id,
        "click_at": from_ms_or_none(revision.click_ms),
        "new_customer": None if revision.new_customer is msgspec.UNSET else revision.new_customer,
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
    their own time. Where terms credit another click than the last, every order made since may be
    that reader's. Returns how many were marked.
    """
    skews = MatchFit.objects.aggregate(least=Min("skew_ms"), most=Max("skew_ms"))
    reach = timedelta(milliseconds=max(CROWD_MS, GUARD * ceiling_ms()))
    early = first - reach + timedelta(milliseconds=min(0, skews["least"] or 0))
    late = last + reach + timedelta(milliseconds=max(0, skews["most"] or 0))
    named = Q(click_id__gte=f"{to_ms(first):012x}", click_id__lt=f"{to_ms(last) + 1:012x}")
    untold = Q(click_at=None, click_id="", ordered_at__gte=early) & ~Q(lease="")
    paid = Match.objects.filter(FOLLOWED, order=OuterRef("pk"), current=True)
    chosen = paid.filter(placement__campaign__in=campaigns_that_choose())
    return Order.objects.filter(
        Q(click_at__range=(early, late))
        | named
        | (untold & ~Exists(paid))
        | (Q(ordered_at__gte=first) & Exists(chosen)),
        needs_match=False,
    ).update(needs_match=True)


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
    What a person decided stands against all but an exact judgement: the rule knows no more.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    match = order.matches.filter(current=True).first()
    decided = match is not None and match.decided_by_id is not None
    stands = decided and judgement.grade is not Grade.EXACT
    if match is None or (not stands and match.evidence != msgspec.to_builtins(judgement)):
        order.matches.filter(current=True).update(current=False)
        paid = judgement if judgement.credited is msgspec.UNSET else judgement.credited
        match = Match.objects.create(
            order=order,
            grade=judgement.grade,
            placement_id=paid.placement or None,
            click_id=paid.click_id,
            click_at=from_ms_or_none(paid.click_ms),
            evidence=msgspec.to_builtins(judgement),
        )
        order.needs_books = True
    sure = stands or (bool(judgement.placement) and not judgement.rivals)
    grace = timedelta(seconds=django_settings.HONGMAO.match_grace_seconds)
    age = at - (order.click_at or order.ordered_at)
    order.needs_match = age < (grace if sure else RETRY_FOR)
    order.save(update_fields=["needs_match", "needs_books"])
    return match
