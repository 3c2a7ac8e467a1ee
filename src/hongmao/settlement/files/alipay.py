"""Alipay's batch transfer to accounts (批量付款到支付宝账户), as the merchant site takes it.

Two tables in one sheet: the batch, then its payments. Columns and limits are those of Alipay's help
page for the template (batch number 11 to 32 letters and digits, 22 characters for our number,
128 for a name, 100 for the reason, 3,000 payments a file, yuan with two decimals).
"""

import csv
import io

from hongmao.core.payees import PayeeKind
from hongmao.core.reasons import Reason, Refusal
from hongmao.settlement.files.batch import FileBatch, Payer, safe

HEAD = ("批次号", "付款日期", "付款人email", "账户名称", "总金额（元）", "总笔数")
COLUMNS = ("商户流水号", "收款人email", "收款人姓名", "付款金额（元）", "付款理由")
MOST_ROWS = 3_000


def alipay_file(batch: FileBatch, payer: Payer, encoding: str = "gb18030") -> bytes:
    """The file, GB 18030 as spreadsheets in China read it.

    Raises `Refusal`: FILE_CURRENCY (yuan only), FILE_KIND, PAYER_UNSET.
    """
    if batch.currency != "CNY":
        raise Refusal(Reason.FILE_CURRENCY, currency=batch.currency)
    if any(row.payee.kind is not PayeeKind.ALIPAY for row in batch.rows):
        raise Refusal(Reason.FILE_KIND)
    if not payer.alipay or not payer.name:
        raise Refusal(Reason.PAYER_UNSET, setting="HONGMAO_PAYER_ALIPAY, HONGMAO_COMPANY_NAME")
    text = io.StringIO(newline="")
    sheet = csv.writer(text)
    sheet.writerow(HEAD)
    total, count = batch.major(batch.total), len(batch.rows)
    sheet.writerow([batch.number, f"{batch.at:%Y%m%d}", payer.alipay, payer.name, total, count])
    sheet.writerow(COLUMNS)
    for row in batch.rows:
        who = row.payee
        amount = batch.major(row.amount)
        sheet.writerow([row.reference, who.number, safe(who.name), amount, batch.note])
    return text.getvalue().encode(encoding)
