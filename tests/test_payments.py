"""The command line's payouts: what they list, write and book."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import ROOT, environment

pytestmark = [pytest.mark.database, pytest.mark.slow]

SEED = """
import django; django.setup()
from tests.template import migrate; migrate()
from django.utils import timezone
from uuid import uuid4
from hongmao.core.payees import Payee, PayeeKind
from hongmao.ledger.actions import Draft, post
from hongmao.people.actions import create_person
from hongmao.people.models import Role
from hongmao.settlement.actions.payouts import draft_batch, release_batch, set_account
one, two = (create_person(uuid4().hex, None, Role.OPERATOR, "O") for _ in range(2))
who = create_person(uuid4().hex, None, Role.CREATOR, "C")
set_account(who, Payee(PayeeKind.BANK, "林夏", "DE89370400440532013000", "B", "COBADEFF"))
amounts = {f"creator:{who.pk}:available": -50_000, "platform:income": 50_000}
key = uuid4().hex
post(Draft(key=key, subject="s", currency="EUR", amounts=amounts, at=timezone.now()))
batch = draft_batch(one, "EUR", "bank", "giro")
release_batch(two, batch.pk)
print(batch.pk, one.username, batch.payouts.get().number)
"""


def test_list_file_and_results(tmp_path: Path) -> None:
    values = {"SECRET": "x" * 32, "COMPANY_NAME": "Red Cat", "PAYER_IBAN": "NL91ABNA0417164300"}
    if "HONGMAO_DATABASE_URL" in os.environ:
        values["DATABASE_URL"] = os.environ["HONGMAO_DATABASE_URL"]
    ours = {**environment(tmp_path, **values), "COLUMNS": "200"}
    ours["DJANGO_SETTINGS_MODULE"] = "hongmao.settings"

    def run(*command: str, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=ours, cwd=ROOT, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stderr[-2000:]
        return done.stdout + done.stderr

    pk, operator, number = run("-c", SEED).split()
    verbs = ("-m", "hongmao", "payouts")
    assert "500.00 EUR" in run(*verbs, "list")
    target = tmp_path / "pain.xml"
    assert str(target) in run(*verbs, "file", pk, "pain001", "--to", str(target))
    assert b"<CtrlSum>500.00</CtrlSum>" in target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o600
    assert "no file" in run(*verbs, "file", pk, "other", status=2)
    assert "cannot carry EUR" in run(*verbs, "file", pk, "alipay", status=2)
    assert "no batch" in run(*verbs, "file", "999999", "bank", status=2)
    results = tmp_path / "results.csv"
    results.write_text(f"payout,result,bank_reference\n{number},succeeded,B-1\n")
    book = (*verbs, "results", str(results), "--by", operator)
    assert "Nothing was changed" in run(*book, "--dry-run")
    assert f"{number}: released -> paid" in run(*book)
    assert "->" not in run(*book)
    results.write_text(f"payout,result\n{number},failed\n")
    assert "cannot be failed" in run(*book, status=1)
    assert "no account" in run(*verbs, "results", str(results), "--by", "nobody-x", status=2)
