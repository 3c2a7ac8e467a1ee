"""Runs a question: a plain SQL file over the lake's events and tables given with it.

The text keeps to the subset that DuckDB, Spark and ClickHouse share. `clicks`, `impressions` and
`reads` are the lake's; other tables are Arrow tables of facts that the caller brings.
"""

from collections.abc import Collection, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from hongmao.lake.parquet import KINDS, schema

Facts = Mapping[str, pa.Table]


def question(name: str) -> str:
    """The text of a question; raises `FileNotFoundError` where there is none of that name."""
    return (files("hongmao.measure") / "sql" / f"{name}.sql").read_text()


def ask(
    name: str, lake: Path, facts: Facts | None = None, hours: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """The rows that answer a question, each a dict by column.

    `hours` (`YYYYMMDDHH`, UTC) keeps to the lake's events of these hours.
    """
    with duckdb.connect(":memory:") as connection:
        for kind in KINDS:
            _events(kind, lake, hours, connection).create_view(kind)
        for table, rows in (facts or {}).items():
            connection.register(table, rows)
        answer = connection.execute(question(name))
        columns = [column[0] for column in answer.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def _events(
    kind: str, lake: Path, hours: Collection[str] | None, connection: duckdb.DuckDBPyConnection
) -> duckdb.DuckDBPyRelation:
    folders = ["*"] if hours is None else hours
    patterns = [
        str(lake / kind / f"hour={hour}" / "*.parquet")
        for hour in folders
        if any((lake / kind).glob(f"hour={hour}/*.parquet"))
    ]
    if patterns:
        return connection.from_parquet(patterns, hive_partitioning=False)
    return connection.from_arrow(schema(kind).empty_table())
