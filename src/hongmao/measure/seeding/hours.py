"""Counts by hour, kept beside the lake, so that a new hour costs an hour's work.

`_seeding/hour=<YYYYMMDDHH>.parquet` holds the answer of the question `hourly` for one hour, and the
names and sizes of the files it was counted from. An hour is counted again where those differ:
a segment that comes late restates its own hours and no other.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from hongmao.lake.parquet import KINDS
from hongmao.measure.runner import ask

FOLDER = "_seeding"
COLUMNS = (
    "hour_ms", "placement", "note", "creator", "brand", "campaign", "exposures", "reads", "clicks",
)  # fmt: skip
SCHEMA = pa.schema([(name, pa.int64()) for name in COLUMNS])
_SOURCE = b"hongmao.source"


class Counted(msgspec.Struct, frozen=True):
    """All hours' counts, the hours counted anew, and how many of the lake's rows that took."""

    table: pa.Table
    anew: tuple[str, ...]
    rows_read: int


def count_hours(lake: Path, hear: Callable[[float], None] = lambda _: None) -> Counted:
    """The counts of every hour of the lake; those that changed are counted, the rest is kept.

    Safe to run twice and to kill at any point: each hour is put in place by a rename.
    """
    sources = _sources(lake)
    anew, rows = [], 0
    for done, (hour, source) in enumerate(sorted(sources.items())):
        path = lake / FOLDER / f"hour={hour}.parquet"
        if _counted_from(path) != source:
            _put(path, ask("hourly", lake, hours=[hour]), source)
            anew.append(hour)
            rows += sum(pq.read_metadata(lake / name).num_rows for name, _ in source)
        hear((done + 1) / len(sources))
    parts = [pq.read_table(lake / FOLDER / f"hour={hour}.parquet") for hour in sorted(sources)]
    table = pa.concat_tables([SCHEMA.empty_table(), *(part.cast(SCHEMA) for part in parts)])
    return Counted(table.combine_chunks(), tuple(anew), rows)


def _sources(lake: Path) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for kind in KINDS:
        for path in sorted((lake / kind).glob("hour=*/*.parquet")):
            hour = path.parent.name.removeprefix("hour=")
            found[hour].append((path.relative_to(lake).as_posix(), path.stat().st_size))
    return found


def _counted_from(path: Path) -> list[tuple[str, int]] | None:
    """The files an hour was counted from; None where it was not, or what is there is torn."""
    try:
        known = pq.read_schema(path).metadata or {}
        return [(name, size) for name, size in json.loads(known.get(_SOURCE, b"null"))]
    except (OSError, pa.ArrowInvalid, TypeError, ValueError):
        return None


def _put(path: Path, rows: list[dict[str, int]], source: list[tuple[str, int]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    temp = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(table.replace_schema_metadata({_SOURCE: json.dumps(source)}), temp)
    temp.replace(path)
