"""From sealed log segments to Parquet, once each.

The lake holds `<kind>/hour=<YYYYMMDDHH>/<log>-<segment>.parquet` and, last, the manifest
`_shipped/<log>-<segment>.json` that says what the segment held. A segment always gives the same
files, each is put in place by a rename, and the manifest comes last: killed anywhere, the next run
does the same again and ends the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa

from hongmao.core.events import SCHEMA, Click, Event, Impression, Read
from hongmao.core.frames import SegmentError
from hongmao.lake.places import Lake, place
from hongmao.lake.segments import NumberedEvent, read_segment, sealed_segments

_IDENTITY = [("log", pa.string()), ("segment", pa.int64()), ("ordinal", pa.int64())]
_FIELDS = {
    "at_ms": pa.int64(),
    "placement": pa.int64(),
    "note": pa.int64(),
    "creator": pa.int64(),
    "brand": pa.int64(),
    "campaign": pa.int64(),
    "seconds": pa.int64(),
}
KINDS: dict[str, type[Event]] = {"clicks": Click, "impressions": Impression, "reads": Read}
_KIND_OF = {event: kind for kind, event in KINDS.items()}


def schema(kind: str) -> pa.Schema:
    """The columns of a kind of event: where it stood in the log, then the event's own fields.

    `at` is a keyword in some engines: it is `at_ms` in the lake. The metadata of the schema, and so
    of every file, says the kind and the version of the events' schema.
    """
    names = ["at_ms" if name == "at" else name for name in KINDS[kind].__struct_fields__]
    columns = _IDENTITY + [(name, _FIELDS.get(name, pa.string())) for name in names]
    return pa.schema(columns, {"hongmao.kind": kind, "hongmao.schema": str(SCHEMA)})


class Shipment(msgspec.Struct, frozen=True):
    """What a segment held: events by kind, and the times of its first and last (epoch ms).

    `damaged_bytes` lay behind its last whole frame: 0 in a healthy segment.
    """

    log: str
    segment: int
    first_ms: int
    last_ms: int
    counts: dict[str, int]
    damaged_bytes: int = 0

    @property
    def name(self) -> str:
        """The segment's name in the lake."""
        return segment_name(self.log, self.segment)


def segment_name(log: str, segment: int) -> str:
    """A segment's name in the lake: `<log>-<segment>`."""
    return f"{log}-{segment:08d}"


Hear = Callable[[Shipment], None]
"""Hears of a shipment when its rows can be read and before it counts as done."""


def ship(path: Path, lake: Lake, hear: Hear | None = None) -> Shipment | None:
    """Write a sealed segment into the lake; None where it is there already.

    Killed before the end, it hears of the shipment again the next time.
    """
    log, segment = path.parent.name, int(path.stem)
    where, manifest = place(lake), f"_shipped/{segment_name(log, segment)}.json"
    if where.exists(manifest):
        return None
    sealed = read_segment(path)
    rows: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    counts = dict.fromkeys(KINDS, 0)
    for numbered in sealed.events:
        kind = _KIND_OF[type(numbered.event)]
        counts[kind] += 1
        rows[kind, _hour(numbered.event.at)].append(_row(numbered))
    for (kind, hour), part in rows.items():
        table = pa.Table.from_pylist(part, schema=schema(kind))
        where.put_table(f"{kind}/hour={hour}/{segment_name(log, segment)}.parquet", table)
    times = [numbered.event.at for numbered in sealed.events] or [sealed.header.opened_ms]
    shipment = Shipment(log, segment, min(times), max(times), counts, sealed.damaged_bytes)
    if hear is not None:
        hear(shipment)
    where.put(manifest, msgspec.json.encode(shipment))
    return shipment


def ship_all(log_folder: Path, lake: Lake, hear: Hear | None = None) -> Iterator[Shipment]:
    """Ship every sealed segment that the lake lacks.

    One that cannot be read keeps no other back: its `SegmentError` is raised after the last.
    """
    broken: SegmentError | None = None
    for path in sealed_segments(log_folder):
        try:
            shipment = ship(path, lake, hear)
        except SegmentError as error:
            broken = broken or error
            continue
        if shipment is not None:
            yield shipment
    if broken is not None:
        raise broken


def shipped(lake: Lake) -> dict[str, Shipment]:
    """What the lake holds, by segment name."""
    where = place(lake)
    found = (
        msgspec.json.decode(where.read(name) or b"", type=Shipment)
        for name in where.names("_shipped", ".json")
    )
    return {shipment.name: shipment for shipment in found}


def _row(numbered: NumberedEvent) -> dict[str, object]:
    event = msgspec.structs.asdict(numbered.event)
    event["at_ms"] = event.pop("at")
    identity = {"log": numbered.log, "segment": numbered.segment, "ordinal": numbered.ordinal}
    return identity | event | {"flags": ",".join(numbered.event.flags)}


def _hour(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, tz=UTC).strftime("%Y%m%d%H")
