"""Rates, and conversions at them: one transfer in each currency, written together or not at all."""

from datetime import datetime

import msgspec
from django.db import transaction

from hongmao.core.accounts import EXCHANGE
from hongmao.core.exchange import Ratio, convert, parse_rate
from hongmao.core.money import Money, MoneyError
from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.actions import Draft, write
from hongmao.ledger.models import Conversion, Rate, TransferKind

MOST = 2**63 - 1
"""Minor units that fit into an entry."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A conversion to write: `amount` leaves `source` and its worth in `into` enters `target`.

    The amount is debit positive, so what is owed to somebody (a credit) is a negative one.
    """

    key: str
    subject: str
    source: str
    target: str
    amount: Money
    into: str
    at: datetime


def record_rate(base: str, quote: str, rate: str, source: str, at: datetime) -> Rate:
    """Keep what one unit of `base` is worth in `quote` from `at` on (`"7.1234"`), and who says so.

    Recording the same again changes nothing; another rate of the same moment is refused
    (RATE_RECORDED). Raises `MoneyError` where the rate is no plain decimal above zero.
    """
    ratio = parse_rate(rate)
    convert(Money(0, base), quote, ratio)  # both currencies are known
    with transaction.atomic():
        kept, _ = Rate.objects.get_or_create(
            base=base,
            quote=quote,
            at=at,
            defaults={
                "numerator": ratio.numerator,
                "denominator": ratio.denominator,
                "source": source,
            },
        )
    if ratio_of(kept) != ratio:
        raise Refusal(Reason.RATE_RECORDED, base=base, quote=quote, at=f"{at:%Y-%m-%d %H:%M}")
    return kept


def ratio_of(rate: Rate, base: str = "") -> Ratio:
    """A rate's ratio; its inverse where `base` is the rate's quote."""
    ratio = Ratio(rate.numerator, rate.denominator)
    return ratio.inverse() if base == rate.quote else ratio


def rate_at(base: str, quote: str, at: datetime) -> Rate | None:
    """The rate in force at a moment: the latest recorded for it or before, in either direction."""
    rates = Rate.objects.filter(base__in=[base, quote], quote__in=[base, quote], at__lte=at)
    return rates.order_by("-at", "-pk").first()


def exchange(order: Exchange) -> Conversion:
    """Convert at the rate in force at `order.at`, rounded once, half to even.

    Written twice it is written once, at the rate of the first time. Raises `Refusal`: NO_RATE,
    TOO_LITTLE (what comes out is less than half of the smallest unit), and those of a transfer;
    `MoneyError` where more comes out than the ledger has digits for.
    """
    done = Conversion.objects.select_related("rate").filter(sold__key=f"{order.key}:sold").first()
    base, quote = order.amount.currency, order.into
    rate = done.rate if done else rate_at(base, quote, order.at)
    if rate is None:
        raise Refusal(Reason.NO_RATE, base=base, quote=quote)
    worth = convert(order.amount, quote, ratio_of(rate, base))
    if not worth.minor:
        raise Refusal(Reason.TOO_LITTLE, amount=order.amount, quote=quote)
    if abs(worth.minor) > MOST:
        raise MoneyError(f"{worth} is more than the ledger holds")
    sold = _leg(order, "sold", Money(-order.amount.minor, base), order.source)
    bought = _leg(order, "bought", worth, order.target)
    with transaction.atomic():
        # In the order of currencies, as their chains are locked at the commit.
        legs = {
            draft.currency: write(TransferKind.POST, draft)
            for draft in sorted((sold, bought), key=lambda draft: draft.currency)
        }
        conversion, _ = Conversion.objects.get_or_create(
            sold=legs[base], bought=legs[quote], defaults={"rate": rate}
        )
    return conversion


def _leg(order: Exchange, name: str, money: Money, account: str) -> Draft:
    return Draft(
        key=f"{order.key}:{name}",
        subject=order.subject,
        currency=money.currency,
        amounts={account: money.minor, f"{EXCHANGE}{money.currency}": -money.minor},
        at=order.at,
    )
