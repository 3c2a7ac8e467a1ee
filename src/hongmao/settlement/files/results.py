"""What a bank or Alipay says of payouts: a table with one row a payment."""

import csv
import io

import msgspec

from hongmao.core.payouts import Outcome
from hongmao.core.reasons import Reason, Refusal

COLUMNS = {
    "payout": ("payout", "reference", "商户流水号", "商户订单号"),
    "result": ("result", "status", "处理结果", "状态", "付款状态"),
    "bank_reference": ("bank_reference", "支付宝流水号", "支付宝订单号", "银行流水号", "流水号"),
    "words": ("reason", "失败原因", "备注", "处理说明"),
    "amount": ("amount", "付款金额（元）", "付款金额(元)", "付款金额", "金额"),
}
"""Our fields and the columns they are found in: the first that the table has."""

_REQUIRED = ("payout", "result")
_OUTCOMES = {
    Outcome.SUCCEEDED: ("succeeded", "success", "paid", "成功", "付款成功", "交易成功"),
    Outcome.FAILED: ("failed", "failure", "rejected", "失败", "付款失败", "交易失败"),
    Outcome.RETURNED: ("returned", "退回", "退票", "已退票"),
}
_SAID = {word: outcome for outcome, words in _OUTCOMES.items() for word in words}
_ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST_WORDS = 200


class ResultRow(msgspec.Struct, frozen=True):
    """One row: `outcome` is None where its words (`said`) are none of ours; `amount` as written."""

    line: int
    payout: str
    outcome: Outcome | None
    said: str
    bank_reference: str = ""
    words: str = ""
    amount: str = ""


def read_results(content: bytes) -> list[ResultRow]:
    """Every row of a table of results, UTF-8 or GB 18030. Raises `Refusal` RESULTS_UNREADABLE."""
    reader = csv.reader(io.StringIO(_decode(content), newline=""))
    found: dict[str, int] = {}
    rows = []
    try:
        for cells in reader:
            trimmed = [cell.strip().strip("\t'") for cell in cells]
            if not any(trimmed):
                continue
            if not found:
                found = _columns(trimmed)
            else:
                rows.append(_row(reader.line_num, trimmed, found))
    except csv.Error as problem:
        raise Refusal(Reason.RESULTS_UNREADABLE, detail=str(problem)) from None
    if not found:
        wanted = ", ".join(" / ".join(COLUMNS[field]) for field in _REQUIRED)
        raise Refusal(Reason.RESULTS_UNREADABLE, detail=wanted)
    return rows


def _decode(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal(Reason.RESULTS_UNREADABLE, detail="UTF-8, GB 18030; CSV")


def _columns(names: list[str]) -> dict[str, int]:
    """Where each field stands; empty for a row that is not the table's head."""
    found = {}
    for field, candidates in COLUMNS.items():
        named = [name for name in candidates if name in names]
        if named:
            found[field] = names.index(named[0])
    return found if all(field in found for field in _REQUIRED) else {}


def _row(line: int, cells: list[str], found: dict[str, int]) -> ResultRow:
    def cell(field: str) -> str:
        place = found.get(field)
        return cells[place] if place is not None and place < len(cells) else ""

    said = cell("result")
    return ResultRow(
        line=line,
        payout=cell("payout"),
        outcome=_SAID.get(said.casefold()),
        said=said[:LONGEST_WORDS],
        bank_reference=cell("bank_reference")[:64],
        words=cell("words")[:LONGEST_WORDS],
        amount=cell("amount").replace(",", ""),
    )
