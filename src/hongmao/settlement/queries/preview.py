"""What an order would be paid now, without writing anything."""

from datetime import datetime

import msgspec

from hongmao.brands.models import Campaign, Terms
from hongmao.brands.queries import terms_at
from hongmao.core import terms as rules
from hongmao.core.commission import Split, target
from hongmao.core.orders import OrderStatus
from hongmao.settlement.models import Budget
from hongmao.settlement.queries.commissions import local_day, prepaid_balance


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """An order to try terms on: what was paid and the marketplace's commission, minor units."""

    at: datetime
    paid: int
    fee: int
    item_id: str = ""
    category: str = ""
    new_customer: bool | None = None
    orders_before: int = 0
    paid_before: int = 0


class Preview(msgspec.Struct, frozen=True):
    """What the terms in force come to, what caps and balance let stand, and the entries.

    `entries` are those of the posted order, minor units by account, debit positive; the creator's
    account has no number.
    """

    terms: Terms
    said: rules.Terms
    promise: rules.Promise
    parts: rules.Parts
    split: Split
    standing: rules.Standing
    entries: dict[str, int]
    room: int | None
    balance: int

    @property
    def rows(self) -> list[tuple[str, int, int]]:
        """Each account with what it pays and what it gets."""
        return [(name, max(n, 0), max(-n, 0)) for name, n in self.entries.items()]


def preview(campaign: Campaign, marketplace: str, asked: Asked) -> Preview | None:
    """What an order clicked and made at `asked.at` would be paid; None without terms then."""
    terms = terms_at(campaign.pk, asked.at)
    if terms is None:
        return None
    said = terms.said
    promise = rules.promise(
        said,
        rules.Sale(
            paid=asked.paid,
            fee=asked.fee,
            currency=said.currency,
            item_id=asked.item_id,
            category=asked.category,
            new_customer=asked.new_customer,
            orders_before=asked.orders_before,
            paid_before=asked.paid_before,
        ),
    )
    room = room_left(campaign, said, asked.at)
    balance = prepaid_balance(campaign.brand_id, said.currency)
    standing = rules.grant(rules.Standing(), promise.amount, asked.fee, room, balance)
    parts = rules.divide(said, standing.granted)
    split = Split(
        marketplace=marketplace,
        fee=asked.fee,
        brand=campaign.brand_id,
        prepaid=standing.prepaid,
        creator=-1,  # anybody's: the preview is of no creator
        creator_amount=parts.creator,
        agency=said.agency,
        agency_amount=parts.agency,
    )
    entries = target(OrderStatus.SETTLED, split).posted
    named = {name.replace("creator:-1:", "creator:…:"): amount for name, amount in entries.items()}
    return Preview(terms, said, promise, parts, split, standing, named, room, balance)


def room_left(campaign: Campaign, said: rules.Terms, at: datetime) -> int | None:
    """What the caps of these terms leave at a moment, in minor units; None where there is none."""
    rows = {row.day: row.spent for row in Budget.objects.filter(campaign=campaign)}
    caps = ((said.campaign_cap, None), (said.day_cap, local_day(at)))
    left = [cap - rows.get(day, 0) for cap, day in caps if cap is not None]
    return max(min(left), 0) if left else None
