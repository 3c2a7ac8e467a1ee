"""A bank's batch transfer as a plain table: one row a payment, for banks that map columns."""

import csv
import io

from hongmao.core.payees import PayeeKind
from hongmao.core.reasons import Reason, Refusal
from hongmao.settlement.files.batch import FileBatch, safe

COLUMNS = ("reference", "name", "account", "bank", "bank_code", "amount", "currency", "note")


def bank_file(batch: FileBatch, encoding: str = "utf-8-sig") -> bytes:
    """The table, in UTF-8 with a mark, or `gb18030`. Raises `Refusal` FILE_KIND."""
    if any(row.payee.kind is not PayeeKind.BANK for row in batch.rows):
        raise Refusal(Reason.FILE_KIND)
    text = io.StringIO(newline="")
    sheet = csv.writer(text)
    sheet.writerow(COLUMNS)
    for row in batch.rows:
        who = row.payee
        sheet.writerow(
            [row.reference, safe(who.name), who.number, safe(who.bank), who.code,
             batch.major(row.amount), batch.currency, batch.note]
        )  # fmt: skip
    return text.getvalue().encode(encoding)
