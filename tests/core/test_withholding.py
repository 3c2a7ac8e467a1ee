"""Withholding: the table of rules, the tax of an income, and a month of payments."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.withholding import (
    Allowance,
    Bracket,
    Rule,
    RuleError,
    read_rules,
    rule_for,
    tax,
    withhold,
)

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "withholding-cn.json"
[CHINA] = read_rules(EXAMPLE.read_bytes())
DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("income", "expected"),
    [
        (0, 0),
        (-100, 0),
        (80_000, 0),
        (80_001, 0),
        (200_000, 24_000),  # (2,000 - 800) * 20 %
        (400_000, 64_000),  # (4,000 - 800) * 20 %
        (1_000_000, 160_000),  # 10,000 * 80 % * 20 %
        (2_500_000, 400_000),  # taxable 20,000: still 20 %
        (3_000_000, 520_000),  # taxable 24,000 * 30 % - 2,000
        (10_000_000, 2_500_000),  # taxable 80,000 * 40 % - 7,000
    ],
)
def test_the_example_is_the_published_table(income: int, expected: int) -> None:
    """China's prepayment on labour services: State Taxation Administration, 2018 No. 61."""
    assert tax(CHINA, income) == expected


@given(st.integers(-(10**6), 10**9))
def test_tax_is_part_of_the_income_and_grows_with_it(income: int) -> None:
    assert 0 <= tax(CHINA, income) <= max(income, 0)
    assert tax(CHINA, income) <= tax(CHINA, income + 10_000)


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=8))
def test_a_months_payments_bear_the_months_tax(payments: list[int]) -> None:
    earlier = withheld = 0
    for payment in payments:
        part = withhold(CHINA, payment, earlier, withheld)
        assert 0 <= part <= payment
        earlier, withheld = earlier + payment, withheld + part
    assert withheld == tax(CHINA, earlier)


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_by_payment_nothing_before_counts(gross: int, earlier: int) -> None:
    rule = msgspec.structs.replace(CHINA, per="payment")
    assert withhold(rule, gross, earlier, earlier) == tax(rule, gross)


def test_a_rate_of_all_takes_no_more_than_all() -> None:
    rule = msgspec.structs.replace(CHINA, allowances=(), brackets=(Bracket(0, 10_000),))
    assert withhold(rule, 777) == 777
    assert withhold(msgspec.structs.replace(rule, per="payment"), 777) == 777


def test_one_rounding() -> None:
    """Two brackets of half a cent each come to one cent, not to none or two."""
    brackets = (Bracket(0, 50), Bracket(100, 50))
    rule = msgspec.structs.replace(CHINA, allowances=(), brackets=brackets)
    assert tax(rule, 200) == 1


def test_the_rule_in_force() -> None:
    later = msgspec.structs.replace(CHINA, name="later", since=date(2027, 1, 1))
    first = msgspec.structs.replace(CHINA, until=later.since)
    table = read_rules(msgspec.json.encode((first, later)))
    assert rule_for(table, "CN", "individual", "CNY", DAY) == first
    assert rule_for(table, "CN", "individual", "CNY", date(2027, 1, 1)) == later
    assert rule_for(table, "CN", "individual", "CNY", date(2018, 12, 31)) is None
    for country, payee, currency in (("DE", "individual", "CNY"), ("CN", "business", "CNY"),
                                     ("CN", "individual", "USD")):  # fmt: skip
        assert rule_for(table, country, payee, currency, DAY) is None
    assert rule_for((), "CN", "individual", "CNY", DAY) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "With spaces"}, "no name"),
        ({"currency": "XXX"}, "unknown currency"),
        ({"until": date(2018, 1, 1)}, "ends before"),
        ({"brackets": ()}, "no brackets"),
        ({"brackets": (Bracket(5, 100),)}, "begin over 0"),
        ({"brackets": (Bracket(0, 100), Bracket(0, 200))}, "go up"),
        ({"brackets": (Bracket(0, 10_001),)}, "basis points"),
        ({"allowances": (Allowance(over=1),)}, "begin over 0"),
    ],
)
def test_a_rule_that_makes_no_sense(changes: dict[str, object], problem: str) -> None:
    rule = msgspec.structs.replace(CHINA, **changes)
    with pytest.raises(RuleError, match=problem):
        read_rules(msgspec.json.encode((rule,)))


def test_a_table_that_is_no_table() -> None:
    twice = (CHINA, msgspec.structs.replace(CHINA, name="again", since=date(2030, 1, 1)))
    for content in (b"{}", b"[", b'[{"name": "x"}]', msgspec.json.encode(twice)):
        with pytest.raises(RuleError):
            read_rules(content)
    assert read_rules(b"[]") == ()


def test_a_rule_says_all_it_needs() -> None:
    assert Rule.__struct_config__.forbid_unknown_fields
