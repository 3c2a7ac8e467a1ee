"""Touches and conversions to credit, as Parquet files: the same rows every time."""

from pathlib import Path

import duckdb

T0 = 1_760_000_000_000
SPAN_MS = 30 * 86_400_000
CELLS = 20_000
TOUCHES_A_CONVERSION = 20

# hash() is DuckDB's own: the same rows every time, without a seed. A reader is a keyed hash of 16
# letters, as in the lake. Some people touch far more than others, and so do some notes.
_TOUCHES = """
SELECT
    printf('%016x', hash(who)) AS person, who % 4 AS brand,
    {t0} + CAST(hash(i, 3) % {span} AS BIGINT) AS at_ms,
    CAST(hash(i, 4) % 10 = 0 AS BIGINT) AS click,
    CAST(floor(pow((hash(i, 5) % 1000000) / 1e6, 2) * {cells}) AS BIGINT) AS cell
FROM (
    SELECT i, CAST(floor(pow((hash(i, 1) % 1000000007) / 1000000007.0, 1.3) * {people}) AS BIGINT)
        AS who
    FROM range({touches}) r(i)
)
"""
# In the second half, so that a window of 15 days is whole; one in five is somebody's second.
_CONVERSIONS = """
SELECT
    i AS conversion, printf('%016x', hash(who)) AS person, who % 4 AS brand,
    {t0} + CAST({span} / 2 + hash(i, 13) % CAST({span} / 2 AS BIGINT) AS BIGINT) AS at_ms,
    CAST(hash(i, 14) % 50000 AS BIGINT) + 100 AS value
FROM (
    SELECT i, CASE WHEN i % 5 = 0 THEN CAST(hash(i, 11) % {people} AS BIGINT) ELSE i END AS who
    FROM range({people}) r(i)
)
"""


def build(folder: Path, touches: int) -> Path:
    """The folder of a world of so many touches, made where it is not there yet."""
    place = folder / str(touches)
    if not (place / "conversions.parquet").is_file():
        place.mkdir(parents=True, exist_ok=True)
        numbers = {"t0": T0, "span": SPAN_MS, "cells": CELLS, "touches": touches}
        numbers["people"] = touches // TOUCHES_A_CONVERSION
        with duckdb.connect() as database:
            database.execute("SET memory_limit = '2GB'")
            for name, text in (("touches", _TOUCHES), ("conversions", _CONVERSIONS)):
                target = place / f"{name}.parquet"
                database.execute(f"COPY ({text.format(**numbers)}) TO '{target}'")
    return place
