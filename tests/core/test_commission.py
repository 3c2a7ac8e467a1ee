"""Commission: whatever an order has gone through, its books are those of where it stands."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.commission import (
    EMPTY,
    Books,
    Move,
    Split,
    Step,
    combine,
    negate,
    plan,
    target,
)
from hongmao.core.orders import OrderStatus

FEN = st.integers(0, 10**7)


@st.composite
def splits(draw: st.DrawFn) -> Split:
    """Who pays and gets: parts of what there is, nobody's where no creator is known."""
    fee = draw(FEN)
    if not draw(st.booleans()):
        return Split(marketplace="taobao", fee=fee)
    prepaid = draw(FEN | st.just(0))
    creator = draw(st.integers(0, fee + prepaid))
    agency = draw(st.integers(0, fee + prepaid - creator) | st.just(0))
    return Split(
        marketplace="taobao",
        fee=fee,
        brand=2,
        prepaid=prepaid,
        creator=draw(st.integers(1, 3)),
        creator_amount=creator,
        agency=5,
        agency_amount=agency,
    )


STATES = st.tuples(st.sampled_from(OrderStatus), splits(), st.booleans())
State = tuple[OrderStatus, Split, bool]


def share(fee: int, creator: int, prepaid: int = 0, agency: int = 0) -> Split:
    """An order of creator 7 under a campaign of brand 2."""
    return Split(
        marketplace="taobao",
        fee=fee,
        brand=2,
        prepaid=prepaid,
        creator=7,
        creator_amount=creator,
        agency=5,
        agency_amount=agency,
    )


class Ledger:
    """A ledger of one commission that follows moves and refuses the impossible."""

    def __init__(self) -> None:
        self.open: dict[str, int] | None = None
        self.total: dict[str, int] = {}

    def books(self) -> Books:
        """What is held, and all the rest."""
        held = self.open or {}
        return Books(dict(held), combine(self.total, negate(held)))

    def follow(self, move: Move) -> None:
        """Carry out a move, checking what must hold of each."""
        assert sum(move.amounts.values()) == 0
        assert len(move.amounts) >= 2
        assert all(move.amounts.values())
        if move.closes:
            assert self.open is not None, "closes a hold that is not open"
            assert move.step in (Step.POST, Step.VOID)
            if move.step is Step.VOID:
                assert move.amounts == negate(self.open)
            self.open = None
        else:
            assert move.step is not Step.VOID
        if move.step is Step.HOLD:
            assert self.open is None, "a second hold"
            self.open = dict(move.amounts)
        self.total = combine(self.total, move.amounts)


def run(states: Sequence[State]) -> Ledger:
    """A ledger after an order went through these states."""
    ledger = Ledger()
    for state in states:
        goal = target(*state)
        for move in plan(ledger.books(), goal):
            ledger.follow(move)
        assert ledger.books() == goal
    return ledger


@given(st.lists(STATES, min_size=1, max_size=7))
def test_the_books_follow_from_the_last_state_alone(states: list[State]) -> None:
    assert run(states).books() == run(states[-1:]).books() == target(*states[-1])


@given(STATES)
def test_books_that_agree_need_no_move(state: State) -> None:
    goal = target(*state)
    assert plan(goal, goal) == []
    assert plan(EMPTY, EMPTY) == []


@given(STATES)
def test_books_sum_to_zero_and_are_held_or_posted_never_both(state: State) -> None:
    status, split, waits = state
    goal = target(*state)
    assert sum(goal.held.values()) == sum(goal.posted.values()) == 0
    assert not (goal.held and goal.posted)
    amounts = combine(goal.held, goal.posted)
    counts = status in (OrderStatus.PAID, OrderStatus.RECEIVED, OrderStatus.SETTLED)
    paid = {name: amount for name, amount in amounts.items() if name.startswith("marketplace")}
    assert sum(paid.values()) == (split.fee if counts else 0)
    assert amounts.get("brand:2:prepaid", 0) == (split.prepaid if counts else 0)
    assert bool(goal.posted) <= (status is OrderStatus.SETTLED and not waits)
    earned = [name for name in amounts if name.startswith(("creator:", "agency:"))]
    assert not earned or split.creator
    assert not [account for account in amounts if "unmatched" in account and split.creator]


@given(STATES)
def test_what_is_paid_out_is_what_comes_in(state: State) -> None:
    _, split, _ = state
    posted = target(OrderStatus.SETTLED, split).posted
    out = -sum(a for name, a in posted.items() if name.startswith(("creator", "agency", "platf")))
    assert out == split.fee + split.prepaid
    reserved = target(OrderStatus.PAID, split).held.get("brand:2:reserved", 0)
    assert reserved == -split.prepaid


@given(st.dictionaries(st.sampled_from("abc"), st.integers(-5, 5)))
def test_amounts_and_what_undoes_them_come_to_nothing(amounts: dict[str, int]) -> None:
    assert combine(amounts, negate(amounts)) == {}
    assert combine(amounts, {}) == {name: amount for name, amount in amounts.items() if amount}


def test_paid_holds_and_settled_posts_what_was_held() -> None:
    held = {"marketplace:taobao:expected": 1000, "creator:7:held": -600, "platform:held": -400}
    paid = target(OrderStatus.PAID, share(1000, 600))
    assert plan(EMPTY, paid) == [Move(Step.HOLD, held)]
    settled = target(OrderStatus.SETTLED, share(980, 588))
    [move] = plan(paid, settled)
    assert (move.step, move.closes) == (Step.POST, True)
    assert move.amounts == combine(
        negate(held),
        {
            "marketplace:taobao:receivable": 980,
            "creator:7:available": -588,
            "platform:income": -392,
        },
    )


def test_beyond_the_commission_the_brand_pays_from_what_was_set_apart() -> None:
    split = share(400, 900, prepaid=600, agency=100)
    paid = target(OrderStatus.PAID, split)
    assert paid.held == {
        "marketplace:taobao:expected": 400,
        "brand:2:expected": 600,
        "brand:2:prepaid": 600,
        "brand:2:reserved": -600,
        "creator:7:held": -900,
        "agency:5:held": -100,
    }
    [move] = plan(paid, target(OrderStatus.SETTLED, split))
    assert combine(paid.held, move.amounts) == {
        "marketplace:taobao:receivable": 400,
        "brand:2:prepaid": 600,
        "creator:7:available": -900,
        "agency:5:available": -100,
    }
    assert target(OrderStatus.SETTLED, split, waits=True) == paid


def test_a_fee_lowered_while_held_is_voided_and_held_anew() -> None:
    paid = target(OrderStatus.PAID, share(1000, 600))
    moves = plan(paid, target(OrderStatus.RECEIVED, share(500, 300)))
    assert [(move.step, move.closes) for move in moves] == [(Step.VOID, True), (Step.HOLD, False)]
    assert plan(paid, target(OrderStatus.RECEIVED, share(1000, 600))) == []


def test_a_refund_after_settlement_reverses_its_part() -> None:
    settled = target(OrderStatus.SETTLED, share(1000, 600))
    [move] = plan(settled, target(OrderStatus.SETTLED, share(500, 300)))
    assert move == Move(
        Step.REVERSE,
        {
            "marketplace:taobao:receivable": -500,
            "creator:7:available": 300,
            "platform:income": 200,
        },
    )
    [rest] = plan(settled, target(OrderStatus.SETTLED, share(0, 0)))
    assert rest.amounts == negate(settled.posted)


def test_money_without_a_sure_click_stays_apart() -> None:
    nobodys = Split(marketplace="taobao", fee=1000)
    alone = target(OrderStatus.PAID, nobodys)
    assert alone.held == {"marketplace:taobao:expected": 1000, "platform:unmatched:held": -1000}
    posted = target(OrderStatus.SETTLED, nobodys).posted
    found = plan(Books({}, posted), target(OrderStatus.SETTLED, share(1000, 600)))
    assert found == [
        Move(
            Step.REVERSE,
            {
                "platform:unmatched:income": 1000,
                "creator:7:available": -600,
                "platform:income": -400,
            },
        )
    ]
