"""A week of orders with all of the sandbox's troubles on, pulled straight and pulled killed.

`HONGMAO_WEEK_ORDERS` (100,000) orders, `HONGMAO_WEEK_KILLS` (50) kills, `HONGMAO_WEEK_CALLS` (40)
calls a second: what an affiliate account may make, kept by the client and judged by the sandbox.
"""

import os
import tempfile
from pathlib import Path

from tests.jobs.simulation import Outcome, Week, simulate
from tests.sandbox.running import running_sandbox

ORDERS = int(os.environ.get("HONGMAO_WEEK_ORDERS", "100000"))
KILLS = int(os.environ.get("HONGMAO_WEEK_KILLS", "50"))
CALLS = float(os.environ.get("HONGMAO_WEEK_CALLS", "40"))


def main() -> int:
    """Simulate, print what came of it; 1 where an order is lost, doubled or wrong."""
    week = Week(
        orders=ORDERS,
        kills=KILLS,
        calls_a_second=CALLS,
        pages=max(3, ORDERS // 2_500),
        hang_s=12.0,
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with running_sandbox(home / "sandbox") as sandbox:
            outcome = simulate(sandbox, home, week)
    _show(outcome)
    return 1 if outcome.wrong else 0


def _show(outcome: Outcome) -> None:
    for name in outcome.__struct_fields__:
        if name != "wrong":
            value = getattr(outcome, name)
            print(
                f"{name:12} {value:>12,.1f}"
                if isinstance(value, float)
                else f"{name:12} {value:>12,}"
            )
    print("the two pulls ended in the same state, the sandbox's own" if not outcome.wrong else "")
    for sentence in outcome.wrong:
        print(f"WRONG: {sentence}")
