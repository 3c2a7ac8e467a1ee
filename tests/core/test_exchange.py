"""Conversion: exact, rounded once, half to even."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.exchange import Ratio, convert, parse_rate
from hongmao.core.money import MINOR_DIGITS, Money, MoneyError, minor_digits

CURRENCIES = st.sampled_from(sorted(MINOR_DIGITS))
RATIOS = st.builds(Ratio, st.integers(1, 10**18), st.integers(1, 10**18))
AMOUNTS = st.integers(-(10**15), 10**15)


@given(AMOUNTS, CURRENCIES, CURRENCIES, RATIOS)
def test_what_comes_out_is_the_nearest_and_the_even_one_of_two(
    minor: int, base: str, quote: str, rate: Ratio
) -> None:
    exact = Fraction(minor, 10 ** minor_digits(base)) * Fraction(rate.numerator, rate.denominator)
    exact *= 10 ** minor_digits(quote)
    worth = convert(Money(minor, base), quote, rate)
    assert worth.currency == quote
    assert worth.minor == round(exact)  # Fraction rounds half to even


@given(AMOUNTS, CURRENCIES, CURRENCIES, RATIOS)
def test_what_is_owed_converts_as_what_is_had(
    minor: int, base: str, quote: str, rate: Ratio
) -> None:
    there = convert(Money(minor, base), quote, rate)
    assert convert(Money(-minor, base), quote, rate) == -there


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_there_and_back_is_off_by_less_than_the_rounding(minor: int, denominator: int) -> None:
    """Into a currency of smaller worth and back, nothing is lost: a fen is finer than a cent."""
    rate = Ratio(denominator * 7 + 1, denominator)
    there = convert(Money(minor, "USD"), "CNY", rate)
    assert convert(there, "USD", rate.inverse()) == Money(minor, "USD")


@pytest.mark.parametrize(
    ("text", "numerator", "denominator"),
    [("7.1234", 35617, 5000), ("7", 7, 1), (" 0.5 ", 1, 2), ("0.000000001", 1, 10**9)],
)
def test_a_rate_is_a_ratio_in_lowest_terms(text: str, numerator: int, denominator: int) -> None:
    assert parse_rate(text) == Ratio(numerator, denominator)


@pytest.mark.parametrize("text", ["", "0", "0.0", "-1", "1e3", "1,5", "NaN", "1." + "0" * 10])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        parse_rate(text)


def test_a_currency_without_minor_units() -> None:
    assert convert(Money(10_000, "CNY"), "JPY", parse_rate("21.345")) == Money(2134, "JPY")
    assert convert(Money(10_100, "CNY"), "JPY", Ratio(5, 2)) == Money(252, "JPY")
