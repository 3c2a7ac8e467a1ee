"""Every question, unchanged, on DuckDB, Spark and ClickHouse: the same answer on each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hongmao.core.events import Event
from hongmao.measure.engines import DUCKDB, open_engine
from hongmao.measure.runner import answer, answer_on, parameters, question
from hongmao.settings import Settings
from tests.measure.test_questions import QUESTIONS
from tests.measure.worlds import events, facts, fill

pytest.importorskip("pyspark")
pytest.importorskip("chdb")
OTHERS = ("local[2]", "clickhouse")


@pytest.fixture(scope="module", autouse=True)
def _stopped() -> Iterator[None]:
    from hongmao.measure.engines.spark import stop

    yield
    stop()


@pytest.fixture(scope="module")
def held() -> list[Event]:
    """The events of the world."""
    return events(7, 400)


@pytest.fixture(scope="module")
def lake(held: list[Event], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with them, some twice."""
    return fill(tmp_path_factory.mktemp("home"), held[:250], held[250:], held[:5])


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Rows in an order of their own, doubles as tests compare them."""
    found = [tuple(row.values()) for row in table.to_pylist()]
    return sorted(found, key=lambda row: [(one is None, str(type(one)), one) for one in row])


def alike(one: pa.Table, other: pa.Table) -> bool:
    """Whether two answers have the same columns and the same rows, doubles to 1e-9 of them."""
    assert one.column_names == other.column_names
    assert one.num_rows == other.num_rows
    for mine, theirs in zip(rows(one), rows(other), strict=True):
        assert [
            left if isinstance(left, int | str) else pytest.approx(left, rel=1e-9)
            for left in mine
        ] == list(theirs)  # fmt: skip
    return True


@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_alike_everywhere(
    name: str, engine: str, lake: Path, held: list[Event]
) -> None:
    wanted = answer(name, lake, facts(name, held), engine=DUCKDB)
    assert wanted.num_rows
    assert alike(wanted, answer(name, lake, facts(name, held), engine=engine))


@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_lake_with_nothing_in_it_is_answered_alike(
    name: str, engine: str, tmp_path: Path, held: list[Event]
) -> None:
    nothing = facts(name, held)
    wanted = answer(name, tmp_path / "lake", nothing, engine=DUCKDB)
    assert alike(wanted, answer(name, tmp_path / "lake", nothing, engine=engine))


@pytest.mark.parametrize("engine", [DUCKDB, *OTHERS])
def test_answers_have_the_same_types_everywhere(engine: str) -> None:
    text = "SELECT CAST(n AS BIGINT) AS n, n / 2.0 AS half, word FROM given"
    with open_engine(engine) as opened:
        table = answer_on(opened, text, facts={"given": parameters(n=7, word="七")})
    assert table.schema == pa.schema(
        [("n", pa.int64()), ("half", pa.float64()), ("word", pa.string())]
    )
    assert table.to_pylist() == [{"n": 7, "half": 3.5, "word": "七"}]


def test_there_is_no_other_engine() -> None:
    with pytest.raises(ValueError, match="duckdb, spark, clickhouse"):
        open_engine("abacus")
    with pytest.raises(ValueError, match="duckdb, spark, clickhouse"):
        Settings(engine="abacus")
    assert Settings(engine="spark://host:7077").engine == "spark://host:7077"


def test_no_question_reads_files_or_joins_as_of() -> None:
    for name in QUESTIONS:
        text = question(name).upper()
        assert not [word for word in ("ASOF", "READ_PARQUET", "FROM RANGE", "::") if word in text]
