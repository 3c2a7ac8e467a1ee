"""The worker, killed at random points while it fills the lake and pulls orders.

However often it dies, the end is that of a worker that was left in peace.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.environment import ROOT, environment
from tests.sandbox.running import RunningSandbox, running_sandbox

KILLS = int(os.environ.get("HONGMAO_TEST_KILLS", "12"))
ORDERS = 240

pytestmark = pytest.mark.slow


def settings(home: Path, sandbox: RunningSandbox) -> dict[str, str]:
    """The environment of a worker over `home`."""
    return environment(
        home,
        SECRET="x" * 32,
        TAOBAO_GATEWAY=sandbox.gateway,
        TAOBAO_APP_KEY=sandbox.app_key,
        TAOBAO_APP_SECRET=sandbox.app_secret,
        TAOBAO_PAGE_SIZE="20",
        POLL_SECONDS="0.05",
        MATCH_GRACE_SECONDS="0",
        TEST_KILLS=str(KILLS),
    )


def run(script: str, home: Path, sandbox: RunningSandbox) -> dict[str, Any]:
    """Call a function of `homes` on a home; returns its answer."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.run", "tests.jobs.homes", script],
        env=settings(home, sandbox),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A marketplace that limits nobody."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


def sell(sandbox: RunningSandbox, seeds: dict[str, Any]) -> None:
    """Put the placements' products on sale, and sell some to those who clicked."""
    sandbox.admin(
        "catalogue",
        stores=[{"store_id": "K", "name": "店", "seller_id": "K1", "kind": "tmall"}],
        products=[
            {"item_id": p["item_id"], "store_id": "K", "title_zh": "杯", "title_en": "Cup",
             "price_fen": 9_900, "commission_bps": 1_000, "kind": "tmall", "picture_url": ""}
            for p in seeds["placements"]
        ],
    )  # fmt: skip
    orders = []
    for number in range(ORDERS):
        click = seeds["clicks"][number * 2]
        placement = seeds["placements"][click["placement"]]
        site, zone = placement["adzone"].split("_")
        orders.append(
            {"item_id": placement["item_id"], "site_id": int(site), "adzone_id": int(zone),
             "click_ms": click["at_ms"], "status": 14 if number % 3 else 12}
        )  # fmt: skip
    placed = sandbox.admin("orders", orders=orders)["trade_ids"]
    sandbox.admin("settle", trade_ids=[t for n, t in enumerate(placed) if n % 3 == 1])
    for trade_id in placed[1:60:3]:
        sandbox.admin("return", trade_id=trade_id, amount_fen=4_950)


def test_a_worker_killed_at_any_point_ends_as_one_left_in_peace(
    sandbox: RunningSandbox, tmp_path: Path
) -> None:
    """Kill it `KILLS` times at random; the lake, orders, matches and books come out the same."""
    calm, shaken = tmp_path / "calm", tmp_path / "shaken"
    calm.mkdir()
    sell(sandbox, run("seed", calm, sandbox))
    shutil.copytree(calm, shaken)
    expected = run("rest", calm, sandbox)
    assert len(expected["commissions"]) == ORDERS
    assert {grade for _, grade, *_ in expected["matches"]} == {"probable"}

    result = run("shake", shaken, sandbox)
    reached = sorted({tuple(far) for far in result["reached"]})
    kills = len(result["reached"])
    print(f"{kills} kills left {len(reached)} different states on the way: {reached}")
    assert len(reached) >= min(KILLS, 5), "the kills came too early or too late to prove anything"
    assert result["state"] == expected
