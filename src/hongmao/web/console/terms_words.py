"""Terms in words: each clause as a label with what it says, and why an order is paid what it is."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hongmao.brands.queries import agencies
from hongmao.core.terms import Basis, Credit, Promise, Rate, Rounding, Source, Terms, Volume
from hongmao.settlement.queries.preview import Preview
from hongmao.web.templatetags.hongmao import category_words, money, number, second

Clause = tuple[str, str]
"""A label and what the terms say about it."""


def percent(basis_points: int) -> str:
    """Basis points as a percentage: 1250 is 12.5%."""
    return f"{Decimal(basis_points).scaleb(-2).normalize():f}%"


def value_words(basis: Basis, value: int, currency: str) -> str:
    """What an order pays at a rate."""
    match basis:
        case Basis.FEE:
            return _("%(share)s of the marketplace's commission") % {"share": percent(value)}
        case Basis.PAID:
            return _("%(share)s of what the buyer paid") % {"share": percent(value)}
        case Basis.FLAT:
            return _("%(amount)s an order") % {"amount": money(value, currency)}


def rate_words(rate: Rate, currency: str) -> str:
    """A rate with its tiers."""
    said = [value_words(rate.basis, rate.value, currency)]
    for step in rate.steps:
        value = money(step.value, currency) if rate.basis is Basis.FLAT else percent(step.value)
        said.append(
            _("%(value)s from %(volume)s")
            % {"value": value, "volume": _volume(rate.volume, step.least, currency)}
        )
    return "; ".join(said)


def _volume(volume: Volume, least: int, currency: str) -> str:
    if volume is Volume.PAID:
        return _("%(amount)s sold this month") % {"amount": money(least, currency)}
    return ngettext("%(n)s order this month", "%(n)s orders this month", least) % {
        "n": number(least)
    }


def clauses(terms: Terms) -> Iterator[Clause]:
    """Everything that terms say, clause by clause; what they leave out is left out."""
    currency = terms.currency
    yield _("Each order"), rate_words(terms.rate, currency)
    for rule in terms.rules:
        named = [*rule.products, *(category_words(one) for one in rule.categories)]
        yield ", ".join(named), rate_words(rule.rate, currency)
    amounts = (
        (_("A new customer"), terms.new_customer),
        (_("A click"), terms.click),
        (_("A store visitor"), terms.visitor),
    )
    for label, amount in amounts:
        if amount:
            yield label, money(amount, currency)
    for label, cap in ((_("At most a day"), terms.day_cap), (_("At most"), terms.campaign_cap)):
        if cap is not None:
            yield label, money(cap, currency)
    yield from _people(terms)


def _people(terms: Terms) -> Iterator[Clause]:
    shares = terms.shares
    named = {one.pk: second(one, "name") for one in agencies()} if shares.agency else {}
    parts = [
        (_("creator"), shares.creator),
        (named.get(terms.agency, _("agency")), shares.agency),
        (_("platform"), shares.platform),
    ]
    if shares.creator != sum(share for _who, share in parts):
        yield (
            _("Shared by"),
            ", ".join(f"{who} {percent(share)}" for who, share in parts if share),
        )
    if terms.hold_days:
        days = ngettext(
            "%(n)s day after settlement", "%(n)s days after settlement", terms.hold_days
        )
        yield _("Held"), days % {"n": terms.hold_days}
    if terms.credit is not Credit.LAST_CLICK:
        yield _("Credited"), CREDITS[terms.credit]()
    if terms.rounding is not Rounding.HALF_EVEN:
        yield _("Rounded"), ROUNDINGS[terms.rounding]()


CREDITS = {
    Credit.LAST_CLICK: lambda: _("the reader's last click"),
    Credit.FIRST_CLICK: lambda: _("the reader's first click"),
    Credit.PREFERRED_PARTNER: lambda: _("a preferred partner's click, where there is one"),
}
ROUNDINGS = {
    Rounding.HALF_EVEN: lambda: _("half to even"),
    Rounding.HALF_UP: lambda: _("half up"),
    Rounding.DOWN: lambda: _("down"),
}


def why(found: Preview) -> list[str]:
    """Why an order would be paid what the preview says, a sentence each."""
    promise, said = found.promise, found.said
    sentences = [_source(promise, said)]
    if promise.tier:
        volume = _volume(said.rate.volume, promise.tier, said.currency)
        sentences.append(_("The tier from %(volume)s is reached.") % {"volume": volume})
    if promise.bonus:
        bonus = money(promise.bonus, said.currency)
        sentences.append(_("%(bonus)s of it is for the new customer.") % {"bonus": bonus})
    if promise.untold:
        sentences.append(_("No bonus: the marketplace does not say whether the customer is new."))
    if found.standing.prepaid:
        amount = money(found.standing.prepaid, said.currency)
        sentences.append(
            _("The marketplace's commission pays first, the brand's balance %(amount)s beyond it.")
            % {"amount": amount}
        )
    if found.standing.shortfall:
        sentences.append(_shortfall(found))
    return sentences


def _source(promise: Promise, said: Terms) -> str:
    rate = value_words(promise.basis, promise.value, said.currency)
    facts = {"rate": rate}
    match promise.source:
        case Source.PRODUCT:
            return _("The rule for this product holds: %(rate)s.") % facts
        case Source.CATEGORY:
            return _("The rule for this category holds: %(rate)s.") % facts
        case Source.GENERAL:
            return _("The general rate holds: %(rate)s.") % facts


def _shortfall(found: Preview) -> str:
    amount = money(found.standing.shortfall, found.said.currency)
    capped = found.room is not None and found.standing.granted >= found.room
    if capped:
        return _("%(amount)s is not paid: a cap is reached.") % {"amount": amount}
    return _("%(amount)s is not paid: the brand's balance does not cover it.") % {"amount": amount}
