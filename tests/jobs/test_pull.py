"""Pulling a feed: windows move on, reach back, survive kills and refusals, and lose nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.core.clock import from_ms, to_ms
from hongmao.core.connector import MendRequest, OrderPage, RefundPage, TryAgain, Window
from hongmao.core.orders import OrderRevision, RefundRevision
from hongmao.jobs.pull import BAD_CURSOR, pull_all, pull_feed
from hongmao.links.models import Placement
from hongmao.orders.actions import open_window, start_feed
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


def test_a_marketplaces_short_windows_move_on_whatever_the_overlap(settings: Settings) -> None:
    longer = {"taobao_overlap_minutes": 120}
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
            raise MendRequest(BAD_CURSOR, "position_index is invalid")

    shop.fault = forget_once
    pull(shop)
    asked = len(shop.asked)
    assert pull(shop) == 2
    assert shop.asked[asked] == (forgotten[0], "")
    assert kept() == ids(orders)


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
