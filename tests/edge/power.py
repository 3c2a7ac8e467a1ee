"""What the loss of power leaves of a log: a disk that keeps an ordered trace, and its survivors.

The rules are POSIX's at their worst. A write survives for certain once a sync of its file that
began after it has returned, or with its own return where the file is open with O_DSYNC; until then
each of its sectors of 512 bytes survives or not. A name survives for certain once a sync of its
folder has returned; until then creating, renaming and removing may be undone, for each file by
itself, the last first. What a sync refused to keep, no later sync keeps.
"""

import errno
import fcntl
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hongmao.edge.disk import Disk

SECTOR = 512
PENDING = 1 << 62
"""The moment at which a call that has not returned returns."""
Kind = Literal["write", "sync", "cut", "name", "sync_folder"]
Keep = Literal["nothing", "everything", "some"]
"""What survives of all that might or might not."""


@dataclass(slots=True)
class Call:
    """A call of the disk between two moments. `path` is a new name, None for a removed one."""

    kind: Kind
    began: int
    file: int = -1
    path: Path | None = None
    offset: int = 0
    data: bytes = b""
    durable: bool = False
    folders: frozenset[Path] = frozenset()
    ended: int = PENDING
    failed: bool = False


@dataclass(slots=True)
class Start:
    """A file that was there, and safe, from the start."""

    path: Path
    content: bytes


@dataclass
class Trace:
    """All calls in the order in which they began; moments count calls' beginnings and ends."""

    root: Path
    starts: dict[int, Start] = field(default_factory=dict)
    folders: frozenset[Path] = frozenset()
    calls: list[Call] = field(default_factory=list)
    times: list[float] = field(default_factory=lambda: [0.0])

    @property
    def moment(self) -> int:
        """The last moment."""
        return len(self.times) - 1


class TracedDisk(Disk):
    """Real files, no real syncs, every call in a trace.

    `refuse` names the kinds of calls that fail, `sync_seconds` is how long a sync takes.
    """

    def __init__(self, root: Path, sync_seconds: float = 0, *, through: bool = True) -> None:
        self.refuse: set[Kind] = set()
        self.sync_seconds = sync_seconds
        self.through = through
        self.trace = Trace(root)
        self._lock = threading.Lock()
        self._files: dict[int, int] = {}
        self._names: dict[Path, int] = {}
        for path in sorted(root.rglob("*")):
            if path.is_file():
                file = self._names[path] = len(self._names)
                self.trace.starts[file] = Start(path, path.read_bytes())
        self.trace.folders = frozenset(path for path in root.rglob("*") if path.is_dir())
        self._next = len(self._names)

    def create(self, path: Path) -> int:
        with self._call("name", self._fresh(), path=path) as call:
            descriptor = super().create(path)
            return self._bind(descriptor, path, call.file)

    def open(self, path: Path) -> int:
        file = self._names.get(path)
        if file is not None:
            return self._bind(super().open(path), path, file)
        with self._call("name", self._fresh(), path=path) as call:
            return self._bind(super().open(path), path, call.file)

    def write(self, descriptor: int, data: bytes, offset: int) -> None:
        durable = bool(fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_DSYNC)
        with self._call("write", self._files[descriptor], offset=offset, data=bytes(data)) as call:
            super().write(descriptor, data, offset)
            call.durable = durable

    def sync(self, descriptor: int) -> None:
        with self._call("sync", self._files[descriptor]):
            time.sleep(self.sync_seconds)

    def open_through(self, path: Path) -> int | None:
        if not self.through:
            return None
        descriptor = os.open(path, os.O_WRONLY | os.O_DSYNC | os.O_CLOEXEC)
        return self._bind(descriptor, path, self._names[path])

    def write_through(self, descriptor: int, data: memoryview, offset: int) -> None:
        time.sleep(self.sync_seconds)
        self.write(descriptor, bytes(data), offset)

    def cut(self, descriptor: int, size: int) -> None:
        with self._call("cut", self._files[descriptor], offset=size):
            os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        self._files.pop(descriptor, None)
        super().close(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        with self._call("name", self._names[old], path=new):
            super().rename(old, new)
            self._names[new] = self._names.pop(old)

    def remove(self, path: Path) -> None:
        file = self._names.get(path)
        if file is None:
            return
        with self._call("name", file):
            super().remove(path)
            del self._names[path]

    def sync_folder(self, folder: Path) -> None:
        folders = frozenset(path for path in folder.iterdir() if path.is_dir())
        with self._call("sync_folder", path=folder, folders=folders):
            time.sleep(self.sync_seconds)

    @contextmanager
    def _call(
        self, kind: Kind, file: int = -1, *, path: Path | None = None, offset: int = 0,
        data: bytes = b"", folders: frozenset[Path] = frozenset(),
    ) -> Iterator[Call]:  # fmt: skip
        with self._lock:
            call = Call(kind, self._tick(), file, path, offset, data, folders=folders)
            self.trace.calls.append(call)
        try:
            if kind in self.refuse:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            yield call
        except OSError:
            call.failed = True
            raise
        finally:
            with self._lock:
                call.ended = self._tick()

    def _tick(self) -> int:
        self.trace.times.append(time.monotonic())
        return self.trace.moment

    def _fresh(self) -> int:
        with self._lock:
            self._next += 1
            return self._next

    def _bind(self, descriptor: int, path: Path, file: int) -> int:
        self._files[descriptor] = file
        self._names[path] = file
        return descriptor


def lose_power(trace: Trace, moment: int, keep: Keep, chance: random.Random) -> dict[Path, bytes]:
    """The files that are left, by their paths below the root, when the power goes at `moment`."""
    happened = [call for call in trace.calls if call.began <= moment]
    syncs = [call for call in happened if call.kind == "sync_folder" and call.ended <= moment]
    syncs = [call for call in syncs if not call.failed]
    folders = trace.folders.union(*(call.folders for call in syncs))
    by_file: dict[int, list[Call]] = {file: [] for file in trace.starts}
    for call in happened:
        if call.kind != "sync_folder":
            by_file.setdefault(call.file, []).append(call)
    fates: dict[Path, bool] = {trace.root: True} | dict.fromkeys(folders, True)
    left: dict[Path, bytes] = {}
    for file, calls in by_file.items():
        start = trace.starts.get(file)
        path = _name(start, calls, syncs, keep, chance)
        if path and fates.setdefault(path.parent, _coin(keep, chance)):
            left[path.relative_to(trace.root)] = _content(start, calls, moment, keep, chance)
    return left


def _name(
    start: Start | None, calls: list[Call], syncs: list[Call], keep: Keep, chance: random.Random
) -> Path | None:
    """The name a file has then, None for none."""
    names = [call for call in calls if call.kind == "name" and not call.failed]
    paths = [start.path if start else None, *(call.path for call in names)]
    folder = next((path.parent for path in paths if path), None)
    sure = 0
    for number, call in enumerate(names, 1):
        if any(call.ended < sync.began for sync in syncs if sync.path == folder):
            sure = number
    much = {"nothing": sure, "everything": len(names), "some": chance.randint(sure, len(names))}
    return paths[much[keep]]


def _content(
    start: Start | None, calls: list[Call], moment: int, keep: Keep, chance: random.Random
) -> bytes:
    content = bytearray(start.content if start else b"")
    syncs = [call for call in calls if call.kind in ("sync", "cut") and call.ended <= moment]
    for call in calls:
        if call.kind == "write":
            if _is_kept(call, syncs, moment):
                _put(content, call.offset, call.data)
            else:
                _tear(content, call, keep, chance)
        elif call.kind == "cut":
            sure = call.ended <= moment and not call.failed
            if sure or _coin(keep, chance):
                del content[call.offset :]
    return bytes(content)


def _is_kept(write: Call, syncs: list[Call], moment: int) -> bool:
    if write.failed:
        return False
    if write.durable and write.ended <= moment:
        return True
    covering = [sync for sync in syncs if write.ended < sync.began]
    return bool(covering) and not covering[0].failed


def _tear(content: bytearray, write: Call, keep: Keep, chance: random.Random) -> None:
    """Put those sectors of a write that happened to reach the disk."""
    end = write.offset + len(write.data)
    at = write.offset
    while at < end:
        upto = min(end, at - at % SECTOR + SECTOR)
        if _coin(keep, chance):
            _put(content, at, write.data[at - write.offset : upto - write.offset])
        at = upto


def _put(content: bytearray, offset: int, data: bytes) -> None:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def _coin(keep: Keep, chance: random.Random) -> bool:
    return keep == "everything" or (keep == "some" and chance.random() < 0.5)


def lay_out(left: dict[Path, bytes], root: Path) -> None:
    """Put what is left into an empty folder."""
    root.mkdir(parents=True)
    for path, content in left.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(content)
