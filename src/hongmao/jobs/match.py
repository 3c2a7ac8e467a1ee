"""Matches orders to clicks: one question over the lake for many orders, each judgement kept."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

import msgspec
from django.conf import settings as django_settings

from hongmao.brands.queries import campaigns_that_choose, terms_at
from hongmao.core.clock import from_ms
from hongmao.core.crediting import DAY_MS, Touch, credit
from hongmao.core.ids import ClickMint, derive_key
from hongmao.core.matching import PAYING, Credited, Fit, Grade, Judgement
from hongmao.core.terms import Credit, Terms
from hongmao.links.models import Placement
from hongmao.measure.crediting import Matched, touches
from hongmao.measure.matching import judge_all
from hongmao.orders.actions import keep_judgement, learn_fit
from hongmao.orders.models import Order
from hongmao.orders.queries import (
    claims_of,
    current_match,
    fit_in_force,
    terms_of,
    unjudged,
    waiting_ids,
)

BATCH = 1000


def match_orders(at: datetime, batch: int = BATCH) -> int:
    """Judge the orders that wait for it; returns how many were looked at."""
    orders = unjudged(batch)
    _match(orders, at)
    return len(orders)


def match_all(at: datetime, heard: Callable[[int], None], batch: int = BATCH) -> Counter[Grade]:
    """Judge every order that waits now, once; `heard` is told how many each time.

    Returns how many came out with each grade.
    """
    grades: Counter[Grade] = Counter()
    ids = waiting_ids()
    for start in range(0, len(ids), batch):
        orders = Order.objects.select_related("product").in_bulk(ids[start : start + batch])
        grades.update(_match(list(orders.values()), at))
        heard(len(orders))
    return grades


def _match(orders: Sequence[Order], at: datetime) -> Counter[Grade]:
    fits = {}
    for marketplace in {order.marketplace for order in orders}:
        learn_fit(marketplace, at)
        fits[marketplace] = fit_in_force(marketplace)
    judged = judgements(orders, lambda order: fits[order.marketplace])
    for order, judgement in judged:
        keep_judgement(order.pk, judgement, at)
    return Counter(judgement.grade for _, judgement in judged)


def judgements(
    orders: Sequence[Order], fit_of: Callable[[Order], Fit]
) -> list[tuple[Order, Judgement]]:
    """What the rule says of these orders, from the lake and the leases as they are now."""
    values = django_settings.HONGMAO
    claims = claims_of(orders, _mint(values.secret.get_secret_value()).genuine)
    paired = [(claim, fit_of(order)) for claim, order in zip(claims, orders, strict=True)]
    found = judge_all(paired, terms_of(orders), values.lake_folder)
    credited = _credit(found)
    return [(order, credited[order.pk]) for order in orders]


def _credit(found: dict[int, Judgement]) -> dict[int, Judgement]:
    """The judgements, each with the click that its terms credit where that is not the last's."""
    choosing = campaigns_that_choose()
    if not choosing:
        return found
    sure = {order: one for order, one in found.items() if one.grade in PAYING}
    placements = Placement.objects.filter(campaign__in=choosing).in_bulk(
        {one.placement for one in sure.values()}
    )
    said: dict[int, Terms] = {}
    matched = []
    for order, one in sure.items():
        placement = placements.get(one.placement)
        terms = placement and terms_at(placement.campaign_id, from_ms(one.click_ms))
        if placement and terms and terms.said.credit is not Credit.LAST_CLICK:
            said[order] = terms.said
            back_ms = terms.said.credit_days * DAY_MS
            brand = placement.brand_id
            matched.append(Matched(order, one.click_id, one.click_ms, brand, back_ms))
    clicks = touches(matched, django_settings.HONGMAO.lake_folder)
    chosen = {
        order: _credited(sure[order], placements[sure[order].placement], terms, clicks[order])
        for order, terms in said.items()
    }
    return found | chosen


def _credited(one: Judgement, placement: Placement, terms: Terms, clicks: list[Touch]) -> Judgement:
    matched = Touch(one.click_id, one.click_ms, one.placement, placement.creator_id)
    paid = credit(terms, matched, clicks)
    count = len({touch.id for touch in (*clicks, matched)})
    credited = Credited(paid.placement, paid.id, paid.at_ms, terms.credit, count)
    return msgspec.structs.replace(one, credited=credited)


@cache
def _mint(secret: str) -> ClickMint:
    return ClickMint(derive_key(secret, "click"))


def fit_of_match() -> Callable[[Order], Fit]:
    """Finds the fit that an order's match was made with, for judging it by the same again."""
    in_force = cache(fit_in_force)

    def fit_of(order: Order) -> Fit:
        match = current_match(order)
        evidence = match and msgspec.convert(match.evidence, Judgement)
        return (evidence and evidence.fit) or in_force(order.marketplace)

    return fit_of
