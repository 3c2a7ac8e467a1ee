"""How long matching takes beside a bare DuckDB join of the same tables on lease and time.

`HONGMAO_MATCH_CLICKS` (10,000,000) clicks over 30 days and a tenth as many orders, on 20,000
placements; nine of ten leases belong to one placement, a tenth of the adzones to four. Each
contestant is a process of its own, so that its memory is its own.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from bench.memory import most_memory
from hongmao.core.clock import from_ms
from hongmao.lake.parquet import schema
from hongmao.measure.matching import RULE
from hongmao.measure.runner import question

CLICKS = int(os.environ.get("HONGMAO_MATCH_CLICKS", "10000000"))
PLACEMENTS = 20_000
DAYS = 30
T0 = 1_760_000_000_000 // 3_600_000 * 3_600_000
ROUNDS = 3 if CLICKS <= 2_000_000 else 1

# hash() is DuckDB's own: the same rows every time, without a seed.
_CLICKS = """
SELECT
    'log' AS log, i // 10000 AS segment, i % 10000 AS ordinal, at_ms,
    printf('%012x%024x', at_ms, i) AS id, 'code' AS code,
    placement, placement AS note, placement % 500 AS creator, placement % 100 AS brand,
    placement % 200 AS campaign, printf('%016x', hash(i, 3)) AS reader, '' AS view,
    'note' AS surface, 'sent' AS outcome, CASE WHEN i % 50 = 0 THEN 'bot' ELSE '' END AS flags,
    'rules' AS ruleset
FROM (
    SELECT
        i,
        CAST({t0} + i * ({span} / {clicks}.0) AS BIGINT) AS at_ms,
        -- Some notes are read far more than others.
        CAST(1 + floor(pow((hash(i, 1) % 1000000) / 1e6, 2) * {placements}) AS BIGINT) AS placement
    FROM range({first}, {last}) r(i)
)
"""
_LEASES = """
SELECT
    CASE WHEN p % 10 = 0 THEN 'shared' || (p // 40) ELSE 'own' || p END AS lease,
    p AS placement,
    CASE WHEN p % 10 = 0 THEN 'item' || (p // 40) ELSE 'item' || p END AS item_id,
    CASE WHEN p % 10 = 0 THEN p // 40 ELSE p END AS store,
    CAST(0 AS BIGINT) AS starts_ms, CAST(9007199254740992 AS BIGINT) AS ends_ms,
    CAST(0 AS BIGINT) AS own
FROM range(1, {placements} + 1) r(p)
"""
_CLAIMS = """
SELECT
    row_number() OVER () AS order_id,
    CASE WHEN c.ordinal % 100 < 10 THEN c.id ELSE '' END AS click_id,
    l.lease, l.item_id, l.store,
    (c.at_ms + 300 + CAST(hash(c.id) % 1500 AS BIGINT)) // 1000 * 1000 AS click_ms,
    c.at_ms + 90000 AS ordered_ms,
    CAST(1296000000 AS BIGINT) AS memory_ms,
    CAST(2000 AS BIGINT) AS tolerance_ms, CAST(500 AS BIGINT) AS skew_ms,
    CAST(60000 AS BIGINT) AS ceiling_ms, CAST(9 AS BIGINT) AS crowd
FROM read_parquet('{folder}/clicks/hour=*/*.parquet', hive_partitioning = false) c
JOIN leases l ON l.placement = c.placement
WHERE hash(c.id, 2) % 10 = 0
"""
_BARE = """
SELECT o.order_id, c.id, c.placement, c.at_ms
FROM claims o
JOIN leases l ON l.lease = o.lease
JOIN clicks c
    ON c.placement = l.placement
    AND c.at_ms >= o.click_ms - o.tolerance_ms
    AND c.at_ms <= o.click_ms + o.tolerance_ms
"""


class Result(msgspec.Struct, frozen=True):
    """What one contestant took: seconds and the processor's (medians), resident memory (bytes,
    most), and its rows."""

    name: str
    seconds: float
    work: float
    memory: int
    rows: int


def make_lake(folder: Path, clicks: int) -> None:
    """Write the clicks hour by hour, the leases, and the orders of every tenth click."""
    span = DAYS * 86_400_000
    hours = DAYS * 24
    with duckdb.connect(":memory:") as connection:
        for hour in range(hours):
            rows = connection.sql(
                _CLICKS.format(
                    t0=T0, span=span, clicks=clicks, placements=PLACEMENTS,
                    first=-(-hour * clicks // hours), last=-(-(hour + 1) * clicks // hours),
                )
            ).to_arrow_table()  # fmt: skip
            path = folder / "clicks" / f"hour={from_ms(T0 + hour * 3_600_000):%Y%m%d%H}"
            path.mkdir(parents=True)
            pq.write_table(rows.cast(schema("clicks")), path / "a.parquet", compression="zstd")
        connection.execute(f"CREATE TABLE leases AS {_LEASES.format(placements=PLACEMENTS)}")
        for name, text in (("leases", "FROM leases"), ("claims", _CLAIMS.format(folder=folder))):
            table = connection.sql(text).to_arrow_table()
            pq.write_table(table, folder / f"{name}.parquet")


def race(folder: Path) -> list[Result]:
    """Each contestant in a process of its own, the rule first."""
    return [
        msgspec.json.decode(
            subprocess.run(
                [sys.executable, "-m", "bench.matching.speed", name, str(folder)],
                check=True, capture_output=True,
            ).stdout,
            type=Result,
        )
        for name in ("matches", "bare")
    ]  # fmt: skip


def run(name: str, folder: Path) -> Result:
    """Ask one question over the lake, some times; both write their answer to a table."""
    text = question("matches") if name == "matches" else _BARE
    took, work = [], []
    for _ in range(ROUNDS):
        with duckdb.connect(":memory:") as connection:
            _open(connection, folder)
            began, worked = time.perf_counter(), time.process_time()
            connection.execute(f"CREATE TABLE answer AS {text}")
            took.append(time.perf_counter() - began)
            work.append(time.process_time() - worked)
            rows = connection.execute("SELECT count(*) FROM answer").fetchall()[0][0]
    return Result(name, statistics.median(took), statistics.median(work), most_memory(), rows)


def _open(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    pattern = str(folder / "clicks" / "hour=*" / "*.parquet")
    connection.from_parquet(pattern, hive_partitioning=False).create_view("clicks")
    for name in ("leases", "claims"):
        connection.from_parquet(str(folder / f"{name}.parquet")).create_view(name)
    rule = pa.table({name: pa.array([value], pa.int64()) for name, value in RULE.items()})
    connection.register("rule", rule)


if __name__ == "__main__":
    print(msgspec.json.encode(run(sys.argv[1], Path(sys.argv[2]))).decode())
