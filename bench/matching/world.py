"""A marketplace whose truth is known: readers, placements, leases, clicks, orders; by one seed.

The pool of adzones is exhausted: every lease of a measured order is shared by four placements of
one item. What the matcher sees is what it sees in earnest: claims, leases, the lake.
"""

from collections import defaultdict
from pathlib import Path
from random import Random

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from hongmao.core.clock import from_ms
from hongmao.core.ids import ClickMint
from hongmao.core.matching import OPEN_MS, Claim, Term
from hongmao.lake.parquet import schema

T0 = 1_760_000_000_000
EPISODE_MS = 1_200_000
"""From one order of a lease to its next: no rival's click counts for two."""
AROUND_MS = 480_000
MINUTE_MS = 60_000
STRAYS = 0.02
"""Orders whose click is not in our log: the marketplace's link was passed on."""
NAMED = 0.1
"""Orders that come with our click id."""
CROSS = 0.05
"""Orders of another item of the store than the one clicked."""
SLOW = 0.01
"""Readers whose phone takes 5 to 60 s from our answer to the marketplace's page."""
OWN = 0.5
"""Clicks of other readers on the order's own placement within a minute of it, on average."""
SHARING = 4
LEASES = 50


class Truth(msgspec.Struct, frozen=True):
    """Where an order came from: its placement, and the click's id where our log has it."""

    placement: int
    click_id: str


class World(msgspec.Struct):
    """What the matcher is shown, and the hidden truth, by order."""

    claims: list[Claim]
    terms: list[Term]
    truth: dict[int, Truth]
    clicks: int


def make_world(lake: Path, seed: int, orders: int, rivals: float, skew_ms: int) -> World:
    """Write a lake, and tell what came of it.

    `rivals` is how many clicks other placements of the lease have within a minute of an order, on
    average; below 0 each lease is held by one placement alone, as matches learn from. `skew_ms` is
    the marketplace's clock less ours.
    """
    maker = _Maker(Random(seed), max(0.0, rivals), SHARING if rivals >= 0 else 1, skew_ms)
    for order in range(orders):
        maker.sell(order)
    maker.write(lake)
    return World(maker.claims, maker.terms(), maker.truth, len(maker.rows))


class _Maker:
    def __init__(self, chance: Random, rivals: float, sharing: int, skew_ms: int) -> None:
        self.chance, self.rivals, self.sharing, self.skew_ms = chance, rivals, sharing, skew_ms
        self.mint = ClickMint(chance.randbytes(32))
        self.rows: list[tuple[str, int, int]] = []
        self.claims: list[Claim] = []
        self.truth: dict[int, Truth] = {}

    def placements(self, lease: int) -> list[int]:
        return [1 + lease * self.sharing + place for place in range(self.sharing)]

    def terms(self) -> list[Term]:
        return [
            Term(f"z{lease}", placement, f"item-{lease}", lease + 1, 0, OPEN_MS)
            for lease in range(LEASES)
            for placement in self.placements(lease)
        ]

    def click(self, placement: int, at_ms: int) -> str:
        click_id = self.mint.mint(at_ms)
        self.rows.append((click_id, at_ms, placement))
        return click_id

    def passers_by(self, placements: list[int], at_ms: int, a_minute: float) -> None:
        """Clicks that buy nothing: a Poisson process around a moment."""
        at = at_ms - AROUND_MS
        while placements and a_minute > 0:
            at += round(self.chance.expovariate(a_minute / (2 * MINUTE_MS)))
            if at > at_ms + AROUND_MS:
                return
            self.click(self.chance.choice(placements), at)

    def sell(self, order: int) -> None:
        """One reader clicks and buys; others pass by."""
        chance, lease = self.chance, order % LEASES
        at_ms = T0 + order // LEASES * EPISODE_MS + chance.randrange(300_000)
        mine, *others = chance.sample(self.placements(lease), self.sharing)
        stray = chance.random() < STRAYS
        click_id = "" if stray else self.click(mine, at_ms)
        self.passers_by([mine], at_ms, OWN)
        self.passers_by(others, at_ms, self.rivals)
        theirs = at_ms + self._way_ms() + self.skew_ms
        theirs -= theirs % 1000
        self.truth[order] = Truth(mine, click_id)
        self.claims.append(
            Claim(
                order=order,
                click_id=click_id if chance.random() < NAMED else "",
                lease=f"z{lease}",
                item_id="another" if chance.random() < CROSS else f"item-{lease}",
                store=lease + 1,
                click_ms=theirs,
                ordered_ms=theirs + 90_000,
            )
        )

    def _way_ms(self) -> int:
        """From our answer to the marketplace's page."""
        if self.chance.random() < SLOW:
            return self.chance.randint(5_000, 60_000)
        return round(self.chance.lognormvariate(6.4, 0.5))  # median 0.6 s, 99 % within 1.9 s

    def write(self, lake: Path) -> None:
        """The clicks, by hour."""
        hours: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
        for row in self.rows:
            hours[row[1] // 3_600_000].append(row)
        for hour, rows in hours.items():
            folder = lake / "clicks" / f"hour={from_ms(hour * 3_600_000):%Y%m%d%H}"
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(_table(rows), folder / "a.parquet")


def _table(rows: list[tuple[str, int, int]]) -> pa.Table:
    known = {
        "id": [row[0] for row in rows],
        "at_ms": [row[1] for row in rows],
        "placement": [row[2] for row in rows],
        "outcome": ["sent"] * len(rows),
    }
    columns = schema("clicks")
    return pa.table(
        [
            pa.array(known.get(field.name, [0 if field.type == pa.int64() else ""] * len(rows)),
                     field.type)
            for field in columns
        ],
        schema=columns,
    )  # fmt: skip
