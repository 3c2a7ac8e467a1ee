"""An order report's bytes as rows, and its rows as revisions."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from hongmao.connectors.reports.presets import Field, Preset
from hongmao.connectors.reports.table import (
    LONGEST_ID,
    BadRow,
    find_columns,
    lacks,
    read_amount,
    read_moment,
    read_table,
)
from hongmao.core.clock import to_ms
from hongmao.core.money import MoneyError
from hongmao.core.orders import OrderRevision, OrderStatus

MOST_PIECES = 1_000_000
_REQUIRED: tuple[Field, ...] = ("status", "item", "paid", "fee", "created")
_CONFIRMED = (OrderStatus.RECEIVED, OrderStatus.SETTLED)


class Row(msgspec.Struct, frozen=True):
    """One row's revision and its line.

    `modified_ms` of the revision is 0 where the report has no time of update, `trade_id` empty
    where it names the order and not its line.
    """

    line: int
    revision: OrderRevision


def read_report(content: bytes, preset: Preset) -> Iterator[Row | BadRow]:
    """Every row of a report, or what is wrong with it. Raises `BadReport`."""
    names, rows = read_table(content)
    found = find_columns(names, preset.columns)
    missing = [field for field in _REQUIRED if field not in found]
    if "trade" not in found and "parent" not in found:
        missing.insert(0, "trade")
    if missing:
        raise lacks(missing, preset.columns)
    for line, cells in rows:
        yield _row(cells, line, found, preset)


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
        return self._cells.get(self._found.get(field, ""), "")

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
        text = self._text(field)
        try:
            minor = read_amount(text, currency)
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
        text = self._text(field)
        if not text and not required:
            return 0
        try:
            return to_ms(read_moment(text, self._preset.zone))
        except ValueError:
            raise self._bad(field, f"is no time: {text!r}") from None

    def _bad(self, field: Field, problem: str) -> BadRow:
        return BadRow(self._line, self._found.get(field, field), problem)
