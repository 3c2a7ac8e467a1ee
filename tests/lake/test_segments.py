"""Reading sealed segments."""

from pathlib import Path

import pytest

from hongmao.core.events import Click, encode, pack_group
from hongmao.core.frames import Header, SegmentError, pack_frame, pack_header
from hongmao.lake.segments import read_segment, sealed_segments

LOG = bytes(range(16))


def click(number: int) -> Click:
    return Click(number, f"id{number}", "code", 1, 2, 3, 4, 5, "r", "", "", "sent")


def segment(*groups: list[int]) -> bytes:
    packed = [pack_frame(pack_group([encode(click(n)) for n in group])) for group in groups]
    return pack_header(Header(LOG, 9, 5)) + b"".join(packed)


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_events_are_numbered_through_the_segment(tmp_path: Path) -> None:
    read = read_segment(write(tmp_path / "9.seg", segment([1, 2], [3]) + bytes(100)))
    assert read.header == Header(LOG, 9, 5)
    assert [(e.log, e.segment, e.ordinal, e.event) for e in read.events] == [
        (LOG.hex(), 9, ordinal, click(ordinal + 1)) for ordinal in range(3)
    ]
    assert read.damaged_bytes == 0


def test_damage_is_counted_and_what_stands_before_it_is_kept(tmp_path: Path) -> None:
    content = bytearray(segment([1, 2], [3], [4]))
    whole = len(segment([1, 2]))
    content[whole + 12] ^= 1
    read = read_segment(write(tmp_path / "9.seg", bytes(content)))
    assert [e.event.at for e in read.events] == [1, 2]
    assert read.damaged_bytes == len(content) - whole


def test_what_is_no_segment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SegmentError):
        read_segment(write(tmp_path / "a.seg", b"no"))
    with pytest.raises(SegmentError, match="not events"):
        read_segment(write(tmp_path / "b.seg", segment() + pack_frame(b"\x91\x01")))


def test_only_sealed_segments_are_listed_by_log_and_number(tmp_path: Path) -> None:
    names = ["b/00000001.seg", "a/00000010.seg", "a/00000002.seg", "a/00000011.open", "a/lock"]
    for name in names:
        write(tmp_path / name, b"")
    found = [path.relative_to(tmp_path).as_posix() for path in sealed_segments(tmp_path)]
    assert found == ["a/00000002.seg", "a/00000010.seg", "b/00000001.seg"]
    assert sealed_segments(tmp_path / "missing") == []
