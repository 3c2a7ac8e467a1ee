"""Any history of orders, refunds, terms, balances, closings and payouts, with crashes in between.

Every step is a real action of Hongmao and may crash after any of its statements; it is then done
again. HONGMAO_MONEY_EXAMPLES says how many histories are tried.
"""

import logging
import os
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import hypothesis
import msgspec
import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django.fixtures import Settings

from hongmao.brands.actions import add_terms
from hongmao.core.clock import to_ms
from hongmao.core.matching import Grade
from hongmao.core.orders import OrderStatus, RefundStatus
from hongmao.core.payouts import OPEN_STATES, Outcome
from hongmao.core.reasons import Reason
from hongmao.core.settlement import month_at
from hongmao.ledger.actions import close_until
from hongmao.ledger.models import Transfer
from hongmao.orders.models import Order
from hongmao.settlement.actions.budgets import weigh_stopped
from hongmao.settlement.actions.claims import (
    Missing,
    file_claim,
    gather_evidence,
    grant_goodwill,
)
from hongmao.settlement.actions.commissions import release_orders
from hongmao.settlement.actions.deposits import Movement, record_deposit, record_withdrawal
from hongmao.settlement.actions.payouts import (
    cancel_batch,
    draft_batch,
    import_results,
    release_batch,
)
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import Payout, PayoutBatch
from hongmao.settlement.queries.payouts import available, plan_results
from tests.factories import examples, make_refund, make_revision
from tests.settlement.closing import close, zone
from tests.settlement.histories import (
    AFTER,
    STATES,
    Cast,
    promises,
)
from tests.settlement.test_payout_machine import TENTH
from tests.settlement.world import World

EXAMPLES = int(os.environ.get("HONGMAO_MONEY_EXAMPLES", "12"))
MONEY = st.integers(1, 40_000)
PART = st.integers(0, 10_000)
HEARD = st.sampled_from([True, True, False])


class MoneyMachine(World):
    """A world in which things happen, marketplaces that speak of them, and Hongmao's own work."""

    @initialize(
        data=st.data(), terms=st.booleans(), amount=st.none() | MONEY,
        sold=st.lists(
            st.tuples(st.integers(0, 2), MONEY, st.integers(200, 3_000)), min_size=2, max_size=4
        ),
        said=st.none() | st.sampled_from(Outcome), after=AFTER,
    )  # fmt: skip
    def begin(
        self,
        data: st.DataObject,
        terms: bool,
        amount: int | None,
        sold: list[tuple[int, int, int]],
        said: Outcome | None,
        after: int | None,
    ) -> None:
        """A brand has agreed and paid in something, and there are orders, some of them settled."""
        if terms:
            self.agree(data, 0, after)
        if amount is not None:
            self.pay_in(0, amount, 1, after)
        for placement, paid, fee in sold:
            self.sell(placement, paid, fee, True, 1, False, False, after)
        for number, one in enumerate(self.orders[1:], 1):
            self.settle(number, one.fee, after)
        self.draft(1, said, after)

    @rule(
        placement=st.integers(0, 2), paid=MONEY, fee=st.integers(0, 3_000), heard=HEARD,
        foreign=st.integers(0, 5), new=st.booleans(), unpaid=st.booleans(), after=AFTER,
    )  # fmt: skip
    def sell(
        self,
        placement: int,
        paid: int,
        fee: int,
        heard: bool,
        foreign: int,
        new: bool,
        unpaid: bool,
        after: int | None,
    ) -> None:
        """A click, and an order from it."""
        self.arm("sell", after)
        at_ms = to_ms(self.now)
        status = OrderStatus.UNPAID if unpaid and not heard else OrderStatus.PAID
        revision = make_revision(
            self.cast.placements[placement], at_ms - 90_000, trade_id=f"T{len(self.orders)}",
            status=status, paid=paid, fee=min(fee, paid), modified_ms=at_ms,
            currency="CNY" if foreign else "USD", new_customer=new,
        )  # fmt: skip
        self.orders.append(revision)
        if heard:
            self.keep([revision])
            self.judge_as(revision.trade_id, Grade.PROBABLE, placement)
        self.tell(revision, heard)

    @precondition(lambda self: self.orders)
    @rule(
        data=st.data(), status=STATES, fee=PART, paid=st.none() | PART, heard=HEARD,
        days=st.integers(0, 3), after=AFTER,
    )  # fmt: skip
    def revise(
        self,
        data: st.DataObject,
        status: OrderStatus,
        fee: int,
        paid: int | None,
        heard: bool,
        days: int,
        after: int | None,
    ) -> None:
        """An order goes on, or back; its fee is lower, seldom higher, and so is what was paid."""
        self.arm("revise", after)
        self.now += timedelta(days=days)
        number = data.draw(st.integers(0, len(self.orders) - 1))
        before, at_ms = self.orders[number], to_ms(self.now)
        self.orders[number] = msgspec.structs.replace(
            before,
            status=status,
            fee=0 if status is OrderStatus.VOID else fee * 3_000 // 10_000,
            paid=before.paid if paid is None else paid,
            settled_ms=at_ms if status is OrderStatus.SETTLED else 0,
            modified_ms=at_ms,
        )
        self.tell(self.orders[number], heard)

    @precondition(lambda self: self.orders)
    @rule(
        data=st.data(), share=PART, status=st.sampled_from(RefundStatus), same=st.booleans(),
        heard=HEARD, after=AFTER,
    )  # fmt: skip
    def refund(
        self,
        data: st.DataObject,
        share: int,
        status: RefundStatus,
        same: bool,
        heard: bool,
        after: int | None,
    ) -> None:
        """A refund case is opened, won or lost: a new one, or one there was."""
        self.arm("refund", after)
        order = data.draw(st.sampled_from(self.orders))
        case = f"R{len(self.cases)}"
        if same and self.cases:
            known = data.draw(st.sampled_from(self.cases))
            case, trade = known.case_id, known.trade_id
            order = next(one for one in self.orders if one.trade_id == trade)
        refund = make_refund(
            order, order.paid * share // 10_000, order.fee * share // 10_000,
            case_id=case, status=status, modified_ms=to_ms(self.now), currency=order.currency,
        )  # fmt: skip
        self.cases.append(refund)
        self.tell(refund, heard)

    @precondition(lambda self: self.said)
    @rule(data=st.data(), size=st.integers(1, 6), after=AFTER)
    def hear(self, data: st.DataObject, size: int, after: int | None) -> None:
        """A page of anything that was ever said: late, again, and in any order."""
        self.arm("hear", after)
        self.keep(data.draw(st.lists(st.sampled_from(self.said), min_size=1, max_size=size)))
        self.book_all()

    @precondition(lambda self: Order.objects.exists())
    @rule(
        data=st.data(), grade=st.sampled_from([Grade.PROBABLE, Grade.EXACT, Grade.AMBIGUOUS]),
        placement=st.integers(0, 2), after=AFTER,
    )  # fmt: skip
    def judge(
        self, data: st.DataObject, grade: Grade, placement: int, after: int | None
    ) -> None:  # fmt: skip
        """A click reaches the lake late: an order is another's, somebody's, or nobody's."""
        self.arm("judge", after)
        trades = sorted(Order.objects.values_list("trade_id", flat=True))
        self.judge_as(data.draw(st.sampled_from(trades)), grade, placement)
        self.book_all()

    @rule(hours=st.integers(1, 120), after=AFTER)
    def work(self, hours: int, after: int | None) -> None:
        """Time goes on: hold periods end, days turn, what is not matched is booked so."""
        self.arm("work", after)
        self.now += timedelta(hours=hours)
        self.book_all()
        self.act(lambda: release_orders(self.now, 100))
        self.act(lambda: weigh_stopped(self.now))

    @rule(data=st.data(), brand=st.integers(0, 1), after=AFTER)
    def agree(self, data: st.DataObject, brand: int, after: int | None) -> None:
        """New terms, for clicks from now on."""
        self.arm("agree", after)
        said = data.draw(promises(self.cast.agency.pk))
        campaign = self.cast.placements[2 * brand].campaign
        self.act(lambda: add_terms(self.cast.maker, campaign, said, timezone.now()))

    @rule(brand=st.integers(0, 1), amount=MONEY, back=st.integers(0, 3), after=AFTER)
    def pay_in(self, brand: int, amount: int, back: int, after: int | None) -> None:
        """A brand pays in, or is paid back what it has not used."""
        self.arm("pay in", after)
        action = record_deposit if back else record_withdrawal
        movement = Movement(amount, "CNY", "alipay", f"line {len(self.moved)}")
        pk = self.cast.brands[brand].pk
        if self.may(lambda: action(self.cast.maker, pk, movement), Reason.PREPAID_SHORT):
            self.moved.append((action, pk, movement))

    @rule(final=st.booleans(), after=AFTER)
    def close_month(self, final: bool, after: int | None) -> None:
        """A month is over: its statements close, and the ledger's time before, where `final`."""
        self.arm("close", after)
        month = month_at(self.now, zone())
        self.now = month.ends_at + timedelta(hours=2)
        if final:
            self.act(lambda: close_until(month.ends_at, "anna", self.now))
        self.act(lambda: close(month))

    @rule(usd=st.integers(0, 3), said=st.none() | st.sampled_from(Outcome), after=AFTER)
    def draft(self, usd: int, said: Outcome | None, after: int | None) -> None:
        """A batch takes whole balances that are there, and no creator twice; it may go at once."""
        self.arm("draft", after)
        currency = "CNY" if usd else "USD"
        before, last = available(currency), PayoutBatch.objects.order_by("pk").last()
        self.may(lambda: draft_batch(self.cast.maker, currency, "alipay"), Reason.NOBODY_DUE)
        fresh = PayoutBatch.objects.filter(pk__gt=last.pk if last else 0)
        assert fresh.count() <= 1  # a crash as it was committed does not make another
        for payout in Payout.objects.filter(batch__in=fresh):
            assert payout.gross == before[payout.owner]
            assert payout.owner not in available(currency)
            same = payout.person.payouts.filter(currency=currency, state__in=OPEN_STATES)
            assert same.count() == 1
        if said is not None:
            for batch in fresh:
                self.may(partial(release_batch, self.cast.other, batch.pk), Reason.WRONG_STATE)
                self.hear_bank(list(batch.payouts.order_by("pk")), [said] * batch.payouts.count())

    def hear_bank(self, payouts: list[Payout], said: list[Outcome]) -> None:
        """What a bank says of payouts, one after the other: all of it is booked, or nothing."""
        rows = [
            ResultRow(line, payout.number, outcome, outcome.value)
            for line, (payout, outcome) in enumerate(zip(payouts, said, strict=True))
        ]
        possible = not plan_results(rows).mistakes
        if self.may(lambda: import_results(self.cast.other, rows), Reason.RESULTS_BAD) is None:
            assert not possible
        else:
            assert possible
            self.results.append(rows)

    @precondition(lambda self: PayoutBatch.objects.filter(state="draft").exists())
    @rule(cancel=st.integers(0, 4), after=AFTER)
    def decide(self, cancel: int, after: int | None) -> None:
        """Another person releases a batch, or calls it back."""
        self.arm("decide", after)
        batch = PayoutBatch.objects.filter(state="draft").earliest("pk")
        decision = release_batch if cancel else cancel_batch
        self.may(lambda: decision(self.cast.other, batch.pk), Reason.WRONG_STATE)
        batch.refresh_from_db()
        assert batch.state != "draft"

    @precondition(lambda self: Payout.objects.filter(state__in=("released", "paid")).exists())
    @rule(data=st.data(), size=st.integers(1, 3), after=AFTER)
    def answer(self, data: st.DataObject, size: int, after: int | None) -> None:
        """The bank says what became of payouts: all of it is booked, or nothing."""
        self.arm("answer", after)
        some = st.sampled_from(
            list(Payout.objects.filter(state__in=("released", "paid")).order_by("pk"))
        )
        payouts = data.draw(st.lists(some, min_size=size, max_size=size))
        self.hear_bank(payouts, [data.draw(st.sampled_from(Outcome)) for _ in payouts])

    @rule(
        who=st.integers(0, 1), amount=st.integers(1, 3_000), data=st.data(), after=AFTER
    )  # fmt: skip
    def make_good(
        self, who: int, amount: int, data: st.DataObject, after: int | None
    ) -> None:  # fmt: skip
        """A creator misses an order that we never heard of: the platform pays, for now."""
        known = set(Order.objects.values_list("trade_id", flat=True))
        unheard = [one.trade_id for one in self.orders if one.trade_id not in known]
        trade = data.draw(st.sampled_from([*unheard, "lost"]))
        self.arm("make good", after)
        creator, maker = self.cast.creators[who], self.cast.maker
        missing = Missing(
            placement=self.cast.placements[who].pk, bought_at=self.now - timedelta(hours=1),
            words="少了一单", trade_id=trade, amount=3_000,
        )  # fmt: skip
        reasons = (Reason.CLAIM_OPEN, Reason.CLAIMS_TOO_MANY)
        claim = self.may(lambda: file_claim(creator, missing), *reasons)
        if claim is None:
            return
        self.act(lambda: gather_evidence(maker, claim.pk))
        reasons = (Reason.CLAIM_PAID_BEFORE, Reason.WRONG_STATE)
        self.may(lambda: grant_goodwill(maker, claim.pk, amount), *reasons)


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.timeout(60 + EXAMPLES * 10)
def test_any_history_of_money(home: Path, settings: Settings) -> None:
    file = home / "rules.json"
    file.write_bytes(msgspec.json.encode((TENTH,)))
    settings.HONGMAO = settings.HONGMAO.model_copy(
        update={"withholding": str(file), "payout_least": 1}
    )
    MoneyMachine.cast, MoneyMachine.driven = Cast(), Counter()
    run_state_machine_as_test(
        MoneyMachine, settings=hypothesis.settings(examples(EXAMPLES), stateful_step_count=25)
    )
    driven = MoneyMachine.driven
    logging.getLogger(__name__).info("%s", dict(driven))
    assert min(driven[what] for what in ("crashes", "transfers", "statements")) > 0
    assert Transfer.objects.count() == 0  # every history was undone
