"""Tables as users bring them, read into Arrow: files, Arrow data, DuckDB relations, frames."""

import csv
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from hongmao.core.reasons import Reason, Refusal

DELIMITERS = ",;\t"
HEADER_BYTES = 1 << 16


class Source(msgspec.Struct, frozen=True):
    """A table's columns as one chunk each, but for those asked for in the chunks they come in; its
    name, and what was not read.

    `torn` are rows with too few or too many cells, by number and text; `rows` counts them too.
    Rows are counted from 1, a header not among them.
    """

    name: str
    rows: int
    columns: dict[str, Any]
    torn: tuple[tuple[int, str], ...] = ()


def read_table(
    table: Any,
    needed: Sequence[str],
    optional: Sequence[str] = (),
    name: str = "the table",
    *,
    chunked: Collection[str] = (),
) -> Source:
    """The named columns of a CSV or Parquet file (by its path), or of anything that speaks Arrow.

    That is an Arrow table, a DuckDB relation, a pandas or Polars frame. CSV may be parted by comma,
    semicolon or tab. `name` is what sentences call a table that is no file. Columns named in
    `chunked` stay in their chunks, which spares a copy of long texts. Raises `Refusal`.
    """
    if not isinstance(table, (str, Path)):
        return _columns(name, _spoken(table, name), needed, optional, chunked)
    path = Path(table)
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return _read_parquet(path, needed, optional, chunked)
        return _read_csv(path, needed, optional, chunked)
    except (pa.ArrowInvalid, UnicodeDecodeError, OSError) as error:
        detail = str(error).strip().splitlines()[0].rstrip(".")
        raise Refusal(Reason.TABLE_UNREADABLE, table=path.name, detail=detail) from None


def _spoken(table: Any, name: str) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    try:
        return pa.table(table)
    except (TypeError, ValueError, pa.ArrowException) as error:
        raise Refusal(Reason.TABLE_UNREADABLE, table=name, detail=error) from None


def _read_parquet(
    path: Path, needed: Sequence[str], optional: Sequence[str], chunked: Collection[str]
) -> Source:
    with pq.ParquetFile(path) as file:
        names = _present(path.name, file.schema_arrow.names, needed, optional)
        return _columns(path.name, file.read(columns=names), needed, optional, chunked)


def _read_csv(
    path: Path, needed: Sequence[str], optional: Sequence[str], chunked: Collection[str]
) -> Source:
    delimiter, header = _header(path, needed)
    names = _present(path.name, header, needed, optional)
    torn: list[tuple[int, str]] = []
    table = _parse_csv(path, delimiter, names, torn, fast=True)
    if torn:  # rows have numbers only where one thread reads them
        torn.clear()
        table = _parse_csv(path, delimiter, names, torn, fast=False)
    source = _columns(path.name, table, needed, optional, chunked)
    return Source(source.name, source.rows + len(torn), source.columns, tuple(torn))


def _header(path: Path, needed: Sequence[str]) -> tuple[str, list[str]]:
    """The delimiter under which a file's first line has the most of the names, and that line."""
    with path.open("rb") as file:
        line = file.read(HEADER_BYTES).split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8-sig")
    readings = {mark: next(csv.reader([line], delimiter=mark), []) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: len({*needed} & {*readings[mark]}))
    return best, readings[best]


def _parse_csv(
    path: Path, delimiter: str, names: list[str], torn: list[tuple[int, str]], *, fast: bool
) -> pa.Table:
    def skip(row: Any) -> str:
        torn.append((0 if row.number is None else row.number - 1, row.text))
        return "skip"

    return arrow_csv.read_csv(
        path,
        read_options=arrow_csv.ReadOptions(use_threads=fast, block_size=1 << 24),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=names, column_types=dict.fromkeys(names, pa.large_string()),
            strings_can_be_null=False,
        ),
    )  # fmt: skip


def _present(
    table: str, found: Sequence[str], needed: Sequence[str], optional: Sequence[str]
) -> list[str]:
    if missing := [name for name in needed if name not in found]:
        raise Refusal(
            Reason.COLUMNS_MISSING,
            table=table,
            missing=", ".join(missing),
            found=", ".join(found) or "-",
        )
    return [*needed, *(name for name in optional if name in found)]


def _columns(
    name: str,
    table: pa.Table,
    needed: Sequence[str],
    optional: Sequence[str],
    chunked: Collection[str],
) -> Source:
    names = _present(name, table.column_names, needed, optional)
    columns = {one: _plain(table.column(one)) for one in names}
    columns |= {one: _whole(columns[one]) for one in names if one not in chunked}
    return Source(name, table.num_rows, columns)


def _plain(column: Any) -> Any:
    """A column without a dictionary; texts with room for more than 2 GB."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.large_string())
    return column


def _whole(column: Any) -> Any:
    """A column as one array."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)
    return whole
