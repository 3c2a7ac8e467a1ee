"""Pulling a feed: windows move on, reach back, survive kills and refusals, and lose nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.core.clock import from_ms, to_ms
from hongmao.core.connector import (
    Collect,
    CollectKind,
    CollectPage,
    CursorLost,
    MendRequest,
    OrderPage,
    RefundPage,
    TryAgain,
    Window,
    WindowTooLong,
)
from hongmao.core.orders import OrderRevision, RefundRevision
from hongmao.jobs.backfill import backfill
from hongmao.jobs.backfill import start as start_backfill
from hongmao.jobs.pull import pull_all, pull_feed
from hongmao.links.models import Placement
from hongmao.orders.actions import open_window, start_feed
from hongmao.orders.models import Collect as StoredCollect
from hongmao.orders.models import Feed, Order, Refund
from tests.factories import Marketplace, make_placement, make_refund, make_revision, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now().replace(microsecond=123_000)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OVERLAP, LONGEST = 10 * MINUTE, 3 * HOUR
Fault = Callable[[Window, str], None]


def nothing_wrong(_: Window, __: str) -> None:
    """No fault."""


class Shop(Marketplace):
    """A marketplace that remembers what it was asked, and fails where it is told to."""

    def __init__(self, *orders: OrderRevision) -> None:
        super().__init__()
        self.orders = list(orders)
        self.refunds: list[RefundRevision] = []
        self.asked: list[tuple[Window, str]] = []
        self.fault: Fault = nothing_wrong

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One order a page."""
        self.asked.append((window, cursor))
        self.fault(window, cursor)
        return super().pull_orders(window, cursor)

    def pull_refunds(self, window: Window, cursor: str = "") -> RefundPage:
        """All refunds of the window."""
        found = [r for r in self.refunds if window.start_ms <= r.modified_ms < window.end_ms]
        return RefundPage(tuple(found), "")

    @property
    def windows(self) -> list[Window]:
        """The windows asked for, each once, in order."""
        return list(dict.fromkeys(window for window, _ in self.asked))


def go_on() -> bool:
    """Nothing asks to stop."""
    return False


@pytest.fixture
def placement() -> Placement:
    """A live placement."""
    return make_placement()


def updated(placement: Placement, before: timedelta) -> OrderRevision:
    """An order last updated this long ago."""
    return make_revision(placement, to_ms(NOW - HOUR), modified_ms=to_ms(NOW - before))


def pull(shop: Shop, at: datetime = NOW) -> int:
    """Bring the orders up to a moment."""
    return pull_feed(shop, "orders", at, go_on)


def kept() -> set[str]:
    """The trade ids of all stored orders."""
    return set(Order.objects.values_list("trade_id", flat=True))


def ids(orders: list[OrderRevision]) -> set[str]:
    """Their trade ids."""
    return {order.trade_id for order in orders}


def test_the_first_pull_reaches_back_a_day_in_windows(placement: Placement) -> None:
    orders = [updated(placement, hours * HOUR) for hours in (0, 2, 5, 11, 23)]
    shop = Shop(*orders, updated(placement, 25 * HOUR))
    assert pull(shop) == 5
    assert kept() == ids(orders)
    feed = Feed.objects.get()
    assert feed.read_until >= NOW
    assert (feed.window_start, feed.window_end, feed.cursor) == (None, None, "")
    start, end = from_ms(shop.windows[0].start_ms), from_ms(shop.windows[-1].end_ms)
    assert start <= NOW - 24 * HOUR
    assert NOW <= end < NOW + timedelta(seconds=1)


def test_windows_are_short_enough_on_whole_seconds_and_leave_no_gap() -> None:
    shop = Shop()
    pull(shop)
    for window in shop.windows:
        assert window.start_ms % 1000 == window.end_ms % 1000 == 0
        assert 0 < window.end_ms - window.start_ms <= LONGEST // timedelta(milliseconds=1)
    for one, following in pairwise(shop.windows):
        assert one.end_ms - following.start_ms == OVERLAP // timedelta(milliseconds=1)


@pytest.mark.parametrize("microsecond", [0, 1, 999, 1_000, 999_999])
def test_a_feed_is_read_to_its_end_at_any_moment_of_a_second(microsecond: int) -> None:
    shop, at = Shop(), NOW.replace(microsecond=microsecond)
    pull_feed(shop, "orders", at, lambda: len(shop.asked) > 20)
    assert len(shop.asked) < 20
    assert Feed.objects.get().read_until >= at - timedelta(milliseconds=1)


def test_a_marketplaces_short_windows_move_on_whatever_the_overlap(settings: Settings) -> None:
    longer = {"pull_overlap_minutes": 120}
    settings.HONGMAO = settings.HONGMAO.model_copy(update=longer)
    shop = Shop()
    shop.capabilities = msgspec.structs.replace(shop.capabilities, window_ms=3_600_000)
    pull(shop)
    assert 24 <= len(shop.windows) <= 49
    for one, following in pairwise(shop.windows):
        assert one.end_ms - following.start_ms == 1_800_000


def test_the_next_pull_reaches_back_over_the_last(placement: Placement) -> None:
    shop = Shop(updated(placement, HOUR))
    pull(shop)
    shop.asked.clear()
    late = updated(placement, 5 * MINUTE)
    shop.orders.append(late)
    assert pull(shop, NOW + MINUTE) == 1
    assert late.trade_id in kept()
    [window] = shop.windows
    assert from_ms(window.start_ms) <= NOW - OVERLAP + timedelta(seconds=1)
    assert pull(shop, NOW + 2 * MINUTE) == 0


def test_a_worker_killed_between_pages_goes_on_where_it_was(placement: Placement) -> None:
    class Killed(BaseException):
        """The worker's end."""

    orders = [updated(placement, HOUR + number * MINUTE) for number in range(6)]
    with undone():
        pull(Shop(*orders))
        expected = list(Order.objects.order_by("trade_id").values("trade_id", "status", "fee"))
    shop, pulls = Shop(*orders), 0

    def die_on_every_third_page(_: Window, __: str) -> None:
        if len(shop.asked) % 3 == 0:
            raise Killed

    shop.fault = die_on_every_third_page
    while pulls < 40:
        pulls += 1
        try:
            pull(shop)
            break
        except Killed:
            window, cursor = shop.asked[-1]
            feed = Feed.objects.get()
            assert (feed.cursor, to_ms(feed.window_start or NOW)) == (cursor, window.start_ms)
    assert pulls > 3
    again = list(Order.objects.order_by("trade_id").values("trade_id", "status", "fee"))
    assert again == expected
    pages = [asked for asked in shop.asked if asked[1]]
    assert len(pages) <= len(set(pages)) + pulls


def test_a_throttle_is_kept_as_trouble_and_what_was_read_stays(placement: Placement) -> None:
    orders = [updated(placement, HOUR + number * MINUTE) for number in range(4)]
    shop = Shop(*orders)

    def throttle(_: Window, cursor: str) -> None:
        if cursor == "2":
            raise TryAgain("7", "This ban will last for 3 more seconds", 3)

    shop.fault = throttle
    assert pull(shop) == 2
    feed = Feed.objects.get()
    assert "3 more seconds" in feed.trouble
    assert (feed.cursor, len(kept())) == ("2", 2)
    assert pull(shop) == 0
    shop.fault = nothing_wrong
    asked = len(shop.asked)
    assert pull(shop) == 2
    assert shop.asked[asked][1] == "2"
    assert kept() == ids(orders)
    assert Feed.objects.get().trouble == ""


def test_a_request_to_mend_is_told_and_nothing_moves() -> None:
    shop = Shop()

    def refuse(_: Window, __: str) -> None:
        raise MendRequest("25", "Invalid signature")

    shop.fault = refuse
    assert pull(shop) == 0
    feed = Feed.objects.get()
    assert feed.trouble == "Invalid signature (25)"
    assert feed.read_until == NOW - 24 * HOUR


def test_a_forgotten_cursor_begins_its_window_again(placement: Placement) -> None:
    orders = [updated(placement, HOUR + number * MINUTE) for number in range(4)]
    shop = Shop(*orders)
    forgotten: list[Window] = []

    def forget_once(window: Window, cursor: str) -> None:
        if cursor == "2" and not forgotten:
            forgotten.append(window)
            raise CursorLost("15 1008", "position_index is invalid")

    shop.fault = forget_once
    assert pull(shop) == 4
    place = shop.asked.index((forgotten[0], "2"))
    assert shop.asked[place + 1] == (forgotten[0], "")
    assert kept() == ids(orders)


def test_a_cursor_forgotten_over_and_over_is_told(placement: Placement) -> None:
    orders = [updated(placement, HOUR + number * MINUTE) for number in range(4)]
    shop = Shop(*orders)

    def forget(_: Window, cursor: str) -> None:
        if cursor == "2":
            raise CursorLost("15 1008", "position_index is invalid")

    shop.fault = forget
    pull(shop)
    feed = Feed.objects.get()
    assert ("1008" in feed.trouble, feed.cursor) == (True, "")


@pytest.mark.parametrize("served", [20, 7, 3])
def test_windows_the_marketplace_finds_too_long_are_shortened(
    placement: Placement, settings: Settings, served: int
) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"pull_overlap_minutes": 1})
    orders = [updated(placement, hours * HOUR) for hours in (0, 2, 5, 11, 23)]
    shop = Shop(*orders)

    def refuse_long(window: Window, _: str) -> None:
        if window.end_ms - window.start_ms > served * 60_000:
            raise WindowTooLong("15 2007", "too long")

    shop.fault = refuse_long
    assert pull(shop) == 5
    assert kept() == ids(orders)
    assert Feed.objects.get().trouble == ""


def test_a_window_that_would_not_move_on_is_told(placement: Placement) -> None:
    shop = Shop(updated(placement, HOUR))

    def refuse(_: Window, __: str) -> None:
        raise WindowTooLong("15 2007", "too long")

    shop.fault = refuse
    assert pull(shop) == 0
    assert "too long" in Feed.objects.get().trouble


def test_promotions_shorten_windows_before_they_are_refused(
    placement: Placement, settings: Settings
) -> None:
    season = f"{(NOW - 10 * HOUR).isoformat()}/{(NOW - 9 * HOUR).isoformat()}"
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"promotions": (season,)})
    orders = [updated(placement, hours * HOUR) for hours in (1, 9, 10, 11)]
    shop = Shop(*orders)
    assert pull(shop) == 4
    assert kept() == ids(orders)
    first, last = to_ms(NOW - 10 * HOUR), to_ms(NOW - 9 * HOUR)
    inside = [w for w in shop.windows if w.start_ms < last and first < w.end_ms]
    assert inside
    assert all(w.end_ms - w.start_ms <= 20 * 60_000 for w in inside)
    assert any(w.end_ms - w.start_ms == 3 * 3_600_000 for w in shop.windows)


def test_a_long_absence_reads_no_further_back_than_the_horizon(placement: Placement) -> None:
    start_feed("taobao", "orders", NOW - timedelta(days=91))
    order = updated(placement, timedelta(days=89))
    shop = Shop(order)
    pull(shop)
    oldest = to_ms(NOW) - Marketplace.capabilities.horizon_ms
    assert oldest <= shop.windows[0].start_ms <= oldest + Marketplace.capabilities.window_ms
    assert kept() == {order.trade_id}


def test_a_window_that_has_passed_the_horizon_is_given_up() -> None:
    feed = start_feed("taobao", "orders", NOW - timedelta(days=95))
    start = to_ms(feed.read_until)
    open_window(feed, Window(start, start + 3_600_000))
    shop = Shop()

    def too_old(window: Window, _: str) -> None:
        if window.start_ms < to_ms(NOW) - Marketplace.capabilities.horizon_ms:
            raise MendRequest("2004", "The start time is more than 90 days ago")

    shop.fault = too_old
    pull(shop)
    feed.refresh_from_db()
    assert (feed.trouble, feed.read_until >= NOW) == ("", True)


def test_a_stop_between_pages_keeps_the_place(placement: Placement) -> None:
    orders = [updated(placement, HOUR + number * MINUTE) for number in range(5)]
    shop = Shop(*orders)
    pull_feed(shop, "orders", NOW, lambda: len(kept()) == 2)
    assert (len(kept()), Feed.objects.get().cursor) == (2, "2")
    pull(shop)
    assert kept() == ids(orders)


def test_both_feeds_are_brought_up_and_one_in_trouble_leaves_the_other(
    placement: Placement,
) -> None:
    order = updated(placement, HOUR)
    shop = Shop(order)
    shop.refunds = [make_refund(order, 100, 10)]
    assert pull_all(shop, NOW, go_on) == 2
    assert Order.objects.get().fee_returned == 10

    def busy(_: Window, __: str) -> None:
        raise TryAgain("3001", "busy")

    shop.fault = busy
    shop.refunds.append(
        msgspec.structs.replace(shop.refunds[0], case_id="R9", modified_ms=to_ms(NOW))
    )
    assert pull_all(shop, NOW + MINUTE, go_on) == 1
    assert Refund.objects.count() == 2
    assert [bool(feed.trouble) for feed in Feed.objects.order_by("kind")] == [True, False]


def collect(number: int, before: timedelta, kind: CollectKind = CollectKind.CART) -> Collect:
    """A cart of this long ago."""
    return Collect(
        event_id=f"E{number}", kind=kind, at_ms=to_ms(NOW - before), item_id="1", click_id="c"
    )


class AdShop(Shop):
    """A marketplace that tells of favourites and carts, two a page."""

    capabilities = msgspec.structs.replace(Shop.capabilities, collects=True)

    def __init__(self, *collects: Collect) -> None:
        super().__init__()
        self.collects = collects

    def pull_collects(self, window: Window, cursor: str = "") -> CollectPage:
        """Two of the window's, and the last of the page before again."""
        found = [c for c in self.collects if window.start_ms <= c.at_ms < window.end_ms]
        place = int(cursor or 0)
        page = tuple(found[max(place - 1, 0) : place + 2])
        return CollectPage(page, str(place + 2) if place + 2 < len(found) else "")


def test_favourites_and_carts_are_kept_once() -> None:
    shop = AdShop(*(collect(n, HOUR + n * MINUTE) for n in range(7)))
    assert pull_all(shop, NOW, go_on) == 7
    assert StoredCollect.objects.count() == 7
    assert pull_all(shop, NOW + MINUTE, go_on) == 0
    kept = StoredCollect.objects.get(event_id="E3")
    assert (kept.marketplace, kept.kind, kept.click_id) == ("taobao", "cart", "c")
    assert kept.at == from_ms(to_ms(NOW - HOUR - 3 * MINUTE))
    assert {feed.kind for feed in Feed.objects.all()} == {"orders", "refunds", "collects"}


def run_backfill(shop: Shop, first: datetime, last: datetime, pages: int = 10_000) -> int:
    """Read a span of the past, at most so many pages; returns how many rows were new."""
    rows: list[int] = []
    for feed in start_backfill(shop, first, last):
        backfill(shop, feed, NOW, lambda _, fresh: rows.append(fresh), lambda: len(rows) >= pages)
    return sum(rows)


def test_a_span_of_the_past_is_read_and_goes_on_where_it_was_stopped(
    placement: Placement,
) -> None:
    orders = [updated(placement, days * 24 * HOUR) for days in (9, 8, 7, 6, 5)]
    shop = Shop(*orders, updated(placement, 11 * 24 * HOUR), updated(placement, HOUR))
    first, last = NOW - 10 * 24 * HOUR, NOW - 4 * 24 * HOUR
    live = actions_feed("orders")
    fresh = run_backfill(shop, first, last, pages=30)
    assert 0 < fresh < 5
    asked = len(shop.asked)
    fresh += run_backfill(shop, first, last)
    assert (fresh, kept()) == (5, ids(orders))
    assert shop.asked[asked][0].start_ms > to_ms(first) + 24 * 3_600_000
    asked = len(shop.asked)
    assert run_backfill(shop, first, last) == 0
    assert len(shop.asked) == asked, "what is read is not asked for again"
    live.refresh_from_db()
    assert live.read_until == NOW - HOUR
    assert all(window.end_ms <= to_ms(last) + 1000 for window in shop.windows)


def actions_feed(kind: str) -> Feed:
    """The worker's own feed, as it stands."""
    return start_feed("taobao", kind, NOW - HOUR)


def test_another_span_begins_anew(placement: Placement) -> None:
    order = updated(placement, 5 * 24 * HOUR)
    shop = Shop(order)
    assert run_backfill(shop, NOW - 3 * 24 * HOUR, NOW) == 0
    assert run_backfill(shop, NOW - 6 * 24 * HOUR, NOW) == 1
    assert kept() == {order.trade_id}


def test_a_backfill_waits_out_what_passes_and_raises_what_does_not(placement: Placement) -> None:
    shop = Shop(updated(placement, HOUR))
    busy = iter([TryAgain("7", "ban", 5.0), TryAgain("15 3000", "a day", 3600.0)])
    waits: list[float] = []

    def trouble(_: Window, __: str) -> None:
        error = next(busy, None)
        if error:
            raise error

    shop.fault = trouble
    orders, _ = start_backfill(shop, NOW - 24 * HOUR, NOW)
    backfill(shop, orders, NOW, lambda _, __: None, sleep=waits.append)
    assert waits == [5.0, 60.0]
    assert Order.objects.count() == 1

    def refuse(_: Window, __: str) -> None:
        raise MendRequest("25", "Invalid signature")

    shop.fault = refuse
    orders, _ = start_backfill(shop, NOW - 48 * HOUR, NOW)
    with pytest.raises(MendRequest):
        backfill(shop, orders, NOW, lambda _, __: None)
    orders.refresh_from_db()
    assert "Invalid signature" in orders.trouble
