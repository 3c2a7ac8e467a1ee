"""Counts by hour, kept beside the lake, so that a new hour costs an hour's work.

`_seeding/hour=<YYYYMMDDHH>.parquet` holds the answer of the question `hourly` for one hour, the
names and sizes of the files it was counted from, and the segments that these held. An hour is
counted again where those differ: a segment that comes late restates its own hours and no other.
Files that were merged hold the same segments as before, and are not counted again.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import dataset

from hongmao.lake.parquet import KINDS
from hongmao.lake.places import Lake, Place, place
from hongmao.lake.state import compacted, counting, is_merged
from hongmao.measure.runner import ask

FOLDER = "_seeding"
COLUMNS = (
    "hour_ms", "placement", "note", "creator", "brand", "campaign", "exposures", "reads", "clicks",
)  # fmt: skip
SCHEMA = pa.schema([(name, pa.int64()) for name in COLUMNS])
_SOURCE, _SEGMENTS = b"hongmao.source", b"hongmao.segments"
_HOUR, _ENDING = f"{FOLDER}/hour=", ".parquet"


class Counted(msgspec.Struct, frozen=True):
    """All hours' counts, the hours counted anew, and how many of the lake's rows that took."""

    table: pa.Table
    anew: tuple[str, ...]
    rows_read: int


def count_hours(
    lake: Lake, hear: Callable[[float], None] = lambda _: None, since: str = ""
) -> Counted:
    """The counts of every hour of the lake; those that changed are counted, the rest is kept.

    `since` (`YYYYMMDDHH`, UTC) leaves earlier hours out. Hours whose rows retention has pruned keep
    what was counted of them. Safe to run twice and to kill at any point: each hour is put in place
    whole.
    """
    here = place(lake)
    sources = _sources(here)
    known = _kept(here)
    anew, rows, parts = [], 0, []
    hours = sorted(hour for hour in known | sources.keys() if hour >= since)
    for done, hour in enumerate(hours):
        name, source = f"{_HOUR}{hour}{_ENDING}", sources.get(hour)
        table = _counted(here, name) if hour in known else None
        if source and (table is None or _said(table, _SOURCE) != source):
            segments, files = _segments(here, hour, source)
            if table is None or _said(table, _SEGMENTS) != segments:
                table = pa.Table.from_pylist(ask("hourly", lake, hours=[hour]), schema=SCHEMA)
                anew.append(hour)
                rows += sum(here.head(file).num_rows for file in files)
            said = {_SOURCE: json.dumps(source), _SEGMENTS: json.dumps(segments)}
            here.put_table(name, table.replace_schema_metadata(said))
        if table is not None:
            parts.append(table.cast(SCHEMA))
        hear((done + 1) / len(hours))
    table = pa.concat_tables([SCHEMA.empty_table(), *parts])
    return Counted(table.combine_chunks(), tuple(anew), rows)


def kept_hours(lake: Lake, since: str = "") -> pa.Table:
    """The counts that are kept of hours from `since` on; nothing is counted and nothing changes."""
    here = place(lake)
    names = [f"{_HOUR}{hour}{_ENDING}" for hour in sorted(_kept(here)) if hour >= since]
    if not names:
        return SCHEMA.empty_table()
    paths = [here.path(name) for name in names]
    found = dataset.dataset(paths, schema=SCHEMA, format="parquet", filesystem=here.files)
    return found.to_table().combine_chunks()


def _kept(lake: Place) -> set[str]:
    """The hours of which counts are kept."""
    return {
        name[len(_HOUR) : -len(_ENDING)]
        for name in lake.names(FOLDER, _ENDING)
        if name.startswith(_HOUR)
    }


def _sources(lake: Place) -> dict[str, list[list[Any]]]:
    """The files of each hour of the lake, with their sizes."""
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for kind in KINDS:
        for name, size in sorted(lake.sizes(kind).items()):
            found[name.split("/")[1].removeprefix("hour=")].append([name, size])
    return found


def _segments(lake: Place, hour: str, source: list[list[Any]]) -> tuple[list[str], list[str]]:
    """The segments that an hour's files hold, by kind, and those of the files that count."""
    segments: set[str] = set()
    files: list[str] = []
    for kind in KINDS:
        names = [name for name, _ in source if name.startswith(f"{kind}/")]
        merged = any(is_merged(name) for name in names)
        manifest = compacted(lake, kind, hour) if merged else None
        live = counting(names, manifest)
        files += live
        held = {name.rpartition("/")[2] for name in live if not is_merged(name)}
        if manifest:
            held |= set(manifest.replaces)
        segments |= {f"{kind}/{name}" for name in held}
    return sorted(segments), files


def _counted(lake: Place, name: str) -> pa.Table | None:
    """What was counted of an hour; None where that is torn."""
    try:
        return lake.table(name)
    except (OSError, pa.ArrowInvalid):
        return None


def _said(table: pa.Table, key: bytes) -> list[Any]:
    """What an hour's counts say that they were counted from."""
    said: list[Any] = json.loads((table.schema.metadata or {}).get(key, b"[]"))
    return said
