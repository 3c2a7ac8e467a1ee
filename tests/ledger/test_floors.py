"""Accounts that never cross zero: the database refuses, and the refusal says which."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection
from hypothesis import example, given
from hypothesis import strategies as st

from hongmao.core.accounts import CHART, crosses, rule_of
from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.actions import Draft, post
from hongmao.ledger.models import Account, Standing, Transfer
from hongmao.ledger.queries import balance
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = ("brand", "creator", "agency", "bank", "prepaid", "reserved", "paying", "held", "7", "")
ONE = f"{1:032x}"
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(":".join)


def draft(key: str, currency: str = "CNY", **amounts: int) -> Draft:
    """A transfer; `_` in a name stands for `:`."""
    parts = {name.replace("_", ":"): amount for name, amount in amounts.items()}
    return Draft(key=key, subject="s", currency=currency, amounts=parts, at=NOON)


def refused(one: Draft) -> str:
    """The account that a draft takes below zero; nothing of it may be written."""
    with pytest.raises(Refusal) as caught:
        post(one)
    assert caught.value.reason is Reason.BELOW_ZERO
    assert not Transfer.objects.filter(key=one.key).exists()
    return str(caught.value.facts["account"])


def run(statement: str) -> None:
    """Run one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


@given(NAMES)
@example("brand:7:prepaid\n")
@example("bank:a:b")
@example("Bank:a")
@examples(60)
def test_the_database_floors_what_the_chart_floors(name: str) -> None:
    with undone():
        account = Account.objects.create(name=name, currency="CNY")
        rule = rule_of(name)
        sides = list(Standing.objects.filter(account=account).values_list("side", flat=True))
        assert sides == ([rule.side] if rule.floored else [])


@pytest.mark.parametrize("pattern", [rule.pattern for rule in CHART])
def test_every_line_of_the_chart_is_held(pattern: str) -> None:
    """One unit onto the wrong side: refused where floored, written where not."""
    name, side = pattern.replace("*", "7"), rule_of(pattern.replace("*", "7")).side or 1
    other = "world"
    if name.startswith("exchange:"):
        return
    one = Draft(key="k", subject="s", currency="CNY", amounts={name: -side, other: side}, at=NOON)
    if rule_of(name).floored:
        assert refused(one) == name
        assert crosses(name, -side)
    else:
        post(one)


def test_to_zero_and_no_further() -> None:
    post(draft("in", bank_a=500, brand_7_prepaid=-500))
    post(draft("use", brand_7_prepaid=300, brand_7_reserved=-300))
    assert refused(draft("more", brand_7_prepaid=201, brand_7_reserved=-201)) == "brand:7:prepaid"
    post(draft("rest", brand_7_prepaid=200, brand_7_reserved=-200))
    assert balance("brand:7:prepaid", "CNY") == 0
    assert refused(draft("one", brand_7_prepaid=1, brand_7_reserved=-1)) == "brand:7:prepaid"
    usd = draft("usd", "USD", bank_a=-1, brand_7_prepaid=1)
    assert refused(usd) == "brand:7:prepaid"
    assert balance("brand:7:reserved", "CNY") == -500


def test_the_one_that_falls_is_named() -> None:
    post(draft("in", bank_a=500, brand_7_prepaid=-100, brand_8_prepaid=-400))
    out = draft("out", bank_a=-500, brand_7_prepaid=400, brand_8_prepaid=100)
    assert refused(out) == "brand:7:prepaid"


def test_the_refusal_leaves_the_callers_database_transaction_whole() -> None:
    post(draft("in", bank_a=5, brand_7_prepaid=-5))
    refused(draft("out", bank_a=-6, brand_7_prepaid=6))
    post(draft("out", bank_a=-5, brand_7_prepaid=5))
    assert balance("brand:7:prepaid", "CNY") == 0
    assert Refusal(Reason.BELOW_ZERO, account="a", currency="CNY").text("zh-hans")


def test_nobody_goes_around_the_floors() -> None:
    """Not with a conflict clause that skips what is refused, and not by taking the floor away."""
    post(draft("in", bank_a=5, brand_7_prepaid=-5))
    for statement in (
        "UPDATE ledger_standing SET balance = 1",
        "DELETE FROM ledger_standing",
        "INSERT INTO ledger_standing SELECT * FROM ledger_standing",
    ):
        with pytest.raises(IntegrityError), undone():
            run(statement)


@pytest.mark.parametrize("clause", ["OR IGNORE", "OR REPLACE"])
def test_a_conflict_clause_is_no_way_around(clause: str) -> None:
    """SQLite hands such a clause on to what its triggers write."""
    post(draft("in", bank_a=5, brand_7_prepaid=-5))
    expected = IntegrityError if connection.vendor == "sqlite" else DatabaseError
    with undone():
        run(
            f"INSERT INTO ledger_entry (transfer_id, account_id, amount, at) "
            f"SELECT '{ONE}', account_id, -6 * amount / 5, at FROM ledger_entry"
        )
        with pytest.raises(expected), undone():
            run(
                f"INSERT {clause} INTO ledger_transfer "
                f"(id, key, digest, kind, subject, currency, at) "
                f"SELECT '{ONE}', 'out', digest, kind, subject, currency, at FROM ledger_transfer"
            )


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_standing", "ledger_link"])
def test_nothing_is_truncated(table: str) -> None:
    """PostgreSQL empties a table without a delete that a row's trigger would see."""
    post(draft("in", bank_a=5, brand_7_prepaid=-5))
    connection.check_constraints()
    with pytest.raises(DatabaseError), undone():
        run(f"TRUNCATE {table} CASCADE")
