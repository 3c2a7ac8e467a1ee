"""Any sequence of transfers, conversions and closings: the ledger balances and its chain holds."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import transaction
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hongmao.core.accounts import crosses
from hongmao.core.commission import combine, negate
from hongmao.core.exchange import convert
from hongmao.core.money import Money
from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.actions import Draft, close_until, hold, post, reverse, void
from hongmao.ledger.chain import broken_links, heads, off_conversions, off_standings
from hongmao.ledger.exchange import Exchange, exchange, ratio_of, record_rate
from hongmao.ledger.models import Transfer
from hongmao.ledger.queries import balance, open_hold, subject_amounts, trial_balance
from tests.factories import examples

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUBJECTS = ("commission:1", "commission:2")
ACCOUNTS = ("market", "creator", "platform")
AMOUNTS = st.tuples(st.integers(-999, 999), st.integers(-999, 999)).filter(any)
Amounts = dict[str, int]
Write = Callable[[], Transfer]


def balanced(parts: tuple[int, int]) -> Amounts:
    """Amounts on the three accounts that sum to zero."""
    one, two = parts
    return {"market": one, "creator": two, "platform": -one - two}


class LedgerMachine(RuleBasedStateMachine):
    """Writes to the ledger and to a plain model of it, and compares."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.open: dict[str, Transfer] = {}
        self.closed: list[Transfer] = []
        self.sums: dict[str, Amounts] = {subject: {} for subject in SUBJECTS}
        self.writes: list[tuple[Write, Transfer]] = []
        self.now = NOON
        self.floor = {"bank:a": 0, "brand:7:prepaid": 0}
        self.exchanged = 0
        record_rate("USD", "CNY", "7.1234", "a bank", NOON)

    def teardown(self) -> None:
        """Take everything back, so that runs do not meet."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def draft(self, subject: str, amounts: Mapping[str, int]) -> Draft:
        """The next transfer, with a key of its own."""
        key = f"key:{len(self.writes)}"
        return Draft(key=key, subject=subject, currency="CNY", amounts=amounts, at=self.now)

    def write(self, draft: Draft, action: Write) -> Transfer:
        """Write, and remember it in the model."""
        transfer = action()
        self.sums[draft.subject] = combine(self.sums[draft.subject], draft.amounts)
        self.writes.append((action, transfer))
        return transfer

    @rule(subject=st.sampled_from(SUBJECTS), parts=AMOUNTS)
    def hold(self, subject: str, parts: tuple[int, int]) -> None:
        """Hold, where nothing is held."""
        assume(subject not in self.open)
        draft = self.draft(subject, balanced(parts))
        self.open[subject] = self.write(draft, lambda: hold(draft))

    @precondition(lambda self: self.open)
    @rule(parts=AMOUNTS, data=st.data())
    def post_the_hold(self, parts: tuple[int, int], data: st.DataObject) -> None:
        """Close a hold with a post of other amounts."""
        subject = data.draw(st.sampled_from(sorted(self.open)))
        held = self.open.pop(subject)
        draft = self.draft(subject, balanced(parts))
        self.write(draft, lambda: post(draft, held))
        self.closed.append(held)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def void_the_hold(self, data: st.DataObject) -> None:
        """Close a hold and leave nothing of it."""
        subject = data.draw(st.sampled_from(sorted(self.open)))
        held = self.open.pop(subject)
        amounts = dict(held.entries.values_list("account__name", "amount"))
        draft = self.draft(subject, negate(amounts))
        self.write(draft, lambda: void(draft, held))
        self.closed.append(held)

    @rule(subject=st.sampled_from(SUBJECTS), parts=AMOUNTS, again=st.booleans())
    def correct(self, subject: str, parts: tuple[int, int], again: bool) -> None:
        """Post or reverse without a hold."""
        draft = self.draft(subject, balanced(parts))
        self.write(draft, lambda: reverse(draft) if again else post(draft))

    @precondition(lambda self: self.writes)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """The same write again is the same transfer."""
        action, transfer = data.draw(st.sampled_from(self.writes))
        assert action() == transfer

    @precondition(lambda self: self.writes)
    @rule(data=st.data(), parts=AMOUNTS)
    def reuse_a_key(self, data: st.DataObject, parts: tuple[int, int]) -> None:
        """A key that meant something else is refused."""
        _, transfer = data.draw(st.sampled_from(self.writes))
        draft = self.draft("commission:9", balanced(parts))
        self.refused(
            Reason.KEY_REUSED, lambda: post(msgspec.structs.replace(draft, key=transfer.key))
        )

    @precondition(lambda self: self.closed)
    @rule(data=st.data(), parts=AMOUNTS)
    def close_again(self, data: st.DataObject, parts: tuple[int, int]) -> None:
        """A closed hold stays as it was closed."""
        held = data.draw(st.sampled_from(self.closed))
        draft = self.draft(held.subject, balanced(parts))
        self.refused(Reason.ALREADY_CLOSED, lambda: void(draft, held))

    @rule(subject=st.sampled_from(SUBJECTS), parts=AMOUNTS, name=st.sampled_from(ACCOUNTS))
    def unbalance(self, subject: str, parts: tuple[int, int], name: str) -> None:
        """Amounts that are off by a cent are refused."""
        draft = self.draft(subject, combine(balanced(parts), {name: 1}))
        self.refused(Reason.UNBALANCED, lambda: post(draft))

    @rule(bank=st.integers(-300, 500), brand=st.integers(-300, 500))
    def move_floored(self, bank: int, brand: int) -> None:
        """Money of a bank and of a brand: written where neither crosses zero, else refused."""
        change = combine({"bank:a": bank, "brand:7:prepaid": -brand}, {"creator": brand - bank})
        assume(len(change) >= 2)
        draft = self.draft(SUBJECTS[0], change)
        after = {name: total + change.get(name, 0) for name, total in self.floor.items()}
        if any(crosses(name, total) for name, total in after.items()):
            self.refused(Reason.BELOW_ZERO, lambda: post(draft))
        else:
            self.write(draft, lambda: post(draft))
            self.floor = after

    @rule(minor=st.integers(-5000, 5000).filter(bool), back=st.booleans())
    def convert(self, minor: int, back: bool) -> None:
        """Between two currencies, either way, and the same again."""
        base, quote = ("CNY", "USD") if back else ("USD", "CNY")
        order = Exchange(
            key=f"exchange:{len(self.writes) + self.exchanged}", subject="payout:1",
            source="far", target="near", amount=Money(minor, base), into=quote,
            at=self.now,
        )  # fmt: skip
        rate = record_rate("USD", "CNY", "7.1234", "a bank", NOON)
        if not convert(order.amount, quote, ratio_of(rate, base)).minor:
            self.refused(Reason.TOO_LITTLE, lambda: exchange(order).sold)
            return
        done = exchange(order)
        assert exchange(order) == done
        self.exchanged += 2

    @rule(hours=st.integers(1, 48), back=st.integers(0, 24))
    def close(self, hours: int, back: int) -> None:
        """Time goes on and a period closes: what is before it is refused from then on."""
        self.now += timedelta(hours=hours)
        until = self.now - timedelta(hours=min(back, hours - 1))
        close_until(until, "anna", self.now)
        late = msgspec.structs.replace(
            self.draft(SUBJECTS[0], balanced((1, 2))), at=until - timedelta(microseconds=1)
        )
        self.refused(Reason.PERIOD_CLOSED, lambda: post(late))

    def refused(self, reason: Reason, action: Write) -> None:
        """The action is refused, for this reason."""
        with pytest.raises(Refusal) as caught:
            action()
        assert caught.value.reason is reason

    @invariant()
    def the_ledger_balances(self) -> None:
        """Every sum is the model's, and all of them come to zero."""
        assert set(trial_balance().values()) <= {0}
        assert Transfer.objects.count() == len(self.writes) + self.exchanged
        for name, total in self.floor.items():
            assert balance(name, "CNY") == total
            assert not crosses(name, total)
        assert sum(head.sequence for head in heads()) == len(self.writes) + self.exchanged
        assert [*broken_links(), *off_standings(), *off_conversions()] == []
        for subject in SUBJECTS:
            assert open_hold(subject) == self.open.get(subject)
            assert subject_amounts(subject) == self.sums[subject]
        for name in ACCOUNTS:
            assert balance(name, "CNY") == sum(s.get(name, 0) for s in self.sums.values())


@pytest.mark.database
@pytest.mark.django_db
def test_any_sequence_leaves_a_ledger_that_balances() -> None:
    run_state_machine_as_test(
        LedgerMachine, settings=settings(examples(15), stateful_step_count=12)
    )
