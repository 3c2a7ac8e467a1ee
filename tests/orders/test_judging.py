"""Judgements, and which orders wait for one or for their books."""

from datetime import datetime, timedelta

import msgspec
import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.core.clock import from_ms, to_ms
from hongmao.core.matching import Grade, Judgement
from hongmao.core.orders import OrderStatus
from hongmao.links.models import Lease, Placement
from hongmao.orders.actions import RETRY_FOR, keep_judgement, keep_orders, reopen_orders
from hongmao.orders.models import Match, Order
from hongmao.orders.queries import (
    current_match,
    leased_placements,
    paying_match,
    unbooked,
    unjudged,
)
from tests.factories import (
    make_brand,
    make_feed,
    make_placement,
    make_product,
    make_revision,
    undone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()
NOW_MS = to_ms(NOW)
GRACE = timedelta(seconds=django_settings.HONGMAO.match_grace_seconds)
TICK = timedelta(seconds=1)


@pytest.fixture
def placement() -> Placement:
    """A live placement that has held its adzone since the tests began."""
    found = make_placement()
    found.lease.starts_at = NOW
    found.lease.save()
    return found


def keep(placement: Placement, **changes: object) -> Order:
    """A new order from a click on a placement, just now."""
    revision = msgspec.structs.replace(make_revision(placement, NOW_MS), **changes)
    keep_orders(make_feed(), [revision], "")
    return Order.objects.get(trade_id=revision.trade_id)


def sure(placement: Placement, click_id: str = "click-1") -> Judgement:
    """A probable match with a click on a placement."""
    return Judgement(Grade.PROBABLE, placement.pk, click_id, NOW_MS, 0, 1, 0)


def unsure(placement: Placement) -> Judgement:
    """An ambiguous match: another placement has a click as near."""
    return Judgement(Grade.AMBIGUOUS, placement.pk, "click-1", NOW_MS, 0, 2, 1)


NOTHING = Judgement(Grade.NONE)


def lend_its_own(placement: Placement) -> str:
    """Make a placement's lease its own, as where a marketplace returns a text of ours."""
    Lease.objects.filter(placement=placement).update(adzone=None, name=placement.link.code)
    return placement.link.code


def test_a_lease_of_its_own_leads_an_order_without_a_click_time_back(placement: Placement) -> None:
    timed = keep(placement, click_ms=0)
    assert leased_placements([timed]) == []
    code = lend_its_own(placement)
    order = keep(placement, click_ms=0, lease=code)
    [found] = leased_placements([order])
    assert (found.order, found.placement, found.same_item) == (order.pk, placement.pk, True)
    placement.lease.refresh_from_db()
    placement.lease.ends_at = order.ordered_at - timedelta(minutes=2)
    placement.lease.save()
    assert leased_placements([order]) == []


def test_a_lease_is_of_its_own_marketplace(placement: Placement) -> None:
    order = keep(placement, click_ms=0, lease=lend_its_own(placement))
    Order.objects.update(marketplace="jd")
    order.refresh_from_db()
    assert leased_placements([order]) == []


def test_a_late_click_reopens_orders_that_nothing_was_found_for(placement: Placement) -> None:
    code = lend_its_own(placement)
    orders = [keep(placement, click_ms=0, lease=lease) for lease in (code, code, "")]
    keep_judgement(orders[0].pk, NOTHING, NOW)
    keep_judgement(orders[1].pk, sure(placement), NOW)
    keep_judgement(orders[2].pk, NOTHING, NOW)
    Order.objects.update(needs_match=False)
    assert reopen_orders(NOW + timedelta(days=1), NOW + timedelta(days=2)) == 0
    assert reopen_orders(NOW - timedelta(hours=2), NOW - timedelta(hours=1)) == 1
    assert list(Order.objects.filter(needs_match=True)) == [orders[0]]


def test_a_judgement_is_kept_with_its_evidence(placement: Placement) -> None:
    order = keep(placement)
    match = keep_judgement(order.pk, sure(placement), NOW)
    kept = Match.objects.get()
    assert (kept.grade, kept.placement, kept.click_id) == (Grade.PROBABLE, placement, "click-1")
    assert kept.click_at == from_ms(NOW_MS)
    assert msgspec.convert(kept.evidence, Judgement) == sure(placement)
    assert current_match(order) == paying_match(order) == match


def test_the_same_judgement_again_writes_nothing(placement: Placement) -> None:
    order = keep(placement)
    keep_judgement(order.pk, sure(placement), NOW)
    Order.objects.update(needs_books=False)
    keep_judgement(order.pk, sure(placement), NOW + TICK)
    assert Match.objects.count() == 1
    assert not Order.objects.get().needs_books


def test_another_judgement_supersedes_and_keeps_the_old(placement: Placement) -> None:
    order = keep(placement)
    for judgement in (NOTHING, sure(placement), unsure(placement)):
        Order.objects.update(needs_books=False)
        keep_judgement(order.pk, judgement, NOW)
        assert Order.objects.get().needs_books
        match = current_match(order)
        assert match is not None
        assert match.grade == judgement.grade
    grades = Match.objects.order_by("pk").values_list("grade", "current")
    assert list(grades) == [("none", False), ("probable", False), ("ambiguous", True)]
    with pytest.raises(IntegrityError), undone():
        Match.objects.update(current=True)


@pytest.mark.parametrize("grade", Grade)
def test_money_follows_sure_grades_only(placement: Placement, grade: Grade) -> None:
    order = keep(placement)
    target = 0 if grade is Grade.NONE else placement.pk
    keep_judgement(order.pk, msgspec.structs.replace(sure(placement), grade=grade,
                                                     placement=target), NOW)  # fmt: skip
    assert (paying_match(order) is not None) == (grade in (Grade.EXACT, Grade.PROBABLE))


def test_a_sure_grade_names_its_placement(placement: Placement) -> None:
    order = keep(placement)
    with pytest.raises(IntegrityError), undone():
        keep_judgement(order.pk, Judgement(Grade.PROBABLE), NOW)


def waits(placement: Placement, judgement: Judgement, at: datetime) -> bool:
    """Whether an order judged so at a moment is looked at again."""
    order = keep(placement)
    keep_judgement(order.pk, judgement, at)
    return Order.objects.get(pk=order.pk).needs_match


def test_an_unsure_order_is_judged_again_for_a_while(placement: Placement) -> None:
    for judgement in (NOTHING, unsure(placement)):
        assert waits(placement, judgement, NOW)
        assert waits(placement, judgement, NOW + RETRY_FOR - 2 * TICK)
        assert not waits(placement, judgement, NOW + RETRY_FOR)


def test_a_sure_one_only_while_a_rivals_click_may_be_on_its_way(placement: Placement) -> None:
    assert waits(placement, sure(placement), NOW)
    assert not waits(placement, sure(placement), NOW + GRACE)


def test_orders_never_judged_come_first_then_the_newest(placement: Placement) -> None:
    old, older = keep(placement), keep(placement)
    for order in (old, older):
        keep_judgement(order.pk, NOTHING, NOW)
    fresh = [keep(placement), keep(placement)]
    done = keep(placement)
    keep_judgement(done.pk, sure(placement), NOW + GRACE)
    assert unjudged(10) == [fresh[1], fresh[0], older, old]
    assert unjudged(2) == [fresh[1], fresh[0]]


def test_a_matched_order_is_booked_at_once(placement: Placement) -> None:
    order = keep(placement)
    assert unbooked(10, NOW) == []
    keep_judgement(order.pk, sure(placement), NOW)
    assert unbooked(10, NOW) == [order]
    Order.objects.update(needs_books=False)
    assert unbooked(10, NOW) == []


def test_an_unmatched_order_is_booked_after_its_grace(
    placement: Placement, settings: Settings
) -> None:
    orders = [keep(placement) for _ in range(3)]
    keep_judgement(orders[0].pk, NOTHING, NOW)
    keep_judgement(orders[1].pk, unsure(placement), NOW)
    until = orders[0].ordered_at + GRACE
    assert unbooked(10, until) == []
    assert unbooked(10, until + TICK) == orders
    assert unbooked(2, until + TICK) == orders[:2]
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"match_grace_seconds": 0})
    assert unbooked(10, orders[0].ordered_at + TICK) == orders


def leases_of(order: Order) -> list[tuple[int, bool, bool]]:
    """The placements that held an order's adzone at its click, and what of them was bought."""
    return [(one.placement, one.same_item, one.same_store) for one in leased_placements([order])]


def test_an_orders_placements_are_those_that_held_its_adzone(placement: Placement) -> None:
    make_placement()
    assert leases_of(keep(placement)) == [(placement.pk, True, True)]
    assert leases_of(keep(placement, lease="9_9")) == []
    assert leases_of(keep(placement, lease="")) == []
    assert leases_of(keep(placement, click_ms=0)) == []


def test_what_was_bought_is_the_item_or_of_the_store_or_neither(placement: Placement) -> None:
    sibling, stranger = make_product(placement.brand), make_product(make_brand())
    assert leases_of(keep(placement, item_id=sibling.item_id)) == [(placement.pk, False, True)]
    assert leases_of(keep(placement, item_id=stranger.item_id)) == [(placement.pk, False, False)]
    assert leases_of(keep(placement, item_id="unknown")) == [(placement.pk, False, False)]


def test_a_lease_counts_from_its_start_to_its_end_give_or_take_a_minute(
    placement: Placement,
) -> None:
    order, minute = keep(placement, status=OrderStatus.PAID), timedelta(minutes=1)
    click = order.click_at
    assert click is not None
    for starts, ends, held in (
        (click + minute, None, True),
        (click + minute + TICK, None, False),
        (click - minute, click - minute + TICK, True),
        (click - 2 * minute, click - minute, False),
    ):
        Lease.objects.update(starts_at=starts, ends_at=ends)
        assert bool(leases_of(order)) is held
