"""Terms: what a campaign promises for orders, clicks and visitors, as data, and its arithmetic.

Amounts are integers in minor units of the terms' currency, shares and percentages basis points.
Everything is computed exactly and rounded once, by the terms' own rule. `docs/terms.md` explains
each field; the terms in force at the click govern an order.
"""

from enum import StrEnum
from typing import Any

import msgspec

from hongmao.core.money import BASIS, MINOR_DIGITS
from hongmao.core.reasons import Reason, Refusal


class Basis(StrEnum):
    """What a rate is of."""

    FEE = "fee"  # the marketplace's commission, net of refunds
    PAID = "paid"  # what the buyer paid, net of refunds
    FLAT = "flat"  # nothing: an amount per order of which something is left


class Volume(StrEnum):
    """What a tier counts of a creator's earlier orders in the campaign and calendar month."""

    ORDERS = "orders"
    PAID = "paid"


class Credit(StrEnum):
    """Which click of the same reader is credited with an order."""

    LAST_CLICK = "last_click"
    FIRST_CLICK = "first_click"
    PREFERRED_PARTNER = "preferred_partner"


class Rounding(StrEnum):
    """What becomes of parts of a minor unit."""

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"
    DOWN = "down"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tier: from `least` orders, or minor units paid, before this order, the rate is `value`."""

    least: int
    value: int


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an order pays: `value` basis points of the basis, or minor units where it is flat."""

    basis: Basis
    value: int
    volume: Volume = Volume.ORDERS
    steps: tuple[Step, ...] = ()


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rate for products (the marketplace's item ids) or categories, in place of the general."""

    rate: Rate
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class Shares(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets what of that which the terms pay, in basis points that sum to the whole."""

    creator: int = BASIS
    agency: int = 0
    platform: int = 0


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of a campaign's terms.

    `new_customer`, `click` and `visitor` are amounts: for an order of a new customer, a counted
    click, and a reader who came to the store on a day. The caps limit what the terms pay a day and
    over the campaign; None is no limit. `agency` is the row that has the agency's share.
    `hold_days` pass between settlement and the money being available. `partners` are the creators
    preferred, by their person's key, and `credit_days` how far back a reader's clicks are looked at
    where the last one is not credited.
    """

    rate: Rate
    rules: tuple[Rule, ...] = ()
    new_customer: int = 0
    click: int = 0
    visitor: int = 0
    day_cap: int | None = None
    campaign_cap: int | None = None
    shares: Shares = Shares()
    agency: int = 0
    hold_days: int = 0
    credit: Credit = Credit.LAST_CLICK
    credit_days: int = 15
    partners: tuple[int, ...] = ()
    currency: str = "CNY"
    rounding: Rounding = Rounding.HALF_EVEN

    @property
    def beyond(self) -> bool:
        """Whether an order may pay more than the marketplace's commission."""
        rates = (self.rate, *(rule.rate for rule in self.rules))
        return self.new_customer > 0 or any(rate.basis is not Basis.FEE for rate in rates)


LONGEST_DAYS = 180
"""No hold period and no credit window is longer."""


def share_of_fee(basis_points: int) -> Terms:
    """The plainest terms: a creator's share of the marketplace's commission."""
    return Terms(rate=Rate(Basis.FEE, basis_points))


def read_terms(body: Any) -> Terms:
    """Terms from what JSON gives. Raises `Refusal` TERMS_UNREADABLE, or as `check`."""
    try:
        terms = msgspec.convert(body, Terms)
    except msgspec.ValidationError as error:
        raise Refusal(Reason.TERMS_UNREADABLE, detail=str(error)) from None
    return check(terms)


def check(terms: Terms) -> Terms:
    """The terms, where nothing is wrong with them.

    Raises `Refusal`: TERMS_AMOUNT, TERMS_RATE, TERMS_TIERS, TERMS_RULES, TERMS_SHARES,
    TERMS_AGENCY, TERMS_CAPS, TERMS_DAYS, TERMS_PARTNERS or TERMS_CURRENCY.
    """
    if terms.currency not in MINOR_DIGITS:
        raise Refusal(Reason.TERMS_CURRENCY, currency=terms.currency)
    if min(terms.new_customer, terms.click, terms.visitor) < 0:
        raise Refusal(Reason.TERMS_AMOUNT)
    for rate in (terms.rate, *(rule.rate for rule in terms.rules)):
        _check_rate(rate)
    _check_rules(terms.rules)
    shares = terms.shares
    parts = (shares.creator, shares.agency, shares.platform)
    if min(parts) < 0 or sum(parts) != BASIS:
        raise Refusal(Reason.TERMS_SHARES, percent=f"{sum(parts) / 100:g}")
    if (shares.agency > 0) != (terms.agency > 0):
        raise Refusal(Reason.TERMS_AGENCY)
    caps = [cap for cap in (terms.day_cap, terms.campaign_cap) if cap is not None]
    if any(cap < 0 for cap in caps) or caps != sorted(caps):
        raise Refusal(Reason.TERMS_CAPS)
    days_fit = 0 <= terms.hold_days <= LONGEST_DAYS and 1 <= terms.credit_days <= LONGEST_DAYS
    if not days_fit:
        raise Refusal(Reason.TERMS_DAYS, most=LONGEST_DAYS)
    if (terms.credit is Credit.PREFERRED_PARTNER) != bool(terms.partners):
        raise Refusal(Reason.TERMS_PARTNERS)
    return terms


def _check_rate(rate: Rate) -> None:
    values = [rate.value, *(step.value for step in rate.steps)]
    most = BASIS if rate.basis is not Basis.FLAT else None
    if min(values) < 0 or (most is not None and max(values) > most):
        raise Refusal(Reason.TERMS_RATE)
    leasts = [step.least for step in rate.steps]
    if any(least <= 0 for least in leasts) or leasts != sorted(set(leasts)):
        raise Refusal(Reason.TERMS_TIERS)


def _check_rules(rules: tuple[Rule, ...]) -> None:
    for kind in ("products", "categories"):
        named: list[str] = [name for rule in rules for name in getattr(rule, kind)]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice or "" in named:
            raise Refusal(Reason.TERMS_RULES, what=", ".join(twice) or "–")
    if any(not rule.products and not rule.categories for rule in rules):
        raise Refusal(Reason.TERMS_RULES, what="–")


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """What terms look at in an order: amounts net of refunds, in minor units of `currency`.

    `new_customer` is None where the feed does not say. `orders_before` and `paid_before` are the
    volume that tiers count.
    """

    paid: int
    fee: int
    currency: str = "CNY"
    item_id: str = ""
    category: str = ""
    new_customer: bool | None = None
    orders_before: int = 0
    paid_before: int = 0


class Source(StrEnum):
    """Which part of the terms gave the rate."""

    PRODUCT = "product"
    CATEGORY = "category"
    GENERAL = "general"


class Promise(msgspec.Struct, frozen=True):
    """What an order is promised, `bonus` included, and why.

    `value` is the rate that held, from the tier that begins at `tier` (0: none). `untold` says that
    there is a bonus for new customers and the feed does not say who is one.
    """

    amount: int
    bonus: int
    basis: Basis
    value: int
    source: Source
    tier: int = 0
    untold: bool = False


def promise(terms: Terms, sale: Sale) -> Promise:
    """What the terms promise for an order, caps and the brand's balance left aside.

    The rule for the product wins over one for its category, that over the general rate. An order in
    another currency than the terms' is promised percentages only, and no more than the
    marketplace's own commission: flat amounts, caps and balances are in the terms' currency.
    """
    rate, source = _rate_of(terms, sale)
    value, tier = _value_of(rate, sale)
    fee, paid = max(sale.fee, 0), max(sale.paid, 0)
    ours = sale.currency == terms.currency
    match rate.basis:
        case Basis.FEE:
            amount = portion(fee, value, BASIS, terms.rounding)
        case Basis.PAID:
            amount = portion(paid, value, BASIS, terms.rounding)
        case Basis.FLAT:
            amount = value if paid and ours else 0
    bonus = terms.new_customer if sale.new_customer and paid and ours else 0
    return Promise(
        amount=amount + bonus if ours else min(amount, fee),
        bonus=bonus,
        basis=rate.basis,
        value=value,
        source=source,
        tier=tier,
        untold=terms.new_customer > 0 and sale.new_customer is None,
    )


def _rate_of(terms: Terms, sale: Sale) -> tuple[Rate, Source]:
    for rule in terms.rules:
        if sale.item_id and sale.item_id in rule.products:
            return rule.rate, Source.PRODUCT
    for rule in terms.rules:
        if sale.category and sale.category in rule.categories:
            return rule.rate, Source.CATEGORY
    return terms.rate, Source.GENERAL


def _value_of(rate: Rate, sale: Sale) -> tuple[int, int]:
    volume = sale.orders_before if rate.volume is Volume.ORDERS else sale.paid_before
    reached = [step for step in rate.steps if step.least <= volume]
    return (reached[-1].value, reached[-1].least) if reached else (rate.value, 0)


class Parts(msgspec.Struct, frozen=True):
    """What the terms pay to each, in minor units."""

    creator: int
    agency: int
    platform: int


def divide(terms: Terms, amount: int) -> Parts:
    """An amount by the terms' shares: the creator's rounded first, then the agency's of the rest.

    The parts sum to the amount, none is negative, and none falls as the amount rises.
    """
    shares = terms.shares
    creator = portion(amount, shares.creator, BASIS, terms.rounding)
    rest = amount - creator
    others = shares.agency + shares.platform
    agency = portion(rest, shares.agency, others, terms.rounding) if others else 0
    return Parts(creator, agency, rest - agency)


def portion(amount: int, weight: int, whole: int, rounding: Rounding) -> int:
    """`weight` / `whole` of an amount that is not negative, rounded by the rule."""
    floor, rest = divmod(amount * weight, whole)
    match rounding:
        case Rounding.DOWN:
            return floor
        case Rounding.HALF_UP:
            return floor + (2 * rest >= whole)
        case Rounding.HALF_EVEN:
            return floor + (2 * rest > whole or (2 * rest == whole and floor % 2 == 1))


class Standing(msgspec.Struct, frozen=True):
    """What was promised, how much of it stands, and what of that the brand's balance pays."""

    promised: int = 0
    granted: int = 0
    prepaid: int = 0

    @property
    def shortfall(self) -> int:
        """What is promised by the rate and not covered by caps and balance."""
        return self.promised - self.granted


def grant(before: Standing, promised: int, fee: int, room: int | None, balance: int) -> Standing:
    """How much of a promise stands: what came first is served first.

    `fee` is what the marketplace pays towards it; `room` what the caps leave beside what stood
    `before` (None: no cap), `balance` what the brand has prepaid beside it. What stood stays while
    the promise does; a promise that shrinks gives back, one that grows asks for the difference;
    what was cut off stays cut off. So the same asked again changes nothing, and where neither caps
    nor balance end, the whole promise stands whatever went before.
    """
    wanted = min(promised, before.granted + max(promised - before.promised, 0))
    covered = fee + before.prepaid + max(balance, 0)
    granted = min(wanted, covered)
    if room is not None:
        granted = min(granted, before.granted + max(room, 0))
    return Standing(promised, granted, max(granted - fee, 0))
