"""Segments written past the page cache: the same bytes as any other."""

import errno
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.frames import HEADER_SIZE, Header, end_of_log, frames, pack_frame
from hongmao.edge.disk import BLOCK, Disk
from hongmao.edge.segment import OpenSegment, ThroughWriter

HEADER = Header(bytes(16), 1, 1)


class Counting(Disk):
    """Counts the ways in which groups are written."""

    def __init__(self, refuse: int = 0) -> None:
        self.through = self.synced = 0
        self.refuse = refuse

    def write_through(self, descriptor: int, data: memoryview, offset: int) -> None:
        if self.refuse:
            raise OSError(self.refuse, os.strerror(self.refuse))
        assert offset % BLOCK == len(data) % BLOCK == 0
        self.through += 1
        super().write_through(descriptor, data, offset)

    def sync(self, descriptor: int) -> None:
        self.synced += 1
        super().sync(descriptor)


def has_direct_writes(folder: Path) -> bool:
    path = folder / "probe"
    path.write_bytes(bytes(BLOCK))
    try:
        ThroughWriter(Disk(), path, b"x").close()
    except OSError:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3 * BLOCK), min_size=1, max_size=12))
def test_frames_of_any_size_stand_one_behind_the_other(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        segment = OpenSegment(Disk(), folder, HEADER, 4 * BLOCK, synced=True)
        payloads = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
        for number, payload in enumerate(payloads):
            segment.write(pack_frame(payload), 1)
            content = segment.path.read_bytes()
            assert [frame.payload for frame in frames(content)] == payloads[: number + 1]
            assert end_of_log(content) == segment.end
        segment.seal()
        assert segment.path.stat().st_size == segment.end


def test_a_group_is_one_direct_write_where_the_disk_takes_them(tmp_path: Path) -> None:
    if not has_direct_writes(tmp_path):
        pytest.skip("this file system takes no direct writes")
    disk = Counting()
    segment = OpenSegment(disk, tmp_path, HEADER, 4 * BLOCK, synced=True)
    before = disk.synced
    segment.write(pack_frame(b"x" * 100), 1)
    assert (disk.through, disk.synced) == (2, before)  # the header's block, then the group
    segment.seal()


@pytest.mark.parametrize("code", [errno.EINVAL, errno.EOPNOTSUPP])
def test_a_file_system_without_direct_writes_is_synced(tmp_path: Path, code: int) -> None:
    disk = Counting(refuse=code)
    segment = OpenSegment(disk, tmp_path, HEADER, 4 * BLOCK, synced=True)
    before = disk.synced
    segment.write(pack_frame(b"x" * 100), 1)
    assert (disk.through, disk.synced) == (0, before + 1)
    segment.seal()
    assert [frame.payload for frame in frames(segment.path.read_bytes())] == [b"x" * 100]


def test_a_disk_that_fails_fails_the_segment(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output"):
        OpenSegment(Counting(refuse=errno.EIO), tmp_path, HEADER, 4 * BLOCK, synced=True)
    assert list(tmp_path.iterdir()) == []


def test_without_power_safety_nothing_is_direct(tmp_path: Path) -> None:
    disk = Counting()
    segment = OpenSegment(disk, tmp_path, HEADER, 4 * BLOCK, synced=False)
    segment.write(pack_frame(b"x"), 1)
    assert disk.through == 0
    assert segment.end == HEADER_SIZE + len(pack_frame(b"x"))
    segment.discard()
