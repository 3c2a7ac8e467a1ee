"""What was told before: a later report says what it restates."""

import os
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

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


def restate(report: Seeding, file: Path) -> tuple[Restated, ...]:
    """What the report changes of the one kept in `file`, which it then replaces.

    Late orders, refunds and events change the past: each figure that differs is named. Nothing was
    restated where nothing was told before. Raises `OSError`.
    """
    before = pq.read_table(file) if file.exists() else None
    changed = () if before is None else differences(before, report)
    file.parent.mkdir(parents=True, exist_ok=True)
    temp = file.with_name(f".{file.name}.{os.getpid()}")
    known = {_AS_OF: str(report.as_of_ms).encode()}
    pq.write_table(report.table.replace_schema_metadata(known), temp)
    temp.replace(file)
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
