"""What is paid is right against a hidden truth, however many rivals click; small, by one seed."""

import pytest

from bench.matching.accuracy import RIVALS, Row, measure, table
from bench.matching.run import right_enough
from hongmao.core.matching import Grade


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """A row for each number of rivals, 800 orders each."""
    return measure(800, seed=77, teachers=500)


def test_what_is_paid_is_right_in_every_row(rows: list[Row]) -> None:
    assert [row.rivals for row in rows] == list(RIVALS)
    for row in rows:
        assert row.paid > 0
        assert right_enough(row), row
        assert row.right[Grade.EXACT] == row.counts[Grade.EXACT] > 0


def test_few_rivals_leave_most_orders_sure(rows: list[Row]) -> None:
    alone, none, one, *_ = (row.recalled / row.logged for row in rows)
    assert alone == 1.0
    assert none > 0.97
    assert one > 0.8


def test_many_rivals_leave_orders_in_doubt_and_not_in_error(rows: list[Row]) -> None:
    doubtful = [row.counts[Grade.AMBIGUOUS] for row in rows]
    assert doubtful == sorted(doubtful)
    assert doubtful[-1] > 0.8 * rows[-1].orders


def test_skew_and_tolerance_are_learned(rows: list[Row]) -> None:
    for row in rows:
        assert abs(row.lesson.fit.skew_ms - row.skew_ms) < 300
        assert row.lesson.fit.tolerance_ms < 3_000


def test_the_table_says_what_was_measured(rows: list[Row]) -> None:
    lines = table(rows).splitlines()
    assert len(lines) == 2 + len(rows)
    assert {line.count("|") for line in lines} == {12}
