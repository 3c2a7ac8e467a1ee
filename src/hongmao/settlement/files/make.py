"""The files that a batch can be written as, by name."""

from collections.abc import Callable

import msgspec

from hongmao.settlement.files.alipay import alipay_file
from hongmao.settlement.files.bank import bank_file
from hongmao.settlement.files.batch import FileBatch, Payer
from hongmao.settlement.files.pain001 import pain001_file


class BatchFile(msgspec.Struct, frozen=True):
    """One form: the kind of account it is for, its media type, and how it is made."""

    name: str
    kind: str
    ending: str
    media_type: str
    make: Callable[[FileBatch, Payer], bytes]

    def named(self, number: str) -> str:
        """What the file of a batch is called."""
        return f"{number}-{self.name}.{self.ending}"


_GBK, _UTF8 = "text/csv; charset=gb18030", "text/csv; charset=utf-8"
FILES = {
    one.name: one
    for one in (
        BatchFile("alipay", "alipay", "csv", _GBK, alipay_file),
        BatchFile("bank", "bank", "csv", _UTF8, lambda batch, _: bank_file(batch)),
        BatchFile("bank-gbk", "bank", "csv", _GBK, lambda batch, _: bank_file(batch, "gb18030")),
        BatchFile("pain001", "bank", "xml", "application/xml", pain001_file),
    )
}
