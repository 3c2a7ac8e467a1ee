"""Rows older than some days go; how many there were stays, by hour, kind, placement and note.

The order is: totals of the hours that go, `_pruned.json` (from then on no question reads their
rows), the files. Killed anywhere, nothing is counted twice or lost: until the swap totals are made
anew from all rows, and after it only files that they do not name yet are added.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pyarrow as pa
from pyarrow import compute as pc

from hongmao.core.claims import LEAST_DAYS
from hongmao.core.clock import from_ms
from hongmao.lake.parquet import KINDS
from hongmao.lake.places import Lake, Place, place
from hongmao.lake.state import PRUNED, Pruned, compacted, counting, pruned, stored

DAY_MS = 86_400_000
FILES = b"hongmao.files"
NAMES = ("kind", "hour", "placement", "note", "flagged")
TOTALS = pa.schema(
    [
        ("kind", pa.string()),
        ("hour", pa.string()),
        ("placement", pa.int64()),
        ("note", pa.int64()),
        ("flagged", pa.int64()),
        ("events", pa.int64()),
    ]
)


class Pruning(msgspec.Struct, frozen=True):
    """A kind's hour whose rows went: how many, in how many files."""

    kind: str
    hour: str
    rows: int
    files: int


def prune(lake: Lake, now_ms: int, days: int) -> Iterator[Pruning]:
    """Drop the rows of hours that ended `days` ago, keeping their totals.

    Raises `ValueError` for fewer than 120 days: money may still ask for their clicks.
    """
    if days < LEAST_DAYS:
        raise ValueError(f"Rows are kept for {LEAST_DAYS} days at least, not {days}.")
    where = place(lake)
    old = pruned(where).before
    before = max(old, from_ms(now_ms - days * DAY_MS).strftime("%Y%m%d%H"))
    gone: list[tuple[Pruning, list[str]]] = []
    for kind in KINDS:
        for hour, names in sorted(stored(where, kind).items()):
            if hour < before:
                rows = _total(where, kind, hour, names, anew=hour >= old)
                gone.append((Pruning(kind, hour, rows, len(names)), names))
    if before > old:
        where.put(PRUNED, msgspec.json.encode(Pruned(before)))
    for done, names in gone:
        for name in names:
            where.remove(name)
        yield done


def kept_from_ms(lake: Lake) -> int:
    """The moment from which the lake has rows (epoch ms); 0 where nothing was pruned."""
    before = pruned(place(lake)).before
    if not before:
        return 0
    return int(datetime.strptime(before, "%Y%m%d%H").replace(tzinfo=UTC).timestamp()) * 1000


def totals(lake: Lake) -> pa.Table:
    """Events that were pruned, by kind, hour, placement (0 for reads) and note."""
    where = place(lake)
    tables = [where.table(name) for name in where.names("_totals", ".parquet")]
    plain = [table.replace_schema_metadata(None) for table in tables]
    return pa.concat_tables([TOTALS.empty_table(), *plain])


def _total(where: Place, kind: str, hour: str, names: list[str], *, anew: bool) -> int:
    """Write the totals of an hour; returns the rows that they did not have before."""
    target = f"_totals/{kind}/{hour}.parquet"
    held = TOTALS.empty_table()
    known: list[str] = []
    if not anew and where.exists(target):
        held = where.table(target)
        known = msgspec.json.decode(held.schema.metadata[FILES], type=list[str])
    fresh = [one for one in counting(names, compacted(where, kind, hour)) if one not in known]
    if not fresh:
        return 0
    counted = [_count(where.table(name), kind, hour) for name in fresh]
    rows = sum(pc.sum(table["events"]).as_py() or 0 for table in counted)
    joined = pa.concat_tables([held.replace_schema_metadata(None), *counted])
    summed = joined.group_by(list(NAMES)).aggregate([("events", "sum")])
    summed = summed.rename_columns([*NAMES, "events"]).select(TOTALS.names).cast(TOTALS)
    summed = summed.sort_by([(name, "ascending") for name in NAMES])
    covered = {FILES: msgspec.json.encode(known + fresh)}
    where.put_table(target, summed.replace_schema_metadata(covered))
    return int(rows)


def _count(rows: pa.Table, kind: str, hour: str) -> pa.Table:
    size = rows.num_rows
    nowhere = pa.array([0] * size, pa.int64())
    return pa.table(
        {
            "kind": pa.array([kind] * size, pa.string()),
            "hour": pa.array([hour] * size, pa.string()),
            "placement": rows["placement"] if "placement" in rows.column_names else nowhere,
            "note": rows["note"],
            "flagged": pc.cast(pc.not_equal(rows["flags"], ""), pa.int64()),
            "events": pa.array([1] * size, pa.int64()),
        }
    )
