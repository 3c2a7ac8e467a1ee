"""Money: integers that add up, shares that round fairly, parts that sum to the whole."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.money import Money, MoneyError, allot, minor_digits, parse_major, share

AMOUNTS = st.integers(-(2**63), 2**63 - 1)
WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any)
BASIS_POINTS = st.integers(0, 10_000)


@given(AMOUNTS, WEIGHTS)
def test_parts_sum_to_the_whole_and_are_within_one_of_their_due(
    amount: int, weights: list[int]
) -> None:
    parts = allot(amount, weights)
    assert sum(parts) == amount
    assert len(parts) == len(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(amount * weight, sum(weights)) - part) < 1
        assert weight or not part


@given(AMOUNTS, WEIGHTS)
def test_what_is_owed_back_is_allotted_as_what_was_owed(amount: int, weights: list[int]) -> None:
    assert allot(-amount, weights) == [-part for part in allot(amount, weights)]


def test_the_odd_cent_goes_to_the_largest_remainder_then_to_the_earlier() -> None:
    assert allot(100, [1, 1, 1]) == [34, 33, 33]
    assert allot(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allot(10, [1, 2, 4]) == [1, 3, 6]
    assert allot(1, [0, 1]) == [0, 1]
    assert allot(0, [3, 4]) == [0, 0]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [2, -1], [-1, -1]])
def test_weights_that_divide_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(MoneyError):
        allot(100, weights)


@pytest.mark.parametrize(
    ("amount", "basis_points", "expected"),
    [
        (1000, 6000, 600),
        (25, 1000, 2),  # 2.5: half goes to the even
        (35, 1000, 4),  # 3.5
        (-25, 1000, -2),
        (-35, 1000, -4),
        (26, 1000, 3),
        (980, 6000, 588),
        (1, 4999, 0),
        (1, 5000, 0),
        (1, 5001, 1),
        (777, 10_000, 777),
        (777, 0, 0),
    ],
)
def test_a_share_rounds_half_to_even(amount: int, basis_points: int, expected: int) -> None:
    assert share(amount, basis_points) == expected


@given(AMOUNTS, BASIS_POINTS)
def test_a_share_is_the_exact_one_rounded(amount: int, basis_points: int) -> None:
    assert share(amount, basis_points) == round(Fraction(amount * basis_points, 10_000))


@given(st.integers(0, 10**12), BASIS_POINTS)
def test_a_share_and_the_rest_are_never_negative(amount: int, basis_points: int) -> None:
    assert 0 <= share(amount, basis_points) <= amount


@given(st.integers(-(10**16), 10**16), st.sampled_from(["CNY", "JPY", "USD"]))
def test_an_amount_reads_as_it_is_written(minor: int, currency: str) -> None:
    text = f"{Money(minor, currency).decimal():f}"
    if len(text.lstrip("-").split(".")[0]) <= 15:
        assert parse_major(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "fen"),
    [("12.3", 1230), (" 0.01 ", 1), ("-5", -500), ("+7.10", 710), ("9.900", 990), ("0", 0)],
)
def test_yuan_become_fen(text: str, fen: int) -> None:
    assert parse_major(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", ".", "1.", ".5", "1.001", "1,000", "1 000", "1_000", "１２", "٣", "¥1", "1e3",
        "1E999999", "1e-999999", "NaN", "sNaN", "Infinity", "0x10", "--1", "1.0.0", "None",
        "9" * 16, "100000000000000000000000000.001", "1.\u0660",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError, match="not an amount"):
        parse_major(text)


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        minor = parse_major(text)
    except MoneyError:
        return
    assert Decimal(text.strip()) == Decimal(minor) / 100


def test_yen_have_no_cents_and_unknown_currencies_no_digits() -> None:
    assert parse_major("120", "JPY") == 120
    with pytest.raises(MoneyError):
        parse_major("1.5", "JPY")
    with pytest.raises(MoneyError, match="unknown currency"):
        minor_digits("XXX")


def test_only_one_currency_adds_up() -> None:
    assert Money(150) + Money(-50) == Money(100)
    assert Money(150) - Money(50) == -Money(-100)
    assert str(Money(1205)) == "12.05 CNY"
    assert str(Money(-5, "JPY")) == "-5 JPY"
    for add in (Money.__add__, Money.__sub__):
        with pytest.raises(MoneyError, match="do not add up"):
            add(Money(1), Money(1, "USD"))
