"""Every write about what clicks and visitors cost."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from hongmao.brands.actions import use_terms
from hongmao.brands.models import Terms
from hongmao.core import commission as rules
from hongmao.core.terms import Standing
from hongmao.links.models import Placement
from hongmao.settlement.actions.budgets import (
    Ask,
    Scope,
    lock_budgets,
    regrant,
    weigh_campaign,
)
from hongmao.settlement.actions.commissions import carry_out
from hongmao.settlement.models import Charge, ChargeKind, ClickDay
from hongmao.settlement.queries.charges import Count, charge_split, counts_of, uncounted_days
from hongmao.settlement.queries.commissions import local_day, standing_books


def mark_days(first: datetime, last: datetime) -> None:
    """Have the days from `first` to `last` counted again: clicks of theirs reached the lake."""
    day = local_day(first)
    while day <= local_day(last):
        ClickDay.objects.get_or_create(day=day)
        ClickDay.objects.filter(day=day).update(marks=F("marks") + 1)
        day += timedelta(days=1)


def charge_clicks(at: datetime) -> int:
    """Charge the days that clicks have reached; returns how many days were counted.

    A day counts as done only for the marks that it had when its counting began.
    """
    days = uncounted_days(at)
    for one in days:
        for count in counts_of(one.day):
            settle_charge(count, at)
        ClickDay.objects.filter(pk=one.pk).update(counted=one.marks, counted_at=at)
    return len(days)


@transaction.atomic
def settle_charge(count: Count, at: datetime) -> Charge:
    """Bring what a placement's clicks or visitors of a day cost to what the lake counts.

    Run again it writes nothing; late clicks add a transfer. Paid from the brand's balance alone, as
    far as that and the caps reach when it is first asked for.
    """
    placement = Placement.objects.select_related("store").get(pk=count.placement)
    terms = Terms.objects.get(pk=count.terms)
    said = terms.said
    scope = Scope(placement.brand_id, placement.campaign_id, count.day, terms.pk)
    lock_budgets([scope], beyond=True)
    charge, _ = Charge.objects.get_or_create(
        placement=placement,
        terms=terms,
        day=count.day,
        kind=count.kind,
        defaults={"currency": said.currency},
    )
    if charge.counted == count.counted:
        return charge
    use_terms(terms, at)
    price = said.click if count.kind is ChargeKind.CLICK else said.visitor
    before = Standing(charge.promised, charge.granted, charge.granted)
    stands = regrant(scope, before, scope, Ask(count.counted * price, 0, said))
    charge.counted = count.counted
    charge.promised, charge.granted = stands.promised, stands.granted
    split = charge_split(charge)
    for move in rules.plan(standing_books(charge), rules.charged(split)):
        carry_out(charge, move)
    charge.creator_amount, charge.agency_amount = split.creator_amount, split.agency_amount
    charge.platform_amount = split.platform_amount
    charge.save()
    weigh_campaign(placement.campaign_id, at)
    return charge
