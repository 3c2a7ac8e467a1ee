"""Reconciling a closed month, from a report and from the feed, and booking what differs."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from hongmao.brands.models import Marketplace
from hongmao.connectors.reports.settled import (
    SETTLED_PRESETS,
    SettledRow,
    read_settled,
    with_settled_columns,
)
from hongmao.connectors.reports.table import BadReport, BadRow
from hongmao.core.clock import to_ms
from hongmao.core.orders import OrderRevision, OrderStatus
from hongmao.core.reasons import Reason
from hongmao.jobs.audit import audit, differs
from hongmao.ledger.models import Transfer
from hongmao.ledger.queries import balance
from hongmao.people.models import AuditRow, Role
from hongmao.settlement.actions.reconciliation import book_difference, keep_figures, reconcile
from hongmao.settlement.models import Difference, SettledFigure, Statement
from hongmao.settlement.queries.reconciliation import cause_sums
from tests.factories import make_person, make_placement, make_revision, reason_of
from tests.settlement.closing import book, clock_at, close, month_after, sure, this_month

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def sell(fee: int = 980) -> OrderRevision:
    """An order settled now, its commission posted."""
    placement, at_ms = make_placement(), to_ms(timezone.now())
    revision = make_revision(
        placement, at_ms, fee=fee, paid=fee * 10, status=OrderStatus.SETTLED, settled_ms=at_ms
    )
    book(revision, sure(placement))
    return revision


def said(trade: str, commission: int, fee: int = 0, currency: str = "CNY") -> SettledRow:
    """A row of a settlement report of now."""
    return SettledRow(1, trade, currency, commission, fee, timezone.now())


def differences() -> set[tuple[str, str, int]]:
    """What was found."""
    return set(Difference.objects.values_list("trade_id", "cause", "amount"))


def test_a_report_is_compared_line_by_line() -> None:
    same, fee, missing = (sell() for _ in range(3))
    rows = [said(same.trade_id, 980), said(fee.trade_id, 980, 98), said("X1", 50)]
    keep_figures("taobao", rows, "october.csv")
    month = this_month()
    close(month)
    one = reconcile("taobao", month.key, month.ends_at)
    assert (one.source, one.compared, one.agreed) == ("report", 4, 1)
    assert (one.ours, one.theirs) == ({"CNY": 2_940}, {"CNY": 1_912})
    assert differences() == {
        (fee.trade_id, "service_fee", -98),
        (missing.trade_id, "missing_there", -980),
        ("X1", "missing_here", 50),
    }
    assert sum(found.amount for found in cause_sums(one)) == 1_912 - 2_940
    again = reconcile("taobao", month.key, month.ends_at)
    assert (again.pk, again.compared, Difference.objects.count()) == (one.pk, 4, 3)


def test_without_a_report_the_feed_has_the_last_word() -> None:
    sell()
    month = this_month()
    close(month)
    one = reconcile("taobao", month.key, month.ends_at)
    assert (one.source, one.compared, one.agreed) == ("feed", 1, 1)
    assert differences() == set()


def test_a_line_settled_in_another_month_of_theirs_is_not_missing() -> None:
    order = sell()
    month = this_month()
    row = SettledRow(1, order.trade_id, "CNY", 980, 0, month.ends_at + timedelta(days=1))
    keep_figures("taobao", [row, said("X1", 50)], "late.csv")
    close(month)
    reconcile("taobao", month.key, month.ends_at)
    assert differences() == {("X1", "missing_here", 50)}


def test_the_latest_report_holds() -> None:
    order = sell()
    keep_figures("taobao", [said(order.trade_id, 900)], "first.csv")
    keep_figures("taobao", [said(order.trade_id, 980)], "second.csv")
    assert SettledFigure.objects.get().report == "second.csv"


def test_a_difference_is_booked_once_and_stays_booked() -> None:
    order, accountant = sell(), make_person(Role.OPERATOR)
    keep_figures("taobao", [said(order.trade_id, 980, 98)], "october.csv")
    month = this_month()
    close(month)
    reconcile("taobao", month.key, month.ends_at)
    pk = Difference.objects.get().pk
    with clock_at(month_after(month).starts_at + timedelta(days=1)):
        for _ in range(2):
            booked = book_difference(accountant, pk)
    assert balance("marketplace:taobao:receivable", "CNY") == 882
    assert balance("marketplace:taobao:difference", "CNY") == 98
    assert Transfer.objects.filter(subject=f"difference:{pk}").count() == 1
    assert AuditRow.objects.get(verb="book_difference").actor == accountant
    assert booked.transfer is not None
    reconcile("taobao", month.key, month.ends_at)
    assert Difference.objects.get().transfer == booked.transfer
    close(month_after(month))
    statement = Statement.objects.get(party__kind="marketplace", period__key=month_after(month).key)
    [line] = statement.each_line.all()
    assert (line.kind, line.posted, line.aside) == ("difference", -98, 98)
    checks = ("orders + terms = ledger", "entries sum to zero", "ledger = statements")
    assert not differs([found for found in audit() if found.check in checks])


def test_what_is_missing_is_not_booked_away() -> None:
    sell()
    keep_figures("taobao", [said("X1", 50)], "october.csv")
    month = this_month()
    close(month)
    reconcile("taobao", month.key, month.ends_at)
    accountant = make_person(Role.OPERATOR)
    for one in Difference.objects.all():
        why = reason_of(lambda pk=one.pk: book_difference(accountant, pk))  # type: ignore[misc]
        assert why == Reason.DIFFERENCE_NOT_OWED


def test_a_month_that_is_not_closed_is_not_reconciled() -> None:
    assert reason_of(lambda: reconcile("taobao", "2026-10", timezone.now())) == (
        Reason.PERIOD_NOT_CLOSED
    )


def test_reports_are_read_by_their_columns() -> None:
    text = (
        '淘宝子订单号,结算佣金,技术服务费,结算时间\n="123",¥9.80,0.98,2026/10/20 12:00:00\n'
        "124,x,0,2026-10-20\n,1,0,2026-10-20\n126,1.00,0,soon\n"
    )
    first, *bad = read_settled(text.encode("gb18030"), SETTLED_PRESETS["taobao"])
    assert isinstance(first, SettledRow)
    assert (first.trade_id, first.currency, first.commission, first.service_fee) == (
        "123", "CNY", 980, 98,
    )  # fmt: skip
    assert first.settled_at.isoformat() == "2026-10-20T12:00:00+08:00"
    assert all(isinstance(row, BadRow) for row in bad)
    assert [str(row).split(":")[0] for row in bad] == [
        "line 3, 结算佣金", "line 4, 淘宝子订单号", "line 5, 结算时间",
    ]  # fmt: skip
    european = 'trade_id,commission,settled_at\n1,"1,5",2026-10-01\n2,"1,234.50",2026-10-01\n'
    wrong, right = read_settled(european.encode(), SETTLED_PRESETS["generic"])
    assert isinstance(wrong, BadRow)
    assert isinstance(right, SettledRow)
    assert right.commission == 123_450
    with pytest.raises(BadReport, match="--map"):
        list(read_settled(b"a,b\n1,2\n", SETTLED_PRESETS["taobao"]))
    named = with_settled_columns(SETTLED_PRESETS["generic"], ["trade=Id"])
    [row] = read_settled(b"Id,commission,settled_at\n1,2.5,2026-10-20T00:00:00Z\n", named)
    assert isinstance(row, SettledRow)
    assert (row.currency, row.commission) == ("USD", 250)
    with pytest.raises(ValueError, match="no field"):
        with_settled_columns(SETTLED_PRESETS["generic"], ["x=y"])


def test_every_preset_is_of_a_marketplace(tmp_path: Path) -> None:
    assert set(SETTLED_PRESETS) - {"generic"} <= set(Marketplace.values)
