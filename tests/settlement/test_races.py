"""32 writers at once over one pot of money: never twice, never too much, on either database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hongmao.core.reasons import Reason
from tests.environment import ROOT, environment
from tests.settlement.racing import CREATORS, EACH, WRITERS

pytestmark = [pytest.mark.database, pytest.mark.slow]


def race(home: Path, name: str) -> dict[str, Any]:
    """What a race in a process of its own came to."""
    values = {"SECRET": "x" * 32, "COMPANY_NAME": "红猫社区"}
    if "HONGMAO_DATABASE_URL" in os.environ:
        values["DATABASE_URL"] = os.environ["HONGMAO_DATABASE_URL"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.run", "tests.settlement.racing", name],
        env={**environment(home, **values), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_payouts_that_race_pay_once(tmp_path: Path) -> None:
    found = race(tmp_path, "payouts")
    assert found["drafts"] == {"done": 1, Reason.NOBODY_DUE: WRITERS - 1}
    assert found["drafted"] == CREATORS * EACH
    assert found["releases"] == {"done": 1, Reason.WRONG_STATE: WRITERS - 1}
    assert found["imports"] == {"done": WRITERS}
    assert found["available"] == found["paying"] == [0] * CREATORS
    assert found["paid"] == [1] * CREATORS
    assert found["bank"] == -CREATORS * EACH
    assert found["trial"]


def test_deposits_withdrawals_and_invoices_that_race(tmp_path: Path) -> None:
    found = race(tmp_path, "prepaid")
    assert found["deposits"] == {"done": WRITERS}
    assert found["recorded"] == 1
    assert found["withdrawals"] == {"done": 10, Reason.PREPAID_SHORT: WRITERS - 10}
    assert found["invoices"] == {"done": WRITERS}
    assert found["issued"] == 16
    assert found["numbers"]
    assert found["free"] == 80
