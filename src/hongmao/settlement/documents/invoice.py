"""An invoice as PDF, in Chinese and English, from its row alone: the same row, the same figures."""

from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import noto_cjk_sans_otc
import typst
from django.utils import timezone

from hongmao.core.money import Money, minor_digits
from hongmao.settlement.models import Invoice, InvoiceKind

_HERE = files("hongmao.settlement.documents")
_FONTS = str(Path(str(noto_cjk_sans_otc.FONT_PATH)).parent)
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#cb3a26" d="M4 17V5.7c'
    "0-1.4 1.7-2.1 2.7-1.1l3.6 3.7c.9-.2 2-.3 3.2-.3s2.3.1 3.2.3l3.6-3.7c1-1 2.7-.3 2.7 1.1V17c0 "
    '6-4 11-9.5 11S4 23 4 17Z"/><path fill="none" stroke="#cb3a26" stroke-width="3.4" '
    'stroke-linecap="round" d="M13.5 26.25h8.2c3.6 0 6.3-2.5 6.3-6 0-1.8-.7-2.8-.7-4.5"/></svg>'
)
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
_NOTICE_ZH = "本费用单为结算凭据，不是增值税发票。"
_NOTICE_EN = "This is a statement of account for settlement, not a VAT invoice (fapiao)."


def invoice_pdf(invoice: Invoice) -> bytes:
    """The document. Amounts have their currency's digits, grouped, with a sign below zero."""
    compiled = typst.compile(
        str(_HERE / "invoice.typ"),
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"invoice": msgspec.json.encode(_words(invoice)).decode()},
        timestamp=invoice.issued_at.replace(microsecond=0),
    )
    assert isinstance(compiled, bytes)  # one document was asked for
    return compiled


def amount(minor: int, currency: str, symbol: bool = False) -> str:
    """An amount as invoices write it: `1,234.56`, with the sign of the currency where asked."""
    value: Decimal = Money(abs(minor), currency).decimal()
    text = f"{value:,.{minor_digits(currency)}f}"
    mark = _SYMBOLS.get(currency, f"{currency} ") if symbol else ""
    return f"{'−' if minor < 0 else ''}{mark}{text}"


def _words(invoice: Invoice) -> dict[str, Any]:
    zh, en = ("费用单", "Invoice") if invoice.total >= 0 else ("贷记单", "Credit note")
    days = [f"{day:%Y-%m-%d}" for day in (invoice.starts, invoice.ends)]
    build = _deposit if invoice.kind == InvoiceKind.DEPOSIT else _spending
    return {
        "title": f"{zh} {en}",
        "title_zh": zh,
        "title_en": en,
        "number": str(invoice),
        "mark": _MARK,
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "period": days[0] if days[0] == days[1] else " – ".join(days),
        "issued": f"{timezone.localtime(invoice.issued_at):%Y-%m-%d}",
        "currency": invoice.currency,
        "total": amount(invoice.total, invoice.currency, symbol=True),
        "notice_zh": _NOTICE_ZH,
        "notice_en": _NOTICE_EN,
        **build(invoice),
    }


def _spending(invoice: Invoice) -> dict[str, Any]:
    lines, currency = invoice.lines, invoice.currency
    parts = (("creators", "博主佣金", "Creators"), ("platform", "平台服务", "Platform"))
    return {
        "columns": [
            {"zh": "推广计划", "en": "Campaign"},
            {"zh": "订单", "en": "Orders"},
            *({"zh": zh, "en": en} for _, zh, en in parts),
            {"zh": "金额", "en": "Amount"},
        ],
        "rows": [
            {
                "name": line["name"] or "其他",
                "name_en": line["name_en"] or ("" if line["name"] else "Other"),
                "figures": [
                    f"{line['orders']:,}" if line["orders"] else "–",
                    *(amount(line[key], currency) for key in ("creators", "platform", "amount")),
                ],
            }
            for line in lines
        ],
        "sums": [
            {"zh": zh, "en": en, "amount": amount(sum(line[key] for line in lines), currency)}
            for key, zh, en in parts
        ],
    }


def _deposit(invoice: Invoice) -> dict[str, Any]:
    return {
        "columns": [{"zh": "项目", "en": "Item"}, {"zh": "金额", "en": "Amount"}],
        "rows": [
            {
                "name": f"预付推广款　{line['reference']}",
                "name_en": "Prepayment for promotion",
                "figures": [amount(line["amount"], invoice.currency)],
            }
            for line in invoice.lines
        ],
        "sums": [],
    }
