"""The export: beancount's own loader and checker agree with every balance."""

import io
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from beancount import loader
from beancount.core import data
from beancount.core.account import is_valid
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from hongmao.books import export_beancount
from hongmao.core.accounts import CHART
from hongmao.core.money import Money
from hongmao.ledger.actions import Draft, hold, post, void
from hongmao.ledger.beancount import SameName, beancount_name, export
from hongmao.ledger.chain import heads
from hongmao.ledger.exchange import Exchange, exchange, record_rate
from hongmao.ledger.models import Link, Transfer
from hongmao.ledger.queries import balance, trial_lines
from tests.factories import examples, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def draft(key: str, amounts: dict[str, int], currency: str = "CNY", hours: int = 0) -> Draft:
    """A transfer some hours after noon."""
    at = NOON + timedelta(hours=hours)
    return Draft(key=key, subject="commission:1", currency=currency, amounts=amounts, at=at)


def write_some() -> None:
    """A bit of everything: a hold closed, text to escape, three currencies, a conversion."""
    parts = {"marketplace:taobao_ud:expected": 1001, "creator:7:held": -601, "platform:held": -400}
    held = hold(draft('a "key" \\', parts))
    void(draft("k2", {name: -part for name, part in parts.items()}, hours=3), held)
    post(draft("k3", {"bank:支付宝": 700, "creator:7:available": -700}, hours=5))
    post(draft("k4", {"bank:jp": 700, "other thing:x.y": -700}, "JPY", hours=40))
    record_rate("JPY", "CNY", "0.0512", "a bank", NOON)
    exchange(
        Exchange(key="e", subject="payout:1", source="bank:jp", target="bank:支付宝",
                 amount=Money(501, "JPY"), into="CNY", at=NOON + timedelta(hours=41))
    )  # fmt: skip


def written(folder: Path) -> Path:
    """The export."""
    file = folder / "books.beancount"
    export_beancount(file, ZONE, Console(file=io.StringIO()))
    assert [path.name for path in folder.iterdir()] == [file.name]
    return file


def bean_check(file: Path) -> "subprocess.CompletedProcess[str]":
    """Run beancount's checker as a person would."""
    return subprocess.run(
        [Path(sys.executable).with_name("bean-check"), file],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_beancount_finds_nothing_wrong_and_the_same_balances(tmp_path: Path) -> None:
    write_some()
    file = written(tmp_path)
    entries, errors, options = loader.load_file(str(file))
    assert errors == []
    assert options["operating_currency"] == ["CNY", "JPY"]
    sums: dict[tuple[str, str], Decimal] = {}
    for entry in entries:
        for posting in entry.postings if isinstance(entry, data.Transaction) else ():
            assert posting.units is not None
            assert posting.units.number is not None
            place = posting.account, posting.units.currency
            sums[place] = sums.get(place, Decimal(0)) + posting.units.number
    assert {place: total for place, total in sums.items() if total} == {
        (beancount_name(line.account), line.currency): Money(line.balance, line.currency).decimal()
        for line in trial_lines()
    }
    assert bean_check(file).returncode == 0


def test_every_transfer_is_there_with_its_facts_in_the_order_of_its_chain(tmp_path: Path) -> None:
    write_some()
    entries, _, _ = loader.load_file(str(written(tmp_path)))
    found = {e.meta["key"]: e for e in entries if isinstance(e, data.Transaction)}
    assert len(found) == Transfer.objects.count()
    for link in Link.objects.select_related("transfer__closes"):
        transfer, entry = link.transfer, found[link.transfer.key]
        assert (entry.meta["hash"], entry.meta["sequence"]) == (link.hash, link.sequence)
        assert entry.meta["subject"] == transfer.subject
        assert entry.meta.get("closes") == (transfer.closes.key if transfer.closes else None)
        assert entry.tags == {transfer.kind}
    assert found["k3"].date == date(2026, 11, 24)  # 17:00 UTC is the next day in Shanghai


def test_every_account_has_its_balance_asserted_exactly(tmp_path: Path) -> None:
    write_some()
    entries, _, _ = loader.load_file(str(written(tmp_path)))
    asserted = {
        (entry.account, entry.amount.currency): (entry.amount.number, entry.tolerance)
        for entry in entries
        if isinstance(entry, data.Balance)
    }
    assert asserted["Assets:Bank:X支付宝", "CNY"] == (Decimal("32.65"), Decimal(0))
    opened = {entry.account for entry in entries if isinstance(entry, data.Open)}
    assert {account for account, _ in asserted} == opened
    assert set(asserted.values()) == {
        (Money(balance(e.meta["name"], c), c).decimal(), Decimal(0))
        for e in entries
        if isinstance(e, data.Open)
        for c in e.currencies
    }


def test_the_checker_sees_a_fen(tmp_path: Path) -> None:
    """A posting off by the smallest unit fails, and so does a balance."""
    write_some()
    file = written(tmp_path)
    text = file.read_text()
    for before, after in (
        ("  Assets:Bank:X支付宝  7.00 CNY", "  Assets:Bank:X支付宝  7.01 CNY"),
        ("  32.65 ~ 0 CNY", "  32.66 ~ 0 CNY"),
        ("  199 ~ 0 JPY", "  198 ~ 0 JPY"),
    ):
        assert text.count(before) == 1
        file.write_text(text.replace(before, after))
        assert bean_check(file).returncode == 1


def test_an_empty_ledger_is_a_file_too(tmp_path: Path) -> None:
    assert heads() == []
    assert bean_check(written(tmp_path)).returncode == 0


def test_two_accounts_of_one_name_are_refused_and_leave_no_file(tmp_path: Path) -> None:
    post(draft("k", {"bank:a_b": 1, "bank:a-b": 1, "world": -2}))
    with pytest.raises(SameName, match="bank:a"):
        export_beancount(tmp_path / "x", ZONE, Console(file=io.StringIO()))
    assert list(tmp_path.iterdir()) == []


def test_every_line_of_the_chart_has_a_root() -> None:
    for rule in CHART:
        assert beancount_name(rule.pattern.replace("*", "7")).startswith(f"{rule.root}:")
    assert beancount_name("creator:42:held") == "Liabilities:Creator:42:Held"
    assert beancount_name("_x:-") == "Equity:X-x:X-"
    assert beancount_name("ßx") == "Equity:Xßx"


NAME = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=":"), min_size=1)


@given(st.lists(NAME, min_size=1, max_size=3).map(":".join), st.integers(1, 10**15))
@examples(25)
def test_any_name_and_any_amount_is_read_back(name: str, amount: int) -> None:
    with undone():
        name = name[:80]
        post(draft("k", {name: amount, "platform:income": -amount}))
        assert is_valid(beancount_name(name))
        text = io.StringIO()
        list(export(text, ZONE, heads()))
        entries, errors, _ = loader.load_string(text.getvalue())
        assert errors == []
        (one,) = [e for e in entries if isinstance(e, data.Transaction)]
        numbers = {p.account: p.units.number for p in one.postings if p.units}
        assert numbers[beancount_name(name)] == Money(amount, "CNY").decimal()
