"""Every write about budgets: granting what caps and balances let stand, and stopping links."""

from datetime import date, datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from hongmao.brands.actions import weigh_budget
from hongmao.brands.models import Brand, Campaign
from hongmao.brands.queries import terms_at
from hongmao.core import terms as rules
from hongmao.settlement.models import Budget
from hongmao.settlement.queries.commissions import (
    campaign_spending,
    local_day,
    prepaid_balance,
)


class Scope(msgspec.Struct, frozen=True):
    """What a grant counts against: a campaign and a day of it, by one version of its terms."""

    brand: int
    campaign: int
    day: date
    terms: int


class Ask(msgspec.Struct, frozen=True):
    """What is asked for: a promise, and what the marketplace pays towards it, by these terms."""

    promised: int
    fee: int
    terms: rules.Terms
    counts: bool = True
    """Whether it is in the terms' currency: else it has nothing of caps and balance."""


def lock_budgets(scopes: list[Scope | None], beyond: bool) -> None:
    """Lock, for the rest of the database transaction, the balances and budgets of these scopes.

    Always brands before campaigns, each by key, so that two who grant wait and never block each
    other for good. Where nothing goes `beyond` the marketplace's commission no brand is locked.
    """
    known = [scope for scope in scopes if scope is not None]
    if beyond:
        brands = sorted({scope.brand for scope in known})
        list(Brand.objects.select_for_update(no_key=True).filter(pk__in=brands).order_by("pk"))
    for campaign in sorted({scope.campaign for scope in known}):
        _budget(campaign, None)


def regrant(
    old: Scope | None, before: rules.Standing, new: Scope | None, ask: Ask | None
) -> rules.Standing:
    """Grant what is asked for in `new`, giving back what stood in `old` where that is another.

    Both must be locked. Nothing is asked for where `ask` is empty.
    """
    if old is not None and old != new:
        _spend(old, -before.granted)
        same_brand = new is not None and new.brand == old.brand
        before = rules.Standing(prepaid=before.prepaid if same_brand else 0)
    elif old is None:
        before = rules.Standing()
    if new is None or ask is None:
        return rules.Standing()
    if not ask.counts:
        granted = min(ask.promised, ask.fee)
        return rules.Standing(ask.promised, granted, 0)
    room = _room(new, ask.terms)
    balance = prepaid_balance(new.brand, ask.terms.currency) if ask.promised > ask.fee else 0
    stands = rules.grant(before, ask.promised, ask.fee, room, balance)
    _spend(new, stands.granted - before.granted)
    if stands.shortfall and ask.fee + before.prepaid + balance < ask.promised:
        Budget.objects.filter(campaign=new.campaign, day=None, dry_at=None).update(
            dry_at=timezone.now()
        )
    return stands


def _room(scope: Scope, terms: rules.Terms) -> int | None:
    caps = ((terms.campaign_cap, None), (terms.day_cap, scope.day))
    left = [cap - _budget(scope.campaign, day).spent for cap, day in caps if cap is not None]
    return min(left) if left else None


def _spend(scope: Scope, amount: int) -> None:
    if not amount:
        return
    for day in (None, scope.day):
        row = _budget(scope.campaign, day)
        row.spent += amount
        row.save(update_fields=["spent"])


def _budget(campaign: int, day: date | None) -> Budget:
    rows = Budget.objects.select_for_update().filter(campaign=campaign, day=day)
    row = rows.first()
    if row is None:
        Budget.objects.bulk_create([Budget(campaign_id=campaign, day=day)], ignore_conflicts=True)
        row = rows.get()
    return row


@transaction.atomic
def weigh_campaign(campaign_id: int, at: datetime) -> None:
    """Stop a campaign's links where its money is used up, and open them where it no longer is.

    It is where the budget is spent, where a cap of the terms in force is reached (a day's until
    midnight), or where the brand's balance could not cover a promise and is still empty.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    spent = campaign_spending(campaign.pk) if campaign.budget is not None else 0
    weigh_budget(campaign, spent, _ended(campaign, at))


def _ended(campaign: Campaign, at: datetime) -> bool:
    terms = terms_at(campaign.pk, at)
    if terms is None:
        return False
    said = terms.said
    rows = {row.day: row for row in Budget.objects.filter(campaign=campaign, day=None)}
    total = rows.get(None, Budget())
    today = Budget.objects.filter(campaign=campaign, day=local_day(at)).first() or Budget()
    caps = ((said.campaign_cap, total), (said.day_cap, today))
    if any(cap is not None and row.spent >= cap for cap, row in caps):
        return True
    if total.dry_at is None:
        return False
    if prepaid_balance(campaign.brand_id, campaign.currency) > 0:
        Budget.objects.filter(pk=total.pk).update(dry_at=None)
        return False
    return True


def weigh_stopped(at: datetime) -> None:
    """Look again at the campaigns whose links are stopped: a day may be over, a balance filled."""
    for pk in Campaign.objects.filter(spent_at__isnull=False).values_list("pk", flat=True):
        weigh_campaign(pk, at)
