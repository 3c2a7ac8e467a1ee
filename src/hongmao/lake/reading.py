"""Which files of a lake answer for a kind of event, and in which hours."""

from collections.abc import Collection
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import dataset

from hongmao.lake.parquet import schema
from hongmao.lake.places import Lake, place
from hongmao.lake.state import live


class Files(msgspec.Struct, frozen=True):
    """Parquet files of one kind, by their paths in a file system, and their columns.

    `local` says that they lie on this machine and any engine may open them by path.
    """

    paths: tuple[str, ...]
    schema: Any
    files: Any
    url: str
    local: bool

    def dataset(self) -> Any:
        """The files as an Arrow dataset; columns that an older file lacks are null."""
        return dataset.dataset(
            list(self.paths), schema=self.schema, format="parquet", filesystem=self.files
        )

    def table(self) -> pa.Table:
        """All rows, read into memory."""
        return self.dataset().to_table() if self.paths else self.schema.empty_table()


def files_of(lake: Lake, kind: str, hours: Collection[str] | None = None) -> Files:
    """The files of a kind; `hours` (`YYYYMMDDHH`, UTC) keeps to these."""
    where = place(lake)
    paths = tuple(where.path(name) for name in live(where, kind, hours))
    return Files(paths, schema(kind), where.files, where.url, where.folder is not None)
