"""Likely causes of differences: named right where they are plain, and never less than all of it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.money import share
from hongmao.core.reconciliation import Cause, Ours, Theirs, explain


def ours(posted: int = 980, fee: int = 980, returned: int = 0, paid: int = 9_800) -> Ours:
    """A line of 98.00 at 10 %."""
    return Ours("CNY", posted, fee, returned, paid)


def found(one: Ours | None, other: Theirs | None, where: str = "taobao") -> list[tuple[str, int]]:
    """Causes with their amounts."""
    return [(part.cause.value, part.amount) for part in explain(where, one, other)]


@pytest.mark.parametrize(
    ("one", "other", "parts"),
    [
        (ours(), Theirs("CNY", 980), []),
        (ours(), Theirs("CNY", 981), [("rounding", 1)]),
        (ours(), Theirs("CNY", 979), [("rounding", -1)]),
        (ours(), Theirs("CNY", 980, 98), [("service_fee", -98)]),
        (ours(), Theirs("CNY", 979, 98), [("service_fee", -98), ("rounding", -1)]),
        (ours(), Theirs("CNY", 882), [("service_fee", -98)]),
        (ours(), Theirs("CNY", 881), [("service_fee", -99)]),
        (ours(490, 980, 490), Theirs("CNY", 980), [("late_refund", 490)]),
        (ours(490, 980, 490), Theirs("CNY", 981), [("late_refund", 490), ("rounding", 1)]),
        (ours(490, 980, 490), Theirs("CNY", 980, 98), [("service_fee", -98), ("late_refund", 490)]),
        (ours(), Theirs("CNY", 0), [("late_refund", -980)]),
        (ours(), Theirs("CNY", 490), [("wrong_rate", -490)]),
        (ours(), Theirs("CNY", 1_176), [("wrong_rate", 196)]),
        (ours(paid=990_000), Theirs("CNY", 7_777), [("unexplained", 6_797)]),
        (ours(), None, [("missing_there", -980)]),
        (None, Theirs("CNY", 980, 98), [("missing_here", 882)]),
        (ours(), Theirs("USD", 140), [("currency", -980), ("currency", 140)]),
        (None, None, []),
        (ours(0, 980, 980), Theirs("CNY", 0), []),
    ],
)
def test_plain_causes_are_named(
    one: Ours | None, other: Theirs | None, parts: list[tuple[str, int]]
) -> None:
    assert found(one, other) == parts


def test_a_fee_that_is_not_stated_is_looked_for_where_one_is_known() -> None:
    assert found(ours(), Theirs("CNY", 882), "taobao") == [("service_fee", -98)]
    assert found(ours(), Theirs("CNY", 882), "jd") == [("wrong_rate", -98)]


MONEY = st.integers(-100_000, 100_000)
COUNT = st.integers(0, 100_000)
CURRENCY = st.sampled_from(["CNY", "USD"])
OURS = st.none() | st.builds(Ours, CURRENCY, MONEY, COUNT, COUNT, COUNT)
THEIRS = st.none() | st.builds(Theirs, CURRENCY, MONEY, COUNT)


@given(st.sampled_from(["taobao", "jd", "pdd"]), OURS, THEIRS)
def test_causes_come_to_the_whole_difference(
    marketplace: str, one: Ours | None, other: Theirs | None
) -> None:
    whole: Counter[str] = Counter()
    if one is not None:
        whole[one.currency] -= one.posted
    if other is not None:
        whole[other.currency] += other.net
    said: Counter[str] = Counter()
    for part in explain(marketplace, one, other):
        assert part.amount
        said[part.currency] += part.amount
    for currency in {*whole, *said}:
        assert said[currency] == whole[currency]


@given(st.integers(1, 1_000_000), st.integers(1, 1_000))
def test_another_rate_of_the_price_is_known(paid: int, tenths: int) -> None:
    """Where it is no fee, no refund and no rounding."""
    commission = share(paid, tenths * 10)
    causes = {part.cause for part in explain("jd", Ours("CNY", 0, 0, 0, paid),
                                             Theirs("CNY", commission))}  # fmt: skip
    assert causes <= {Cause.WRONG_RATE, Cause.ROUNDING}
