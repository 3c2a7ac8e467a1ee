"""Files for banks: their layouts, their sums, and what they refuse."""

import csv
import io
import xml.etree.ElementTree as ET
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sepaxml
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.payouts import Outcome
from hongmao.core.reasons import Reason, Refusal
from hongmao.settlement.files.alipay import COLUMNS, HEAD, alipay_file
from hongmao.settlement.files.bank import bank_file
from hongmao.settlement.files.batch import FileBatch, FileRow, Payer
from hongmao.settlement.files.pain001 import SCHEMA, pain001_file
from hongmao.settlement.files.results import read_results

AT = datetime(2026, 11, 24, 20, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PAYER = Payer("红猫社区 Ltd", "pay@example.com", "DE89370400440532013000", "COBADEFFXXX")
IBAN = "NL91ABNA0417164300"
SPACE = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}
XSD = xmlschema.XMLSchema(str(Path(sepaxml.__file__).parent / "schemas" / f"{SCHEMA}.xsd"))


def batch(*rows: FileRow, currency: str = "CNY") -> FileBatch:
    return FileBatch("HM2026112400000012", currency, AT, "红猫社区 稿酬", rows)


def alipay_row(amount: int = 12_345, name: str = "林夏") -> FileRow:
    return FileRow("HM00000001", Payee(PayeeKind.ALIPAY, name, "lin@example.com"), amount)


def iban_row(amount: int, number: int = 1, name: str = "Søren Müller") -> FileRow:
    payee = Payee(PayeeKind.BANK, name, IBAN, "ABN", "ABNANL2A")
    return FileRow(f"HM{number:08d}", payee, amount)


def refused(action: object) -> Reason:
    with pytest.raises(Refusal) as caught:
        action()  # type: ignore[operator]
    return caught.value.reason


def test_alipays_layout() -> None:
    content = alipay_file(batch(alipay_row(), alipay_row(5)), PAYER)
    rows = list(csv.reader(io.StringIO(content.decode("gb18030"))))
    assert rows == [
        list(HEAD),
        ["HM2026112400000012", "20261124", "pay@example.com", "红猫社区 Ltd", "123.50", "2"],
        list(COLUMNS),
        ["HM00000001", "lin@example.com", "林夏", "123.45", "红猫社区 稿酬"],
        ["HM00000001", "lin@example.com", "林夏", "0.05", "红猫社区 稿酬"],
    ]


@given(st.lists(st.integers(1, 10**11), min_size=1, max_size=20))
def test_alipays_total_is_the_sum_of_its_rows(amounts: list[int]) -> None:
    content = alipay_file(batch(*[alipay_row(one) for one in amounts]), PAYER)
    rows = list(csv.reader(io.StringIO(content.decode("gb18030"))))
    cents = [int(row[3].replace(".", "")) for row in rows[3:]]
    assert cents == amounts
    assert int(rows[1][4].replace(".", "")) == sum(amounts)
    assert int(rows[1][5]) == len(amounts)


def test_no_cell_is_a_formula() -> None:
    text = alipay_file(batch(alipay_row(name="=cmd()")), PAYER).decode("gb18030")
    assert ",'=cmd()," in text
    row = FileRow("HM1", Payee(PayeeKind.BANK, "+1", "62220202", "@bank"), 1)
    assert "HM1,'+1,62220202,'@bank,,0.01,CNY" in bank_file(batch(row)).decode("utf-8-sig")


def test_the_banks_table_in_both_encodings() -> None:
    row = FileRow("HM1", Payee(PayeeKind.BANK, "林夏", "6222020200112233445", "招商银行"), 100_000)
    for encoding in ("utf-8-sig", "gb18030"):
        [head, line] = csv.reader(io.StringIO(bank_file(batch(row), encoding).decode(encoding)))
        assert dict(zip(head, line, strict=True)) == {
            "reference": "HM1",
            "name": "林夏",
            "account": "6222020200112233445",
            "bank": "招商银行",
            "bank_code": "",
            "amount": "1000.00",
            "currency": "CNY",
            "note": "红猫社区 稿酬",
        }
    yen = bank_file(batch(row, currency="JPY")).decode("utf-8-sig")
    assert ",100000,JPY" in yen


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=8), st.sampled_from(["EUR", "CNY"]))
@settings(max_examples=10, deadline=None)
def test_pain001_holds_its_schema_and_its_sums(amounts: list[int], currency: str) -> None:
    rows = [iban_row(one, number) for number, one in enumerate(amounts, 1)]
    content = pain001_file(batch(*rows, currency=currency), PAYER)
    XSD.validate(content.decode())
    root = ET.fromstring(content)
    total = f"{sum(amounts) // 100}.{sum(amounts) % 100:02d}"
    assert {one.text for one in root.iterfind(".//p:CtrlSum", SPACE)} == {total}
    assert {one.text for one in root.iterfind(".//p:NbOfTxs", SPACE)} == {str(len(amounts))}
    paid = root.findall(".//p:InstdAmt", SPACE)
    assert [int((one.text or "").replace(".", "")) for one in paid] == amounts
    assert {one.attrib["Ccy"] for one in paid} == {currency}
    ids = [one.text for one in root.iterfind(".//p:EndToEndId", SPACE)]
    assert ids == [row.reference for row in rows]
    assert bool(root.findall(".//p:SvcLvl", SPACE)) == (currency == "EUR")
    assert root.findtext(".//p:Cdtr/p:Nm", namespaces=SPACE) == "Soren Muller"


def test_pain001_is_the_same_at_every_download() -> None:
    one = batch(iban_row(5), currency="EUR")
    assert pain001_file(one, PAYER) == pain001_file(one, PAYER)
    assert b"<MsgId>HM2026112400000012</MsgId>" in pain001_file(one, PAYER)


def test_files_refuse_what_they_cannot_carry() -> None:
    card = FileRow("HM1", Payee(PayeeKind.BANK, "林夏", "6222020200112233"), 1)
    euro = batch(iban_row(1), currency="EUR")
    yuan = batch(alipay_row())
    assert refused(lambda: alipay_file(euro, PAYER)) is Reason.FILE_CURRENCY
    assert refused(lambda: alipay_file(batch(iban_row(1)), PAYER)) is Reason.FILE_KIND
    assert refused(lambda: alipay_file(yuan, Payer("x"))) is Reason.PAYER_UNSET
    assert refused(lambda: bank_file(yuan)) is Reason.FILE_KIND
    assert refused(lambda: pain001_file(batch(card), PAYER)) is Reason.FILE_NEEDS_IBAN
    assert refused(lambda: pain001_file(euro, Payer("x"))) is Reason.PAYER_UNSET
    yen = batch(iban_row(1), currency="JPY")
    assert refused(lambda: pain001_file(yen, PAYER)) is Reason.FILE_CURRENCY


def test_results_in_our_words_and_in_alipays() -> None:
    ours = "payout,result,bank_reference,reason\nHM1,succeeded,B1,\nHM2,failed,,AC04\n\n"
    theirs = (
        "批次号,HM20261124\n"
        "商户流水号,收款人email,付款金额（元）,处理结果,失败原因,支付宝流水号\n"
        'HM1,a@b.cn,"1,234.00",成功,,B1\nHM2,c@d.cn,5.00,失败,账户已冻结,\nHM3,e@f.cn,5.00,在途,,\n'
    )
    one, two = read_results(ours.encode())
    assert (one.outcome, one.bank_reference, one.line) == (Outcome.SUCCEEDED, "B1", 2)
    assert (two.outcome, two.words) == (Outcome.FAILED, "AC04")
    for encoding in ("gb18030", "utf-8-sig"):
        one, two, three = read_results(theirs.encode(encoding))
        assert (one.payout, one.outcome, one.amount) == ("HM1", Outcome.SUCCEEDED, "1234.00")
        assert (two.outcome, two.words) == (Outcome.FAILED, "账户已冻结")
        assert (three.outcome, three.said) == (None, "在途")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x00", b"\xff\xff\xff"])
def test_what_is_no_table_of_results(content: bytes) -> None:
    assert refused(lambda: read_results(content)) is Reason.RESULTS_UNREADABLE


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Refusal):
        assert all(row.line >= 1 for row in read_results(content))
