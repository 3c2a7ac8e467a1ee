"""A small world for every question: events in a lake, and the facts that each is asked with."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pyarrow as pa

from hongmao.core.events import Click, Event, Impression, Read, encode, pack_group
from hongmao.core.frames import Header, pack_frame, pack_header
from hongmao.core.matching import OPEN_MS, Claim, Fit, Term
from hongmao.lake.parquet import ship_all
from hongmao.measure import claimed
from hongmao.measure.credited import Rule, rule_table
from hongmao.measure.matching import facts_of
from hongmao.measure.runner import Facts, answer

HOUR_MS = 3_600_000
T0 = 1_700_006_400_000
LOG = bytes(16)
OUTCOMES = ("sent", "sent", "sent", "shown", "paused")
SURFACES = ("feed", "note", "search", "embed")


def events(seed: int, number: int) -> list[Event]:
    """Clicks, impressions and reads over five hours, some flagged, some of the same view."""
    chance = Random(seed)
    found: list[Event] = []
    for count in range(number):
        at = T0 + chance.randrange(5 * HOUR_MS)
        placement = chance.randrange(1, 9)
        note, creator, brand = placement // 2 + 1, placement % 3 + 1, placement % 2 + 1
        reader = f"reader-{chance.randrange(25)}" if chance.random() < 0.95 else ""
        view = f"view-{chance.randrange(number)}" if chance.random() < 0.8 else ""
        flags = ("bot",) if chance.random() < 0.1 else ()
        surface = chance.choice(SURFACES)
        match chance.randrange(3):
            case 0:
                found.append(
                    Click(at, f"click-{count}", "code", placement, note, creator, brand, 1 + brand,
                          reader, view, surface, chance.choice(OUTCOMES), flags)
                )  # fmt: skip
            case 1:
                found.append(
                    Impression(at, view, "code", placement, note, creator, brand, 1 + brand,
                               reader, surface, flags)
                )  # fmt: skip
            case _:
                found.append(Read(at, view, note, reader, surface, 9, flags))
    return found


def fill(home: Path, *segments: list[Event]) -> Path:
    """A lake with these segments."""
    for number, held in enumerate(segments):
        path = home / "log" / LOG.hex() / f"{number:08d}.seg"
        path.parent.mkdir(parents=True, exist_ok=True)
        groups = b"".join(pack_frame(pack_group([encode(event)])) for event in held)
        path.write_bytes(pack_header(Header(LOG, number, T0)) + groups)
    list(ship_all(home / "log", home / "lake"))
    return home / "lake"


def _seeding(clicks: list[Click]) -> Facts:
    """Hours of some notes, and what followed every third click, in windows of 1 and 7 days."""
    hours = Counter((one.note, one.at - one.at % HOUR_MS) for one in clicks)
    late = clicks[::3]
    kinds = ("order", "cart", "collect", "visit")
    return {
        "asked": _table(from_ms=[T0], until_ms=[T0 + 9 * HOUR_MS], as_of_ms=[T0 + 99 * HOUR_MS]),
        "hours": _table(
            subject=[note for note, _ in hours],
            hour_ms=[hour for _, hour in hours],
            exposures=[7 * count for count in hours.values()],
            reads=[2 * count for count in hours.values()],
            clicks=list(hours.values()),
        ),
        "outcomes": _table(
            subject=[one.note for one in late],
            click_ms=[one.at for one in late],
            at_ms=[one.at + HOUR_MS * (number % 40) for number, one in enumerate(late)],
            paid=[100 + number for number, _ in enumerate(late)],
            is_new=[number % 3 - 1 for number, _ in enumerate(late)],
        ).append_column("kind", pa.array([kinds[n % 4] for n, _ in enumerate(late)])),
        "windows": _table(days=[1, 7]),
    }


def facts(name: str, held: list[Event]) -> Facts:
    """What a question is asked with, about these events."""
    clicks = [event for event in held if isinstance(event, Click)]
    made: dict[str, Callable[[], Facts]] = {
        "chain": lambda: {
            "placements": _table(placement=range(1, 11), note=[1 + n // 2 for n in range(1, 11)]),
            "money": _table(
                placement=[1, 3],
                orders=[2, 1],
                probable=[1, 0],
                ambiguous=[0, 1],
                paid=[900, 5],
                held=[90, 1],
                posted=[60, 2],
                returned=[0, 3],
            ),
        },
        "charges": lambda: {
            "spans": _table(
                placement=[1, 1, 2, 3],
                terms=[1, 2, 3, 4],
                day=[0, 0, 0, 0],
                starts_ms=[T0, T0 + HOUR_MS, T0, T0 + 99],
                ends_ms=[T0 + HOUR_MS, T0 + 9 * HOUR_MS, T0 + 9 * HOUR_MS, T0 + 2 * HOUR_MS],
            )
        },
        "claimed": lambda: claimed.facts_of(
            {1: True, 2: False, 4: False}, T0 + HOUR_MS, T0, T0 + 3 * HOUR_MS
        ),
        "click": lambda: {"wanted": pa.table({"id": [click.id for click in clicks[:9]]})},
        "credit": lambda: {
            "matched": pa.table(
                {
                    "order_id": pa.array(range(len(clicks[::4])), pa.int64()),
                    "click_id": [click.id for click in clicks[::4]],
                    "at_ms": pa.array([click.at for click in clicks[::4]], pa.int64()),
                    "brand": pa.array([click.brand for click in clicks[::4]], pa.int64()),
                    "back_ms": pa.array([2 * HOUR_MS for _ in clicks[::4]], pa.int64()),
                }
            )
        },
        "matches": lambda: _claims(clicks),
        "touched": lambda: {"identities": identities()},
        "cells": lambda: {"touched": _touched(clicks)},
        "celled": lambda: {
            "touched": _touched(clicks),
            "cells": answer("cells", facts={"touched": _touched(clicks)}),
        },
        "converted": lambda: {"identities": identities(), "orders": orders(clicks)},
        "models": lambda: models(Random(len(clicks)), 300, 90),
        "walks": lambda: models(Random(len(clicks)), 300, 90),
        "hourly": dict,
        "readers": dict,
        "seeding": lambda: _seeding(clicks),
    }
    return made[name]() if name in made else {}


def identities() -> pa.Table:
    """Readers who are one person: every fifth is who reader-1 is; one is said twice."""
    readers = [f"reader-{number}" for number in (0, 5, 10, 15, 20, 20)]
    return pa.table({"reader": readers, "person": ["reader-1"] * len(readers)})


def orders(clicks: list[Click]) -> pa.Table:
    """Orders an hour after every second click, and one of a click that nobody knows."""
    some = clicks[::2]
    return pa.table(
        {
            "conversion": pa.array(range(len(some) + 1), pa.int64()),
            "click_id": [*(click.id for click in some), "unknown"],
            "brand": pa.array([*(click.brand for click in some), 1], pa.int64()),
            "at_ms": pa.array([*(click.at + HOUR_MS for click in some), T0], pa.int64()),
            "value": pa.array([100 + number for number in range(len(some) + 1)], pa.int64()),
        }
    )


def models(chance: Random, touches: int, conversions: int, rule: Rule | None = None) -> Facts:
    """Touches and conversions of a few people and brands, many at the same moments."""
    seen = {
        (chance.randrange(9), chance.randrange(3), T0 + HOUR_MS * chance.randrange(400),
         chance.randrange(2), chance.randrange(7))
        for _ in range(touches)
    }  # fmt: skip
    names = ("person", "brand", "at_ms", "click", "cell")
    won = [
        (number, chance.randrange(9), chance.randrange(3),
         T0 + HOUR_MS * chance.randrange(400), chance.randrange(9_999))
        for number in range(conversions)
    ]  # fmt: skip
    sold = ("conversion", "person", "brand", "at_ms", "value")
    return {
        "touches": _rows(names, sorted(seen)),
        "conversions": _rows(sold, won),
        "rule": rule_table(rule or Rule(), 7),
    }


def _rows(names: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> pa.Table:
    return _table(**{name: [row[place] for row in rows] for place, name in enumerate(names)})


def _touched(clicks: list[Click]) -> pa.Table:
    columns = {
        "person": [click.reader for click in clicks],
        "surface": [click.surface for click in clicks],
    }
    whole = {"brand": "brand", "at_ms": "at", "note": "note", "creator": "creator",
             "campaign": "campaign"}  # fmt: skip
    numbers = _table(
        **{name: [getattr(click, field) for click in clicks] for name, field in whole.items()},
        click=[1] * len(clicks),
    )
    for name, values in columns.items():
        numbers = numbers.append_column(name, pa.array(values, pa.string()))
    return numbers


def _claims(clicks: list[Click]) -> Facts:
    """Orders near clicks: by click id, by lease with a time, without one, and one of nobody's."""
    claims = [(Claim(0, "", "none", "item", 1, T0, T0), Fit(2_000))]
    for number, click in enumerate(clicks, 1):
        known, timed = number % 4 == 0, number % 3 > 0
        lease, item = f"lease-{click.placement // 2}", f"item-{click.placement}"
        claim = Claim(
            number, click.id if known else "", lease, item if number % 5 else "", 1,
            click.at + 300 if timed else 0, click.at + 90_000, HOUR_MS,
        )  # fmt: skip
        claims.append((claim, Fit(2_000 + number, number % 7, 60_000, number % 3)))
    leases = [
        Term(f"lease-{p // 2}", p, f"item-{p}", 1, 0, OPEN_MS, own=p % 2 == 0) for p in range(1, 9)
    ]
    return facts_of(claims, leases)


def _table(**columns: object) -> pa.Table:
    return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})
