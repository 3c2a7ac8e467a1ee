"""Runs a question: a plain SQL file over the lake's events and tables given with it.

The text keeps to the subset that DuckDB, Spark and ClickHouse share, and runs unchanged on each:
integer epochs, equal joins and filters, window functions, `CASE`, and casts that are written out.
`clicks`, `impressions` and `reads` are the lake's; other tables are Arrow tables of facts that the
caller brings, parameters among them as tables of one row.
"""

import re
from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import Any

import pyarrow as pa

from hongmao.lake.parquet import KINDS
from hongmao.lake.places import Lake
from hongmao.lake.reading import files_of
from hongmao.measure.engines import DUCKDB, Engine, open_engine

Facts = Mapping[str, pa.Table]


def question(name: str) -> str:
    """The text of a question; raises `FileNotFoundError` where there is none of that name."""
    return (files("hongmao.measure") / "sql" / f"{name}.sql").read_text()


def ask(
    name: str,
    lake: Lake,
    facts: Facts | None = None,
    hours: Collection[str] | None = None,
    engine: str = DUCKDB,
) -> list[dict[str, Any]]:
    """The rows that answer a question, each a dict by column.

    `hours` (`YYYYMMDDHH`, UTC) keeps to the lake's events of these hours.
    """
    rows: list[dict[str, Any]] = answer(name, lake, facts, hours, engine).to_pylist()
    return rows


def answer(
    name: str,
    lake: Lake | None = None,
    facts: Facts | None = None,
    hours: Collection[str] | None = None,
    engine: str = DUCKDB,
) -> pa.Table:
    """The rows that answer a question, as Arrow; without a lake there are only the facts.

    Whole numbers are 64 bits, others doubles, texts strings, whatever the engine calls them.
    """
    with open_engine(engine) as opened:
        return answer_on(opened, question(name), lake, facts, hours)


def answer_on(
    engine: Engine,
    text: str,
    lake: Lake | None = None,
    facts: Facts | None = None,
    hours: Collection[str] | None = None,
) -> pa.Table:
    """The rows that answer a text on an engine that is open."""
    for kind in KINDS:
        if lake is not None and re.search(rf"\b{kind}\b", text):
            engine.read(kind, files_of(lake, kind, hours))
    for table, rows in (facts or {}).items():
        engine.bring(table, rows)
    return _plain(engine.answer(text))


def parameters(**values: int | float | str) -> pa.Table:
    """A table of one row; a question joins it with CROSS JOIN."""
    types: dict[type, Any] = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    return pa.table({name: pa.array([one], types[type(one)]) for name, one in values.items()})


def _plain(table: pa.Table) -> pa.Table:
    columns = [column.cast(_plain_type(column.type)) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return pa.int64()
    if pa.types.is_decimal(kind):
        return pa.float64() if kind.scale else pa.int64()
    if pa.types.is_floating(kind):
        return pa.float64()
    return pa.string()
