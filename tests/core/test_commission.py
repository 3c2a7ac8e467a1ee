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
SPLITS = st.builds(
    Split,
    marketplace=st.just("taobao"),
    creator=st.integers(0, 3),
    creator_share=st.sampled_from([0, 1, 3333, 6000, 9999, 10_000]),
)
STATES = st.tuples(st.sampled_from(OrderStatus), FEN, FEN | st.just(0), SPLITS)
State = tuple[OrderStatus, int, int, Split]
SPLIT = Split("taobao", 7, 6000)


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
    status, fee, returned, split = state
    goal = target(*state)
    assert sum(goal.held.values()) == sum(goal.posted.values()) == 0
    assert not (goal.held and goal.posted)
    amounts = combine(goal.held, goal.posted)
    owed = sum(amount for account, amount in amounts.items() if account.startswith("marketplace"))
    counts = status in (OrderStatus.PAID, OrderStatus.RECEIVED, OrderStatus.SETTLED)
    assert owed == (max(fee - returned, 0) if counts else 0)
    creators = [account for account in amounts if account.startswith("creator:")]
    assert not creators or split.creator
    assert not [account for account in amounts if "unmatched" in account and split.creator]


@given(STATES)
def test_the_creators_part_is_the_share_of_what_is_left(state: State) -> None:
    _, fee, returned, split = state
    posted = target(OrderStatus.SETTLED, fee, returned, split).posted
    creator = -posted.get(f"creator:{split.creator}:available", 0)
    net = max(fee - returned, 0)
    assert 0 <= creator <= net
    if split.creator:
        assert abs(creator * 10_000 - net * split.creator_share) <= 5_000


@given(st.dictionaries(st.sampled_from("abc"), st.integers(-5, 5)))
def test_amounts_and_what_undoes_them_come_to_nothing(amounts: dict[str, int]) -> None:
    assert combine(amounts, negate(amounts)) == {}
    assert combine(amounts, {}) == {name: amount for name, amount in amounts.items() if amount}


def test_paid_holds_and_settled_posts_what_was_held() -> None:
    held = {"marketplace:taobao:expected": 1000, "creator:7:held": -600, "platform:held": -400}
    paid = target(OrderStatus.PAID, 1000, 0, SPLIT)
    assert plan(EMPTY, paid) == [Move(Step.HOLD, held)]
    settled = target(OrderStatus.SETTLED, 980, 0, SPLIT)
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


def test_a_fee_lowered_while_held_is_voided_and_held_anew() -> None:
    moves = plan(
        target(OrderStatus.PAID, 1000, 0, SPLIT), target(OrderStatus.RECEIVED, 500, 0, SPLIT)
    )
    assert [(move.step, move.closes) for move in moves] == [(Step.VOID, True), (Step.HOLD, False)]
    same = target(OrderStatus.RECEIVED, 1000, 0, SPLIT)
    assert plan(target(OrderStatus.PAID, 1000, 0, SPLIT), same) == []


def test_a_refund_after_settlement_reverses_its_part() -> None:
    settled = target(OrderStatus.SETTLED, 1000, 0, SPLIT)
    [move] = plan(settled, target(OrderStatus.SETTLED, 1000, 500, SPLIT))
    assert move == Move(
        Step.REVERSE,
        {
            "marketplace:taobao:receivable": -500,
            "creator:7:available": 300,
            "platform:income": 200,
        },
    )
    [rest] = plan(settled, target(OrderStatus.SETTLED, 1000, 2000, SPLIT))
    assert rest.amounts == negate(settled.posted)


def test_money_without_a_sure_click_stays_apart() -> None:
    alone = target(OrderStatus.PAID, 1000, 0, Split("taobao"))
    assert alone.held == {"marketplace:taobao:expected": 1000, "platform:unmatched:held": -1000}
    posted = target(OrderStatus.SETTLED, 1000, 0, Split("taobao")).posted
    found = plan(Books({}, posted), target(OrderStatus.SETTLED, 1000, 0, SPLIT))
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
