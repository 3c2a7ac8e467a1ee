"""Importing reports: what would change, what does, and that a second time changes nothing."""

from datetime import timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from hongmao.connectors.reports.parse import Row, read_report
from hongmao.connectors.reports.presets import PRESETS
from hongmao.core.clock import to_ms
from hongmao.core.orders import RANK, OrderRevision, OrderStatus
from hongmao.imports import CannotImport, run_import
from hongmao.orders import imports
from hongmao.orders.actions import keep_revisions
from hongmao.orders.imports import Change, carry_out, plan, sort_rows
from hongmao.orders.models import Order, Revision
from hongmao.people.models import AuditRow
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()
HEAD = "trade_id,parent_id,status,item_id,paid,fee,created_at,settled_at,modified_at,currency\n"


def line(
    trade: str = "A", status: str = "paid", fee: str = "10.00", modified: str = "", item: str = "I"
) -> str:
    """A row of a report."""
    return f"{trade},P,{status},{item},100,{fee},2026-05-01T08:00:00Z,,{modified},USD\n"


def rows(*lines: str) -> list[Row]:
    """The rows of a report, none of them bad."""
    found, bad = sort_rows(read_report((HEAD + "".join(lines)).encode(), PRESETS["generic"]))
    assert bad == []
    return found


def kinds(changes: list[Change]) -> list[str]:
    """What each row does."""
    return [str(change.kind) for change in changes]


def keep(*lines: str) -> list[str]:
    """Import rows; what each did."""
    return kinds(carry_out("generic", rows(*lines), timezone.now(), "report.csv"))


def known(trade_id: str, **changes: object) -> None:
    """An order of item I of order P, as the feed told it."""
    fields = {
        "trade_id": trade_id, "parent_id": "P", "status": OrderStatus.PAID, "item_id": "I",
        "paid": 10_000, "fee": 900, "created_ms": to_ms(NOW), "modified_ms": to_ms(NOW),
        "currency": "USD", **changes,
    }  # fmt: skip
    keep_revisions("generic", [msgspec.convert(fields, OrderRevision)])


def orders() -> list[tuple[object, ...]]:
    """What orders say."""
    return list(Order.objects.order_by("trade_id").values_list("trade_id", "status", "fee"))


def test_a_plan_changes_nothing_and_says_what_an_import_then_does() -> None:
    report = rows(line("A"), line("B", "settled", "5"))
    assert kinds(plan("generic", report, NOW)) == ["new", "new"]
    assert not Order.objects.exists()
    assert keep(line("A"), line("B", "settled", "5")) == ["new", "new"]
    assert orders() == [("A", "paid", 1000), ("B", "settled", 500)]
    assert AuditRow.objects.get(verb="import_orders").facts["kept"] == 2


def test_a_second_import_changes_nothing() -> None:
    report = [line("A"), line("B", modified="2026-05-02T00:00:00Z")]
    keep(*report)
    Order.objects.update(needs_books=False)
    assert keep(*report) == ["unchanged", "unchanged"]
    assert Revision.objects.count() == 2
    assert not Order.objects.filter(needs_books=True).exists()
    assert AuditRow.objects.filter(verb="import_orders").count() == 1


def test_a_later_report_moves_orders_on_and_an_older_one_never_back() -> None:
    keep(line(status="paid"))
    assert keep(line(status="settled", fee="9")) == ["revised"]
    assert keep(line(status="paid")) == ["older"]
    assert keep(line(status="settled", fee="8")) == ["revised"]
    assert orders() == [("A", "settled", 800)]
    assert keep(line(status="void")) == ["revised"]
    assert keep(line(status="settled", fee="8")) == ["older"]


def test_rows_with_times_follow_their_times() -> None:
    first, second = "2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z"
    assert keep(line(status="void", modified=second)) == ["new"]
    assert keep(line(status="paid", modified=first)) == ["older"]
    assert orders() == [("A", "void", 0)]


def test_what_the_feed_knows_and_the_report_does_not_is_kept() -> None:
    known("A", lease="45_101", click_ms=to_ms(NOW))
    assert keep(line(status="settled", fee="7")) == ["revised"]
    order = Order.objects.get()
    assert (order.fee, order.lease, order.status) == (700, "45_101", "settled")
    assert order.click_at is not None


def test_rows_that_name_no_line_find_it_by_order_and_item() -> None:
    known("line-7")
    assert keep(line("", "settled", "6")) == ["revised"]
    assert keep(line("", "settled", "6", item="J")) == ["new"]
    assert keep(line("", "settled", "6", item="J")) == ["unchanged"]
    assert [row[0] for row in orders()] == ["P:J", "line-7"]


def test_rows_that_contradict_each_other_are_all_bad() -> None:
    text = HEAD + line("A") + line("B") + line("A", fee="11") + line("B")
    good, bad = sort_rows(read_report(text.encode(), PRESETS["generic"]))
    assert [row.line for row in good] == [3, 5]
    assert [row.line for row in bad] == [2, 4]
    assert kinds(plan("generic", good, NOW)) == ["new", "unchanged"]


def test_an_import_that_was_cut_short_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    report = [line(name) for name in "ABCDE"]
    keep(*report[:3])
    assert keep(*report) == ["unchanged"] * 3 + ["new"] * 2
    assert AuditRow.objects.filter(verb="import_orders").count() == 4


@st.composite
def reports(draw: st.DrawFn) -> list[str]:
    """Rows about a few orders, each with its time."""
    some = st.builds(
        line,
        st.sampled_from("ABC"),
        st.sampled_from([str(status) for status in RANK]),
        st.sampled_from(["0", "1.50", "20"]),
        st.integers(1, 4).map(lambda day: f"2026-05-0{day}T00:00:00Z"),
    )
    return draw(st.lists(some, min_size=1, max_size=6))


def test_a_row_that_says_the_same_later_holds_against_one_in_between() -> None:
    first, between, later = (f"2026-05-0{day}T00:00:00Z" for day in (1, 2, 3))
    report = [line(status="settled", modified=first), line(status="settled", modified=later)]
    assert keep(*report, line(status="received", modified=between)) == ["new", "confirmed", "older"]
    assert orders() == [("A", "settled", 1000)]


@given(reports(), st.randoms(use_true_random=False))
@examples(25)
def test_a_report_twice_is_a_report_once(report: list[str], chance: Random) -> None:
    """And shuffled the second time it changes no order's state."""
    with undone():
        keep(*report)
        before = orders()
        keep(*report)
        assert orders() == before
        latest = {}
        for change in plan("generic", rows(*report), NOW + timedelta(days=1)):
            latest[change.revision.trade_id] = change
        assert {change.kind for change in latest.values()} <= {"unchanged", "older"}
        chance.shuffle(report)
        keep(*report)
        assert orders() == before


def test_a_report_with_bad_rows_is_not_begun_unless_they_are_skipped(tmp_path: Path) -> None:
    report, out = tmp_path / "报表.csv", Console(record=True, width=120)
    report.write_text(HEAD + line("A") + line("B", fee="lots") + line("C", "unheard of"))
    assert not run_import("shopify", report, "", [], False, False, out)
    assert not Order.objects.exists()
    said = out.export_text()
    assert "line 3, fee: not an amount: 'lots'" in said
    assert "line 4, status" in said
    assert "Nothing was changed" in said
    assert run_import("shopify", report, "", [], False, True, out)
    assert orders() == [("A", "paid", 1000)]


def test_a_dry_run_shows_money_and_steps(tmp_path: Path) -> None:
    report, out = tmp_path / "report.csv", Console(record=True, width=120)
    report.write_text(HEAD + line("A") + line("B"))
    assert run_import("shopify", report, "", [], False, False, out)
    report.write_text(HEAD + line("A", "settled", "9.50") + line("B") + line("C"))
    assert run_import("shopify", report, "", [], True, False, out)
    said = out.export_text()
    assert "line 2: A: paid, commission 10.00 USD -> settled, commission 9.50 USD" in said
    assert orders() == [("A", "paid", 1000), ("B", "paid", 1000)]


def test_what_cannot_be_imported_says_why(tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text(HEAD)
    for marketplace, preset, named in (
        ("nowhere", "", []), ("shopify", "nothing", []), ("shopify", "", ["x=y"]),
        ("taobao", "", []),
    ):  # fmt: skip
        with pytest.raises(CannotImport):
            run_import(marketplace, report, preset, named, False, False, Console(quiet=True))
