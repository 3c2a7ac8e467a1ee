"""What a brand sees: each note's chain from exposure to commission."""

from collections import defaultdict
from datetime import datetime

import msgspec
import pyarrow as pa
from django.conf import settings as django_settings
from django.db.models import Q, Sum

from hongmao.core.clock import from_ms_or_none
from hongmao.core.matching import Grade
from hongmao.core.orders import OrderStatus
from hongmao.ledger.models import Entry
from hongmao.links.models import Placement
from hongmao.measure.runner import ask
from hongmao.orders.models import Order
from hongmao.settlement.models import Charge, Commission


class PlacementMoney(msgspec.Struct, frozen=True):
    """What one placement's orders come to, for the chain; minor units."""

    placement: int
    orders: int
    probable: int
    ambiguous: int
    paid: int
    held: int
    posted: int
    returned: int


def placement_money(brand_id: int, currency: str = "CNY") -> list[PlacementMoney]:
    """Orders and commissions of each of a brand's placements, from matches and the ledger.

    Orders in another currency are counted; their money is not added to that of `currency`.

    `held` and `posted` are the whole commission, all parts together, as the ledger's entries
    against the marketplace and, beyond it, against the brand's balance state them. Ambiguous orders
    are counted apart and carry no money.
    """
    rows: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    orders = Order.objects.exclude(status__in=[OrderStatus.UNPAID, OrderStatus.VOID])
    for placement, grade, decided, said_in, paid, refunded, returned in orders.filter(
        matches__current=True, matches__placement__brand_id=brand_id
    ).values_list(
        "matches__placement_id", "matches__grade", "matches__decided_by",
        "currency", "paid", "refunded", "fee_returned",
    ):  # fmt: skip
        row = rows[placement]
        if grade == Grade.AMBIGUOUS and decided is None:
            row["ambiguous"] += 1
            continue
        row["orders"] += 1
        row["probable"] += grade == Grade.PROBABLE
        if said_in == currency:
            row["paid"] += paid - refunded
            row["returned"] += returned
    for placement, name, amount in _payers_entries(brand_id, currency):
        rows[placement]["held" if name.endswith(":expected") else "posted"] += amount
        if name.endswith(":expected") and name.startswith("brand:"):
            rows[placement]["posted"] -= amount  # what is held stands in `prepaid` too
    names = ("orders", "probable", "ambiguous", "paid", "held", "posted", "returned")
    return [
        PlacementMoney(placement, *(row[name] for name in names))
        for placement, row in sorted(rows.items())
    ]


def _payers_entries(brand_id: int, currency: str) -> list[tuple[int, str, int]]:
    """What the ledger says marketplaces owe and the brand pays, by placement and account."""
    placements = {
        str(commission): commission.placement_id
        for commission in Commission.objects.filter(placement__brand_id=brand_id, currency=currency)
    }
    rows = (
        Entry.objects.filter(
            Q(account__name__startswith="marketplace:")
            | Q(account__name__in=[f"brand:{brand_id}:expected", f"brand:{brand_id}:prepaid"]),
            account__currency=currency,
            transfer__subject__in=list(placements),
        )
        .values_list("transfer__subject", "account__name")
        .annotate(total=Sum("amount"))
    )
    return [(placements[subject] or 0, name, total) for subject, name, total in rows if total]


def charged(brand_id: int, currency: str = "CNY") -> dict[int, int]:
    """What the clicks and visitors of each of a brand's placements cost, minor units."""
    rows = Charge.objects.filter(placement__brand=brand_id, currency=currency)
    return dict(rows.order_by().values_list("placement").annotate(total=Sum("granted")))


class ChainRow(msgspec.Struct, frozen=True):
    """A note's chain from exposure to commission; money in minor units of `currency`.

    `charged` is what its clicks and visitors cost, beside what orders pay.
    """

    note: int
    title: str
    title_en: str
    creator: str
    creator_en: str
    picture: str
    exposures: int
    readers: int
    reads: int
    clicks: int
    orders: int
    probable: int
    ambiguous: int
    paid: int
    held: int
    posted: int
    returned: int
    charged: int
    currency: str


class Chain(msgspec.Struct, frozen=True):
    """A brand's chain for each note, and its totals; events count up to `as_of`."""

    rows: list[ChainRow]
    exposures: int
    reads: int
    clicks: int
    orders: int
    paid: int
    held: int
    posted: int
    returned: int
    charged: int
    currency: str
    as_of: datetime | None


def brand_chain(brand_id: int, currency: str = "CNY") -> Chain:
    """A brand's chain, note by note: the lake's events joined with orders and the ledger."""
    placements = list(
        Placement.objects.filter(brand_id=brand_id, link__isnull=False)
        .select_related("note__video", "creator")
        .prefetch_related("note__pictures")
        .order_by("-decided_at", "-pk")
    )
    lake = django_settings.HONGMAO.lake_folder
    counted = {
        row["placement"]: row
        for row in ask(
            "chain", lake, {**_placement_facts(placements), **_money_facts(brand_id, currency)}
        )
    }
    costs = charged(brand_id, currency)
    rows = [_chain_row(p, counted[p.pk], costs.get(p.pk, 0), currency) for p in placements]
    totals = (
        "exposures",
        "reads",
        "clicks",
        "orders",
        "paid",
        "held",
        "posted",
        "returned",
        "charged",
    )
    return Chain(
        rows=rows,
        **{name: sum(getattr(row, name) for row in rows) for name in totals},
        currency=currency,
        as_of=from_ms_or_none(int(ask("reach", lake)[0]["last_ms"])),
    )


def _placement_facts(placements: list[Placement]) -> dict[str, pa.Table]:
    columns = {"placement": [p.pk for p in placements], "note": [p.note_id for p in placements]}
    return {"placements": pa.table({n: pa.array(v, pa.int64()) for n, v in columns.items()})}


def _money_facts(brand_id: int, currency: str) -> dict[str, pa.Table]:
    names = PlacementMoney.__struct_fields__
    money = placement_money(brand_id, currency)
    columns = {name: [getattr(row, name) for row in money] for name in names}
    return {"money": pa.table({n: pa.array(v, pa.int64()) for n, v in columns.items()})}


_COUNTED = (
    "exposures", "readers", "reads", "clicks", "orders", "probable", "ambiguous",
    "paid", "held", "posted", "returned",
)  # fmt: skip


def _chain_row(
    placement: Placement, counted: dict[str, int], charged: int, currency: str
) -> ChainRow:
    note, creator = placement.note, placement.creator
    cover = note.cover
    return ChainRow(
        note=note.pk,
        title=note.title,
        title_en=note.title_en or note.title,
        creator=creator.name,
        creator_en=creator.name_en or creator.name,
        picture=cover.file if cover else "",
        **{name: counted[name] for name in _COUNTED},
        charged=charged,
        currency=currency,
    )
