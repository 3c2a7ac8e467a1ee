"""The byte layout of the event log: what the edge writes and the lake reads.

A segment is a 64-byte header, then frames, then zeros (the file is preallocated). A frame is
`length, crc32, payload`; its payload is one committed group: a MessagePack array of events. The
log ends at the first frame that is empty, cut short or fails its checksum, so a torn tail is found
by reading alone.
"""

import struct
import zlib
from collections.abc import Iterator

import msgspec

MAGIC = b"HMLOG\x01\r\n"
HEADER_SIZE = 64
_HEADER = struct.Struct("<8s16sQQ")
_FRAME = struct.Struct("<II")
FRAME_OVERHEAD = _FRAME.size
MAX_PAYLOAD = 1 << 26
"""No group is larger than 64 MiB: a length above it is damage, not data."""


class Header(msgspec.Struct, frozen=True):
    """Which log (16 bytes of identity), which segment of it, and when it was opened (epoch ms)."""

    log: bytes
    segment: int
    opened_ms: int


class Frame(msgspec.Struct, frozen=True):
    """One committed group: the byte offset of its frame in the segment, and its payload."""

    offset: int
    payload: bytes


class SegmentError(ValueError):
    """A file that is not a segment of the event log."""


def pack_header(header: Header) -> bytes:
    """The first 64 bytes of a segment."""
    packed = _HEADER.pack(MAGIC, header.log, header.segment, header.opened_ms)
    return packed.ljust(HEADER_SIZE, b"\0")


def unpack_header(head: bytes) -> Header:
    """Read a segment's header; raises `SegmentError` where it is not one."""
    if len(head) < HEADER_SIZE or not head.startswith(MAGIC):
        raise SegmentError("not a segment of the event log")
    _, log, segment, opened_ms = _HEADER.unpack_from(head)
    return Header(log, segment, opened_ms)


def pack_frame(payload: bytes) -> bytes:
    """A group ready to append."""
    return _FRAME.pack(len(payload), zlib.crc32(payload)) + payload


def frames(segment: bytes | memoryview) -> Iterator[Frame]:
    """The frames of a whole segment, in order, up to the first that is not whole."""
    view = memoryview(segment)
    offset = HEADER_SIZE
    while offset + FRAME_OVERHEAD <= len(view):
        length, checksum = _FRAME.unpack_from(view, offset)
        end = offset + FRAME_OVERHEAD + length
        if length == 0 or length > MAX_PAYLOAD or end > len(view):
            return
        payload = bytes(view[offset + FRAME_OVERHEAD : end])
        if zlib.crc32(payload) != checksum:
            return
        yield Frame(offset, payload)
        offset = end


def end_of_log(segment: bytes | memoryview) -> int:
    """The offset after the last whole frame: where appending may go on."""
    end = HEADER_SIZE
    for frame in frames(segment):
        end = frame.offset + FRAME_OVERHEAD + len(frame.payload)
    return end
