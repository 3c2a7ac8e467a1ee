"""Counts by hour, kept beside the lake, so that a new hour costs an hour's work.

`_seeding/hour=<YYYYMMDDHH>.parquet` holds the answer of the question `hourly` for one hour, and the
names and sizes of the files it was counted from. An hour is counted again where those differ:
a segment that comes late restates its own hours and no other.
"""

import json
from collections import defaultdict
from collections.abc import Callable

import msgspec
import pyarrow as pa

from hongmao.lake.parquet import KINDS
from hongmao.lake.places import Lake, Place, place
from hongmao.measure.runner import ask

FOLDER = "_seeding"
COLUMNS = (
    "hour_ms", "placement", "note", "creator", "brand", "campaign", "exposures", "reads", "clicks",
)  # fmt: skip
SCHEMA = pa.schema([(name, pa.int64()) for name in COLUMNS])
_SOURCE = b"hongmao.source"
_ENDING = ".parquet"


class Counted(msgspec.Struct, frozen=True):
    """All hours' counts, the hours counted anew, and how many of the lake's rows that took."""

    table: pa.Table
    anew: tuple[str, ...]
    rows_read: int


def count_hours(lake: Lake, hear: Callable[[float], None] = lambda _: None) -> Counted:
    """The counts of every hour of the lake; those that changed are counted, the rest is kept.

    Hours whose rows retention has pruned keep what was counted of them. Safe to run twice and to
    kill at any point: each hour is put in place whole.
    """
    here = place(lake)
    sources = _sources(here)
    kept = f"{FOLDER}/hour="
    known = {
        name[len(kept) : -len(_ENDING)]
        for name in here.names(FOLDER, _ENDING)
        if name.startswith(kept)
    }
    anew, rows, parts = [], 0, []
    for done, hour in enumerate(hours := sorted(known | sources.keys())):
        name, source = f"{kept}{hour}{_ENDING}", sources.get(hour)
        table = _counted(here, name) if hour in known else None
        if source and (table is None or _source_of(table) != source):
            table = pa.Table.from_pylist(ask("hourly", lake, hours=[hour]), schema=SCHEMA)
            table = table.replace_schema_metadata({_SOURCE: json.dumps(source)})
            here.put_table(name, table)
            anew.append(hour)
            rows += sum(here.head(file).num_rows for file, _ in source)
        if table is not None:
            parts.append(table.cast(SCHEMA))
        hear((done + 1) / len(hours))
    table = pa.concat_tables([SCHEMA.empty_table(), *parts])
    return Counted(table.combine_chunks(), tuple(anew), rows)


def _sources(lake: Place) -> dict[str, list[tuple[str, int]]]:
    """The files of each hour of the lake, with their sizes."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for kind in KINDS:
        for name, size in sorted(lake.sizes(kind).items()):
            found[name.split("/")[1].removeprefix("hour=")].append((name, size))
    return found


def _counted(lake: Place, name: str) -> pa.Table | None:
    """What was counted of an hour; None where that is torn."""
    try:
        return lake.table(name)
    except (OSError, pa.ArrowInvalid):
        return None


def _source_of(table: pa.Table) -> list[tuple[str, int]]:
    """The files an hour was counted from."""
    said = (table.schema.metadata or {}).get(_SOURCE, b"[]")
    return [(name, size) for name, size in json.loads(said)]
