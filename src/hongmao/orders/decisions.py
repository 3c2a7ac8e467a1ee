"""Matches that a person decides, where the rule cannot tell or tells wrongly."""

from datetime import datetime

import msgspec
from django.db import transaction

from hongmao.core.clock import to_ms
from hongmao.core.matching import Grade, Judgement
from hongmao.core.reasons import Reason, Refusal
from hongmao.links.models import Placement
from hongmao.orders.models import Match, Order
from hongmao.people.actions import record
from hongmao.people.models import Person


class Credit(msgspec.Struct, frozen=True):
    """To which click an order is credited; `click_id` is empty where the log has none."""

    placement: Placement
    click_id: str
    click_at: datetime


@transaction.atomic
def decide_match(actor: Person, order_id: int, credit: Credit, cause: str) -> Match:
    """Credit an order to a placement; what stood is superseded and kept.

    The grade stays what the rule gave: a decision makes nothing known that was not. The evidence
    says who decided and for what `cause` (`claim:7`), and teaches the rule nothing. Raises
    `Refusal` CLAIM_EXACT_RIVAL where the marketplace named the click.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    before = order.matches.filter(current=True).first()
    if before is not None and before.grade == Grade.EXACT:
        raise Refusal(Reason.CLAIM_EXACT_RIVAL)
    known = msgspec.convert(before.evidence, Judgement) if before else Judgement(Grade.NONE)
    judgement = Judgement(
        grade=known.grade,
        placement=credit.placement.pk,
        click_id=credit.click_id,
        click_ms=to_ms(credit.click_at),
        rivals=known.rivals,
        crowd=known.crowd,
        fit=known.fit,
    )
    order.matches.filter(current=True).update(current=False)
    match = Match.objects.create(
        order=order,
        grade=known.grade,
        placement=credit.placement,
        click_id=credit.click_id,
        click_at=credit.click_at,
        evidence=msgspec.to_builtins(judgement)
        | {"decided": {"by": actor.pk, "for": cause, "instead_of": before.pk if before else None}},
        decided_by=actor,
    )
    order.needs_books = True
    order.save(update_fields=["needs_books"])
    record(actor, "decide_match", f"order:{order.pk}", cause=cause, placement=credit.placement.pk)
    return match
