"""Object storage in memory, through Arrow's own protocol, that can be cut off at any write."""

from typing import Any

from fsspec.implementations.memory import MemoryFileSystem
from pyarrow import fs

from hongmao.lake.places import Place


class CutOff(OSError):
    """The process was ended here."""


class Storage(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Objects in memory; after `left` writes and removals every other is the process's end."""

    cachable = False

    def __init__(self) -> None:
        super().__init__()
        self.store: dict[str, Any] = {}
        self.pseudo_dirs = [""]
        self.left: int | None = None
        self.writes = 0

    def _spend(self) -> None:
        self.writes += 1
        if self.left is not None:
            if self.left == 0:
                raise CutOff
            self.left -= 1

    def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        if "w" in mode:
            self._spend()
        return super()._open(path, mode=mode, **options)

    def rm(self, path: str, **options: Any) -> None:
        """Remove an object."""
        self._spend()
        super().rm(path, **options)


def bucket(storage: Storage) -> Place:
    """A lake in this storage."""
    files = fs.PyFileSystem(fs.FSSpecHandler(storage))
    return Place(files, "/bucket/lake", "memory://bucket/lake")
