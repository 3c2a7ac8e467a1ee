"""Judgements, and which orders wait for one or for their books."""

from datetime import datetime, timedelta

import msgspec
import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.core.clock import from_ms, to_ms
from hongmao.core.fitting import LEAST
from hongmao.core.ids import ClickMint
from hongmao.core.matching import (
    CROWD_MS,
    OPEN_MS,
    Claim,
    Fit,
    Grade,
    Judgement,
    Term,
    holders,
)
from hongmao.links.actions import enrol
from hongmao.links.models import Lease, Placement
from hongmao.orders.actions import (
    LEARN_EVERY,
    RETRY_FOR,
    judge_again,
    keep_judgement,
    keep_orders,
    learn_fit,
    reopen_orders,
)
from hongmao.orders.models import Match, MatchFit, Order
from hongmao.orders.queries import (
    GradeCount,
    claims_of,
    current_match,
    fit_in_force,
    grade_counts,
    lesson_of,
    newest_fit,
    paying_match,
    terms_of,
    unbooked,
    unjudged,
)
from hongmao.people.models import Role
from tests.factories import (
    make_feed,
    make_person,
    make_placement,
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


def held_by(order: Order) -> list[int]:
    """The placements that an order's lease leads back to."""
    [claim] = claims_of([order], genuine)
    return list(holders(claim, terms_of([order]), Fit(2_000)))


def test_a_lease_of_its_own_leads_an_order_without_a_click_time_back(placement: Placement) -> None:
    assert held_by(keep(placement, click_ms=0)) == []
    order = keep(placement, click_ms=0, lease=lend_its_own(placement))
    assert held_by(order) == [placement.pk]
    memory = timedelta(days=django_settings.HONGMAO.taobao_cookie_days)
    placement.lease.refresh_from_db()
    placement.lease.ends_at = order.ordered_at - memory - timedelta(minutes=2)
    placement.lease.save()
    assert held_by(order) == []


def test_a_lease_is_of_its_own_marketplace(placement: Placement) -> None:
    order = keep(placement, click_ms=0, lease=lend_its_own(placement))
    Order.objects.update(marketplace="jd")
    order.refresh_from_db()
    assert held_by(order) == []


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


def genuine(click_id: str) -> bool:
    """Stands for the mint's own test: tests' ids of ours begin so."""
    return click_id.startswith("ours")


def test_an_orders_terms_are_those_of_its_lease(placement: Placement) -> None:
    other = make_placement()
    order = keep(placement)
    [term] = terms_of([order])
    assert placement.product is not None
    assert term == Term(
        f"taobao:{placement.lease.name}", placement.pk, placement.product.item_id,
        placement.store_id, NOW_MS, OPEN_MS, creator=placement.creator_id,
    )  # fmt: skip
    [claim] = claims_of([order], genuine)
    assert list(holders(claim, [term, *terms_of([keep(other)])], Fit(2_000))) == [placement.pk]
    assert terms_of([keep(placement, lease="9_9"), keep(placement, lease="")]) == []
    end = NOW + timedelta(days=1)
    Lease.objects.update(ends_at=end)
    assert [one.ends_ms for one in terms_of([order])] == [to_ms(end)]


def test_a_claim_is_what_the_rule_looks_at(placement: Placement) -> None:
    assert placement.product is not None
    order = keep(placement, click_id="ours-1")
    [claim] = claims_of([order], genuine)
    assert claim == Claim(
        order.pk, "ours-1", f"taobao:{order.lease}", placement.product.item_id,
        placement.store_id, NOW_MS - NOW_MS % 1000, NOW_MS + 60_000,
    )  # fmt: skip
    strange = keep(placement, click_id="theirs", lease="", item_id="unknown", click_ms=0)
    [claim] = claims_of([strange], genuine)
    assert (claim.click_id, claim.lease, claim.store, claim.click_ms) == ("", "", 0, 0)


def test_an_order_that_names_a_creator_is_of_that_creators_placements_alone(
    placement: Placement,
) -> None:
    rival = make_person(Role.CREATOR)
    enrol(make_person(Role.OPERATOR), rival, "taobao", "778899")
    theirs, unknown = keep(placement, relation_id="778899"), keep(placement, relation_id="1")
    [claim, other] = claims_of([theirs, unknown], genuine)
    assert (claim.creator, other.creator) == (rival.pk, 0)
    terms = terms_of([theirs])
    assert holders(claim, terms, Fit(2_000)) == {}
    assert list(holders(other, terms, Fit(2_000))) == [placement.pk]
    enrol(make_person(Role.OPERATOR), placement.creator, "taobao", "5")
    [ours] = claims_of([keep(placement, relation_id="5")], genuine)
    assert list(holders(ours, terms, Fit(2_000))) == [placement.pk]


def reopened(first: datetime, last: datetime) -> list[str]:
    """The orders that wait again once clicks of a span have reached the lake."""
    Order.objects.update(needs_match=False)
    reopen_orders(first, last)
    return sorted(Order.objects.filter(needs_match=True).values_list("trade_id", flat=True))


def test_an_order_is_looked_at_again_for_clicks_near_its_time(placement: Placement) -> None:
    order = keep(placement)
    click, reach = order.click_at, timedelta(milliseconds=CROWD_MS)
    assert click is not None
    assert reopened(click + reach, click + 2 * reach) == [order.trade_id]
    assert reopened(click - 2 * reach, click - reach) == [order.trade_id]
    assert reopened(click + reach + TICK, click + 2 * reach) == []
    MatchFit.objects.create(
        marketplace="taobao", tolerance_ms=2_000, skew_ms=-5_000, ceiling_ms=60_000, crowd=0,
        samples=0, watched=0, strays=0, learned_at=NOW, checked_at=NOW,
    )  # fmt: skip
    assert reopened(click + reach + TICK, click + 2 * reach) == [order.trade_id]


def test_an_order_is_looked_at_again_for_the_click_it_names(placement: Placement) -> None:
    """However far apart the order's times are: the id says when its click was."""
    click = NOW - timedelta(days=20)
    named = ClickMint(bytes(32)).mint(to_ms(click))
    order = keep(placement, click_id=named, lease="", click_ms=0)
    assert reopened(click, click) == [order.trade_id]
    assert reopened(click - TICK, click + TICK) == [order.trade_id]
    assert reopened(click + TICK, click + 2 * TICK) == []
    assert reopened(click - 2 * TICK, click - TICK) == []


def test_an_order_whose_click_was_not_timed_is_looked_at_again_until_it_is_sure(
    placement: Placement,
) -> None:
    order = keep(placement, click_ms=0)
    week = timedelta(days=7)
    click = order.ordered_at - week
    assert reopened(click, click) == [order.trade_id]
    assert reopened(click + 2 * week, click + 3 * week) == []
    keep_judgement(order.pk, unsure(placement), NOW)
    assert reopened(click, click) == [order.trade_id]
    keep_judgement(order.pk, sure(placement), NOW)
    assert reopened(click, click) == []


def test_orders_are_judged_again_from_a_day_on(placement: Placement) -> None:
    early = keep(placement, created_ms=NOW_MS - 86_400_000)
    late = keep(placement)
    Order.objects.update(needs_match=False)
    assert judge_again(late.ordered_at) == 1
    assert unjudged(9) == [late]
    assert judge_again() == 2
    assert unjudged(9) == [late, early]


def teach(placement: Placement, distance: int, holders: int = 1, lone: bool = True) -> Order:
    """An order whose click lay `distance` from its time, judged without any skew."""
    order = keep(placement)
    judgement = msgspec.structs.replace(
        sure(placement), distance_ms=distance, holders=holders, lone=lone, fit=Fit(4_000),
    )  # fmt: skip
    keep_judgement(order.pk, judgement, NOW + RETRY_FOR)
    return order


def test_matches_teach_skew_tolerance_and_strays(placement: Placement) -> None:
    for number in range(LEAST):
        teach(placement, -3_000 + number)
    teach(placement, 50_000, lone=False)
    teach(placement, 1_000, lone=False)
    teach(placement, 50_000, holders=2, lone=False)
    lesson = lesson_of("taobao")
    assert (lesson.samples, lesson.watched, lesson.strays) == (LEAST, LEAST + 2, 1)
    assert (lesson.fit.skew_ms, lesson.fit.tolerance_ms) == (2_976, 2_000)
    assert lesson_of("jd").samples == 0


def test_a_fit_is_learned_now_and_then_and_replaced_where_it_differs(placement: Placement) -> None:
    learn_fit("taobao", NOW)
    assert fit_in_force("taobao") == Fit(60_000)
    for _ in range(LEAST):
        teach(placement, -3_000)
    learn_fit("taobao", NOW + LEARN_EVERY - TICK)
    assert MatchFit.objects.count() == 1
    learn_fit("taobao", NOW + LEARN_EVERY)
    learned = fit_in_force("taobao")
    assert (learned.skew_ms, learned.tolerance_ms) == (3_000, 2_000)
    learn_fit("taobao", NOW + 2 * LEARN_EVERY)
    assert MatchFit.objects.count() == 2
    newest = newest_fit("taobao")
    assert newest is not None
    assert newest.checked_at == NOW + 2 * LEARN_EVERY
    assert newest.learned_at == NOW + LEARN_EVERY


def test_grades_are_counted_by_marketplace(placement: Placement) -> None:
    keep_judgement(keep(placement).pk, sure(placement), NOW)
    keep_judgement(keep(placement).pk, sure(placement), NOW)
    last = keep(placement)
    keep_judgement(last.pk, sure(placement), NOW)
    keep_judgement(last.pk, NOTHING, NOW)
    assert grade_counts() == [GradeCount("taobao", 0, 2, 0, 1)]
