"""`hongmao pull`, as somebody types it, against the live sandbox."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.environment import environment
from tests.sandbox.running import MUG, RunningSandbox, running_sandbox
from tests.sandbox.wire import HOUR_MS, now_ms
from tests.template import begin

pytestmark = pytest.mark.slow

DAYS = [
    (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=days)).strftime("%Y-%m-%d")
    for days in (4, 0)
]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path / "sandbox") as running:
        at = now_ms() - 72 * HOUR_MS
        order = {"item_id": MUG, "adzone_id": 5, "at_ms": at, "click_ms": at}
        changed = [{"modified_ms": at + place * HOUR_MS // 4} for place in range(240)]
        running.admin("past", orders=[{**order, **change} for change in changed])
        yield running


def command(home: Path, sandbox: RunningSandbox, *arguments: str) -> "subprocess.Popen[str]":
    values = environment(
        home, SECRET="x" * 32, TAOBAO_GATEWAY=sandbox.gateway, TAOBAO_APP_KEY=sandbox.app_key,
        TAOBAO_APP_SECRET=sandbox.app_secret, TAOBAO_PAGE_SIZE="10",
    )  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "hongmao", *arguments],
        env=values | {"COLUMNS": "160"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip


def orders(home: Path) -> int:
    with closing(sqlite3.connect(home / "hongmao.sqlite3")) as database:
        found: int = database.execute("SELECT count(*) FROM orders_order").fetchone()[0]
        return found


def test_days_of_the_past_are_pulled_however_often_it_is_killed(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    begin(home)
    assert command(home, sandbox, "migrate").wait(120) == 0
    wish = ("pull", "taobao", "--from", DAYS[0], "--to", DAYS[1])
    seen = []
    for wanted in (20, 90):
        process = command(home, sandbox, *wish)
        while orders(home) < wanted and process.poll() is None:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        seen.append(orders(home))
    assert 20 <= seen[0] <= seen[1] < 240, "killed before its end, twice"
    before = sandbox.state()["calls"]["admitted"]
    process = command(home, sandbox, *wish)
    text, _ = process.communicate(timeout=200)
    assert process.returncode == 0, text
    assert orders(home) == 240
    assert "100%" in text
    assert "past orders" in text
    rest = sandbox.state()["calls"]["admitted"] - before
    process = command(home, sandbox, *wish)
    process.communicate(timeout=200)
    again = sandbox.state()["calls"]["admitted"] - before - rest
    assert again < rest / 2, "what was read is read again"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ebay", "--from", "2026-11-01", "--to", "2026-11-02"), "Choose from: taobao"),
        (("taobao", "--from", "2026-11-03", "--to", "2026-11-02"), "--to is before --from"),
        (("taobao_ud", "--from", "2026-11-01", "--to", "2026-11-02"), "No access"),
    ],
)
def test_a_wrong_wish_is_told(
    sandbox: RunningSandbox, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    process = command(tmp_path, sandbox, "pull", *arguments)
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 2
    assert sentence in text
