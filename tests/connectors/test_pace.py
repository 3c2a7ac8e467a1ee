"""The pace that a client keeps, alone and with other processes."""

import fcntl
import math
import os
import signal
import struct
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.pace import LOCKED_S, Pace, pace_file
from hongmao.core.connector import MendRequest


class Clock:
    """A clock that only moves when somebody sleeps or it is told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.at += seconds


@given(st.floats(0.5, 200), st.lists(st.floats(0, 2), min_size=2, max_size=60))
def test_calls_are_never_closer_than_the_rate_allows(rate: float, pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(rate, clock, clock.sleep)
    made = []
    for pause in pauses:
        clock.at += pause
        pace.wait()
        made.append(clock.at)
    gaps = [later - one for one, later in pairwise(made)]
    assert all(gap >= 1 / rate - 1e-9 for gap in gaps)


def test_nobody_waits_longer_than_needed() -> None:
    clock = Clock()
    pace = Pace(4, clock, clock.sleep)
    for _ in range(9):
        pace.wait()
    assert clock.at == 2.0
    clock.at = 10.0
    pace.wait()
    assert clock.at == 10.0


def test_no_limit() -> None:
    clock = Clock()
    pace = Pace(0, clock, clock.sleep)
    for _ in range(9):
        pace.wait()
    assert clock.at == 0


PACING = Path(__file__).with_name("pacing.py")
SOURCE = str(Path(__file__).parents[2] / "src")
LATE_S = 0.02
"""What a busy machine may add to a moment that was waited for."""


def calling(file: Path, rate: float, calls: int) -> "subprocess.Popen[str]":
    """A process that makes calls at a pace."""
    return subprocess.Popen(
        [sys.executable, str(PACING), str(file), str(rate), str(calls)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": SOURCE},
    )  # fmt: skip


def moments(process: "subprocess.Popen[str]") -> list[float]:
    """When a process called, once it is done."""
    out, _ = process.communicate(timeout=60)
    return [float(line) for line in out.split()]


def test_processes_share_the_pace_of_an_account(tmp_path: Path) -> None:
    rate, calls = 40.0, 60
    file = tmp_path / "pace" / "account"
    processes = [calling(file, rate, calls) for _ in range(2)]
    each = [moments(process) for process in processes]
    assert [len(one) for one in each] == [calls, calls]
    assert max(one[0] for one in each) < min(one[-1] for one in each), "they never met"
    made = sorted(each[0] + each[1])
    assert made[-1] - made[0] >= (2 * calls - 1) / rate - LATE_S
    for number, began in enumerate(made):  # in no second more than a second's worth
        within = [one for one in made[number:] if one < began + 1 - LATE_S]
        assert len(within) <= rate + 1 + rate * LATE_S


def test_a_caller_that_is_stopped_or_killed_holds_up_nobody(tmp_path: Path) -> None:
    file = tmp_path / "account"
    with calling(file, 20, 10_000) as stopped, calling(file, 20, 10_000) as killed:
        try:
            for process in (stopped, killed):
                assert process.stdout
                assert process.stdout.readline()
            stopped.send_signal(signal.SIGSTOP)
            killed.kill()
            made = moments(calling(file, 20, 20))
        finally:
            stopped.kill()
            killed.kill()
    assert len(made) == 20
    assert made[-1] - made[0] >= 19 / 20 - LATE_S


def test_a_lock_that_nobody_lets_go_of_is_passed_by(tmp_path: Path) -> None:
    file = tmp_path / "account"
    with file.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        began = time.monotonic()
        Pace(1000, file=file).wait()
    assert LOCKED_S <= time.monotonic() - began < LOCKED_S + 5
    assert len(file.read_bytes()) == 8


@pytest.mark.parametrize(
    "held",
    [b"", b"short", b"\xff" * 8, struct.pack("<d", math.inf), struct.pack("<d", 1e9), b"\0" * 64],
)
def test_a_file_of_nonsense_costs_no_wait(tmp_path: Path, held: bytes) -> None:
    clock, file = Clock(), tmp_path / "account"
    clock.at = 1000.0
    file.write_bytes(held)
    pace = Pace(4, clock, clock.sleep, file)
    for _ in range(9):
        pace.wait()
    assert clock.at == 1002.0


def test_a_file_that_cannot_be_written_is_told_to_a_person(tmp_path: Path) -> None:
    (tmp_path / "pace").write_text("a file where the folder should be")
    with pytest.raises(MendRequest, match="cannot be written"):
        Pace(4, file=tmp_path / "pace" / "account").wait()


def test_each_app_at_each_gateway_has_a_pace_of_its_own(tmp_path: Path) -> None:
    files = {pace_file(tmp_path, gateway, key) for gateway in ("g", "h") for key in ("k", "l")}
    assert len(files) == 4
    assert pace_file(tmp_path, "g", "k") in files
