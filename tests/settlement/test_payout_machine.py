"""Any sequence of earnings, refunds, batches and results: every payout is covered, once."""

from collections import Counter
from datetime import date
from pathlib import Path

import hypothesis
import msgspec
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pytest_django.fixtures import Settings

from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.payouts import OPEN_STATES, Outcome
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.withholding import Bracket, Rule
from hongmao.ledger.actions import Draft, post
from hongmao.ledger.queries import balance, trial_balance
from hongmao.people.models import Role
from hongmao.settlement.actions.payouts import (
    cancel_batch,
    draft_batch,
    import_results,
    release_batch,
    set_account,
)
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import Payout, PayoutBatch
from hongmao.settlement.queries.payouts import available, plan_results
from tests.factories import examples, make_person

TENTH = Rule(
    name="tenth", country="CN", payee="individual", currency="CNY",
    since=date(2020, 1, 1), brackets=(Bracket(0, 1_000),),
)  # fmt: skip
LEAST = 10_000


class PayoutMachine(RuleBasedStateMachine):
    """Drives batches and keeps a plain count of what every creator earned."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        """Take everything back, so that runs do not meet."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Two operators, three creators with accounts."""
        self.maker, self.other = make_person(Role.OPERATOR), make_person(Role.OPERATOR)
        self.creators = [make_person(Role.CREATOR) for _ in range(3)]
        for creator in self.creators:
            set_account(creator, Payee(PayeeKind.ALIPAY, "林夏", "13800138000"))
        self.earned: Counter[int] = Counter()
        self.written = 0

    @rule(who=st.integers(0, 2), amount=st.integers(-30_000, 60_000).filter(bool))
    def earn(self, who: int, amount: int) -> None:
        """A commission posts, or a refund takes one back."""
        creator, key = self.creators[who], f"machine:{self.written}"
        self.written += 1
        amounts = {f"creator:{creator.pk}:available": -amount, "platform:income": amount}
        at = timezone.now()
        post(Draft(key=key, subject="machine", currency="CNY", amounts=amounts, at=at))
        self.earned[creator.pk] += amount

    @rule()
    def draft(self) -> None:
        """Everybody above the threshold and not on the way is in, with all they have."""
        on_the_way = set(
            Payout.objects.filter(state__in=OPEN_STATES).values_list("owner", flat=True)
        )
        before = available("CNY")
        due = {pk: a for pk, a in before.items() if a >= LEAST and pk not in on_the_way}
        if not due:
            with pytest.raises(Refusal) as caught:
                draft_batch(self.maker, "CNY", "alipay")
            assert caught.value.reason is Reason.NOBODY_DUE
            return
        batch = draft_batch(self.maker, "CNY", "alipay")
        assert dict(batch.payouts.values_list("owner", "gross")) == due

    @precondition(lambda self: PayoutBatch.objects.filter(state="draft").exists())
    @rule(cancel=st.booleans())
    def decide(self, cancel: bool) -> None:
        """The oldest draft is cancelled, or released without those whom refunds took below zero."""
        batch = PayoutBatch.objects.filter(state="draft").earliest("pk")
        owing = {pk for pk, amount in available("CNY").items() if amount < 0}
        if cancel:
            cancel_batch(self.maker, batch.pk)
            assert {one.state for one in batch.payouts.all()} == {"cancelled"}
            return
        release_batch(self.other, batch.pk)
        for payout in batch.payouts.all():
            assert payout.state == ("cancelled" if payout.owner in owing else "released")

    @precondition(lambda self: Payout.objects.exclude(state="drafted").exists())
    @rule(data=st.data(), size=st.integers(1, 4))
    def hear(self, data: st.DataObject, size: int) -> None:
        """Results, some of which may be impossible: all are booked, or none; and once."""
        payouts = list(Payout.objects.order_by("pk"))
        rows = [
            ResultRow(n, data.draw(st.sampled_from(payouts)).number, outcome, outcome.value)
            for n, outcome in enumerate(
                data.draw(st.lists(st.sampled_from(Outcome), min_size=size, max_size=size))
            )
        ]
        before = dict(Payout.objects.values_list("pk", "state"))
        plan = plan_results(rows)
        if plan.mistakes:
            with pytest.raises(Refusal):
                import_results(self.other, rows)
            assert dict(Payout.objects.values_list("pk", "state")) == before
            return
        import_results(self.other, rows)
        for change in plan.changes:
            before[change.payout] = change.after
        assert dict(Payout.objects.values_list("pk", "state")) == before
        singles = {change.payout: change.row for change in plan.changes}
        assert not [one for one in import_results(self.other, singles.values()) if one.is_news]  # type: ignore[arg-type]

    @invariant()
    def every_payout_is_covered(self) -> None:
        """What was earned is available, on its way, paid or withheld: to the cent, everywhere."""
        if not hasattr(self, "earned"):
            return
        assert set(trial_balance().values()) <= {0}
        on_the_way: Counter[int] = Counter()
        gone: Counter[int] = Counter()
        withheld = sent = 0
        for payout in Payout.objects.all():
            if payout.state in OPEN_STATES:
                on_the_way[payout.person_id] += payout.net
            if payout.state in (*OPEN_STATES, "paid"):
                gone[payout.person_id] += payout.gross
                withheld += payout.withheld
            sent += payout.net if payout.state == "paid" else 0
        for creator in self.creators:
            left = -balance(f"creator:{creator.pk}:available", "CNY")
            assert left == self.earned[creator.pk] - gone[creator.pk]
            assert -balance(f"creator:{creator.pk}:paying", "CNY") == on_the_way[creator.pk]
        assert -balance("tax:withheld:tenth", "CNY") == withheld
        assert balance("bank:alipay", "CNY") == -sent


@pytest.mark.database
@pytest.mark.django_db
def test_any_life_of_batches(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_bytes(msgspec.json.encode((TENTH,)))
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"withholding": str(file)})
    run_state_machine_as_test(
        PayoutMachine, settings=hypothesis.settings(examples(15), stateful_step_count=20)
    )
