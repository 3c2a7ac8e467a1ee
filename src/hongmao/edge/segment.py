"""A segment of the event log while it is written, and what is left of one after a crash."""

import errno
from contextlib import suppress
from mmap import mmap
from pathlib import Path

import msgspec

from hongmao.core import frames
from hongmao.edge.disk import BLOCK, Disk

OPEN = ".open"
SEALED = ".seg"
DAMAGED = ".damaged"


def segment_number(path: Path) -> int:
    """The number in a segment's file name, 0 where there is none: they count from 1."""
    return int(path.stem) if path.stem.isascii() and path.stem.isdigit() else 0


class ThroughWriter:
    """Appends to a file by direct writes of whole blocks.

    The last block that is not full is written again with each group, with the same bytes first: a
    write torn by the loss of power leaves what stood there.
    """

    def __init__(self, disk: Disk, path: Path, begin: bytes) -> None:
        """Raises `OSError` where the file system takes no direct writes. `begin` is written."""
        descriptor = disk.open_through(path)
        if descriptor is None:
            raise OSError(errno.EOPNOTSUPP, "no direct writes")
        self._disk = disk
        self._descriptor = descriptor
        self._buffer = mmap(-1, 16 * BLOCK)  # memory of its own pages is aligned
        self._start, self._rest = 0, b""
        try:
            self.append(begin)
        except OSError:
            self.close()
            raise

    def append(self, data: bytes) -> None:
        """Append, and return once it survives the loss of power. Raises `OSError`."""
        whole = self._rest + data
        blocks = -(-len(whole) // BLOCK)
        size = blocks * BLOCK
        if size > len(self._buffer):
            self._buffer = mmap(-1, 2 * size)
        self._buffer[: len(whole)] = whole
        self._buffer[len(whole) : size] = bytes(size - len(whole))
        with memoryview(self._buffer) as view, view[:size] as part:
            self._disk.write_through(self._descriptor, part, self._start)
        full = len(whole) - len(whole) % BLOCK
        self._start, self._rest = self._start + full, whole[full:]

    def close(self) -> None:
        """Close the file."""
        self._disk.close(self._descriptor)


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
        self._through: ThroughWriter | None = None
        try:
            disk.fill(self._file, 0, capacity)
            disk.write(self._file, frames.pack_header(header), 0)
            disk.sync(self._file)
            disk.sync_folder(folder)
            self._through = _through(disk, self.path, header) if synced else None
        except OSError:
            with suppress(OSError):
                self.discard()
            raise

    def fits(self, size: int) -> bool:
        """Whether a frame of `size` bytes belongs in this segment; an empty one takes any."""
        return self.events == 0 or self.end + size <= self.capacity

    def write(self, frame: bytes, events: int) -> None:
        """Append one group: on return it counts as written, by the durability asked for."""
        if self._through:
            self._through.append(frame)
        else:
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
        self._close()

    def discard(self) -> None:
        """Remove the segment. May be called again after it raised."""
        self._disk.remove(self.path)
        self._close()

    def _close(self) -> None:
        if self._through:
            self._through.close()
        self._disk.close(self._file)


def _through(disk: Disk, path: Path, header: frames.Header) -> ThroughWriter | None:
    """A direct writer behind the header; None where there can be none."""
    try:
        return ThroughWriter(disk, path, frames.pack_header(header))
    except OSError as error:
        if error.errno in (errno.EINVAL, errno.EOPNOTSUPP):
            return None
        raise


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
