"""Reading sealed segments of the event log."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from hongmao.core.events import Event, unpack_group
from hongmao.core.frames import HEADER_SIZE, Header, SegmentError, end_of_log, frames, unpack_header

SEALED = ".seg"


class NumberedEvent(msgspec.Struct, frozen=True):
    """An event with its place: the key that makes moving a segment twice harmless.

    `log` is 32 hex digits; `ordinal` counts the events of the segment from 0.
    """

    log: str
    segment: int
    ordinal: int
    event: Event


class SealedSegment(msgspec.Struct, frozen=True):
    """A sealed segment's events in the order of their commits.

    `damaged_bytes` lie behind the last whole frame and are not zeros: 0 in a healthy segment. A
    caller that finds more must say so; the events before them are sound.
    """

    header: Header
    events: tuple[NumberedEvent, ...]
    damaged_bytes: int


def sealed_segments(log_folder: Path) -> list[Path]:
    """The sealed segments of all logs below `log_folder`, by log, then by number."""
    return sorted(log_folder.glob(f"*/*{SEALED}"))


def read_segment(path: Path) -> SealedSegment:
    """Read a sealed segment; raises `SegmentError` where it is none, `OSError` as reading does."""
    data = path.read_bytes()
    header = unpack_header(data[:HEADER_SIZE])
    log = header.log.hex()
    try:
        events = tuple(
            NumberedEvent(log, header.segment, ordinal, event)
            for ordinal, event in enumerate(_events(data))
        )
    except msgspec.DecodeError as error:
        raise SegmentError(f"{path} holds a group that is not events: {error}") from error
    return SealedSegment(header, events, len(data[end_of_log(data) :].rstrip(b"\0")))


def _events(data: bytes) -> Iterator[Event]:
    for frame in frames(data):
        yield from unpack_group(frame)
