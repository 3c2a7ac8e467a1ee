"""The file calls of the event log, in one place, so that a failing disk can be put under it."""

import errno
import os
from pathlib import Path

ZEROS = bytes(1 << 18)
BLOCK = 4096
"""What direct writes are aligned to: no disk asks for more."""


class Disk:
    """The real disk. Every method raises `OSError` where the system refuses."""

    def create(self, path: Path) -> int:
        """A new file open for writing; refuses to open one that exists."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)

    def open(self, path: Path) -> int:
        """A file open for reading and writing, made where it is missing."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)

    def write(self, descriptor: int, data: bytes, offset: int) -> None:
        """Write all of `data` at `offset`, or raise."""
        written = os.pwrite(descriptor, data, offset)
        while written < len(data):
            written += os.pwrite(descriptor, memoryview(data)[written:], offset + written)

    def fill(self, descriptor: int, offset: int, end: int) -> None:
        """Zero-fill from `offset` to `end`, so that later writes allocate nothing."""
        while offset < end:
            part = ZEROS[: end - offset]
            self.write(descriptor, part, offset)
            offset += len(part)

    def sync(self, descriptor: int) -> None:
        """Return once what was written to the file survives the loss of power."""
        getattr(os, "fdatasync", os.fsync)(descriptor)

    def open_through(self, path: Path) -> int | None:
        """The file open for `write_through`; None where the system or file system has no such way.

        Past the page cache, and each write in one call with its sync: half the processor time.
        """
        if not hasattr(os, "O_DIRECT"):
            return None
        try:
            return os.open(path, os.O_WRONLY | os.O_DIRECT | os.O_DSYNC | os.O_CLOEXEC)
        except OSError:
            return None

    def write_through(self, descriptor: int, data: memoryview, offset: int) -> None:
        """Write whole blocks of `BLOCK` bytes; on return they survive the loss of power."""
        written = os.pwrite(descriptor, data, offset)
        if written != len(data):  # never halved on a sound disk
            raise OSError(errno.EIO, "a direct write was cut short")

    def cut(self, descriptor: int, size: int) -> None:
        """Cut the file to `size` and sync it, size and all."""
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a file."""
        os.close(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        """Rename within a folder; `sync_folder` makes it last."""
        os.rename(old, new)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is not there is removed already."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Return once the names in a folder survive the loss of power."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
