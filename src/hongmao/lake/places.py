"""Where a lake lies: a local folder, or object storage by URL, through Arrow's file systems.

A path, `file://`, `s3://bucket/folder` and `gs://bucket/folder` are known; credentials come from
where the storage's own tools look for them. A file appears whole or not at all: in a folder by a
rename, in object storage because an object exists once its upload is closed.
"""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

WRITING_S = 600.0
SCHEMES = ("file://", "s3://", "gs://", "gcs://")


class Place(msgspec.Struct, frozen=True):
    """A folder in a file system; names below it are parted by `/`.

    `folder` is set where it is one of this machine's own.
    """

    files: Any
    root: str
    url: str
    folder: Path | None = None

    def path(self, name: str) -> str:
        """A name's path in the file system."""
        return f"{self.root}/{name}"

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name."""
        found: bool = self.files.get_file_info(self.path(name)).type == fs.FileType.File
        return found

    def names(self, folder: str = "", ending: str = "") -> list[str]:
        """The files below a folder, sorted; unfinished ones, whose names begin with a dot, not."""
        base = self.path(folder) if folder else self.root
        found = self.files.get_file_info(
            fs.FileSelector(base, recursive=True, allow_not_found=True)
        )
        return sorted(
            info.path[len(self.root) + 1 :]
            for info in found
            if info.type == fs.FileType.File
            and info.base_name.endswith(ending)
            and not info.base_name.startswith(".")
        )

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each file below a folder."""
        found = self.files.get_file_info([self.path(name) for name in self.names(folder)])
        return {info.path[len(self.root) + 1 :]: info.size for info in found}

    def folders(self, folder: str) -> list[str]:
        """The names of the folders right below a folder, sorted."""
        found = self.files.get_file_info(fs.FileSelector(self.path(folder), allow_not_found=True))
        return sorted(info.base_name for info in found if info.type == fs.FileType.Directory)

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where there is none."""
        try:
            with self.files.open_input_stream(self.path(name)) as stream:
                data: bytes = stream.read()
                return data
        except FileNotFoundError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Put a file in place, whole or not at all."""
        self._put(name, lambda stream: stream.write(data))

    def put_table(self, name: str, table: pa.Table) -> None:
        """Put a table in place as Parquet, whole or not at all."""
        self._put(name, partial(pq.write_table, table, compression="zstd"))

    def table(self, name: str) -> pa.Table:
        """A Parquet file's rows. Raises `pa.ArrowInvalid` or `OSError` where it is torn."""
        with self.files.open_input_file(self.path(name)) as file:
            return pq.ParquetFile(file).read()

    def head(self, name: str) -> Any:
        """A Parquet file's metadata. Raises as `table` does."""
        with self.files.open_input_file(self.path(name)) as file:
            return pq.ParquetFile(file).metadata

    def remove(self, name: str) -> None:
        """Remove a file; one that is not there is no fault."""
        try:
            self.files.delete_file(self.path(name))
        except FileNotFoundError:
            return

    def _put(self, name: str, write: Callable[[Any], object]) -> None:
        if self.folder is not None:
            _put_local(self.folder / name, write)
            return
        with self.files.open_output_stream(self.path(name)) as stream:
            write(stream)


Lake = Path | str | Place
"""A lake as callers name it."""


def place(lake: Lake) -> Place:
    """The place of a path or URL. Raises `ValueError` for a scheme that there is none of."""
    if isinstance(lake, Place):
        return lake
    text = str(lake)
    if "://" not in text:
        folder = Path(lake).absolute()
        return Place(fs.LocalFileSystem(), folder.as_posix(), text, folder)
    if not text.startswith(SCHEMES):
        raise ValueError(f"A lake lies in a folder or under {', '.join(SCHEMES)}, not {text}.")
    files, root = fs.FileSystem.from_uri(text)
    local = Path(root) if isinstance(files, fs.LocalFileSystem) else None
    return Place(files, root.rstrip("/"), text.rstrip("/"), local)


def unfinished(lake: Place) -> Iterator[str]:
    """Files that a killed process left half-written, by name; object storage keeps none.

    One that is younger than ten minutes may be somebody's who still writes.
    """
    if lake.folder is not None:
        for path in sorted(lake.folder.rglob(".*.*")):
            if path.is_file() and time.time() - path.stat().st_mtime > WRITING_S:
                yield path.relative_to(lake.folder).as_posix()


def _put_local(target: Path, write: Callable[[Any], object]) -> None:
    """Write a file whole or not at all, and have it on disk before going on."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temp = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temp.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temp.replace(target)
    finally:
        temp.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
