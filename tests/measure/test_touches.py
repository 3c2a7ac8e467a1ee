"""Touches with their times: journeys out of two tables, and what cannot be one."""

from fractions import Fraction
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.reasons import Reason
from hongmao.measure.models.shares import DAY_MS
from hongmao.measure.paths import BadRows, Model, attribute
from hongmao.measure.touches import attribute_touches

TOUCHES = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from("abc"), st.integers(0, 4)), min_size=1, max_size=12
)
UTC = pa.timestamp("ms", "UTC")


def touches(*rows: tuple[Any, str, int]) -> pa.Table:
    """Touches of journeys: journey, channel, milliseconds."""
    journeys, channels, at = zip(*rows, strict=True)
    return pa.table({"journey": journeys, "channel": channels, "at_ms": at})


def conversions(*rows: tuple[Any, int, float]) -> pa.Table:
    """Conversions of journeys: journey, milliseconds, value."""
    journeys, at, values = zip(*rows, strict=True)
    return pa.table({"journey": journeys, "at_ms": at, "value": values})


def refused(seen: pa.Table, won: pa.Table) -> dict[Reason, str]:
    """Why rows are refused; all rows are counted."""
    with pytest.raises(BadRows) as caught:
        attribute_touches(seen, won)
    bad = caught.value
    assert bad.rows == seen.num_rows + won.num_rows
    assert bad.rows == bad.used + sum(one.rows for one in bad.refused)
    return {one.reason: one.text() for one in bad.refused}


@pytest.mark.parametrize("model", [model for model in Model if model is not Model.TIME_DECAY])
@settings(deadline=None, max_examples=40)
@given(rows=TOUCHES, seed=st.integers(0, 99))
def test_touches_are_credited_as_their_paths_are(model: Model, rows: Any, seed: int) -> None:
    won = {journey: 10.0 * journey for journey, _, _ in rows if journey % 2}
    paths: dict[int, list[tuple[int, str]]] = {}
    for journey, channel, at in rows:
        paths.setdefault(journey, []).append((at, channel))
    table = pa.table(
        {
            "path": [" > ".join(one for _, one in sorted(path)) for path in paths.values()],
            "total_conversions": [int(journey in won) for journey in paths],
            "total_conversion_value": [won.get(journey, 0.0) for journey in paths],
            "total_null": [int(journey not in won) for journey in paths],
        }
    )
    Random(seed).shuffle(rows)
    # A conversion of its own keeps the table of conversions from being empty.
    other = conversions((9, 9, 1.0), *((journey, 4, value) for journey, value in won.items()))
    found = attribute_touches(touches((9, "a", 1), *rows), other, model, order=2)
    assert found.used == len(rows) + len(won) + 2
    alone = {"path": ["a"], "total_conversions": [1], "total_conversion_value": [1.0]}
    both = pa.concat_tables([table, pa.table({**alone, "total_null": [0]})])
    wanted = attribute(both, model, order=2).table
    for name in ("channel", "conversions", "value", "removal_effect"):
        assert found.table[name].to_pylist() == pytest.approx(wanted[name].to_pylist())


def test_time_decays_by_days_before_the_conversion() -> None:
    seen = touches((1, "a", 0), (1, "b", 7 * DAY_MS), (1, "c", 14 * DAY_MS), (2, "c", 0))
    won = conversions((1, 15 * DAY_MS, 70.0))
    rows = attribute_touches(seen, won, "time-decay").table.to_pylist()
    shares = [Fraction(1, 7), Fraction(2, 7), Fraction(4, 7)]
    assert [row["conversions"] for row in rows] == pytest.approx([float(one) for one in shares])
    assert [row["value"] for row in rows] == pytest.approx([float(70 * one) for one in shares])
    halved = attribute_touches(seen, won, "time-decay", half_life=3.5).table["conversions"]
    assert halved[1].as_py() / halved[0].as_py() == pytest.approx(4.0)


def test_touches_of_long_ago_still_have_a_share() -> None:
    rows = attribute_touches(
        touches((1, "a", 0), (1, "b", 1)), conversions((1, 9_000 * DAY_MS, 1.0)), "time-decay"
    ).table["conversions"]
    assert rows.to_pylist() == pytest.approx([0.5, 0.5])


def test_orders_before_their_touches_are_refused() -> None:
    seen = touches((1, "a", 5), (1, "b", 11), (2, "a", 8))
    reasons = refused(seen, conversions((1, 10, 1.0), (2, 7, 1.0), (3, 9, 1.0)))
    assert reasons == {
        Reason.TOUCH_AFTER_CONVERSION: "touches, row 2: the touch comes after its journey "
        "converted.",
        Reason.CONVERTED_UNTOUCHED: "conversions, row 2: journey 2 has no touch before it "
        "converted.",
    }


def test_a_journey_converts_once() -> None:
    reasons = refused(touches(("j", "a", 5)), conversions(("j", 9, 1.0), ("j", 7, 1.0)))
    assert reasons == {
        Reason.CONVERTED_TWICE: "conversions, row 2: journey 'j' has converted in an earlier row."
    }


def test_names_and_numbers_are_judged_as_in_path_tables() -> None:
    seen = pa.table({"journey": ["1", "1"], "channel": ["a", None], "at_ms": [1, 1]})
    assert refused(seen, conversions(("1", 2, -1.0))) == {
        Reason.NAME_MISSING: "touches, row 2: channel is empty.",
        Reason.NEGATIVE: "conversions, row 1: value is -1.0, below zero.",
    }


def test_times_with_a_zone_are_read_whatever_the_zone() -> None:
    seen = touches((1, "a", 1_000), (1, "b", 2_000))
    won = conversions((1, 3_000, 1.0))
    expected = attribute_touches(seen, won, "time-decay").table
    zoned = seen["at_ms"].cast(UTC).cast(pa.timestamp("us", "Asia/Shanghai"))
    texts = pa.array(["1970-01-01T08:00:01+08:00", "1970-01-01 00:00:02Z"])
    for column in (zoned, texts):
        found = attribute_touches(seen.set_column(2, "at_ms", column), won, "time-decay")
        assert found.table == expected


def test_local_times_are_refused() -> None:
    won = conversions((1, 3_000, 1.0))
    for column in (
        pa.array([1], pa.timestamp("ms")),
        pa.array(["2026-11-01 10:00:00"]),
        pa.array(["2026-11-01"]),
    ):
        seen = touches((1, "a", 1)).set_column(2, "at_ms", column)
        sentence = refused(seen, won)[Reason.TIME_WITHOUT_ZONE]
        assert "touches, row 1: at_ms is " in sentence
        assert "a time without a zone" in sentence
    seen = touches((1, "a", 1)).set_column(2, "at_ms", pa.array(["noon"]))
    assert "'noon', which is no time" in refused(seen, won)[Reason.NOT_A_TIME]
