"""A report's bytes as a table: cells by column, whatever program and spreadsheet wrote it."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from hongmao.core.money import parse_major

ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST_ID = 64
_NOTHING = ("", "-", "--", "无", "null")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")

F = TypeVar("F", bound=str)
Cells = dict[str, str]


class BadReport(Exception):
    """The file as a whole cannot be read; it says why."""


class BadRow(Exception):
    """A row that does not read: its line in the file, the column, and what is wrong with it."""

    def __init__(self, line: int, column: str, problem: str) -> None:
        self.line = line
        self.column = column
        self.problem = problem
        super().__init__(f"line {line}, {column}: {problem}")


def read_table(content: bytes) -> tuple[list[str], Iterator[tuple[int, Cells]]]:
    """The names of a report's columns, and its rows that are not empty, each with its line.

    Cells come cleaned, those that mean nothing (`-`, `无`) empty. Raises `BadReport`, the rows too.
    """
    text = decode(content)
    if "\0" in text:
        raise BadReport("The file is no text: export it as CSV, not as a workbook.")
    head = text.split("\n", 1)[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    lines = _lines(text, delimiter)
    names = next(lines, (0, []))[1]
    rows = (
        (line, {name: _said(cell) for name, cell in zip(names, cells, strict=False)})
        for line, cells in lines
        if any(cells)
    )
    return names, rows


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [_clean(cell) for cell in cells]
    except csv.Error as problem:
        raise BadReport(f"Line {reader.line_num} is no CSV: {problem}.") from None


def decode(content: bytes) -> str:
    """A report's text: UTF-16 by its mark, else UTF-8, else GB 18030. Raises `BadReport`."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadReport("The file is neither UTF-8, UTF-16 nor GB 18030: export it as CSV again.")


def find_columns(names: list[str], known: Mapping[F, Iterable[str]]) -> dict[F, str]:
    """The column of each field that the report has: the first of its names that is there."""
    found = {
        field: next((name for name in candidates if name in names), "")
        for field, candidates in known.items()
    }
    return {field: name for field, name in found.items() if name}


def lacks(missing: Iterable[F], known: Mapping[F, Iterable[str]]) -> BadReport:
    """What to raise where a report has no column for fields that it must have."""
    wanted = "; ".join(
        f"{field} ({' or '.join(known.get(field, ())) or 'no usual name'})" for field in missing
    )
    return BadReport(f"The report lacks columns: {wanted}. Name them with --map field=column.")


def renamed(
    known: Mapping[F, tuple[str, ...]], named: Iterable[str], fields: Iterable[F]
) -> dict[F, tuple[str, ...]]:
    """`known` with some columns called otherwise, each `field=column`. Raises `ValueError`."""
    spelt = {str(field): field for field in fields}
    columns = dict(known)
    for pair in named:
        field, _, column = pair.partition("=")
        if field not in spelt or not column:
            raise ValueError(f"{pair!r} is no field=column; the fields are: {', '.join(spelt)}")
        columns[spelt[field]] = (column,)
    return columns


def read_amount(text: str, currency: str) -> int:
    """Minor units of an amount with or without its sign and thousands; nothing is 0.

    Raises `MoneyError`.
    """
    plain = text.lstrip("¥￥$€£").strip()
    plain = plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
    return parse_major(plain or "0", currency)


def read_moment(text: str, zone: str) -> datetime:
    """A time as spreadsheets write it, in `zone` where it names none. Raises `ValueError`."""
    at = _moment(text.replace("/", "-"))
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def _moment(text: str) -> datetime:
    for form in _TIMES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
        except ValueError:
            continue
    return datetime.fromisoformat(text)


def _said(text: str) -> str:
    return "" if text.lower() in _NOTHING else text


def _clean(text: str) -> str:
    """A cell without the tabs, quotes and `=` that exports put around long numbers."""
    plain = text.strip().strip("\ufeff")
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.strip().strip("'")
