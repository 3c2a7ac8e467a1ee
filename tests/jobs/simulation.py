"""A week of simulated orders with all of the sandbox's troubles, pulled twice: once straight, once
killed over and over. The test runs a small one, `python -m bench pull` one of 100,000 orders.
"""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.environment import ROOT, environment
from tests.sandbox.running import LAMP, MUG, VASE, RunningSandbox
from tests.sandbox.wire import DAY_MS, ORDERS

STATUS = {11: "unpaid", 12: "paid", 14: "received", 3: "settled", 13: "void"}
CONFIRMED = ("received", "settled")
LATE_MS = 1_500
BANS = 2
SKEW_MS = 3_000
TROUBLE: dict[str, object] = {
    "late_ms": LATE_MS, "shuffle": True, "double_share": 0.05, "fail_share": 0.01,
    "http_share": 0.01, "cut_share": 0.01, "hang_share": 0.005,
    "clock_offset_ms": SKEW_MS,
}  # fmt: skip


class Week(msgspec.Struct, frozen=True):
    """How much: orders, kills in all, the account's calls a second, the pages that a pull lives
    at most, and how long (s) a call hangs that does. The client waits for 10 s.
    """

    orders: int
    kills: int
    calls_a_second: float
    pages: int
    hang_s: float
    page_size: int = 100


class Outcome(msgspec.Struct):
    """What came of it; `wrong` says each thing that is not as it must be."""

    orders: int = 0
    revisions: int = 0
    refunds: int = 0
    kills: int = 0
    places: int = 0
    admitted: int = 0
    refused: int = 0
    bans: int = 0
    straight_s: float = 0.0
    shaken_s: float = 0.0
    wrong: list[str] = []


def simulate(sandbox: RunningSandbox, folder: Path, week: Week) -> Outcome:
    """Sell a week, pull it twice, change some of it, pull twice again, and compare."""
    chance, outcome = random.Random(7), Outcome()
    placed = _sell(sandbox, week.orders, chance)
    limits = {"calls_per_s": week.calls_a_second, "burst": 5, "ban_s": 1, "hang_s": week.hang_s}
    sandbox.admin("settings", **limits, **TROUBLE)
    straight, shaken = folder / "straight", folder / "shaken"
    for home in (straight, shaken):
        home.mkdir()
    _round(sandbox, straight, shaken, week, week.kills, outcome)
    _change(sandbox, placed, chance)
    time.sleep((LATE_MS + SKEW_MS) / 1000 + 1.1)
    _round(sandbox, straight, shaken, week, max(1, week.kills // 5), outcome)
    return outcome


def _sell(sandbox: RunningSandbox, number: int, chance: random.Random) -> list[str]:
    """Orders of the past week, some returned in part or whole; every fourth is still on its way."""
    now, placed, orders = time.time_ns() // 1_000_000, [], []
    for place in range(number):
        at = now - chance.randrange(3_600_000, 7 * DAY_MS - 3_600_000)
        orders.append(
            {
                "item_id": chance.choice((MUG, VASE, LAMP)),
                "adzone_id": chance.randrange(1, 200),
                "at_ms": at,
                "modified_ms": min(at + chance.randrange(60_000, DAY_MS), now - 900_000),
                "click_ms": at - chance.randrange(5_000, 3_600_000),
                "status": (12, 14, 3, chance.choice((11, 12, 14, 3)))[place % 4],
                "quantity": chance.choice((1, 1, 1, 2)),
                "returned_fen": chance.choice((0,) * 12 + (500, 1_999, 10**9)) % 99_800,
            }
        )
    for first in range(0, number, 5_000):
        placed += sandbox.admin("past", orders=orders[first : first + 5_000])["trade_ids"]
    return placed


def _change(sandbox: RunningSandbox, placed: list[str], chance: random.Random) -> None:
    """Orders that move on meanwhile: received, settled, refunded after settlement, some twice."""
    chosen = chance.sample(placed, max(20, min(len(placed) // 20, 2_000)))
    for trade_id in chosen:
        with suppress(httpx.HTTPStatusError):  # it is not on its way
            sandbox.admin("receive", trade_ids=[trade_id])
    sandbox.admin("settle", trade_ids=chosen[: len(chosen) // 2])
    for trade_id in chosen[::3]:
        for amount in (300, 700):
            with suppress(httpx.HTTPStatusError):  # void, or not paid
                sandbox.admin("return", trade_id=trade_id, amount_fen=amount)


def _round(
    sandbox: RunningSandbox,
    straight: Path,
    shaken: Path,
    week: Week,
    kills: int,
    outcome: Outcome,
) -> None:
    before, began = sandbox.state()["calls"], time.monotonic()
    _ban(sandbox)
    calm = _run("straight", straight, sandbox, week, kills)
    middle = time.monotonic()
    _ban(sandbox)
    result = _run("shaken", shaken, sandbox, week, kills)
    ended, after = time.monotonic(), sandbox.state()["calls"]
    outcome.bans += 2 * BANS
    outcome.kills += result["kills"]
    outcome.places += result["places"]
    outcome.straight_s += middle - began
    outcome.shaken_s += ended - middle
    admitted = after["admitted"] - before["admitted"]
    outcome.admitted += admitted
    outcome.refused += after["refused"] - before["refused"]
    if admitted > (ended - began) * week.calls_a_second + 5:
        outcome.wrong.append(f"{admitted} calls in {ended - began:.1f} s")
    if calm != result["state"]:
        outcome.wrong.append("the two pulls ended in different states")
    _against_truth(sandbox, calm, outcome)


def _ban(sandbox: RunningSandbox) -> None:
    """Shut the account out for a second, whenever it asks for orders next, for so many calls."""
    sub_msg = "This ban will last for 1 more seconds"
    sub_code = "accesscontrol.limited-by-app-access-count"
    sandbox.admin("faults", code=7, sub_code=sub_code, sub_msg=sub_msg, method=ORDERS, times=BANS)


def _against_truth(sandbox: RunningSandbox, state: dict[str, Any], outcome: Outcome) -> None:
    """Compare with what the sandbox itself knows: nothing lost, nothing doubled, every fen."""
    secret = {"X-Sandbox-Secret": sandbox.app_secret}
    told = httpx.get(f"{sandbox.url}/admin/truth", headers=secret, timeout=120).json()["orders"]
    known = {row["trade_id"]: _expected(row) for row in told}
    found = {row[0]: (row[1], row[2], row[3], row[5]) for row in state["orders"]}
    outcome.orders, outcome.revisions = len(state["orders"]), len(state["revisions"])
    outcome.refunds = len(state["refunds"])
    if lost := known.keys() - found.keys():
        outcome.wrong.append(f"{len(lost)} orders are lost")
    if len(found) != len(state["orders"]) or found.keys() - known.keys():
        outcome.wrong.append("orders are doubled or made up")
    if differ := [t for t in known.keys() & found.keys() if known[t] != found[t]]:
        first = differ[0]
        outcome.wrong.append(f"{len(differ)} differ: {first} {known[first]} {found[first]}")
    doubled = [key for key, times in Counter(map(tuple, state["revisions"])).items() if times > 1]
    if doubled:
        outcome.wrong.append(f"{len(doubled)} revisions are doubled")
    cases = sum(row["cases"] for row in told)
    if cases != len(state["refunds"]):
        outcome.wrong.append(f"{len(state['refunds'])} refunds of {cases}")


def _expected(row: dict[str, Any]) -> tuple[str, int, int, int]:
    status = STATUS[row["status"]]
    kept = row["kept_fen"]
    paid = kept if status in CONFIRMED and kept else row["amount_fen"]
    return status, paid, row["fee_fen"], row["fee_returned_fen"]


def _run(
    function: str, home: Path, sandbox: RunningSandbox, week: Week, kills: int
) -> dict[str, Any]:
    values = environment(
        home,
        SECRET="x" * 32,
        TAOBAO_GATEWAY=sandbox.gateway,
        TAOBAO_APP_KEY=sandbox.app_key,
        TAOBAO_APP_SECRET=sandbox.app_secret,
        TAOBAO_CALLS_A_SECOND=str(week.calls_a_second),
        TAOBAO_PAGE_SIZE=str(week.page_size),
        PULL_BACKFILL_DAYS="7",
        TEST_KILLS=str(kills),
        TEST_PAGES=str(week.pages),
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.run", "tests.jobs.week", function],
        env=values, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    result: dict[str, Any] = json.loads(done.stdout)
    return result
