"""`hongmao ledger …`, as somebody types it."""

import re
from pathlib import Path

from tests.environment import environment
from tests.ledger.homes import call
from tests.template import begin
from tests.test_commands import hongmao


def test_the_books_are_shown_verified_closed_and_exported(tmp_path: Path) -> None:
    """From the trial balance to a rewritten row that `verify` names."""
    begin(tmp_path)
    call(environment(tmp_path), "fill")
    shown = hongmao(tmp_path, "ledger", "balance").stdout
    assert re.search(r"bank:a +100\.00 CNY", shown)
    assert "All entries in CNY come to 0.00 CNY." in shown
    assert "bank:a" not in hongmao(tmp_path, "ledger", "balance", "--at", "2026-11-23").stdout

    page = hongmao(tmp_path, "ledger", "account", "bank:a", "--limit", "1").stdout
    assert re.search(r"2026-11-23T12:00:00\+00:00 +post +race:1 +in +100\.00 CNY", page)
    place = re.search(r"--after (\S+)", page)
    assert place is not None
    rest = hongmao(tmp_path, "ledger", "account", "bank:a", "--after", place[1])
    assert (rest.returncode, "race:1" in rest.stdout) == (0, False)
    assert hongmao(tmp_path, "ledger", "account", "bank:a", "--after", "soon").returncode == 2

    verified = hongmao(tmp_path, "ledger", "verify")
    head = re.search(r"head (CNY:2:[0-9a-f]{64})", verified.stdout)
    assert verified.returncode == 0
    assert head is not None
    assert hongmao(tmp_path, "ledger", "verify", "--head", head[1]).returncode == 0
    other = head[1].replace(":2:", ":1:")
    assert hongmao(tmp_path, "ledger", "verify", "--head", other).returncode == 1
    assert hongmao(tmp_path, "ledger", "verify", "--head", "nonsense").returncode == 2

    file = tmp_path / "books.beancount"
    assert hongmao(tmp_path, "ledger", "export", "--beancount", str(file)).returncode == 0
    assert "Assets:Bank:A  100.00 ~ 0 CNY" in file.read_text()


def test_rates_and_closings_say_what_they_did(tmp_path: Path) -> None:
    begin(tmp_path)
    recorded = hongmao(tmp_path, "ledger", "rate", "USD", "CNY", "7.1234", "--source", "a bank")
    assert (recorded.returncode, "1 USD is 7.1234 CNY" in recorded.stdout) == (0, True)
    refused = hongmao(tmp_path, "ledger", "rate", "USD", "CNY", "-7", "--source", "a bank")
    assert refused.returncode == 2
    closed = hongmao(tmp_path, "ledger", "close", "2026-01-01", "--by", "anna")
    assert "is final" in closed.stdout
    back = hongmao(tmp_path, "ledger", "close", "2025-01-01", "--by", "anna")
    assert back.returncode == 2
    assert "Traceback" not in back.stderr
    assert hongmao(tmp_path, "ledger", "close", "2999-01-01", "--by", "anna").returncode == 2
