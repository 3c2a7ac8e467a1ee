"""A disk that keeps the events written to it, and no segment."""

import threading
from pathlib import Path

from hongmao.core import frames
from hongmao.core.events import Event, unpack_group
from hongmao.edge.disk import Disk
from hongmao.edge.segment import OPEN


class Tape(Disk):
    """Keeps the events written to segments instead of the segments; all of it lasts at once.

    Other files are real, since a log is claimed by a lock on one.
    """

    def __init__(self) -> None:
        self._paths: dict[int, Path] = {}
        self._images: dict[Path, bytearray] = {}
        self._ends: dict[Path, int] = {}
        self._events: list[Event] = []
        self._lock = threading.Lock()

    def create(self, path: Path) -> int:
        return self._keep(super().create(path), path)

    def open(self, path: Path) -> int:
        return self._keep(super().open(path), path)

    def write(self, descriptor: int, data: bytes, offset: int) -> None:
        path = self._paths.get(descriptor)
        if path is None:
            super().write(descriptor, data, offset)
            return
        with self._lock:
            image = self._images[path]
            image.extend(bytes(max(0, offset - len(image))))
            image[offset : offset + len(data)] = data

    def open_through(self, path: Path) -> int | None:
        return None

    def fill(self, descriptor: int, offset: int, end: int) -> None:
        if descriptor not in self._paths:
            super().fill(descriptor, offset, end)

    def sync(self, descriptor: int) -> None:
        return

    def sync_folder(self, folder: Path) -> None:
        return

    def cut(self, descriptor: int, size: int) -> None:
        if descriptor not in self._paths:
            super().cut(descriptor, size)

    def close(self, descriptor: int) -> None:
        self._paths.pop(descriptor, None)
        super().close(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        self._drop(old)
        super().rename(old, new)
        if old.suffix == OPEN:
            super().remove(new)

    def remove(self, path: Path) -> None:
        self._drop(path)
        super().remove(path)

    def take(self) -> list[Event]:
        """The events written since last asked, in the order of their segments."""
        with self._lock:
            for path in sorted(self._images):
                self._read(path)
            taken, self._events = self._events, []
        return taken

    def _keep(self, descriptor: int, path: Path) -> int:
        if path.suffix == OPEN:
            with self._lock:
                self._paths[descriptor] = path
                self._images.setdefault(path, bytearray())
                self._ends.setdefault(path, frames.HEADER_SIZE)
        return descriptor

    def _drop(self, path: Path) -> None:
        with self._lock:
            if path in self._images:
                self._read(path)
                del self._images[path], self._ends[path]

    def _read(self, path: Path) -> None:
        start = self._ends[path]
        rest = bytes(frames.HEADER_SIZE) + self._images[path][start:]
        for frame in frames.frames(rest):
            self._events += unpack_group(frame)
        self._ends[path] = start + frames.end_of_log(rest) - frames.HEADER_SIZE
