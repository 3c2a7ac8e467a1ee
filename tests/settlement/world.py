"""A world of money that tests drive: what happened, what was heard of it, and crashes."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

import msgspec
from django.db import connection, transaction
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine, invariant

from hongmao.core.clock import to_ms
from hongmao.core.matching import Grade, Judgement
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.settlement import month_at
from hongmao.orders.actions import keep_judgement, keep_revisions
from hongmao.orders.models import Order
from hongmao.orders.queries import unbooked
from hongmao.settlement.actions.claims import return_goodwill
from hongmao.settlement.actions.commissions import release_orders, settle_order
from hongmao.settlement.actions.deposits import Movement
from hongmao.settlement.actions.payouts import import_results
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import Claim, Payout, Statement
from hongmao.settlement.queries.claims import goodwill_at_stake
from tests.settlement.closing import clock_at, close, zone
from tests.settlement.histories import (
    Cast,
    Crash,
    Fuse,
    below_zero,
    differences,
    troubles,
    uncovered,
    written,
)

Said = OrderRevision | RefundRevision


class World(RuleBasedStateMachine):
    """Does things as Hongmao does them, remembers all of it, and does it again at the end."""

    cast: ClassVar[Cast]
    driven: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.now: datetime = timezone.now()
        self.orders: list[OrderRevision] = []
        self.cases: list[RefundRevision] = []
        self.said: list[Said] = []
        self.moved: list[tuple[Callable[..., object], int, Movement]] = []
        self.results: list[list[ResultRow]] = []
        self.fuse = Fuse()

    # How things are done

    def arm(self, what: str, after: int | None = None) -> None:
        """A step begins; it crashes after so many statements."""
        self.driven["steps"] += 1
        self.driven[what] += 1
        self.fuse = Fuse(after)

    def act(self, action: Callable[[], Any]) -> Any:
        """Do it, a second later; where it crashes nothing is amiss, and it is done again."""
        self.now += timedelta(seconds=1)
        with clock_at(self.now):
            try:
                with connection.execute_wrapper(self.fuse):
                    return action()
            except Crash:
                self.driven["crashes"] += 1
                # A lone write outside of any action's transaction has one of its own elsewhere;
                # here it marks the history's.
                transaction.set_rollback(False)
                assert not [*troubles()]
                return action()

    def may(self, action: Callable[[], Any], *reasons: Reason) -> Any:
        """Do what may be refused, for these reasons only; None where it is."""
        try:
            return self.act(action)
        except Refusal as refusal:
            if refusal.reason not in reasons:
                raise
            self.driven[f"refused: {refusal.reason}"] += 1
            return None

    def keep(self, said: list[Said]) -> None:
        """A page of what the marketplace says reaches us."""
        orders = [one for one in said if isinstance(one, OrderRevision)]
        refunds = [one for one in said if isinstance(one, RefundRevision)]
        self.act(lambda: keep_revisions("taobao", orders, refunds))

    def tell(self, said: Said, heard: bool) -> None:
        """Something happened; we hear of it now, or whenever `hear` does."""
        self.said.append(said)
        if heard:
            self.keep([said])
            self.book_all()

    def book_all(self) -> None:
        """The worker books what it has to."""
        for order in unbooked(100, self.now):
            self.act(partial(settle_order, order.pk, self.now))
        for claim in goodwill_at_stake(self.now):
            self.act(partial(return_goodwill, claim.pk))

    def judge_as(self, trade: str, grade: Grade, placement: int) -> None:
        """An order is judged to come from a click on a placement."""
        order = Order.objects.get(trade_id=trade)
        clicked = order.click_at or order.ordered_at
        found = self.cast.placements[placement].pk
        judged = Judgement(grade, found, f"click-{trade}", to_ms(clicked), 0, 1, 0)
        self.act(lambda: keep_judgement(order.pk, judged, self.now))

    def settle(self, number: int, fee: int, after: int | None) -> None:
        """An order is settled."""
        self.arm("settle", after)
        at_ms = to_ms(self.now)
        self.orders[number] = msgspec.structs.replace(
            self.orders[number],
            status=OrderStatus.SETTLED, fee=fee, settled_ms=at_ms, modified_ms=at_ms,
        )  # fmt: skip
        self.tell(self.orders[number], heard=True)

    # What must hold

    @invariant()
    def nothing_is_amiss(self) -> None:
        """Sums come to zero, no floor is crossed, and the chain is whole."""
        assert not [*troubles()]

    def teardown(self) -> None:
        """All of it again changes nothing, and every figure proves itself."""
        try:
            if not connection.needs_rollback:  # else a step has failed, and that is to be told
                self.end()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def end(self) -> None:
        """The month closes and what is left is booked; then everything happens again."""
        if self.said:
            self.keep(self.said)
        self.book_all()
        month = month_at(self.now, zone())
        self.now = month.ends_at + timedelta(hours=2)
        self.act(lambda: close(month))
        self.book_all()
        at = self.now
        self.act(lambda: release_orders(at, 1_000))
        before = written()
        self.repeat(at)
        assert written() == before
        assert not differences(at)
        assert not [*troubles(), *below_zero(), *uncovered()]
        self.driven["histories"] += 1
        self.driven["transfers"] += before[0]
        self.driven["payouts"] += Payout.objects.count()
        self.driven["statements"] += Statement.objects.count()
        self.driven["goodwill"] += Claim.objects.filter(goodwill__gt=0).count()

    def repeat(self, at: datetime) -> None:
        """All that was said, in the other order; every booking, deposit, result and closing."""
        if self.said:
            self.keep(self.said[::-1])
        for order in Order.objects.order_by("-pk"):
            self.act(partial(settle_order, order.pk, at))
        self.act(lambda: release_orders(at, 1_000))
        for claim in goodwill_at_stake(at):
            self.act(partial(return_goodwill, claim.pk))
        for action, brand, movement in self.moved:
            self.act(partial(action, self.cast.maker, brand, movement))
        for rows in self.results:
            self.may(partial(import_results, self.cast.other, rows), Reason.RESULTS_BAD)
        self.act(lambda: close(month_at(at - timedelta(days=1), zone())))
