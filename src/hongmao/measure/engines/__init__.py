"""The engines that questions run on, behind one small protocol, opened by name."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # settings name an engine, and the edge reads settings: it needs no Arrow
    import pyarrow as pa

    from hongmao.lake.reading import Files

DUCKDB, SPARK, CLICKHOUSE = "duckdb", "spark", "clickhouse"
MASTERS = ("spark://", "local", "yarn", "k8s://")


class Engine(Protocol):
    """Where a question runs: tables are brought by name, a text is answered."""

    def bring(self, name: str, table: "pa.Table") -> None:
        """Make rows known as a table."""

    def read(self, name: str, files: "Files") -> None:
        """Make Parquet files known as a table; one without rows where there are none."""

    def keep(self, name: str, text: str) -> None:
        """Answer a text once, into a table that later texts read."""

    def answer(self, text: str) -> "pa.Table":
        """The rows that answer a question, in the engine's own types."""


def check_engine(name: str) -> str:
    """The same name, where there is such an engine. Raises `ValueError`."""
    if name in (DUCKDB, SPARK, CLICKHOUSE) or name.startswith(MASTERS):
        return name
    known: Sequence[str] = (DUCKDB, SPARK, CLICKHOUSE, "spark://HOST:PORT")
    raise ValueError(f"There is no engine {name!r}. Choose from: {', '.join(known)}.")


def open_engine(name: str = DUCKDB) -> AbstractContextManager[Engine]:
    """An engine, ready: `duckdb`, `spark` (in this process), a Spark master, or `clickhouse`.

    Raises `ValueError` for any other name, `ImportError` where its package is not installed.
    """
    check_engine(name)
    if name == DUCKDB:
        from hongmao.measure.engines.duck import Duck

        return Duck()
    if name == CLICKHOUSE:
        from hongmao.measure.engines.clickhouse import ClickHouse

        return ClickHouse()
    from hongmao.measure.engines.spark import Spark

    return Spark("local[*]" if name == SPARK else name)
