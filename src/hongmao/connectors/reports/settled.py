"""A marketplace's settlement report: what it settled for each order line, and what it kept.

Taobao's names are those of the affiliate console's settlement export, Pinduoduo's and JD's of their
consoles: secondary knowledge. A column that is called otherwise is named with `--map`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, cast, get_args

import msgspec

from hongmao.connectors.reports.table import (
    LONGEST_ID,
    BadRow,
    find_columns,
    lacks,
    read_amount,
    read_moment,
    read_table,
    renamed,
)
from hongmao.core.money import MoneyError

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
    columns = renamed(preset.columns, named, get_args(Field))
    return msgspec.structs.replace(preset, columns=columns)


def read_settled(content: bytes, preset: SettledPreset) -> Iterator[SettledRow | BadRow]:
    """Every row of a settlement report, or what is wrong with it. Raises `BadReport`."""
    names, rows = read_table(content)
    found = find_columns(names, preset.columns)
    if missing := [field for field in REQUIRED if field not in found]:
        raise lacks(missing, preset.columns)
    for line, cells in rows:
        yield _row(cells, line, found, preset)


def _row(
    cells: Mapping[str, str], line: int, found: Mapping[Field, str], preset: SettledPreset
) -> SettledRow | BadRow:
    def text(field: Field) -> str:
        return cells.get(found.get(field, ""), "")

    def bad(field: Field, problem: str) -> BadRow:
        return BadRow(line, found.get(field, field), problem)

    trade = text("trade")
    if not trade or len(trade) > LONGEST_ID:
        return bad("trade", f"is empty or longer than {LONGEST_ID} characters")
    currency = text("currency").upper() or preset.currency
    amounts = []
    for field in cast(tuple[Field, ...], ("commission", "service_fee")):
        try:
            amounts.append(read_amount(text(field), currency))
        except MoneyError as problem:
            return bad(field, str(problem))
    try:
        settled_at = read_moment(text("settled"), preset.zone)
    except ValueError:
        return bad("settled", f"is no time: {text('settled')!r}")
    commission, service_fee = amounts
    return SettledRow(line, trade, currency, commission, service_fee, settled_at)
