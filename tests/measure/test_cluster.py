"""A real Spark cluster, DuckDB and ClickHouse give the same credit for every note."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from hongmao.core.events import Click
from hongmao.measure.credited import FIGURES, Rule, credit_orders
from tests.measure import worlds
from tests.measure.test_engines import alike
from tests.measure.worlds import events, fill

pytest.importorskip("pyspark")
pytest.importorskip("chdb")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A standalone master with two workers."""
    from hongmao.measure.engines.spark import stop
    from tests.measure.cluster import cluster

    stop()
    with cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address
        stop()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_credits_of_every_note_are_the_same_on_a_cluster(master: str, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    held = events(11, 400)
    lake = fill(tmp_path, held[:200], held[200:])
    clicks = [one for one in held if isinstance(one, Click) and one.reader]
    orders = worlds.orders(clicks)
    rule, people = Rule(window_days=0.15), worlds.identities()

    def credited(engine: str) -> tuple[int, list[int], pa.Table]:
        found = credit_orders(
            lake, orders, rule=rule, identities=people, engine=engine, skip_bad=True
        )
        return found.used, [one.rows for one in found.refused], found.by("note")

    used, refused, wanted = credited("duckdb")
    assert used == len(clicks[::2])
    assert refused == [1]
    for engine in (master, "clickhouse"):
        counted, why, table = credited(engine)
        assert (counted, why) == (used, refused)
        assert alike(wanted, table)
    session = SparkSession.getActiveSession()
    assert session is not None
    assert session.sparkContext.master == master
    executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    assert executors == 2
    assert set(FIGURES) <= set(wanted.column_names)
