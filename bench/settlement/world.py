"""A month of order lines, paid and settled, written past the actions but past no trigger.

Every line is of one of `CREATORS` creators and `BRANDS` brands, its commission held in three
entries and posted in six, as `settle_order` writes them; so a million lines are two million
transfers and nine million entries. One in twenty is half refunded.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hongmao.core.settlement import Month
from hongmao.ledger.models import Account
from hongmao.links.models import Placement
from hongmao.people.actions import create_person
from hongmao.people.models import Role
from tests.factories import make_brand, make_campaign, make_note, make_product

CREATORS = 500
BRANDS = 20
CHUNK = 10_000
REFUNDED = 20
"""One line in so many has half its money back."""

Told = Callable[[int], None]


def make_month(month: Month, count: int, told: Told) -> None:
    """Write `count` order lines of a month; `told` hears how many there are so far."""
    places = list(_placements())
    names = ["marketplace:taobao:expected", "marketplace:taobao:receivable", "platform:held",
             "platform:income"]  # fmt: skip
    for place in places:
        names += [f"creator:{place.creator_id}:held", f"creator:{place.creator_id}:available"]
    Account.objects.bulk_create(
        [Account(name=name, currency="CNY") for name in dict.fromkeys(names)]
    )
    accounts = dict(Account.objects.values_list("name", "pk"))
    span = (month.ends_at - month.starts_at) / (count + 1)
    lines = (_Line(i, places[i % len(places)], month.starts_at + span * i, accounts)
             for i in range(1, count + 1))  # fmt: skip
    done = 0
    while part := list(islice(lines, CHUNK)):
        _write(part)
        done += len(part)
        told(done)


def _placements() -> Iterator[Placement]:
    brands = [make_brand() for _ in range(BRANDS)]
    now = timezone.now()
    products = [make_product(brand) for brand in brands]
    campaigns = [make_campaign(brand) for brand in brands]
    for i in range(CREATORS):
        # Without a password: making one takes longer than a thousand order lines.
        creator = create_person(f"writer{i}", None, Role.CREATOR, f"博主 {i}")
        brand = brands[i % BRANDS]
        yield Placement.objects.create(
            note=make_note(creator), campaign=campaigns[i % BRANDS], brand=brand, creator=creator,
            product=products[i % BRANDS], store=brand.stores.get(), state="approved",
            decided_at=now,
        )  # fmt: skip


class _Line:
    """One order line and its transfers; amounts in fen."""

    def __init__(self, i: int, place: Placement, at: datetime, accounts: dict[str, int]) -> None:
        self.i, self.place = i, place
        self.fee = 500 + i % 1_000
        self.at, self.settled = at, at + timedelta(seconds=1)
        names = ("marketplace:taobao:expected", "marketplace:taobao:receivable",
                 f"creator:{place.creator_id}:held", f"creator:{place.creator_id}:available",
                 "platform:held", "platform:income")  # fmt: skip
        self.pks = [accounts[name] for name in names]

    def transfers(self) -> Iterator[tuple[str, str, datetime, int | None, list[int]]]:
        """Kind, step, time, which one it closes, and amounts in the order of the accounts."""
        theirs = self.fee * 6 // 10
        ours, fee = self.fee - theirs, self.fee
        yield "hold", "1", self.at, None, [fee, 0, -theirs, 0, -ours, 0]
        yield "post", "2", self.settled, 0, [-fee, fee, theirs, -theirs, ours, -ours]
        if self.i % REFUNDED == 0:
            half, their_half = fee // 2, theirs // 2
            back = [0, -half, 0, their_half, 0, half - their_half]
            yield "reverse", "3", self.settled, None, back


@transaction.atomic
def _write(lines: list[_Line]) -> None:
    _insert("orders_order", "id marketplace trade_id status product_id item_id item_title quantity "
            "currency paid refunded fee fee_returned lease click_id click_at ordered_at revised_at "
            "settled_at needs_match needs_books", map(_order, lines))  # fmt: skip
    _insert("settlement_commission", "id order_id placement_id creator_id terms_id state currency "
            "creator_amount platform_amount returned transfers changed_at",
            map(_commission, lines))  # fmt: skip
    transfers, entries = [], []
    for line in lines:
        ids: list[Any] = []
        for kind, step, at, closes, amounts in line.transfers():
            ids.append(_uuid(at))
            key = f"commission:{line.i}:{step}"
            transfers.append((ids[-1], key, f"{line.i:032x}", kind, f"commission:{line.i}", "CNY",
                              _at(at), None if closes is None else ids[closes]))  # fmt: skip
            entries += [
                (ids[-1], pk, amount)
                for pk, amount in zip(line.pks, amounts, strict=True)
                if amount
            ]
    _insert("ledger_entry", "transfer_id account_id amount", entries)
    _insert("ledger_transfer", "id key digest kind subject currency at closes_id", transfers)


def _order(line: _Line) -> tuple[Any, ...]:
    half = line.i % REFUNDED == 0
    product, at, settled = line.place.product, _at(line.at), _at(line.settled)
    assert product is not None
    return (
        line.i, "taobao", f"B{line.i}", "settled", product.pk, product.item_id, "商品", 1, "CNY",
        line.fee * 10, line.fee * 5 if half else 0, line.fee, line.fee // 2 if half else 0, "", "",
        at, at, settled, settled, False, False,
    )  # fmt: skip


def _commission(line: _Line) -> tuple[Any, ...]:
    creator = line.fee * 6 // 10
    return (
        line.i, line.i, line.place.pk, line.place.creator_id, _terms(line.place), "posted", "CNY",
        creator, line.fee - creator, 0, 2, _at(line.settled),
    )  # fmt: skip


_known_terms: dict[int, int] = {}


def _terms(place: Placement) -> int:
    if place.campaign_id not in _known_terms:
        _known_terms[place.campaign_id] = place.campaign.terms.get().pk
    return _known_terms[place.campaign_id]


def _uuid(at: datetime) -> str:
    """A version 7 id of that time."""
    ms = int(at.timestamp() * 1000)
    rest = int.from_bytes(os.urandom(10))
    number = ms << 80 | rest
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return f"{number:032x}"


def _at(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _insert(table: str, names: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = names.split()
    values = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})",
            list(rows),
        )
