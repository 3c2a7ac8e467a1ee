"""One file an hour instead of one a segment: written beside the others, then swapped in at once.

The order is: the merged file, the manifest that names it (the swap), and after `grace_ms`, so that
who reads the old files may finish, their removal. Killed anywhere, the hour's rows are the same
and the next run goes on. A segment that comes late stands beside the merged file until the next
merge.
"""

from collections.abc import Iterator

import msgspec
import pyarrow as pa

from hongmao.lake.parquet import KINDS, schema
from hongmao.lake.places import Lake, Place, place
from hongmao.lake.state import (
    MERGED,
    Compacted,
    compacted,
    counting,
    is_merged,
    manifest_name,
    pruned,
    stored,
)

GRACE_MS = 600_000
SMALL_BYTES = 64 << 20
KEY = [("log", "ascending"), ("segment", "ascending"), ("ordinal", "ascending")]


class Compaction(msgspec.Struct, frozen=True):
    """What became of a kind's hour: files merged into one, its rows, files that were removed."""

    kind: str
    hour: str
    merged: int
    rows: int
    removed: int


def compact(lake: Lake, now_ms: int, *, grace_ms: int = GRACE_MS) -> Iterator[Compaction]:
    """Merge the small files of every hour that is over, and remove those that were replaced."""
    where = place(lake)
    before = pruned(where).before
    for kind in KINDS:
        for hour, names in sorted(stored(where, kind).items()):
            if hour >= before:
                done = _compact(where, kind, hour, names, now_ms, grace_ms)
                if done.merged or done.removed:
                    yield done


def _compact(
    where: Place, kind: str, hour: str, names: list[str], now_ms: int, grace_ms: int
) -> Compaction:
    manifest = compacted(where, kind, hour)
    removed = _sweep(where, names, manifest, now_ms, grace_ms)
    ready = _ready(where, kind, hour, counting(names, manifest))
    if len(ready) < 2:
        return Compaction(kind, hour, 0, 0, removed)
    tables = [where.table(name).cast(schema(kind)) for name in ready]
    table = pa.concat_tables(tables).sort_by(KEY).replace_schema_metadata(schema(kind).metadata)
    number = 1 + max((_number(name) for name in names if is_merged(name)), default=0)
    target = f"{kind}/hour={hour}/{MERGED}{number:08d}.parquet"
    where.put_table(target, table)
    gone = {name.rpartition("/")[2] for name in ready if not is_merged(name)}
    gone |= set(manifest.replaces if manifest else ())
    swap = Compacted(target, tuple(sorted(gone)), now_ms, table.num_rows)
    where.put(manifest_name(kind, hour), msgspec.json.encode(swap))
    return Compaction(kind, hour, len(ready), table.num_rows, removed)


def _ready(where: Place, kind: str, hour: str, names: list[str]) -> list[str]:
    """The small files whose shipment is done, and the hour's merged one, or none of them.

    A merged file that is no longer small is left as it is, with what came late beside it.
    """
    sizes = where.sizes(f"{kind}/hour={hour}")
    small = [name for name in names if sizes[name] < SMALL_BYTES]
    if any(is_merged(name) and name not in small for name in names):
        return []
    return [name for name in small if is_merged(name) or where.exists(_shipment(name))]


def _sweep(
    where: Place, names: list[str], manifest: Compacted | None, now_ms: int, grace_ms: int
) -> int:
    """Remove what a merged file has stood for long enough; returns how many files that were."""
    if manifest is None or now_ms - manifest.at_ms < grace_ms:
        return 0
    counted = set(counting(names, manifest))
    gone = [name for name in names if name not in counted]
    for name in gone:
        where.remove(name)
    return len(gone)


def _number(name: str) -> int:
    return int(name.rpartition(MERGED)[2].removesuffix(".parquet"))


def _shipment(name: str) -> str:
    return f"_shipped/{name.rpartition('/')[2].removesuffix('.parquet')}.json"
