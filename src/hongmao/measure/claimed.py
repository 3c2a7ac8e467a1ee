"""Clicks near the moment of an order that a creator says is missing."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec
import pyarrow as pa

from hongmao.core.claims import CLICKS_KEPT, Touch
from hongmao.core.clock import from_ms
from hongmao.lake.places import Lake
from hongmao.measure.runner import Facts, ask

HOUR_MS = 3_600_000


class Heard(msgspec.Struct, frozen=True):
    """The nearest clicks in time, how many each side had, and how far the lake reaches."""

    touches: tuple[Touch, ...]
    own: int
    rivals: int
    reach_ms: int


def clicks_near(
    lake: Lake, watched: Mapping[int, bool], at_ms: int, first_ms: int, last_ms: int
) -> Heard:
    """The clicks of a span on placements; `watched` says which are the claiming creator's."""
    hours = range(first_ms // HOUR_MS, last_ms // HOUR_MS + 1)
    names = [(from_ms(0) + timedelta(hours=hour)).strftime("%Y%m%d%H") for hour in hours]
    rows = ask("claimed", lake, facts_of(watched, at_ms, first_ms, last_ms), names)
    totals = {row["own"]: row["total"] for row in rows}
    return Heard(
        touches=tuple(
            Touch(
                row["click_id"],
                row["at_ms"],
                row["placement"],
                bool(row["own"]),
                row["distance_ms"],
                bool(row["flagged"]),
            )
            for row in rows
        ),
        own=totals.get(1, 0),
        rivals=totals.get(0, 0),
        reach_ms=int(ask("reach", lake)[0]["last_ms"]),
    )


def facts_of(watched: Mapping[int, bool], at_ms: int, first_ms: int, last_ms: int) -> Facts:
    """The tables that the question `claimed` is asked with."""
    span = {"at_ms": at_ms, "first_ms": first_ms, "last_ms": last_ms, "most": CLICKS_KEPT}
    columns = {"placement": list(watched), "own": [int(own) for own in watched.values()]}
    return {
        "watched": pa.table({name: pa.array(v, pa.int64()) for name, v in columns.items()}),
        "span": pa.table({name: pa.array([v], pa.int64()) for name, v in span.items()}),
    }
