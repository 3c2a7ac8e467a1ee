"""DuckDB, inside this process: the default."""

from typing import Any

import duckdb
import pyarrow as pa

from hongmao.lake.reading import Files


class Duck:
    """A connection of its own, in memory."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(":memory:", config={"python_enable_replacements": False})

    def __enter__(self) -> "Duck":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def bring(self, name: str, table: pa.Table) -> None:
        """Make rows known as a table."""
        self.connection.register(name, table)

    def read(self, name: str, files: Files) -> None:
        """Make Parquet files known as a table."""
        if not files.paths:
            self.bring(name, files.schema.empty_table())
        elif files.local:
            self._opened(list(files.paths)).create_view(name)
        else:
            self.connection.register(name, files.dataset())

    def _opened(self, paths: list[str]) -> Any:
        return self.connection.from_parquet(paths, hive_partitioning=False, union_by_name=True)

    def keep(self, name: str, text: str) -> None:
        """Answer a text once, into a table that later texts read."""
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {text}")

    def answer(self, text: str) -> pa.Table:
        """The rows that answer a question."""
        return self.connection.sql(text).to_arrow_table()
