"""Keeping what a marketplace says: once each, in any order, with the feed's place."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import msgspec
import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.clock import from_ms, to_ms
from hongmao.core.connector import Window
from hongmao.core.orders import (
    OrderRevision,
    OrderStatus,
    RefundRevision,
    RefundStatus,
    current,
)
from hongmao.links.models import Placement
from hongmao.orders.actions import (
    drop_cursor,
    keep_orders,
    keep_refunds,
    note_trouble,
    open_window,
    order_fields,
    start_feed,
)
from hongmao.orders.models import Feed, Order, Refund, Revision
from hongmao.orders.queries import feeds, stored_revisions
from tests.factories import (
    examples,
    make_feed,
    make_placement,
    make_product,
    make_refund,
    make_revision,
    undone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW_MS = to_ms(timezone.now())
FEN = st.integers(0, 5_000)


@pytest.fixture
def placement() -> Placement:
    """A live placement."""
    return make_placement()


def state(order: Order) -> dict[str, object]:
    """All that an order says."""
    return {name: getattr(order, name) for name in (*order_fields(order), "product_id")}


def test_an_order_says_what_its_revision_says(placement: Placement) -> None:
    revision = make_revision(placement, NOW_MS)
    assert keep_orders(make_feed(), [revision], "") == 1
    order = Order.objects.get()
    assert (order.trade_id, order.status) == (revision.trade_id, OrderStatus.PAID)
    assert (order.paid, order.fee, order.refunded, order.fee_returned) == (10_000, 1_000, 0, 0)
    assert order.click_at == from_ms(revision.click_ms)
    assert order.ordered_at == from_ms(revision.created_ms)
    assert order.product == placement.product
    assert (order.needs_match, order.needs_books) == (True, True)
    assert stored_revisions(order) == [revision]


def test_keeping_twice_changes_nothing(placement: Placement) -> None:
    revision = make_revision(placement, NOW_MS)
    refund = make_refund(revision, 5_000, 500)
    keep_orders(make_feed(), [revision, revision], "")
    keep_refunds(make_feed("refunds"), [refund, refund], "")
    Order.objects.update(needs_match=False, needs_books=False)
    before = Order.objects.values().get()
    assert keep_orders(make_feed(), [revision], "") == 0
    assert keep_refunds(make_feed("refunds"), [refund], "") == 0
    assert Order.objects.values().get() == before
    assert (Revision.objects.count(), Refund.objects.count()) == (1, 1)


def test_a_late_old_revision_is_kept_and_changes_no_state(placement: Placement) -> None:
    paid = make_revision(placement, NOW_MS)
    settled = msgspec.structs.replace(
        paid, status=OrderStatus.SETTLED, modified_ms=paid.modified_ms + 1, settled_ms=NOW_MS
    )
    assert keep_orders(make_feed(), [settled], "") == 1
    before = state(Order.objects.get())
    assert keep_orders(make_feed(), [paid], "") == 1
    assert state(Order.objects.get()) == before
    assert before["settled_at"] == from_ms(NOW_MS)


@st.composite
def histories(draw: st.DrawFn) -> list[OrderRevision | RefundRevision]:
    """What a marketplace may say of one order line and its refund cases over ten seconds."""
    times = st.integers(NOW_MS, NOW_MS + 10_000)
    order = st.builds(
        OrderRevision,
        trade_id=st.just("T"),
        parent_id=st.just("P"),
        status=st.sampled_from(OrderStatus),
        item_id=st.sampled_from(["known", "unknown"]),
        paid=FEN,
        fee=FEN,
        click_ms=st.sampled_from([0, NOW_MS]),
        created_ms=st.just(NOW_MS),
        settled_ms=st.sampled_from([0, NOW_MS]),
        modified_ms=times,
        lease=st.just("1_101"),
    )
    case = st.builds(
        RefundRevision,
        case_id=st.sampled_from(["R1", "R2"]),
        trade_id=st.just("T"),
        status=st.sampled_from(RefundStatus),
        refunded=FEN,
        fee_return=FEN,
        modified_ms=times,
    )
    orders = draw(st.lists(order, min_size=1, max_size=4))
    return [*orders, *draw(st.lists(case, max_size=4))]


def keep(feed: Feed, said: Sequence[OrderRevision | RefundRevision]) -> None:
    """Keep these one page each, in this order."""
    for one in said:
        if isinstance(one, OrderRevision):
            keep_orders(feed, [one], "go on")
        else:
            keep_refunds(feed, [one], "go on")


@given(histories(), st.randoms(use_true_random=False))
@examples(15)
def test_any_order_and_any_repeats_end_in_the_same_state(
    placement: Placement, history: list[OrderRevision | RefundRevision], chance: Random
) -> None:
    """Late, shuffled and repeated; and refunds that come before their order."""
    ends, feed = [], make_feed()
    again = history + chance.sample(history, len(history) // 2)
    for _ in range(2):
        with undone():
            product = make_product(placement.brand)
            type(product).objects.filter(pk=product.pk).update(item_id="known")
            keep(feed, again)
            order = Order.objects.get()
            end = state(order)
            ends.append({**end, "product_id": end["product_id"] is not None})
            assert order.revisions.count() == len(
                {one.digest for one in history if isinstance(one, OrderRevision)}
            )
        chance.shuffle(again)
    assert ends[0] == ends[1]
    held = current([one for one in history if isinstance(one, OrderRevision)])
    assert ends[0]["status"] == held.status
    assert ends[0]["product_id"] == (held.item_id == "known")


def test_only_won_refund_cases_count_and_each_as_it_stands(placement: Placement) -> None:
    order = make_revision(placement, NOW_MS)
    opened = make_refund(order, 5_000, 500, case_id="R1", status=RefundStatus.OPENED)
    keep_refunds(make_feed("refunds"), [opened], "")
    keep_orders(make_feed(), [order], "")
    later = opened.modified_ms + 1
    steps: list[tuple[RefundRevision, tuple[int, int]]] = [
        (msgspec.structs.replace(opened, status=RefundStatus.WON, modified_ms=later), (5_000, 500)),
        (make_refund(order, 2_000, 200, case_id="R2"), (7_000, 700)),
        (msgspec.structs.replace(opened, fee_return=900), (7_000, 700)),
        (
            msgspec.structs.replace(
                opened, status=RefundStatus.FAILED, modified_ms=later + 1, fee_return=500
            ),
            (2_000, 200),
        ),
    ]
    for revision, expected in steps:
        Order.objects.update(needs_books=False)
        keep_refunds(make_feed("refunds"), [revision], "")
        kept = Order.objects.get()
        assert (kept.refunded, kept.fee_returned) == expected
        assert kept.needs_books


def test_orders_of_two_marketplaces_do_not_meet(placement: Placement) -> None:
    revision = make_revision(placement, NOW_MS)
    keep_orders(make_feed(), [revision], "")
    other = start_feed("jd", "orders", timezone.now())
    assert keep_orders(other, [revision], "") == 1
    assert Order.objects.count() == 2
    keep_refunds(start_feed("jd", "refunds", timezone.now()), [make_refund(revision, 1, 1)], "")
    assert [o.fee_returned for o in Order.objects.order_by("marketplace")] == [1, 0]


def test_a_page_and_the_place_after_it_are_stored_together(placement: Placement) -> None:
    feed = make_feed()
    good, bad = make_revision(placement, NOW_MS), make_revision(placement, NOW_MS, fee=-1)
    with pytest.raises(IntegrityError), undone():
        keep_orders(feed, [good, bad], "page 2")
    kept = Feed.objects.get()
    assert (kept.cursor, kept.pulled_at) == ("", None)
    assert not Order.objects.exists()


def test_the_feed_moves_on_with_its_last_page(placement: Placement) -> None:
    feed = make_feed()
    begin, end = feed.read_until, feed.window_end
    keep_orders(feed, [make_revision(placement, NOW_MS)], "page 2")
    kept = Feed.objects.get()
    assert (kept.cursor, kept.window_end) == ("page 2", end)
    assert kept.read_until == begin
    keep_orders(feed, [], "")
    kept = Feed.objects.get()
    assert (kept.cursor, kept.window_start, kept.window_end) == ("", None, None)
    assert kept.read_until == end


def test_a_forgotten_cursor_begins_the_window_again() -> None:
    feed = make_feed()
    keep_orders(feed, [], "page 2")
    drop_cursor(feed)
    kept = Feed.objects.get()
    assert kept.cursor == ""
    assert kept.window_start is not None


def test_trouble_is_kept_until_a_page_comes() -> None:
    feed = make_feed()
    note_trouble(feed, "This ban will last for 3 more seconds" * 40)
    assert len(Feed.objects.get().trouble) == 500
    keep_refunds(feed, [], "page 2")
    assert Feed.objects.get().trouble == ""


def test_a_feed_begins_once() -> None:
    then = timezone.now() - timedelta(days=3)
    feed = start_feed("taobao", "orders", then)
    open_window(feed, Window(NOW_MS, NOW_MS + 1000))
    again = start_feed("taobao", "orders", timezone.now())
    assert (again.pk, again.read_until) == (feed.pk, then)
    start_feed("taobao", "refunds", then)
    assert [one.kind for one in feeds()] == ["orders", "refunds"]
