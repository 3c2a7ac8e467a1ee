"""Conversions: two transfers at a recorded rate, written together, once."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.exchange import convert
from hongmao.core.money import Money, MoneyError
from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.actions import Draft, close_until, post, write
from hongmao.ledger.chain import broken_links, off_conversions
from hongmao.ledger.exchange import Exchange, exchange, rate_at, ratio_of, record_rate
from hongmao.ledger.models import Conversion, Rate, Transfer, TransferKind
from hongmao.ledger.queries import amounts, balance, trial_balance
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORDER = Exchange(
    key="payout:1", subject="payout:1", source="creator:7:available",
    target="creator:7:available", amount=Money(-10_000, "USD"), into="CNY", at=NOON,
)  # fmt: skip


def reason_of(order: Exchange) -> Reason:
    """Why a conversion is refused; nothing of it may be written."""
    before = Transfer.objects.count()
    with pytest.raises(Refusal) as caught:
        exchange(order)
    assert Transfer.objects.count() == before
    return caught.value.reason


def test_what_is_owed_in_one_currency_is_owed_in_another() -> None:
    record_rate("USD", "CNY", "7.1234", "a bank", NOON - HOUR)
    conversion = exchange(ORDER)
    assert amounts(conversion.sold) == {"creator:7:available": 10_000, "exchange:USD": -10_000}
    assert amounts(conversion.bought) == {"creator:7:available": -71_234, "exchange:CNY": 71_234}
    assert trial_balance() == {"CNY": 0, "USD": 0}
    assert list(off_conversions()) == list(broken_links()) == []


def test_money_in_a_bank_converts_the_other_way_round() -> None:
    """The rate serves both directions; CNY 100.00 at 7.1234 is USD 14.04 (14.0382…)."""
    record_rate("USD", "CNY", "7.1234", "a bank", NOON - HOUR)
    world = {"bank:cny": 10_000, "world": -10_000}
    post(Draft(key="in", subject="s", currency="CNY", amounts=world, at=NOON))
    order = msgspec.structs.replace(
        ORDER, source="bank:cny", target="bank:usd", amount=Money(10_000, "CNY"), into="USD"
    )
    exchange(order)
    assert (balance("bank:cny", "CNY"), balance("bank:usd", "USD")) == (0, 1404)


def test_without_a_rate_nothing_is_converted() -> None:
    record_rate("USD", "CNY", "7.1234", "a bank", NOON + HOUR)
    record_rate("EUR", "CNY", "8", "a bank", NOON - HOUR)
    assert reason_of(ORDER) is Reason.NO_RATE
    assert rate_at("USD", "EUR", NOON) is None


def test_an_exchange_account_is_written_by_a_conversion_only() -> None:
    draft = Draft(key="k", subject="s", currency="CNY", at=NOON,
                  amounts={"exchange:CNY": 5, "bank:a": -5})  # fmt: skip
    with pytest.raises(Refusal) as caught:
        post(draft)
    assert caught.value.reason is Reason.NO_RATE


def test_twice_is_once_at_the_rate_of_the_first_time() -> None:
    record_rate("USD", "CNY", "7", "a bank", NOON - HOUR)
    first = exchange(ORDER)
    record_rate("USD", "CNY", "9", "a bank", NOON)
    assert exchange(ORDER) == first
    assert Conversion.objects.count() == 1
    other = msgspec.structs.replace(ORDER, target="creator:8:available")
    assert reason_of(other) is Reason.KEY_REUSED
    assert exchange(msgspec.structs.replace(ORDER, key="payout:2")).rate.numerator == 9


def test_both_or_neither() -> None:
    record_rate("USD", "CNY", "7", "a bank", NOON - HOUR)
    close_until(NOON + HOUR, "anna", NOON + HOUR)
    assert reason_of(ORDER) is Reason.PERIOD_CLOSED
    assert not Conversion.objects.exists()


def test_what_comes_to_nothing_is_refused() -> None:
    """One won is half a fen here, which rounds to the even 0; two are one."""
    record_rate("CNY", "KRW", "200", "a bank", NOON - HOUR)
    little = msgspec.structs.replace(ORDER, amount=Money(-1, "KRW"), into="CNY")
    assert reason_of(little) is Reason.TOO_LITTLE
    exchange(msgspec.structs.replace(little, amount=Money(-2, "KRW")))
    assert balance("exchange:CNY", "CNY") == 1


def test_rates_are_kept_as_they_were_recorded() -> None:
    rate = record_rate("USD", "CNY", "7.1234", "a bank", NOON)
    assert record_rate("USD", "CNY", "7.12340", "another", NOON) == rate
    with pytest.raises(Refusal) as caught:
        record_rate("USD", "CNY", "7.1235", "a bank", NOON)
    assert caught.value.reason is Reason.RATE_RECORDED
    for wrong in ("0", "-7", "seven"):
        with pytest.raises(MoneyError):
            record_rate("USD", "CNY", wrong, "a bank", NOON + HOUR)
    with pytest.raises(MoneyError):
        record_rate("USD", "XXX", "7", "a bank", NOON)
    for action in (lambda: Rate.objects.update(numerator=1), lambda: Rate.objects.all().delete()):
        with pytest.raises(IntegrityError, match="nothing written is changed"), undone():
            action()


@given(
    minor=st.integers(-(10**12), 10**12).filter(bool),
    rate=st.decimals("0.000001", "99999", places=6, allow_nan=False),
    pair=st.sampled_from([("USD", "CNY"), ("CNY", "JPY"), ("JPY", "USD")]),
    turned=st.booleans(),
)
@examples(40)
def test_every_conversion_is_at_its_rate(
    minor: int, rate: object, pair: tuple[str, str], turned: bool
) -> None:
    with undone():
        kept = record_rate(*pair, str(rate), "a bank", NOON)
        base, quote = reversed(pair) if turned else pair
        order = msgspec.structs.replace(
            ORDER, amount=Money(minor, base), into=quote, source="a", target="b"
        )
        worth = convert(Money(minor, base), quote, ratio_of(kept, base))
        if not worth.minor:
            assert reason_of(order) is Reason.TOO_LITTLE
            return
        if abs(worth.minor) >= 2**63:
            with pytest.raises(MoneyError):
                exchange(order)
            return
        exchange(order)
        assert (balance("a", base), balance("b", quote)) == (-minor, worth.minor)
        assert trial_balance() == {base: 0, quote: 0}
        assert list(off_conversions()) == []


def test_a_conversion_that_is_not_at_its_rate_is_found() -> None:
    """Whoever writes the legs alone, or names another rate for them."""
    dear = record_rate("USD", "CNY", "9", "a bank", NOON - 2 * HOUR)
    record_rate("USD", "CNY", "7", "a bank", NOON - HOUR)
    conversion = exchange(ORDER)
    with undone():
        legs = [
            write(
                TransferKind.POST,
                Draft(key=f"x{leg.currency}", subject="s", currency=leg.currency,
                      amounts=amounts(leg), at=NOON),
            )
            for leg in (conversion.sold, conversion.bought)
        ]  # fmt: skip
        assert len(list(off_conversions())) == 2
        Conversion.objects.create(sold=legs[0], bought=legs[1], rate=dear)
        (found,) = off_conversions()
        assert "not at its rate" in found
