"""An order report's bytes as rows, and its rows as revisions."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from hongmao.connectors.reports.presets import Field, Preset
from hongmao.core.clock import to_ms
from hongmao.core.money import MoneyError, parse_major
from hongmao.core.orders import OrderRevision, OrderStatus

ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST_ID = 64
MOST_PIECES = 1_000_000
_NOTHING = ("", "-", "--", "无", "null")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_REQUIRED: tuple[Field, ...] = ("status", "item", "paid", "fee", "created")
_CONFIRMED = (OrderStatus.RECEIVED, OrderStatus.SETTLED)


class BadReport(Exception):
    """The file as a whole cannot be read; it says why."""


class BadRow(Exception):
    """A row that does not read: its line in the file, the column, and what is wrong with it."""

    def __init__(self, line: int, column: str, problem: str) -> None:
        self.line = line
        self.column = column
        self.problem = problem
        super().__init__(f"line {line}, {column}: {problem}")


class Row(msgspec.Struct, frozen=True):
    """One row's revision and its line.

    `modified_ms` of the revision is 0 where the report has no time of update, `trade_id` empty
    where it names the order and not its line.
    """

    line: int
    revision: OrderRevision


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


def read_report(content: bytes, preset: Preset) -> Iterator[Row | BadRow]:
    """Every row of a report, or what is wrong with it. Raises `BadReport`."""
    text = decode(content)
    if "\0" in text:
        raise BadReport("The file is no text: export it as CSV, not as a workbook.")
    head = text.split("\n", 1)[0]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [_clean(name) for name in next(reader, [])]
        found = _columns(names, preset)
        for cells in reader:
            if any(_clean(cell) for cell in cells):
                yield _row(dict(zip(names, cells, strict=False)), reader.line_num, found, preset)
    except csv.Error as problem:
        raise BadReport(f"Line {reader.line_num} is no CSV: {problem}.") from None


def _columns(names: list[str], preset: Preset) -> dict[Field, str]:
    """The column of each field that the report has. Raises `BadReport` for a missing one."""
    found: dict[Field, str] = {}
    for field, candidates in preset.columns.items():
        for candidate in candidates:
            if candidate in names:
                found[field] = candidate
                break
    missing = [field for field in _REQUIRED if field not in found]
    if "trade" not in found and "parent" not in found:
        missing.insert(0, "trade")
    if missing:
        wanted = "; ".join(
            f"{field} ({' or '.join(preset.columns.get(field, ())) or 'no usual name'})"
            for field in missing
        )
        raise BadReport(f"The report lacks columns: {wanted}. Name them with --map field=column.")
    return found


def _row(
    cells: Mapping[str, str], line: int, found: Mapping[Field, str], preset: Preset
) -> Row | BadRow:
    try:
        return Row(line, _Reader(cells, line, found, preset).revision())
    except BadRow as bad:
        return bad


class _Reader:
    """Reads the fields of one row."""

    def __init__(
        self, cells: Mapping[str, str], line: int, found: Mapping[Field, str], preset: Preset
    ) -> None:
        self._cells = cells
        self._line = line
        self._found = found
        self._preset = preset

    def revision(self) -> OrderRevision:
        """The row's revision. Raises `BadRow`."""
        trade, parent = self._id("trade"), self._id("parent")
        if not trade and not parent:
            raise self._bad("trade" if "trade" in self._found else "parent", "is empty")
        status = self._status()
        currency = self._text("currency").upper() or self._preset.currency
        settled = status is OrderStatus.SETTLED
        fee = self._minor("fee", currency)
        if settled:
            fee = self._minor("fee_final", currency) or fee
        paid = self._minor("paid", currency)
        if status in _CONFIRMED:
            paid = self._minor("paid_final", currency) or paid
        lease = self._text("lease") or "_".join(
            part for part in (self._text("site"), self._text("zone")) if part
        )
        return OrderRevision(
            trade_id=trade,
            parent_id=parent or trade,
            status=status,
            item_id=self._id("item"),
            item_title=self._text("title"),
            store_name=self._text("store"),
            quantity=self._count(),
            currency=currency,
            paid=paid,
            fee=0 if status is OrderStatus.VOID else fee,
            click_ms=self._time("clicked"),
            created_ms=self._time("created", required=True),
            paid_ms=self._time("paid_at"),
            settled_ms=self._time("settled") if settled else 0,
            modified_ms=self._time("modified"),
            lease=lease[:60],
            click_id=self._id("click"),
        )

    def _text(self, field: Field) -> str:
        text = _clean(self._cells.get(self._found.get(field, ""), ""))
        return "" if text.lower() in _NOTHING else text

    def _id(self, field: Field) -> str:
        text = self._text(field)
        if len(text) > LONGEST_ID:
            raise self._bad(field, f"is longer than {LONGEST_ID} characters")
        if re.fullmatch(r"[0-9.]+[Ee]\+[0-9]+", text):
            raise self._bad(field, "was rounded by a spreadsheet: export the report again")
        return text

    def _status(self) -> OrderStatus:
        text = self._text("status")
        words = [word for word in self._preset.statuses if text.startswith(word)]
        if not words:
            raise self._bad("status", f"is an unknown status: {text!r}")
        return self._preset.statuses[max(words, key=len)]

    def _minor(self, field: Field, currency: str) -> int:
        text = self._text(field).lstrip("¥￥$€£").strip()
        plain = text.replace(",", "") if _GROUPED.fullmatch(text) else text
        try:
            minor = parse_major(plain or "0", currency)
        except MoneyError as problem:
            raise self._bad(field, str(problem)) from None
        if minor < 0:
            raise self._bad(field, f"is negative: {text}")
        return minor

    def _count(self) -> int:
        text = self._text("quantity") or "1"
        if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) > MOST_PIECES:
            raise self._bad("quantity", f"is no count: {text!r}")
        return int(text)

    def _time(self, field: Field, *, required: bool = False) -> int:
        text = self._text(field).replace("/", "-")
        if not text and not required:
            return 0
        try:
            at = _moment(text)
        except ValueError:
            raise self._bad(field, f"is no time: {text!r}") from None
        zone = ZoneInfo(self._preset.zone)
        return to_ms(at if at.tzinfo else at.replace(tzinfo=zone))

    def _bad(self, field: Field, problem: str) -> BadRow:
        return BadRow(self._line, self._found.get(field, field), problem)


def _moment(text: str) -> datetime:
    for form in _TIMES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
        except ValueError:
            continue
    return datetime.fromisoformat(text)


def _clean(text: str) -> str:
    """A cell without the tabs, quotes and `=` that exports put around long numbers."""
    plain = text.strip().strip("\ufeff")
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.strip().strip("'")
