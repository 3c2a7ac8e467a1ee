"""A week of orders with all troubles on, pulled straight and pulled killed: the same, and true."""

import os
from pathlib import Path

import pytest

from tests.jobs.simulation import Week, simulate
from tests.sandbox.running import running_sandbox

ORDERS = int(os.environ.get("HONGMAO_WEEK_ORDERS", "300"))
KILLS = int(os.environ.get("HONGMAO_WEEK_KILLS", "30"))

pytestmark = pytest.mark.slow


def test_no_order_is_lost_or_doubled_however_often_the_pull_is_killed(tmp_path: Path) -> None:
    """Nor does the account call more often than it may."""
    week = Week(ORDERS, KILLS, calls_a_second=100.0, pages=3, hang_s=0.5, page_size=10)
    with running_sandbox(tmp_path / "sandbox") as sandbox:
        outcome = simulate(sandbox, tmp_path, week)
    print(outcome)
    assert outcome.wrong == []
    assert outcome.orders == ORDERS
    assert outcome.revisions > ORDERS
    assert outcome.kills >= KILLS // 2, "the pull was over before it could be killed"
    assert outcome.places >= outcome.kills // 3, "the kills came too early to prove anything"
    assert outcome.refused == 0, "the account called more often than it may"
