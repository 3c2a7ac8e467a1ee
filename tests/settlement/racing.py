"""Writers that race for the same money; `tests.run` calls this over HONGMAO_HOME."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from hongmao.brands.actions import open_brand
from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.payouts import OPEN_STATES, Outcome
from hongmao.core.reasons import Refusal
from hongmao.ledger.actions import Draft, post
from hongmao.ledger.queries import balance, trial_balance
from hongmao.people.actions import create_person
from hongmao.people.models import Person, Role
from hongmao.settlement.actions.deposits import Movement, record_deposit, record_withdrawal
from hongmao.settlement.actions.invoices import invoice_deposit
from hongmao.settlement.actions.payouts import (
    draft_batch,
    import_results,
    release_batch,
    set_account,
)
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import Deposit, Invoice, Payout
from tests.template import migrate

WRITERS, CREATORS, EACH, CURRENCY = 32, 8, 50_000, "HKD"


def person(role: Role) -> Person:
    """Somebody new, whatever the database holds."""
    return create_person(uuid4().hex, None, role, "Racer")


def at_once(actions: list[Callable[[], object]]) -> Counter[str]:
    """Run every action in a thread of its own, all at the same moment; counts how they ended."""
    ends: Counter[str] = Counter()
    gate = Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
            ends["done"] += 1
        except Refusal as refusal:
            ends[refusal.reason] += 1
        except Exception as error:
            ends[f"{type(error).__name__}: {error}"] += 1
        finally:
            connection.close()

    threads = [Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def payouts() -> dict[str, Any]:
    """Drafts that race, then releases, then results, each from 32 writers."""
    migrate()
    one, two = person(Role.OPERATOR), person(Role.OPERATOR)
    creators = [person(Role.CREATOR) for _ in range(CREATORS)]
    for creator in creators:
        set_account(creator, Payee(PayeeKind.BANK, "林夏", "6222020200112233"))
        key = f"race:{uuid4().hex}"
        amounts = {f"creator:{creator.pk}:available": -EACH, "platform:income": EACH}
        post(Draft(key=key, subject="race", currency=CURRENCY, amounts=amounts, at=timezone.now()))
    drafts = at_once([lambda: draft_batch(one, CURRENCY, "bank", "race")] * WRITERS)
    rows = Payout.objects.filter(currency=CURRENCY, state__in=OPEN_STATES)
    drafted = rows.aggregate(net=Sum("net"))["net"]
    batch = rows.latest("pk").batch_id
    releases = at_once([lambda: release_batch(two, batch)] * WRITERS)
    results = [ResultRow(1, row.number, Outcome.SUCCEEDED, "succeeded") for row in rows]
    imports = at_once([lambda: import_results(two, results)] * WRITERS)
    return {
        "drafts": drafts,
        "drafted": drafted,
        "releases": releases,
        "imports": imports,
        "available": [balance(f"creator:{c.pk}:available", CURRENCY) for c in creators],
        "paying": [balance(f"creator:{c.pk}:paying", CURRENCY) for c in creators],
        "paid": [c.payouts.filter(state="paid").count() for c in creators],
        "bank": balance("bank:race", CURRENCY),
        "trial": set(trial_balance().values()) == {0},
    }


def prepaid() -> dict[str, Any]:
    """One deposit recorded by 32, then withdrawals that do not all fit, then invoices."""
    migrate()
    one, member = person(Role.OPERATOR), person(Role.BRAND)
    brand = open_brand(member, slug=uuid4().hex, name="Racer")
    bank, reference = f"r{uuid4().hex[:8]}", uuid4().hex
    paid_in = Movement(1_000, CURRENCY, bank, reference)
    deposits = at_once([lambda: record_deposit(one, brand.pk, paid_in)] * WRITERS)
    backs = [Movement(100, CURRENCY, bank, uuid4().hex) for _ in range(WRITERS)]
    withdrawals = at_once([lambda m=m: record_withdrawal(one, brand.pk, m) for m in backs])  # type: ignore[misc]
    more = [
        record_deposit(one, brand.pk, Movement(5, CURRENCY, bank, uuid4().hex)) for _ in range(16)
    ]
    invoices = at_once([lambda d=d: invoice_deposit(one, d.pk) for d in [*more, *more]])  # type: ignore[misc]
    year = timezone.localtime().year
    numbers = list(
        Invoice.objects.filter(year=year).order_by("number").values_list("number", flat=True)
    )
    return {
        "deposits": deposits,
        "recorded": Deposit.objects.filter(reference=reference).count(),
        "withdrawals": withdrawals,
        "invoices": invoices,
        "issued": Invoice.objects.filter(brand=brand).count(),
        "numbers": numbers == list(range(1, len(numbers) + 1)),
        "free": -balance(f"brand:{brand.pk}:prepaid", CURRENCY),
    }
