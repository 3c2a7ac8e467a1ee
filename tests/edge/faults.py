"""A disk that can be told to refuse, and that keeps what power loss would leave of each file."""

import errno
import os
import threading
from pathlib import Path

from hongmao.edge.disk import Disk


class FaultyDisk(Disk):
    """Real files; `refuse` names the calls that fail (`write`, `sync`, `create`, `cut`, …).

    `torn` bytes of a refused write reach the file all the same. `durable` keeps, for each file, the
    content that had been synced last: all that is left of it when the power goes. While `answers`
    is clear, every call hangs.
    """

    def __init__(self) -> None:
        self.refuse: set[str] = set()
        self.code = errno.ENOSPC
        self.torn = 0
        self.durable: dict[Path, bytes] = {}
        self.calls: list[str] = []
        self.answers = threading.Event()
        self.answers.set()

    def create(self, path: Path) -> int:
        self._check("create")
        return super().create(path)

    def write(self, descriptor: int, data: bytes, offset: int) -> None:
        if "write" in self.refuse:
            os.pwrite(descriptor, data[: self.torn], offset)
        self._check("write")
        super().write(descriptor, data, offset)

    def sync(self, descriptor: int) -> None:
        self._check("sync")
        super().sync(descriptor)
        self._keep(descriptor)

    def open_through(self, path: Path) -> int | None:
        return self.open(path)

    def write_through(self, descriptor: int, data: memoryview, offset: int) -> None:
        self.write(descriptor, bytes(data), offset)
        self.sync(descriptor)

    def cut(self, descriptor: int, size: int) -> None:
        self._check("cut")
        super().cut(descriptor, size)
        self._keep(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        self._check("rename")
        super().rename(old, new)
        if old in self.durable:
            self.durable[new] = self.durable.pop(old)

    def _check(self, call: str) -> None:
        self.calls.append(call)
        self.answers.wait(20)
        if call in self.refuse:
            raise OSError(self.code, os.strerror(self.code))

    def _keep(self, descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        self.durable[path] = path.read_bytes()
