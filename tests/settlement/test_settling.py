"""Settling an order: the ledger follows the order, its match and the terms at the click."""

from datetime import datetime, timedelta

import msgspec
import pytest
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hongmao.brands.actions import add_terms, set_budget
from hongmao.core.clock import from_ms, to_ms
from hongmao.core.commission import target
from hongmao.core.matching import Grade, Judgement
from hongmao.core.money import share
from hongmao.core.orders import OrderRevision, OrderStatus
from hongmao.core.reasons import Reason
from hongmao.core.terms import Standing, share_of_fee
from hongmao.jobs.audit import audit_books, differs
from hongmao.ledger.models import Entry, Transfer
from hongmao.ledger.queries import balance, trial_balance
from hongmao.links.models import Placement
from hongmao.links.queries import link_records, live_placements
from hongmao.orders.actions import keep_judgement, keep_orders, keep_refunds
from hongmao.orders.models import Order
from hongmao.people.models import AuditRow, Role
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.models import Commission, CommissionState
from hongmao.settlement.queries.chain import placement_money
from hongmao.settlement.queries.commissions import (
    Volumes,
    entitlement,
    promised,
    split_of,
    standing_books,
    standing_of,
    summary,
)
from hongmao.settlement.queries.earnings import earnings
from tests.factories import (
    examples,
    make_feed,
    make_person,
    make_placement,
    make_refund,
    make_revision,
    undone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()
NOW_MS = to_ms(NOW)
NOTHING = Judgement(Grade.NONE)


@pytest.fixture
def placement() -> Placement:
    """A live placement; its terms give the creator 60 % since yesterday."""
    return make_placement()


def sure(placement: Placement, at: datetime = NOW) -> Judgement:
    """A probable match with a click on a placement."""
    return Judgement(Grade.PROBABLE, placement.pk, "click-1", to_ms(at), 0, 1, 0)


def keep(revision: OrderRevision) -> Order:
    """Store what the marketplace says of an order."""
    keep_orders(make_feed(), [revision], "")
    return Order.objects.get(trade_id=revision.trade_id)


def settle(revision: OrderRevision, *judgements: Judgement) -> Commission:
    """Store a revision, the judgements one after the other, and settle."""
    order = keep(revision)
    for judgement in judgements:
        keep_judgement(order.pk, judgement, NOW)
    return settle_order(order.pk)


def later(revision: OrderRevision, **changes: object) -> OrderRevision:
    """The order's next revision."""
    return msgspec.structs.replace(revision, modified_ms=revision.modified_ms + 1000, **changes)


def kinds() -> list[str]:
    """What was written, in order."""
    return list(Transfer.objects.order_by("id").values_list("kind", flat=True))


def test_settling_twice_writes_nothing(placement: Placement) -> None:
    revision = make_revision(placement, NOW_MS)
    first = settle(revision, sure(placement))
    before = kinds(), Entry.objects.count()
    Order.objects.update(needs_books=True)
    again = settle_order(first.order_id)
    assert (kinds(), Entry.objects.count()) == before == (["hold"], 3)
    assert (again.pk, again.transfers, again.state) == (first.pk, 1, CommissionState.HELD)
    assert not Order.objects.get().needs_books


def test_a_paid_order_holds_and_a_settled_one_posts(placement: Placement) -> None:
    paid = make_revision(placement, NOW_MS)
    held = settle(paid, sure(placement))
    assert (held.creator_amount, held.platform_amount, held.returned) == (600, 400, 0)
    assert (held.placement, held.creator) == (placement, placement.creator)
    posted = settle(later(paid, status=OrderStatus.SETTLED, fee=980))
    assert (posted.pk, posted.state) == (held.pk, CommissionState.POSTED)
    assert (posted.creator_amount, posted.platform_amount) == (588, 392)
    assert kinds() == ["hold", "post"]
    assert balance(f"creator:{placement.creator_id}:held", "CNY") == 0
    assert balance(f"creator:{placement.creator_id}:available", "CNY") == -588
    assert balance("platform:income", "CNY") == -392
    assert balance("marketplace:taobao:receivable", "CNY") == 980


def test_an_unpaid_order_has_a_commission_of_nothing(placement: Placement) -> None:
    revision = make_revision(placement, NOW_MS, status=OrderStatus.UNPAID)
    commission = settle(revision, sure(placement))
    assert (commission.state, commission.creator_amount) == (CommissionState.NONE, 0)
    assert kinds() == []
    assert settle(later(revision, status=OrderStatus.PAID)).state == CommissionState.HELD


def test_money_without_a_sure_match_stays_apart(placement: Placement) -> None:
    ambiguous = Judgement(Grade.AMBIGUOUS, placement.pk, "click-1", NOW_MS, 0, 2, 1)
    for judgement in (NOTHING, ambiguous):
        with undone():
            revision = make_revision(placement, NOW_MS)
            commission = settle(revision, judgement)
            assert (commission.creator, commission.placement, commission.terms) == (None,) * 3
            assert (commission.creator_amount, commission.platform_amount) == (0, 1000)
            assert balance("platform:unmatched:held", "CNY") == -1000
            settle(later(revision, status=OrderStatus.SETTLED))
            assert balance("platform:unmatched:income", "CNY") == -1000
            assert balance("platform:income", "CNY") == 0
    assert settle(make_revision(placement, NOW_MS)).creator is None


def test_a_superseded_match_moves_what_is_held(placement: Placement) -> None:
    other = make_placement()
    revision = make_revision(placement, NOW_MS)
    settle(revision, sure(placement))
    moved = settle(revision, sure(other))
    assert kinds() == ["hold", "void", "hold"]
    assert (moved.creator, moved.placement) == (other.creator, other)
    assert balance(f"creator:{placement.creator_id}:held", "CNY") == 0
    assert balance(f"creator:{other.creator_id}:held", "CNY") == -600
    assert settle(revision, NOTHING).creator is None
    assert balance(f"creator:{other.creator_id}:held", "CNY") == 0


def test_a_superseded_match_moves_what_was_posted(placement: Placement) -> None:
    revision = make_revision(placement, NOW_MS, status=OrderStatus.SETTLED)
    settle(revision, NOTHING)
    assert balance("platform:unmatched:income", "CNY") == -1000
    settle(revision, sure(placement))
    assert kinds() == ["post", "reverse"]
    assert balance("platform:unmatched:income", "CNY") == 0
    assert balance(f"creator:{placement.creator_id}:available", "CNY") == -600


def test_the_terms_at_the_click_govern(placement: Placement) -> None:
    member, hour = make_person(Role.BRAND), timedelta(hours=1)
    add_terms(member, placement.campaign, share_of_fee(3000), NOW + hour)
    early, late = (make_revision(placement, NOW_MS) for _ in range(2))
    before = settle(early, sure(placement, NOW + hour - timedelta(milliseconds=1)))
    after = settle(late, sure(placement, NOW + hour + timedelta(milliseconds=1)))
    assert (before.creator_amount, after.creator_amount) == (600, 300)
    assert [c.terms.version for c in (before, after) if c.terms] == [1, 2]
    assert settle(later(early, status=OrderStatus.SETTLED)).creator_amount == 600


def test_a_click_before_any_terms_pays_nobody(placement: Placement) -> None:
    commission = settle(make_revision(placement, NOW_MS), sure(placement, NOW - timedelta(days=2)))
    assert (commission.creator, commission.platform_amount) == (None, 1000)


@pytest.mark.parametrize(
    ("status", "fee", "returned", "expected"),
    [
        (OrderStatus.UNPAID, 1000, 0, ("none", 0, 0, 0)),
        (OrderStatus.PAID, 1000, 0, ("held", 600, 400, 0)),
        (OrderStatus.RECEIVED, 1000, 0, ("held", 600, 400, 0)),
        (OrderStatus.SETTLED, 1000, 0, ("posted", 600, 400, 0)),
        (OrderStatus.SETTLED, 1000, 500, ("posted", 300, 200, 300)),
        (OrderStatus.SETTLED, 1000, 1000, ("reversed", 0, 0, 600)),
        (OrderStatus.SETTLED, 1000, 1200, ("reversed", 0, 0, 600)),
        (OrderStatus.SETTLED, 0, 0, ("posted", 0, 0, 0)),
        (OrderStatus.VOID, 1000, 0, ("void", 0, 0, 0)),
        (OrderStatus.VOID, 0, 0, ("void", 0, 0, 0)),
    ],
)
def test_what_a_commission_shows(
    placement: Placement,
    status: OrderStatus,
    fee: int,
    returned: int,
    expected: tuple[str, int, int, int],
) -> None:
    revision = make_revision(placement, NOW_MS, status=status, fee=fee)
    if returned:
        keep_refunds(make_feed("refunds"), [make_refund(revision, 100, returned)], "")
    order = keep(revision)
    keep_judgement(order.pk, sure(placement), NOW)
    due = entitlement(order)
    amount = promised(order, due, Volumes())
    figures = summary(order, due, Standing(amount, amount), Volumes(), waits=False)
    assert (figures.state, figures.creator, figures.platform, figures.returned) == expected
    kept = settle_order(order.pk)
    shown = (kept.state, kept.creator_amount, kept.platform_amount, kept.returned)
    assert shown == expected


def test_a_commission_has_a_creator_by_terms_or_none() -> None:
    order = keep(make_revision(make_placement(), NOW_MS))
    settle_order(order.pk)
    with pytest.raises(IntegrityError), undone():
        Commission.objects.update(creator_amount=1)
    with pytest.raises(IntegrityError), undone():
        Commission.objects.update(creator=make_person(Role.CREATOR))


STEPS = st.tuples(
    st.sampled_from(OrderStatus),
    st.integers(0, 2_000),
    st.integers(0, 1_500),
    st.sampled_from(["sure", "other", "none"]),
)


@given(st.lists(STEPS, min_size=1, max_size=5))
@examples(15)
def test_the_books_are_those_of_the_last_state(
    placement: Placement, steps: list[tuple[OrderStatus, int, int, str]]
) -> None:
    """Whatever an order, its refund and its match went through."""
    with undone():
        other = make_placement()
        known = {"sure": sure(placement), "other": sure(other), "none": NOTHING}
        revision = make_revision(placement, NOW_MS)
        refund = make_refund(revision, 0, 0)
        for status, fee, returned, match in steps:
            revision = later(revision, status=status, fee=fee)
            refund = msgspec.structs.replace(
                refund, fee_return=returned, modified_ms=refund.modified_ms + 1
            )
            keep_refunds(make_feed("refunds"), [refund], "")
            commission = settle(revision, known[match])
        order = Order.objects.get(pk=commission.order_id)
        split = split_of(order, entitlement(order), standing_of(commission))
        assert split.creator == {
            "sure": placement.creator_id, "other": other.creator_id, "none": 0,
        }[match]  # fmt: skip
        net = max(fee - returned, 0)
        earns = status not in (OrderStatus.UNPAID, OrderStatus.VOID)
        assert split.fee == (net if earns else 0)
        assert split.creator_amount == (share(net, 6000) if earns and split.creator else 0)
        assert standing_books(commission) == target(status, split)
        assert set(trial_balance().values()) <= {0}
        assert commission.transfers == Transfer.objects.count()
        before = kinds()
        settle_order(order.pk)
        assert kinds() == before


def test_earnings_are_the_ledgers_to_the_cent(placement: Placement) -> None:
    held, posted = make_revision(placement, NOW_MS), make_revision(placement, NOW_MS, fee=777)
    settle(held, sure(placement))
    settle(later(posted, status=OrderStatus.SETTLED), sure(placement))
    other = make_placement()
    settle(make_revision(other, NOW_MS), sure(other))
    settle(make_revision(placement, NOW_MS), NOTHING)
    refund = make_refund(posted, 100, 77)
    keep_refunds(make_feed("refunds"), [refund], "")
    settle_order(Order.objects.get(trade_id=posted.trade_id).pk)

    money = earnings(placement.creator_id)
    assert (money.held, money.posted, money.returned) == (600, 420, 46)
    assert money.held == -balance(f"creator:{placement.creator_id}:held", "CNY")
    lines = {line.commission: line for line in money.lines}
    assert sorted(line.amount for line in lines.values()) == [420, 600]
    assert {line.grade for line in lines.values()} == {"probable"}
    assert {line.note for line in lines.values()} == {placement.note_id}
    assert sum(day.held for day in money.days) == 600
    assert sum(day.posted for day in money.days) == 420
    assert len(money.days) == 30
    assert earnings(placement.creator_id, "USD").lines == []


def test_earnings_of_somebody_with_none_are_nothing() -> None:
    money = earnings(make_person(Role.CREATOR).pk)
    assert (money.held, money.posted, money.returned, money.lines) == (0, 0, 0, [])


def test_a_days_earnings_are_of_the_day_of_the_order_where_the_community_is() -> None:
    placement = make_placement()
    ordered = from_ms(NOW_MS) - timedelta(days=3)
    settle(make_revision(placement, NOW_MS, created_ms=to_ms(ordered)), sure(placement))
    [day] = [day for day in earnings(placement.creator_id).days if day.held]
    assert day.day == timezone.localtime(ordered).date()


def test_a_placements_money_is_its_orders_and_the_ledgers(placement: Placement) -> None:
    brand = placement.brand_id
    ambiguous = Judgement(Grade.AMBIGUOUS, placement.pk, "click-1", NOW_MS, 0, 2, 1)
    settle(make_revision(placement, NOW_MS), sure(placement))
    returned = make_revision(placement, NOW_MS, status=OrderStatus.SETTLED)
    settle(returned, sure(placement))
    keep_refunds(make_feed("refunds"), [make_refund(returned, 4_000, 400)], "")
    settle_order(Order.objects.get(trade_id=returned.trade_id).pk)
    settle(make_revision(placement, NOW_MS, status=OrderStatus.VOID), sure(placement))
    settle(make_revision(placement, NOW_MS, status=OrderStatus.UNPAID), sure(placement))
    settle(make_revision(placement, NOW_MS), ambiguous)
    settle(make_revision(placement, NOW_MS), NOTHING)
    elsewhere = make_placement()
    settle(make_revision(elsewhere, NOW_MS), sure(elsewhere))

    [money] = placement_money(brand)
    assert (money.placement, money.orders, money.probable, money.ambiguous) == (
        placement.pk, 2, 2, 1,
    )  # fmt: skip
    assert (money.paid, money.held, money.posted, money.returned) == (16_000, 1_000, 600, 400)


def test_money_in_another_currency_is_not_added_to_a_placements(placement: Placement) -> None:
    settle(make_revision(placement, NOW_MS), sure(placement))
    settle(make_revision(placement, NOW_MS, currency="USD", paid=700, fee=70), sure(placement))
    [money] = placement_money(placement.brand_id)
    assert (money.orders, money.paid, money.held) == (2, 10_000, 1_000)
    [money] = placement_money(placement.brand_id, "USD")
    assert (money.orders, money.paid, money.held) == (2, 700, 70)
    assert not differs([*audit_books(NOW)])


def test_an_order_counts_once_where_its_match_moved_within_a_brand(placement: Placement) -> None:
    sibling = make_placement(brand=placement.brand)
    revision = make_revision(placement, NOW_MS)
    settle(revision, sure(placement), NOTHING, sure(sibling))
    [money] = placement_money(placement.brand_id)
    assert (money.placement, money.orders, money.paid, money.held) == (sibling.pk, 1, 10_000, 1_000)


def test_a_spent_budget_stops_the_links_and_a_return_opens_them(placement: Placement) -> None:
    operator = make_person(Role.OPERATOR)
    set_budget(operator, placement.campaign_id, 2_000, spent=0)
    orders = [keep(make_revision(placement, NOW_MS, fee=1_000)) for _ in range(2)]
    for order in orders:
        keep_judgement(order.pk, sure(placement), NOW)
    settle_order(orders[0].pk)
    assert paused(placement) == ""
    settle_order(orders[1].pk)
    assert paused(placement) == Reason.BUDGET_SPENT
    assert not live_placements(timezone.now()).filter(pk=placement.pk).exists()
    settle_order(orders[1].pk)
    assert budget_rows(placement) == ["set_budget", "spend_budget"]
    closed = make_revision(
        placement, NOW_MS, fee=0, trade_id=orders[1].trade_id, status=OrderStatus.VOID,
        modified_ms=NOW_MS + 10**6,
    )  # fmt: skip
    keep(closed)
    settle_order(orders[1].pk)
    assert paused(placement) == ""
    assert budget_rows(placement)[-1] == "free_budget"
    set_budget(operator, placement.campaign_id, 500, spent=1_000)
    assert paused(placement) == Reason.BUDGET_SPENT
    set_budget(operator, placement.campaign_id, None, spent=1_000)
    assert paused(placement) == ""


def paused(placement: Placement) -> str:
    """Why the edge would not lead to a placement's product."""
    return next(link_records(Q(placement=placement))).paused


def budget_rows(placement: Placement) -> list[str]:
    """What was done about a campaign's budget, in order."""
    rows = AuditRow.objects.filter(subject=f"campaign:{placement.campaign_id}").order_by("pk")
    return [row.verb for row in rows if "budget" in row.verb]
