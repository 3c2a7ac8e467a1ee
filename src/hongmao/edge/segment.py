"""A segment of the event log while it is written, and what is left of one after a crash."""

from contextlib import suppress
from pathlib import Path

import msgspec

from hongmao.core import frames
from hongmao.edge.disk import Disk

OPEN = ".open"
SEALED = ".seg"
DAMAGED = ".damaged"


def segment_number(path: Path) -> int:
    """The number in a segment's file name, 0 where there is none: they count from 1."""
    return int(path.stem) if path.stem.isascii() and path.stem.isdigit() else 0


class OpenSegment:
    """A segment that takes groups: preallocated, zero-filled, its header on disk.

    `end` is the offset after the last group that counts as written; what lies behind it is cut when
    the segment is sealed. One thread at a time may call it. Methods raise `OSError`.
    """

    def __init__(
        self, disk: Disk, folder: Path, header: frames.Header, capacity: int, *, synced: bool
    ) -> None:
        self._disk = disk
        self._synced = synced
        self.number = header.segment
        self.capacity = capacity
        self.end = frames.HEADER_SIZE
        self.events = 0
        self.path = folder / f"{header.segment:08d}{OPEN}"
        self._file = disk.create(self.path)
        try:
            disk.fill(self._file, 0, capacity)
            disk.write(self._file, frames.pack_header(header), 0)
            disk.sync(self._file)
            disk.sync_folder(folder)
        except OSError:
            with suppress(OSError):
                self.discard()
            raise

    def fits(self, size: int) -> bool:
        """Whether a frame of `size` bytes belongs in this segment; an empty one takes any."""
        return self.events == 0 or self.end + size <= self.capacity

    def write(self, frame: bytes, events: int) -> None:
        """Append one group: on return it counts as written, by the durability asked for."""
        self._disk.write(self._file, frame, self.end)
        if self._synced:
            self._disk.sync(self._file)
        self.end += len(frame)
        self.events += events

    def sync(self) -> None:
        """Bring what was written to the disk."""
        self._disk.sync(self._file)

    def seal(self) -> None:
        """Cut, sync, rename: from here on the segment never changes. One without events goes.

        May be called again after it raised.
        """
        if self.events == 0:
            self.discard()
            return
        if self.path.suffix == OPEN:
            self._disk.cut(self._file, self.end)
            sealed = self.path.with_suffix(SEALED)
            self._disk.rename(self.path, sealed)
            self.path = sealed
        self._disk.sync_folder(self.path.parent)
        self._disk.close(self._file)

    def discard(self) -> None:
        """Remove the segment. May be called again after it raised."""
        self._disk.remove(self.path)
        self._disk.close(self._file)


class Recovery(msgspec.Struct, frozen=True):
    """What was found in a segment that a dead process had left open.

    `events_bytes` were kept, `torn_bytes` cut; `sealed` is the file they are in now, None where the
    segment held nothing. `damaged`: its header is unreadable; the file was set aside, not removed.
    """

    segment: int
    kept_bytes: int
    torn_bytes: int
    sealed: Path | None
    damaged: bool = False


def recover_segment(disk: Disk, path: Path) -> Recovery:
    """Seal an `.open` segment: keep its whole frames, cut the torn tail. Raises `OSError`."""
    data = path.read_bytes()
    number = segment_number(path)
    content = len(data.rstrip(b"\0"))
    if content == 0:
        disk.remove(path)
        return Recovery(number, 0, 0, None)
    try:
        frames.unpack_header(data[: frames.HEADER_SIZE])
    except frames.SegmentError:
        aside = path.with_suffix(DAMAGED)
        disk.rename(path, aside)
        disk.sync_folder(path.parent)
        return Recovery(number, 0, content, aside, damaged=True)
    end = frames.end_of_log(data)
    torn = max(0, content - end)
    if end == frames.HEADER_SIZE:
        disk.remove(path)
        return Recovery(number, 0, torn, None)
    sealed = path.with_suffix(SEALED)
    descriptor = disk.open(path)
    try:
        disk.cut(descriptor, end)
    finally:
        disk.close(descriptor)
    disk.rename(path, sealed)
    disk.sync_folder(path.parent)
    return Recovery(number, end - frames.HEADER_SIZE, torn, sealed)
