"""Reports as they are downloaded: columns, encodings, amounts, times; and what is wrong in them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.reports.parse import Row, read_report
from hongmao.connectors.reports.presets import PRESETS, with_columns
from hongmao.connectors.reports.table import BadReport, BadRow, decode
from hongmao.core.orders import OrderRevision, OrderStatus

TAOBAO = (
    "创建时间,点击时间,商品信息,商品ID,掌柜旺旺,所属店铺,商品数,商品单价,订单状态,订单类型,收入比率,"
    "分成比率,付款金额,效果预估,结算金额,预估收入,结算时间,佣金比率,订单编号,来源媒体ID,广告位ID\r\n"
    '2026-05-01 08:00:03,2026-05-01 07:59:58,"粗陶杯, 320ml",AbC-123,某旺旺,山禾手作,2,129.00,'
    '订单结算,天猫,15.00 %,100.00 %,"1,258.00",38.70,250.00,37.50,2026-05-20 10:00:00,15.00 %,'
    '="3141592653589793238",45,101\r\n'
)
NEWER = (
    "淘宝父订单号\t淘宝子订单号\t订单状态\t商品ID\t商品标题\t付款金额\t付款预估收入\t结算预估收入\t创建时间\t"
    "媒体ID\t推广位ID\n"
    "900\t901\t已付款\tX-1\t杯\t￥10.00\t1.00\t--\t2026/5/1 8:00\t45\t101\n"
    "900\t902\t已失效\tX-2\t壶\t20\t2\t0\t2026-05-01 08:00:00\t45\t102\n"
)


def rows(text: str | bytes, preset: str = "taobao", *named: str) -> list[Row | BadRow]:
    """Every row of a report."""
    content = text.encode() if isinstance(text, str) else text
    return list(read_report(content, with_columns(PRESETS[preset], named)))


def revisions(text: str | bytes, preset: str = "taobao", *named: str) -> list[OrderRevision]:
    """The revisions of a report without a bad row."""
    found = rows(text, preset, *named)
    assert all(isinstance(row, Row) for row in found), found
    return [row.revision for row in found if isinstance(row, Row)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_taobaos_report_by_order(encoding: str) -> None:
    (one,) = revisions(TAOBAO.encode(encoding))
    assert (one.trade_id, one.parent_id) == ("", "3141592653589793238")
    assert (one.status, one.item_id, one.quantity) == (OrderStatus.SETTLED, "AbC-123", 2)
    assert (one.paid, one.fee, one.currency) == (25_000, 3_750, "CNY")
    assert one.item_title == "粗陶杯, 320ml"
    assert one.lease == "45_101"
    assert one.created_ms - one.click_ms == 5_000
    assert one.created_ms == 1_777_593_603_000
    assert one.modified_ms == 0


def test_taobaos_report_by_sub_order() -> None:
    paid, void = revisions(NEWER)
    assert (paid.trade_id, paid.parent_id, paid.fee, paid.paid) == ("901", "900", 100, 1000)
    assert (void.status, void.fee, void.lease) == (OrderStatus.VOID, 0, "45_102")
    assert paid.created_ms == void.created_ms


def test_jds_and_pinduoduos_reports() -> None:
    (jd,) = revisions(
        "订单号,订单状态,下单时间,商品ID,商品名称,商品数量,付款金额,预估金额,预估佣金,实际金额,实际佣金\n"
        "77,无效-取消,2026-05-01 08:00:00,100,书,1,30.00,29.00,2.90,0,0\n",
        "jd",
    )
    assert (jd.parent_id, jd.status, jd.paid, jd.fee) == ("77", OrderStatus.VOID, 2900, 0)
    (pdd,) = revisions(
        "订单编号,商品ID,商品名称,订单金额,佣金金额,订单状态,支付时间\n"
        "260501-1,5,袜子,9.90,1.23,审核成功,2026-05-01 08:00:00\n",
        "pdd",
    )
    assert (pdd.trade_id, pdd.status, pdd.fee) == ("260501-1", OrderStatus.RECEIVED, 123)


def test_a_report_of_ones_own() -> None:
    text = (
        "id;x,state,item_id,paid,fee,created_at,currency\nA,paid,I,12,3,2026-05-01T00:00:00Z,JPY\n"
    )
    (one,) = revisions(text, "generic", "trade=id;x", "status=state")
    assert (one.trade_id, one.paid, one.fee, one.currency) == ("A", 12, 3, "JPY")


@pytest.mark.parametrize(
    ("cell", "value", "column"),
    [
        ("订单结算", "谜", "订单状态"),
        ("250.00", "二百五", "结算金额"),
        ("250.00", "-1", "结算金额"),
        ("38.70", "38.705", "效果预估"),
        ("2026-05-01 08:00:03", "", "创建时间"),
        ("2026-05-20 10:00:00", "soon", "结算时间"),
        ('="3141592653589793238"', "", "订单编号"),
        ('="3141592653589793238"', "3.14159E+18", "订单编号"),
        ('="3141592653589793238"', "1" * 65, "订单编号"),
        (",2,129.00", ",two,129.00", "商品数"),
    ],
)
def test_a_bad_row_names_its_line_and_column(cell: str, value: str, column: str) -> None:
    assert cell in TAOBAO
    found = rows(TAOBAO + TAOBAO.split("\r\n")[1].replace(cell, value) + "\r\n")
    assert isinstance(found[0], Row)
    assert isinstance(found[1], BadRow)
    assert (found[1].line, found[1].column) == (3, column)


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\xff\xff\xff", b"PK\x03\x04\x00\x00", "订单编号,订单状态\n".encode()],
)
def test_a_file_that_is_no_report_says_so(content: bytes) -> None:
    with pytest.raises(BadReport):
        rows(content)


def test_a_column_that_is_named_wrongly_says_so() -> None:
    for pair in ("nonsense=x", "trade", "trade="):
        with pytest.raises(ValueError, match="fields are"):
            rows(TAOBAO, "taobao", pair)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf8_and_utf16_come_back_as_they_were(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(text.encode("utf-16")) == text


@given(st.integers(0, 10**12), st.booleans(), st.sampled_from(["", "¥", "￥"]))
def test_amounts_are_exact_with_or_without_grouping(minor: int, grouped: bool, sign: str) -> None:
    major = Decimal(minor).scaleb(-2)
    amount = f"{sign}{major:,.2f}" if grouped else f"{sign}{major:.2f}"
    text = NEWER.replace("￥10.00", amount)
    assert revisions(text)[0].paid == minor


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    head = NEWER.split("\n", maxsplit=1)[0].encode() + b"\n"
    for whole in (content, head + content):
        try:
            rows(whole)
        except BadReport:
            continue
