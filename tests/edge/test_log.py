"""The event log by itself: commits, segments, recovery, and a disk that refuses."""

import asyncio
import errno
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core import frames
from hongmao.core.events import Click, encode, pack_group, unpack_group
from hongmao.edge.config import EdgeConfig
from hongmao.edge.disk import Disk
from hongmao.edge.folder import LogFolderError, claim_log
from hongmao.edge.log import EventLog
from hongmao.edge.segment import recover_segment
from hongmao.edge.status import read_status
from tests.edge.faults import FaultyDisk
from tests.edge.harness import numbered

BOTH = pytest.mark.parametrize("durability", ["power", "crash"])
Durability = Literal["power", "crash"]


def go_on() -> None:
    """Wait for another event."""


def click(number: int) -> bytes:
    return encode(Click(number, f"c{number}", "code", 1, 2, 3, 4, 5, "r", "", "", "sent"))


def config(folder: Path, **changes: Any) -> EdgeConfig:
    fields: dict[str, Any] = {"segment_seconds": 60.0, "segment_bytes": 1 << 20} | changes
    return EdgeConfig(
        log_folder=folder, snapshot_file=folder / "x", secret="s", web_address="", **fields
    )


def drive(log: EventLog, story: Callable[[EventLog], Awaitable[None]]) -> None:
    """Run a story on a started log and close it."""

    async def run() -> None:
        log.start()
        await story(log)
        await log.close()

    asyncio.run(run())


async def append(log: EventLog, *numbers: int) -> None:
    """Append clicks, each on its own, and wait until all are answered for."""
    answered: list[int] = []
    for number in numbers:
        log.append(click(number), partial(answered.append, number))
    while len(answered) < len(numbers):
        await asyncio.sleep(0.001)
    assert answered == list(numbers)


def times(folder: Path) -> list[int]:
    return [event.event.at for event in numbered(folder)]


@BOTH
def test_events_are_written_once_in_order_and_sealed(
    tmp_path: Path, durability: Durability
) -> None:
    async def story(log: EventLog) -> None:
        await asyncio.gather(append(log, *range(100)), append(log, *range(100, 150)))
        assert not list(tmp_path.glob("*/*.seg"))

    drive(EventLog(config(tmp_path, durability=durability)), story)
    assert sorted(times(tmp_path)) == list(range(150))
    assert not list(tmp_path.glob("*/*.open"))
    (event, *_) = numbered(tmp_path)
    assert (event.segment, event.ordinal) == (1, 0)


@BOTH
def test_segments_are_sealed_by_size(tmp_path: Path, durability: Durability) -> None:
    async def story(log: EventLog) -> None:
        for start in range(0, 5000, 50):
            await append(log, *range(start, start + 50))

    drive(EventLog(config(tmp_path, durability=durability, segment_bytes=1 << 16)), story)
    assert times(tmp_path) == list(range(5000))
    sizes = [path.stat().st_size for path in sorted(tmp_path.glob("*/*.seg"))]
    assert len(sizes) >= 3
    assert max(sizes) <= 1 << 16


@BOTH
def test_segments_are_sealed_by_age_if_they_hold_events(
    tmp_path: Path, durability: Durability
) -> None:
    async def story(log: EventLog) -> None:
        await asyncio.sleep(0.2)
        assert not list(tmp_path.glob("*/*.seg"))
        await append(log, 1)
        await asyncio.sleep(0.4)
        assert times(tmp_path) == [1]
        await append(log, 2)
        await asyncio.sleep(0.4)
        assert times(tmp_path) == [1, 2]

    drive(EventLog(config(tmp_path, durability=durability, segment_seconds=0.1)), story)


def test_a_group_larger_than_a_segment_is_taken(tmp_path: Path) -> None:
    async def story(log: EventLog) -> None:
        done = asyncio.Event()
        for number in range(5000):
            log.append(click(number), done.set if number == 4999 else go_on)
        await done.wait()

    drive(EventLog(config(tmp_path, segment_bytes=1 << 16)), story)
    assert times(tmp_path) == list(range(5000))


def test_nothing_is_answered_before_its_sync_returned(tmp_path: Path) -> None:
    """Power loss: what the disk has been told to keep, and only that, survives."""
    disk = FaultyDisk()

    def survivors() -> set[int]:
        found: set[int] = set()
        for path, content in list(disk.durable.items()):
            if path.suffix in (".open", ".seg"):
                for frame in frames.frames(content):
                    found |= {e.at for e in frames_events(frame)}
        return found

    async def story(log: EventLog) -> None:
        for number in range(200):
            log.append(click(number), partial(note, number))
            if number % 7 == 0:
                await asyncio.sleep(0.002)
        while len(missing) < 200:
            await asyncio.sleep(0.002)

    def note(number: int) -> None:
        missing.append(number not in survivors())

    missing: list[bool] = []
    drive(EventLog(config(tmp_path, segment_bytes=1 << 14), disk), story)
    assert not any(missing)


def frames_events(frame: frames.Frame) -> list[Any]:
    return list(unpack_group(frame))


def test_two_processes_never_share_a_log(tmp_path: Path) -> None:
    first, second = claim_log(Disk(), tmp_path), claim_log(Disk(), tmp_path)
    assert first.path != second.path
    first.release()
    third = claim_log(Disk(), tmp_path)
    assert third.path == first.path
    second.release()
    third.release()


def test_a_segment_number_is_never_used_twice(tmp_path: Path) -> None:
    async def story(log: EventLog) -> None:
        await append(log, 1)

    for _ in range(3):
        drive(EventLog(config(tmp_path)), story)
    used = [path.stem for path in tmp_path.glob("*/*.seg")]
    for path in tmp_path.glob("*/*.seg"):
        path.unlink()
    drive(EventLog(config(tmp_path)), story)
    (fresh,) = tmp_path.glob("*/*.seg")
    assert fresh.stem > max(used)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_torn_tail_is_cut_reported_and_the_rest_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = claim_log(Disk(), tmp_path)
    header = frames.pack_header(frames.Header(folder.log, 7, 0))
    whole = frames.pack_frame(pack_group([click(1), click(2)]))
    torn = frames.pack_frame(pack_group([click(3)]))[:-5]
    (folder.path / "00000007.open").write_bytes(header + whole + torn + bytes(1000))
    (folder.path / "00000008.open").write_bytes(bytes(500))
    (folder.path / "00000009.open").write_bytes(b"what is this" + bytes(500))
    folder.release()
    with caplog.at_level(logging.INFO):
        again = claim_log(Disk(), tmp_path)
    assert again.next_number() == 10
    again.release()
    assert times(tmp_path) == [1, 2]
    assert f"cut a torn tail of {len(torn)} bytes" in caplog.text
    assert "no readable header" in caplog.text
    names = {path.name for path in folder.path.glob("*.*")}
    assert names == {"00000007.seg", "00000009.damaged"}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_recovery_keeps_exactly_the_whole_groups(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("log")
    groups = data.draw(st.lists(st.integers(1, 5), max_size=6))
    packed = [frames.pack_frame(pack_group([click(n)] * n)) for n in groups]
    content = frames.pack_header(frames.Header(bytes(16), 1, 0)) + b"".join(packed)
    size = data.draw(st.integers(frames.HEADER_SIZE, len(content)))
    path = folder / "00000001.open"
    path.write_bytes(content[:size] + bytes(data.draw(st.integers(0, 300))))
    whole, end = 0, frames.HEADER_SIZE
    while whole < len(packed) and end + len(packed[whole]) <= size:
        end += len(packed[whole])
        whole += 1
    recovery = recover_segment(Disk(), path)
    assert recovery.kept_bytes == end - frames.HEADER_SIZE
    assert (recovery.sealed is not None) == (whole > 0)
    if recovery.sealed:
        assert recovery.sealed.read_bytes() == content[:end]


@BOTH
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("calls", [{"write"}, {"write", "create", "cut", "rename"}, {"sync"}])
def test_a_disk_that_refuses_is_answered_for_and_caught_up_with(
    tmp_path: Path, durability: Durability, code: int, calls: set[str]
) -> None:
    disk = FaultyDisk()
    disk.code, disk.torn = code, 10

    async def story(log: EventLog) -> None:
        await append(log, *range(10))
        disk.refuse = calls
        await append(log, *range(10, 30))
        await append(log, *range(30, 40))
        if durability == "power" or "write" in calls:
            status = log.status()
            assert (status.degraded, status.held, status.lost) == (True, 30, 0)
            assert "Free space" in status.reason
        disk.refuse = set()
        async with asyncio.timeout(20):
            while log.status().degraded:
                await asyncio.sleep(0.02)
        await append(log, *range(40, 50))
        assert log.status().held == 0

    drive(EventLog(config(tmp_path, durability=durability), disk, 0.1), story)
    assert times(tmp_path) == list(range(50))


def test_beyond_spare_events_the_loss_is_counted(tmp_path: Path) -> None:
    disk = FaultyDisk()

    async def story(log: EventLog) -> None:
        await append(log, 0)
        disk.refuse = {"write"}
        await append(log, *range(1, 31))
        assert (log.status().held, log.status().lost) == (20, 10)
        disk.refuse = set()
        await asyncio.sleep(0.4)
        assert (log.status().held, log.status().lost) == (0, 10)

    drive(EventLog(config(tmp_path, spare_events=20), disk, 0.1), story)
    assert times(tmp_path) == list(range(21))


def test_what_is_still_refused_at_the_end_is_lost_loudly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FaultyDisk()

    async def story(log: EventLog) -> None:
        await append(log, 0)
        disk.refuse = {"write", "sync", "create"}
        await append(log, 1, 2)
        disk.refuse.discard("sync")

    log = EventLog(config(tmp_path), disk)
    drive(log, story)
    assert times(tmp_path) == [0]
    assert log.status().lost == 2
    assert "EVENTS ARE LOST" in caplog.text


def test_a_disk_that_refuses_from_the_start_still_answers(tmp_path: Path) -> None:
    async def story(_: EventLog) -> None:
        return

    drive(EventLog(config(tmp_path)), story)
    disk = FaultyDisk()
    disk.refuse = {"create", "write"}

    async def degraded(log: EventLog) -> None:
        await append(log, 1, 2)
        disk.refuse = set()
        await asyncio.sleep(0.4)

    drive(EventLog(config(tmp_path), disk, 0.1), degraded)
    assert times(tmp_path) == [1, 2]


def test_a_broken_listener_does_not_stop_the_log(tmp_path: Path) -> None:
    def broken() -> None:
        raise RuntimeError("peer gone")

    async def story(log: EventLog) -> None:
        log.append(click(1), broken)
        await append(log, 2)

    drive(EventLog(config(tmp_path)), story)
    assert times(tmp_path) == [1, 2]


def test_the_status_file_says_how_the_log_is(tmp_path: Path) -> None:
    log = EventLog(config(tmp_path), retry_seconds=0.1)

    async def story(log: EventLog) -> None:
        await append(log, 1)
        await asyncio.sleep(0.4)
        status = read_status(log.folder)
        assert status.log == log.folder.name
        assert (status.degraded, status.held, status.lost, status.segment) == (False, 0, 0, 1)
        assert status.fdatasync_us > 0
        assert 0 < status.last_commit_ms <= status.at_ms

    drive(log, story)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LogFolderError, match="does not take the event log"):
        EventLog(config(tmp_path / "file" / "log"))


@pytest.mark.parametrize("fails", [False, True])
def test_a_disk_that_hangs_is_answered_for_and_nothing_is_written_twice(
    tmp_path: Path, fails: bool
) -> None:
    disk = FaultyDisk()

    async def story(log: EventLog) -> None:
        await append(log, 0)
        disk.answers.clear()
        await append(log, *range(1, 6))
        await append(log, *range(6, 11))
        status = log.status()
        assert (status.degraded, status.held, status.lost) == (True, 10, 0)
        assert "has not answered in time" in status.reason
        if fails:
            disk.refuse = {"sync"}
        disk.answers.set()
        await asyncio.sleep(0.3)
        disk.refuse = set()
        await asyncio.sleep(0.4)
        assert (log.status().degraded, log.status().held) == (False, 0)
        await append(log, 11)

    drive(EventLog(config(tmp_path, hang_seconds=0.2), disk, 0.1), story)
    assert times(tmp_path) == list(range(12))
