"""Balances at any moment, and statements page by page: the same as adding up by hand."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hongmao.ledger.actions import Draft, post
from hongmao.ledger.models import Entry
from hongmao.ledger.queries import (
    Line,
    account_statement,
    balance,
    trial_balance,
    trial_lines,
)
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNTS = ("creator:7:held", "creator:7:available", "platform:income")
MOMENTS = st.integers(0, 5)
WRITES = st.lists(
    st.tuples(
        st.permutations(ACCOUNTS).map(lambda names: names[:2]),
        st.integers(1, 999),
        MOMENTS,
        st.sampled_from(["CNY", "USD"]),
    ),
    max_size=12,
)


def moment(tick: int) -> datetime:
    """A moment of the test's clock; every other one has a fraction of a second."""
    return NOON + timedelta(milliseconds=500 * tick)


@given(WRITES, st.integers(0, 6), st.integers(1, 4))
@examples(30)
def test_any_moment_and_any_page_agree_with_adding_up(
    writes: list[tuple[list[str], int, int, str]], tick: int, size: int
) -> None:
    with undone():
        for number, ((one, other), amount, at, currency) in enumerate(writes):
            parts = {one: amount, other: -amount}
            post(
                Draft(key=f"{number}", subject="s", currency=currency, amounts=parts,
                      at=moment(at))
            )  # fmt: skip
        sums: dict[tuple[str, str], int] = {}
        for (one, other), amount, at, currency in writes:
            for name, part in ((one, amount), (other, -amount)):
                if at < tick:
                    sums[currency, name] = sums.get((currency, name), 0) + part
        for name in ACCOUNTS:
            for currency in ("CNY", "USD"):
                assert balance(name, currency, moment(tick)) == sums.get((currency, name), 0)
        assert [
            (line.currency, line.account, line.balance) for line in trial_lines(moment(tick))
        ] == [(*place, total) for place, total in sorted(sums.items()) if total]
        assert set(trial_balance(moment(tick)).values()) <= {0}
        check_statement(ACCOUNTS[0], writes, size)


def check_statement(name: str, writes: list[tuple[list[str], int, int, str]], size: int) -> None:
    """Pages of `size` follow each other to the end, and their balances run on."""
    expected = [
        (at, amount if name == one else -amount)
        for (one, other), amount, at, currency in sorted(writes, key=lambda write: write[2])
        if currency == "CNY" and name in {one, other}
    ]
    lines, after = [], None
    while page := account_statement(name, "CNY", after, size):
        assert len(page) <= size
        lines += page
        after = (page[-1].at, page[-1].entry)
    assert [(line.at, line.amount) for line in lines] == [
        (moment(at), amount) for at, amount in expected
    ]
    assert [line.balance for line in lines] == list(accumulate(amount for _, amount in expected))
    assert balance(name, "CNY") == (lines[-1].balance if lines else 0)


def test_pending_stands_apart() -> None:
    parts = {"marketplace:taobao:expected": 10, "creator:7:held": -6, "platform:income": -4}
    post(Draft(key="k", subject="s", currency="CNY", amounts=parts, at=NOON))
    assert trial_lines() == [
        Line("creator:7:held", "CNY", -6, pending=True),
        Line("marketplace:taobao:expected", "CNY", 10, pending=True),
        Line("platform:income", "CNY", -4, pending=False),
    ]
    assert trial_lines(NOON) == []


def test_one_index_answers() -> None:
    """A balance at a moment reads the index alone: no row of an account is fetched."""
    post(Draft(key="k", subject="s", currency="CNY", amounts={"a": 1, "b": -1}, at=NOON))
    number = Entry.objects.filter(amount=1)[0].account_id
    sums = Entry.objects.filter(account_id=number, at__lt=NOON).order_by()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = sums.values("account_id", "amount").explain()
    assert "entry_account_at" in plan
    assert ("Index Only Scan" if connection.vendor == "postgresql" else "COVERING INDEX") in plan
