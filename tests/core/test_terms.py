"""Terms: what is promised, who gets which part, and what caps and balances let stand."""

from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.money import BASIS, share
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.terms import (
    Basis,
    Credit,
    Rate,
    Rounding,
    Rule,
    Sale,
    Shares,
    Source,
    Standing,
    Step,
    Terms,
    Volume,
    check,
    divide,
    grant,
    portion,
    promise,
    read_terms,
    share_of_fee,
)

FEN = st.integers(0, 10**8)
POINTS = st.integers(0, BASIS)
CATEGORIES = st.sampled_from(["", "home", "tea"])
ITEMS = st.sampled_from(["", "a", "b"])


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    """A rate, often with tiers."""
    basis = draw(st.sampled_from(Basis))
    values = FEN if basis is Basis.FLAT else POINTS
    leasts = sorted(draw(st.sets(st.integers(1, 20), max_size=3)))
    steps = tuple(Step(least, draw(values)) for least in leasts)
    return Rate(basis, draw(values), draw(st.sampled_from(Volume)), steps)


@st.composite
def shares(draw: st.DrawFn) -> Shares:
    """Three shares of a whole."""
    first, second = sorted((draw(POINTS), draw(POINTS)))
    return Shares(first, second - first, BASIS - second)


@st.composite
def terms_of_all_kinds(draw: st.DrawFn) -> Terms:
    """Terms with nothing wrong."""
    parts = draw(shares())
    rules = [Rule(draw(rates()), products=("a",)), Rule(draw(rates()), categories=("home",))]
    return check(
        Terms(
            rate=draw(rates()),
            rules=tuple(draw(st.lists(st.sampled_from(rules), unique=True))),
            new_customer=draw(st.sampled_from([0, 500])),
            shares=parts,
            agency=3 if parts.agency else 0,
            rounding=draw(st.sampled_from(Rounding)),
        )
    )


SALES = st.builds(
    Sale,
    paid=FEN,
    fee=FEN,
    currency=st.sampled_from(["CNY", "CNY", "CNY", "USD"]),
    item_id=ITEMS,
    category=CATEGORIES,
    new_customer=st.sampled_from([None, False, True]),
    orders_before=st.integers(0, 30),
    paid_before=st.integers(0, 30),
)


@given(terms_of_all_kinds())
def test_what_is_written_is_read_again(terms: Terms) -> None:
    assert read_terms(msgspec.json.decode(msgspec.json.encode(terms))) == terms


@given(terms_of_all_kinds(), SALES)
def test_a_promise_is_never_negative_and_its_parts_sum_to_it(terms: Terms, sale: Sale) -> None:
    due = promise(terms, sale)
    parts = divide(terms, due.amount)
    assert due.bonus >= 0
    assert min(due.amount, *msgspec.structs.astuple(parts)) >= 0
    assert sum(msgspec.structs.astuple(parts)) == due.amount
    if sale.currency != terms.currency:
        assert due.amount <= sale.fee


@given(terms_of_all_kinds(), SALES, st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_larger_order_is_promised_no_less_nor_is_any_part(
    terms: Terms, sale: Sale, more_paid: int, more_fee: int
) -> None:
    larger = msgspec.structs.replace(sale, paid=sale.paid + more_paid, fee=sale.fee + more_fee)
    small, large = promise(terms, sale).amount, promise(terms, larger).amount
    assert small <= large
    before = msgspec.structs.astuple(divide(terms, small))
    after = msgspec.structs.astuple(divide(terms, large))
    assert all(one <= other for one, other in zip(before, after, strict=True))


@given(FEN, st.integers(0, 1000), st.integers(1, 1000), st.sampled_from(Rounding))
def test_rounding_is_by_the_rule(amount: int, weight: int, whole: int, rounding: Rounding) -> None:
    exact, found = Fraction(amount * weight, whole), portion(amount, weight, whole, rounding)
    assert abs(found - exact) <= Fraction(1, 2) or rounding is Rounding.DOWN
    match rounding:
        case Rounding.DOWN:
            assert found == exact.__floor__()
        case Rounding.HALF_EVEN:
            assert found == round(exact)
        case Rounding.HALF_UP:
            assert found == (exact + Fraction(1, 2)).__floor__()


@given(FEN, POINTS)
def test_the_plainest_terms_pay_the_share_as_before(fee: int, points: int) -> None:
    terms = share_of_fee(points)
    due = promise(terms, Sale(paid=fee * 10, fee=fee))
    assert divide(terms, due.amount).creator == due.amount == share(fee, points)
    assert not terms.beyond


def test_the_most_specific_rule_wins_and_tiers_are_of_its_rate() -> None:
    terms = Terms(
        rate=Rate(Basis.PAID, 500, Volume.ORDERS, (Step(2, 700), Step(10, 900))),
        rules=(
            Rule(Rate(Basis.FLAT, 300), categories=("home",)),
            Rule(Rate(Basis.FEE, 5000), products=("a",)),
        ),
    )
    cases: list[tuple[dict[str, Any], int, Source, int]] = [
        ({}, 500, Source.GENERAL, 0),
        ({"orders_before": 1}, 500, Source.GENERAL, 0),
        ({"orders_before": 2}, 700, Source.GENERAL, 2),
        ({"orders_before": 99}, 900, Source.GENERAL, 10),
        ({"category": "home", "orders_before": 99}, 300, Source.CATEGORY, 0),
        ({"category": "home", "item_id": "a"}, 500, Source.PRODUCT, 0),
    ]
    for facts, amount, source, tier in cases:
        due = promise(terms, Sale(paid=10_000, fee=1_000, **facts))
        assert (due.amount, due.source, due.tier) == (amount, source, tier)


def test_a_new_customer_is_paid_for_only_where_the_feed_says_so() -> None:
    terms = Terms(rate=Rate(Basis.FEE, 5000), new_customer=800)
    told = {new: promise(terms, Sale(paid=100, fee=10, new_customer=new)) for new in (True, False)}
    assert (told[True].amount, told[True].bonus, told[True].untold) == (805, 800, False)
    assert (told[False].amount, told[False].untold) == (5, False)
    silent = promise(terms, Sale(paid=100, fee=10))
    assert (silent.amount, silent.bonus, silent.untold) == (5, 0, True)
    assert promise(terms, Sale(paid=0, fee=0, new_customer=True)).amount == 0


def test_a_flat_amount_stands_while_something_of_the_order_does() -> None:
    terms = Terms(rate=Rate(Basis.FLAT, 200))
    assert [promise(terms, Sale(paid=paid, fee=0)).amount for paid in (9_900, 1, 0, -5)] == [
        200, 200, 0, 0,
    ]  # fmt: skip


GOOD: dict[str, Any] = {"rate": {"basis": "fee", "value": 6000}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rate": {"basis": "mood", "value": 1}}, Reason.TERMS_UNREADABLE),
        ({"rat": 1}, Reason.TERMS_UNREADABLE),
        ({"click": "1"}, Reason.TERMS_UNREADABLE),
        ({"click": -1}, Reason.TERMS_AMOUNT),
        ({"new_customer": -1}, Reason.TERMS_AMOUNT),
        ({"rate": {"basis": "fee", "value": 10_001}}, Reason.TERMS_RATE),
        ({"rate": {"basis": "paid", "value": -1}}, Reason.TERMS_RATE),
        ({"rate": {"basis": "flat", "value": -1}}, Reason.TERMS_RATE),
        (
            {"rate": {"basis": "fee", "value": 1, "steps": [{"least": 2, "value": 20_000}]}},
            Reason.TERMS_RATE,
        ),
        (
            {"rate": {"basis": "fee", "value": 1, "steps": [{"least": 0, "value": 2}]}},
            Reason.TERMS_TIERS,
        ),
        (
            {
                "rate": {
                    "basis": "fee",
                    "value": 1,
                    "steps": [{"least": 5, "value": 2}, {"least": 5, "value": 3}],
                }
            },
            Reason.TERMS_TIERS,
        ),
        ({"rules": [{"rate": GOOD["rate"]}]}, Reason.TERMS_RULES),
        ({"rules": [{"rate": GOOD["rate"], "products": ["a"]}] * 2}, Reason.TERMS_RULES),
        ({"shares": {"creator": 9_000}}, Reason.TERMS_SHARES),
        ({"shares": {"creator": 11_000, "platform": -1_000}}, Reason.TERMS_SHARES),
        ({"shares": {"creator": 9_000, "agency": 1_000}}, Reason.TERMS_AGENCY),
        ({"agency": 4}, Reason.TERMS_AGENCY),
        ({"day_cap": -1}, Reason.TERMS_CAPS),
        ({"day_cap": 11, "campaign_cap": 10}, Reason.TERMS_CAPS),
        ({"hold_days": 181}, Reason.TERMS_DAYS),
        ({"credit_days": 0}, Reason.TERMS_DAYS),
        ({"credit": "preferred_partner"}, Reason.TERMS_PARTNERS),
        ({"partners": [1]}, Reason.TERMS_PARTNERS),
        ({"currency": "XXX"}, Reason.TERMS_CURRENCY),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(change: dict[str, Any], reason: Reason) -> None:
    assert read_terms(GOOD).credit is Credit.LAST_CLICK
    with pytest.raises(Refusal) as caught:
        read_terms(GOOD | change)
    assert caught.value.reason is reason
    assert caught.value.text("zh") != caught.value.text("en")


ASKS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30)), min_size=1, max_size=8)


@given(ASKS, st.integers(0, 60), st.integers(0, 60))
def test_what_is_granted_never_exceeds_cap_balance_or_promise(
    asks: list[tuple[int, int]], cap: int, deposit: int
) -> None:
    stood = Standing()
    for promised, fee in asks:
        stood = grant(stood, promised, fee, cap - stood.granted, deposit - stood.prepaid)
        assert 0 <= stood.granted <= min(promised, cap)
        assert stood.prepaid == max(stood.granted - fee, 0) <= deposit
        again = grant(stood, promised, fee, cap - stood.granted, deposit - stood.prepaid)
        assert again == stood


@given(ASKS)
def test_without_an_end_of_caps_and_balance_only_the_last_counts(
    asks: list[tuple[int, int]],
) -> None:
    stood = Standing()
    for promised, fee in asks:
        stood = grant(stood, promised, fee, None, 10_000)
    assert stood == Standing(asks[-1][0], asks[-1][0], max(asks[-1][0] - asks[-1][1], 0))


def test_what_was_cut_off_stays_cut_off() -> None:
    short = grant(Standing(), 10, 0, 6, 100)
    assert (short.granted, short.shortfall) == (6, 4)
    assert grant(short, 10, 0, 50, 100) == short
    assert grant(short, 8, 0, 50, 100).granted == 6
    assert grant(short, 12, 0, 50, 100).granted == 8
