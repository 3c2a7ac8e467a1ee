"""What was told before: a later report says what it restates."""

import msgspec
import pyarrow as pa

from hongmao.lake.places import Lake, place
from hongmao.measure.seeding.hours import FOLDER
from hongmao.measure.seeding.report import COLUMNS, Seeding

_AS_OF = b"hongmao.as_of_ms"


class Restated(msgspec.Struct, frozen=True):
    """A figure that is not what it was when last told, at `told_ms`; None is unknown."""

    subject: int
    days: int
    figure: str
    before: int | None
    now: int | None
    told_ms: int


def restate(report: Seeding, lake: Lake, name: str) -> tuple[Restated, ...]:
    """What the report changes of the one the lake keeps by this name, which it then replaces.

    Late orders, refunds and events change the past: each figure that differs is named. Nothing was
    restated where nothing was told before. Raises `OSError`.
    """
    here, name = place(lake), f"{FOLDER}/{name}.parquet"
    before = here.table(name) if here.exists(name) else None
    changed = () if before is None else differences(before, report)
    known = {_AS_OF: str(report.as_of_ms).encode()}
    here.put_table(name, report.table.replace_schema_metadata(known))
    return changed


def differences(before: pa.Table, report: Seeding) -> tuple[Restated, ...]:
    """The figures of an earlier report that a later one tells otherwise, in its order.

    `ripe` is no figure of the past: it grows with time.
    """
    told_ms = int((before.schema.metadata or {})[_AS_OF])
    now = {(row["subject"], row["days"]): row for row in report.table.to_pylist()}
    found = []
    for row in before.to_pylist():
        key = row["subject"], row["days"]
        later = now.get(key, dict.fromkeys(COLUMNS, 0))
        found += [
            Restated(*key, name, row[name], later[name], told_ms)
            for name in COLUMNS[2:]
            if name != "ripe" and row[name] != later[name]
        ]
    return tuple(found)
