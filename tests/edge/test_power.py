"""The power goes: what was answered in `power` mode is in the log once; in `crash` mode, all but
the last moments of it.

The log runs on a disk that keeps a trace; then the power is lost at every moment of the trace.
"""

import asyncio
import fcntl
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hongmao.core.events import Click, encode
from hongmao.edge.config import Durability, EdgeConfig
from hongmao.edge.folder import LOCK, claim_log
from hongmao.edge.log import EventLog
from hongmao.edge.segment import OPEN, SEALED
from tests.edge.harness import numbered
from tests.edge.power import Keep, Kind, TracedDisk, lay_out, lose_power

SEGMENT_BYTES = 1 << 12
SYNC_SECONDS = 0.005
"""How often a log in `crash` mode is synced, as its documentation has it."""
GRACE_SECONDS = 0.2
"""What threads may be late by on a busy machine."""
HANG_SECONDS = 0.03
WAYS: tuple[Keep, ...] = ("nothing", "everything", "some", "some")
Step = tuple[str, int] | tuple[str, frozenset[Kind]]


def click(number: int) -> bytes:
    return encode(Click(number, f"c{number}", "code", 1, 2, 3, 4, 5, "r", "", "", "sent"))


def config_of(
    folder: Path, durability: Durability, segment_bytes: int, segment_seconds: float
) -> EdgeConfig:
    return EdgeConfig(
        log_folder=folder, snapshot_file=folder / "x", secret="s", web_address="",
        durability=durability, segment_bytes=segment_bytes, segment_seconds=segment_seconds,
        hang_seconds=HANG_SECONDS,
    )  # fmt: skip


@dataclass
class Run:
    """A log on a traced disk, and when it answered for what.

    An answer given while the log was degraded promises nothing until the log has `caught_up`.
    """

    disk: TracedDisk
    answers: list[tuple[int, int]] = field(default_factory=list)
    unpromised: set[int] = field(default_factory=set)
    caught_up: list[tuple[int, int]] = field(default_factory=list)
    stall: float = 0.0

    def promised(self, moment: int) -> set[int]:
        """The events whose loss at `moment` would break the promise."""
        safe = max((count for at, count in self.caught_up if at <= moment), default=0)
        return {
            number
            for place, (at, number) in enumerate(self.answers)
            if at <= moment and (number not in self.unpromised or place < safe)
        }

    def catch_up(self) -> None:
        """Everything answered so far is on the disk by what the log says."""
        self.caught_up.append((self.disk.trace.moment, len(self.answers)))

    def age(self, number: int, moment: int) -> float:
        """Seconds from the answer for an event until `moment`."""
        times = self.disk.trace.times
        (at,) = [at for at, answered in self.answers if answered == number]
        return times[moment] - times[at]


def run(
    folder: Path,
    durability: Durability,
    steps: Sequence[Step],
    sync_seconds: float = 0.0003,
    *,
    segment_bytes: int = SEGMENT_BYTES,
    segment_seconds: float = 0.02,
    through: bool = True,
) -> Run:
    """Drive a log through the steps, and close it."""
    folder.mkdir()
    found = Run(TracedDisk(folder, sync_seconds, through=through))
    config = config_of(folder, durability, segment_bytes, segment_seconds)
    asyncio.run(_drive(EventLog(config, found.disk, 0.01), found, steps))
    return found


async def _drive(log: EventLog, found: Run, steps: Sequence[Step]) -> None:
    log.start()
    number = 0
    beat = asyncio.create_task(_beat(found))

    def answered(event: int) -> Callable[[], None]:
        def done() -> None:
            found.answers.append((found.disk.trace.moment, event))
            if log.status().degraded:
                found.unpromised.add(event)

        return done

    for kind, value in steps:
        match kind, value:
            case "append", int(count):
                for _ in range(count):
                    log.append(click(number), answered(number))
                    number += 1
            case "wait", int(milliseconds):
                await asyncio.sleep(milliseconds / 1000)
            case "stall", int(milliseconds):
                found.disk.sync_seconds = milliseconds / 1000
            case "refuse", frozenset(kinds):
                found.disk.refuse = set(kinds)
            case _:
                raise ValueError(kind)
        status = log.status()
        if not (status.degraded or status.held):
            found.catch_up()
    found.disk.refuse, found.disk.sync_seconds = set(), 0
    await asyncio.sleep(0.03)
    beat.cancel()
    await log.close()
    assert sorted(number for _, number in found.answers) == list(range(number))
    found.catch_up()


async def _beat(found: Run) -> None:
    """Measure by how much the loop itself was late."""
    while True:
        began = time.monotonic()
        await asyncio.sleep(0.001)
        found.stall = max(found.stall, time.monotonic() - began - 0.001)


class Recoveries:
    """Recovers logs from what was left of them, each different one once."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._known: dict[tuple[tuple[Path, bytes], ...], tuple[Counter[int], int]] = {}
        self.disk = TracedDisk(home)

    def recover(self, left: dict[Path, bytes]) -> tuple[Counter[int], int]:
        """How often each event is in the recovered log, and the next segment's number."""
        left = {
            path: content
            for path, content in left.items()
            if path.name == LOCK or path.suffix in (OPEN, SEALED)
        }
        key = tuple(sorted(left.items()))
        if key not in self._known:
            self._known[key] = self._recover(left)
        return self._known[key]

    def _recover(self, left: dict[Path, bytes]) -> tuple[Counter[int], int]:
        folder = self._home / str(len(self._known))
        lay_out(left, folder)
        self.disk = TracedDisk(folder)
        claimed = claim_log(self.disk, folder)
        number = claimed.next_number()
        claimed.release()
        assert not list(folder.glob("*/*.open"))
        return Counter(event.event.at for event in numbered(folder)), number


@pytest.fixture
def recoveries(tmp_path: Path) -> Recoveries:
    home = tmp_path / "left"
    home.mkdir()
    return Recoveries(home)


def in_use(found: Run, moment: int) -> int:
    """The highest number of a segment that may have been written to by a moment, 0 for none."""
    calls = [call for call in found.disk.trace.calls if call.ended <= moment and not call.failed]
    kept = max((call.began for call in calls if call.kind == "sync_folder"), default=0)
    paths = [call.path for call in calls if call.kind == "name" and call.ended < kept]
    return max((int(path.stem) for path in paths if path and path.suffix == OPEN), default=0)


def demand_once(found: Run, recoveries: Recoveries, moment: int, keep: Keep, seed: int) -> None:
    """What was promised by a moment survives the loss of power then, and nothing comes twice."""
    left = lose_power(found.disk.trace, moment, keep, random.Random(seed))
    events, number = recoveries.recover(left)
    missing = found.promised(moment) - set(events)
    assert not missing, (moment, keep, sorted(missing))
    assert max(events.values(), default=1) == 1, (moment, keep)
    assert number > in_use(found, moment), (moment, keep)


def demand_always(found: Run, recoveries: Recoveries, ways: Sequence[Keep] = WAYS) -> None:
    """The same at every moment, from the first call of the disk to the last."""
    for moment in range(1, found.disk.trace.moment + 1):
        for seed, keep in enumerate(ways):
            demand_once(found, recoveries, moment, keep, moment * len(WAYS) + seed)


BURSTS: tuple[Step, ...] = tuple(
    step
    for count in (1, 3, 40, 2, 1, 70, 5, 1, 1, 30, 2, 90, 1, 4, 8, 1)
    for step in (("append", count), ("append", 1), ("wait", 1 + count // 20))
)


@pytest.mark.parametrize("through", [True, False])
def test_what_power_mode_answered_survives_a_loss_at_every_moment(
    tmp_path: Path, recoveries: Recoveries, through: bool
) -> None:
    found = run(tmp_path / "log", "power", BURSTS, through=through)
    assert in_use(found, found.disk.trace.moment) > 3
    demand_always(found, recoveries)


def test_a_second_loss_while_recovering_from_the_first_changes_nothing(
    tmp_path: Path, recoveries: Recoveries
) -> None:
    found = run(tmp_path / "log", "power", BURSTS[:24])
    for moment in range(1, found.disk.trace.moment + 1):
        left = lose_power(found.disk.trace, moment, "some", random.Random(moment))
        first = Recoveries(tmp_path / f"first{moment}")
        first.recover(left)
        trace = first.disk.trace
        for again in range(trace.moment + 1):
            for keep in WAYS[:3]:
                twice = lose_power(trace, again, keep, random.Random(again))
                events, number = recoveries.recover(twice)
                assert found.promised(moment) <= set(events), (moment, again, keep)
                assert max(events.values(), default=1) == 1
                assert number > in_use(found, moment)


STEPS = st.one_of(
    st.tuples(st.just("append"), st.integers(1, 60)),
    st.tuples(st.just("wait"), st.integers(0, 4)),
    st.tuples(st.just("stall"), st.sampled_from((0, 1, 60))),
    st.tuples(
        st.just("refuse"),
        st.sets(st.sampled_from(["write", "sync", "cut", "name", "sync_folder"])).map(frozenset),
    ),
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=4, max_size=20), seed=st.integers(0, 1 << 16))
def test_a_loss_amid_a_failing_disk_takes_nothing_that_was_promised(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step], seed: int
) -> None:
    home = tmp_path_factory.mktemp("power")
    found = run(home / "log", "power", steps)
    (home / "left").mkdir()
    demand_always(found, Recoveries(home / "left"), WAYS[:3])


def test_segments_that_were_shipped_do_not_bring_their_numbers_back(
    tmp_path: Path, recoveries: Recoveries
) -> None:
    found = run(tmp_path / "log", "power", BURSTS)
    for moment in range(1, found.disk.trace.moment + 1, 5):
        left = lose_power(found.disk.trace, moment, "nothing", random.Random(moment))
        shipped = {path: content for path, content in left.items() if path.suffix != SEALED}
        assert recoveries.recover(shipped)[1] > in_use(found, moment)


@pytest.mark.parametrize(
    ("sync_seconds", "segment_bytes"), [(0.0003, 1 << 16), (0.01, 1 << 16), (0.0003, 1 << 11)]
)
def test_crash_mode_loses_no_more_than_the_last_moments(
    tmp_path: Path, recoveries: Recoveries, sync_seconds: float, segment_bytes: int
) -> None:
    steps: list[Step] = [step for _ in range(300) for step in (("append", 2), ("wait", 1))]
    found = run(
        tmp_path / "log", "crash", steps, sync_seconds, segment_bytes=segment_bytes,
        segment_seconds=60,
    )  # fmt: skip
    longest = 2 * (SYNC_SECONDS + sync_seconds) + found.stall + GRACE_SECONDS
    ages = []
    for moment in range(1, found.disk.trace.moment + 1, 3):
        left = lose_power(found.disk.trace, moment, "nothing", random.Random(moment))
        events, _ = recoveries.recover(left)
        missing = found.promised(moment) - set(events)
        assert max(events.values(), default=1) == 1
        ages.append(max((found.age(number, moment) for number in missing), default=0.0))
    assert max(ages) <= longest
    assert max(ages) > 0, "no loss was ever felt: this proves nothing"


def test_the_rule_of_power_mode_is_one_that_crash_mode_breaks(
    tmp_path: Path, recoveries: Recoveries
) -> None:
    found = run(tmp_path / "log", "crash", BURSTS)
    with pytest.raises(AssertionError):
        demand_always(found, recoveries, ("nothing",))


class Calls:
    """What the process asks of the system, in order: the ends of writes, both ends of syncs."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seen: list[tuple[str, int, bytes]] = []
        for name in ("pwrite", "write", "fdatasync", "fsync"):
            if hasattr(os, name):
                patch.setattr(os, name, self._heard(name, getattr(os, name)))

    def answer(self, number: int) -> None:
        """An event is answered for."""
        self.seen.append(("answer", number, b""))

    def hasty(self) -> list[int]:
        """Events answered for before a sync that began after their write had returned."""
        return [
            number
            for place, (kind, number, _) in enumerate(self.seen)
            if kind == "answer" and not self._is_safe(number, self.seen[:place])
        ]

    def _is_safe(self, number: int, before: list[tuple[str, int, bytes]]) -> bool:
        mark = encode_id(number)
        written = [
            (place, inode)
            for place, (kind, inode, data) in enumerate(before)
            if kind in ("write", "durable") and mark in data
        ]
        if not written:
            return False
        place, inode = written[0]
        if before[place][0] == "durable":
            return True
        later = [kind for kind, other, _ in before[place:] if other == inode]
        return "sync" in later and "synced" in later[later.index("sync") :]

    def _heard(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def heard(descriptor: int, *rest: Any) -> Any:
            inode = os.fstat(descriptor).st_ino
            if "sync" not in name:
                result = call(descriptor, *rest)
                flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
                kind = "durable" if flags & os.O_DSYNC else "write"
                self.seen.append((kind, inode, bytes(rest[0])))
                return result
            self.seen.append(("sync", inode, b""))
            result = call(descriptor, *rest)
            self.seen.append(("synced", inode, b""))
            return result

        return heard


def encode_id(number: int) -> bytes:
    """A click's id as it stands in the log."""
    return msgspec.msgpack.encode(f"c{number}")


@pytest.mark.parametrize("durability", ["power", "crash"])
def test_the_system_is_asked_to_sync_between_a_write_and_its_answer(
    tmp_path: Path, durability: Durability, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(monkeypatch)

    async def story() -> None:
        log = EventLog(config_of(tmp_path, durability, 1 << 14, 60))
        log.start()
        for number in range(500):
            log.append(click(number), partial(calls.answer, number))
            if number % 7 == 0:
                await asyncio.sleep(0.001)
        await log.close()

    asyncio.run(story())
    assert sum(kind == "answer" for kind, _, _ in calls.seen) == 500
    if durability == "power":
        assert calls.hasty() == []
    else:
        assert calls.hasty()
