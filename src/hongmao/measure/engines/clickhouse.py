"""ClickHouse inside this process, through `chdb`."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from chdb.session import Session

from hongmao.lake.reading import Files

AS_STANDARD = "SET join_use_nulls = 1, cast_keep_nullable = 1"
"""What makes it read the standard's joins and casts as the other engines do."""


class ClickHouse:
    """A session in a temporary folder; `chdb` has one at a time in a process."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory(prefix="hongmao-clickhouse-")
        self.session: Any = Session(str(Path(self.folder.name) / "session"))
        self.session.query(AS_STANDARD)

    def __enter__(self) -> "ClickHouse":
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self.folder.cleanup()

    def bring(self, name: str, table: pa.Table) -> None:
        """Make rows known as a table."""
        path = Path(self.folder.name) / f"{name}.parquet"
        pq.write_table(table, path)
        self._view(name, path, table.schema)

    def read(self, name: str, files: Files) -> None:
        """Make Parquet files known as a table."""
        if not (files.paths and files.local):
            self.bring(name, files.table())
            return
        folder = Path(self.folder.name) / name
        folder.mkdir(exist_ok=True)
        for number, path in enumerate(files.paths):
            (folder / f"{number}.parquet").symlink_to(path)
        self._view(name, folder / "*.parquet", files.schema)

    def _view(self, name: str, path: Path, schema: pa.Schema) -> None:
        columns = ", ".join(f"`{field.name}`" for field in schema)
        self.session.query(
            f"CREATE OR REPLACE VIEW `{name}` AS "  # noqa: S608  # names of our own tables
            f"SELECT {columns} FROM file('{path}', Parquet)"
        )

    def keep(self, name: str, text: str) -> None:
        """Answer a text once, into a table that later texts read."""
        self.session.query(f"CREATE TABLE `{name}` ENGINE = Memory AS {text}")

    def answer(self, text: str) -> pa.Table:
        """The rows that answer a question."""
        return self.session.query(text, "ArrowTable")
