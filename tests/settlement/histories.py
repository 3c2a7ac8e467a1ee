"""What random histories of money are made of: a cast, terms, crashes, and what must always hold."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from hongmao.brands.actions import open_agency
from hongmao.core.accounts import crosses
from hongmao.core.orders import OrderStatus
from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.terms import Basis, Rate, Rounding, Shares, Step, Terms
from hongmao.jobs.audit import audit_books
from hongmao.ledger.chain import broken_links, off_standings
from hongmao.ledger.models import Account, Entry, Transfer
from hongmao.ledger.queries import trial_balance
from hongmao.links.models import Placement
from hongmao.orders.actions import order_fields
from hongmao.orders.models import Order
from hongmao.people.models import Person, Role
from hongmao.settlement.actions.payouts import set_account
from hongmao.settlement.models import Payout, Statement
from tests.factories import (
    make_admission,
    make_brand,
    make_note,
    make_person,
    make_placement,
)


class Cast:
    """Who takes part: three placements of two creators and two brands, an agency, two operators."""

    def __init__(self) -> None:
        self.maker, self.other = make_person(Role.OPERATOR), make_person(Role.OPERATOR)
        self.brands = [make_brand(), make_brand()]
        for brand in self.brands:
            make_admission(brand)
        first = make_placement(brand=self.brands[0])
        self.placements: list[Placement] = [
            first,
            make_placement(brand=self.brands[0]),
            make_placement(brand=self.brands[1], note=make_note(first.creator)),
        ]
        self.agency = open_agency(self.maker, make_person(Role.AGENCY))
        for payee in (*self.creators, self.agency.person):
            set_account(payee, Payee(PayeeKind.ALIPAY, "林夏", "13800138000"))

    @property
    def creators(self) -> list[Person]:
        """The two."""
        return [self.placements[0].creator, self.placements[1].creator]


class Crash(Exception):
    """The process is gone."""


class Fuse:
    """Lets so many statements through to the database (None: all), and then blows, once.

    Not at a rollback: a connection that is lost there is rolled back by the database.
    """

    def __init__(self, after: int | None = None) -> None:
        self.after = after

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if self.after is not None and not sql.startswith("ROLLBACK"):
            self.after -= 1
            if self.after < 0:
                self.after = None
                raise Crash(sql)
        return execute(sql, params, many, context)


AFTER = st.none() | st.integers(0, 20) | st.integers(0, 160)
"""Where a step crashes: nowhere, or after so many statements."""

STATES = st.sampled_from(
    [OrderStatus.SETTLED, *(one for one in OrderStatus if one is not OrderStatus.UNPAID)]
)
RATES = st.one_of(
    st.builds(Rate, st.just(Basis.FEE), st.integers(0, 10_000)),
    st.builds(Rate, st.just(Basis.PAID), st.integers(0, 3_000)),
    st.builds(Rate, st.just(Basis.FLAT), st.integers(0, 3_000)),
    st.builds(
        Rate,
        st.just(Basis.FEE),
        st.just(4_000),
        steps=st.just((Step(1, 6_000), Step(3, 9_000))),
    ),
)
CAPS = st.tuples(st.none() | st.integers(0, 5_000), st.none() | st.integers(5_000, 20_000))


@st.composite
def promises(draw: st.DrawFn, agency: int) -> Terms:
    """Terms of any kind that an order can be paid by."""
    day, whole = draw(CAPS)
    shares = draw(
        st.sampled_from([Shares(), Shares(8_000, 1_500, 500), Shares(7_000, 0, 3_000)])
    )  # fmt: skip
    return Terms(
        rate=draw(RATES),
        new_customer=draw(st.sampled_from([0, 0, 777])),
        day_cap=day,
        campaign_cap=whole,
        shares=shares,
        agency=agency if shares.agency else 0,
        hold_days=draw(st.sampled_from([0, 0, 3])),
        rounding=draw(st.sampled_from(Rounding)),
    )


def troubles() -> Iterator[str]:
    """What is wrong with the ledger as it stands, a sentence each; nothing at any time."""
    yield from (f"{name} is off by {total}" for name, total in trial_balance().items() if total)
    yield from broken_links()
    yield from off_standings()


def uncovered() -> Iterator[str]:
    """Payouts whose drafting took more than there was then, by the ledger's own order."""
    drafts = {f"{payout}:draft": payout for payout in Payout.objects.all()}
    for account in Account.objects.filter(name__regex=r"^(creator|agency):.*:available$"):
        stood = 0
        rows = Entry.objects.filter(account=account).order_by("transfer__link__sequence")
        for key, amount in rows.values_list("transfer__key", "amount"):
            payout = drafts.pop(key, None)
            if payout is not None and (payout.gross != amount or stood + amount > 0):
                yield f"{payout} took {amount} of {-stood} on {account}"
            stood += amount
    yield from (f"{key} was never written" for key in drafts)


def below_zero() -> Iterator[str]:
    """Floored accounts that were on the wrong side after any transfer, not only the last."""
    for account in Account.objects.all():
        stood = 0
        rows = Entry.objects.filter(account=account).order_by("transfer__link__sequence")
        for key, amount in rows.values_list("transfer__key", "amount"):
            stood += amount
            if crosses(account.name, stood):
                yield f"{account} stood at {stood} after {key}"


def differences(at: datetime) -> Sequence[str]:
    """All that the audit of the books finds, what still waits, and orders that say something else.

    The audit of the log is left aside: these histories keep their judgements and have no log.
    """
    found = [
        f"order {order}: {name} is not what its revisions say"
        for order in Order.objects.all()
        for name, value in order_fields(order).items()
        if getattr(order, name) != value
    ]
    for finding in audit_books(at):
        found += [f"{finding.check}: {sentence}" for sentence in finding.differences]
        if finding.waiting:
            found.append(f"{finding.check}: {finding.waiting} wait")
    return found


def written() -> tuple[int, Counter[str], set[tuple[int, str]]]:
    """What running anything again must leave as it is: transfers, payouts' states, statements."""
    return (
        Transfer.objects.count(),
        Counter(Payout.objects.values_list("state", flat=True)),
        set(Statement.objects.values_list("pk", "digest")),
    )
