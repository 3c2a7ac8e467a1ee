"""A marketplace's settlement report: what it settled for each order line, and what it kept.

Taobao's names are those of the affiliate console's settlement export, Pinduoduo's and JD's of their
consoles: secondary knowledge. A column that is called otherwise is named with `--map`.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo

import msgspec

from hongmao.connectors.reports.parse import LONGEST_ID, BadReport, BadRow, decode
from hongmao.core.money import MoneyError, parse_major

Field = Literal["trade", "commission", "service_fee", "settled", "currency"]
REQUIRED: tuple[Field, ...] = ("trade", "commission", "settled")


class SettledPreset(msgspec.Struct, frozen=True):
    """The names a column of each field may have; times without a zone are in `zone`."""

    columns: dict[Field, tuple[str, ...]]
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"


SETTLED_PRESETS = {
    "generic": SettledPreset(
        {
            "trade": ("trade_id",),
            "commission": ("commission",),
            "service_fee": ("service_fee",),
            "settled": ("settled_at",),
            "currency": ("currency",),
        },
        currency="USD",
        zone="UTC",
    ),
    "taobao": SettledPreset(
        {
            "trade": ("淘宝子订单号", "淘宝子订单编号", "子订单编号"),
            "commission": ("结算佣金", "结算预估收入", "预估收入"),
            "service_fee": ("技术服务费", "阿里妈妈技术服务费"),
            "settled": ("结算时间",),
        }
    ),
    "jd": SettledPreset(
        {
            "trade": ("订单行ID", "订单行号"),
            "commission": ("实际佣金", "结算佣金"),
            "service_fee": ("平台服务费", "服务费"),
            "settled": ("结算时间",),
        }
    ),
    "pdd": SettledPreset(
        {
            "trade": ("订单编号", "订单号"),
            "commission": ("结算佣金", "佣金金额"),
            "service_fee": ("软件服务费", "技术服务费"),
            "settled": ("结算时间",),
        }
    ),
}


class SettledRow(msgspec.Struct, frozen=True):
    """What was settled for an order line: minor units, the commission before the fee kept."""

    line: int
    trade_id: str
    currency: str
    commission: int
    service_fee: int
    settled_at: datetime


def with_settled_columns(preset: SettledPreset, named: Iterable[str]) -> SettledPreset:
    """The preset with columns called otherwise, each `field=column`. Raises `ValueError`."""
    columns = dict(preset.columns)
    for pair in named:
        field, _, column = pair.partition("=")
        if field not in get_args(Field) or not column:
            known = ", ".join(get_args(Field))
            raise ValueError(f"{pair!r} is no field=column; the fields are: {known}")
        columns[cast(Field, field)] = (column,)
    return msgspec.structs.replace(preset, columns=columns)


def read_settled(content: bytes, preset: SettledPreset) -> Iterator[SettledRow | BadRow]:
    """Every row of a settlement report, or what is wrong with it. Raises `BadReport`."""
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
                row = {name: _clean(cell) for name, cell in zip(names, cells, strict=False)}
                yield _row(row, reader.line_num, found, preset)
    except csv.Error as problem:
        raise BadReport(f"Line {reader.line_num} is no CSV: {problem}.") from None


def _columns(names: list[str], preset: SettledPreset) -> dict[Field, str]:
    found: dict[Field, str] = {}
    for field, candidates in preset.columns.items():
        for candidate in candidates:
            if candidate in names:
                found[field] = candidate
                break
    missing = [field for field in REQUIRED if field not in found]
    if missing:
        wanted = "; ".join(f"{field} ({' or '.join(preset.columns[field])})" for field in missing)
        raise BadReport(f"The report lacks columns: {wanted}. Name them with --map field=column.")
    return found


def _row(
    cells: Mapping[str, str], line: int, found: Mapping[Field, str], preset: SettledPreset
) -> SettledRow | BadRow:
    def text(field: Field) -> str:
        said = cells.get(found.get(field, ""), "")
        return "" if said in ("-", "--", "无") else said

    def bad(field: Field, problem: str) -> BadRow:
        return BadRow(line, found.get(field, field), problem)

    trade = text("trade")
    if not trade or len(trade) > LONGEST_ID:
        return bad("trade", f"is empty or longer than {LONGEST_ID} characters")
    currency = text("currency").upper() or preset.currency
    amounts = []
    for field in cast(tuple[Field, ...], ("commission", "service_fee")):
        try:
            plain = text(field).lstrip("¥￥$€£").replace(",", "").strip()
            amounts.append(parse_major(plain or "0", currency))
        except MoneyError as problem:
            return bad(field, str(problem))
    try:
        at = datetime.fromisoformat(text("settled").replace("/", "-"))
    except ValueError:
        return bad("settled", f"is no time: {text('settled')!r}")
    settled_at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(preset.zone))
    commission, service_fee = amounts
    return SettledRow(line, trade, currency, commission, service_fee, settled_at)


def _clean(text: str) -> str:
    """A cell without the tabs, quotes and `=` that exports put around long numbers."""
    plain = text.strip().strip("\ufeff")
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.strip().strip("'")
