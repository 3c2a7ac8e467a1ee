"""The seeding report: what counts, in which window, at what cost, and what it restates."""

from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from hongmao.core.events import Event
from hongmao.lake.compaction import compact
from hongmao.measure.seeding.hours import FOLDER, count_hours, kept_hours
from hongmao.measure.seeding.report import DAY_MS, OUTCOMES, Owner, Seeding, report, seeding
from hongmao.measure.seeding.told import Restated, restate
from tests.measure.test_questions import T0, click, fill, read, seen

HOUR_MS = 3_600_000


def at(event: Any, ms: int) -> Any:
    """An event at another time."""
    return msgspec.structs.replace(event, at=T0 + ms)


def followed(*rows: tuple[str, int, int, int, int, int]) -> pa.Table:
    """What followed clicks on note 2 of creator 3 and campaign 5, or of others by `note`."""
    table = [
        {"kind": kind, "note": note, "creator": 3, "campaign": 5, "click_ms": T0 + clicked,
         "at_ms": T0 + came, "paid": paid, "is_new": new}
        for kind, note, clicked, came, paid, new in rows
    ]  # fmt: skip
    types = {"kind": pa.string()}
    schema = pa.schema([(name, types.get(name, pa.int64())) for name in OUTCOMES])
    return pa.Table.from_pylist(table, schema=schema)


def told_of(lake: Path, outcomes: pa.Table, days: float = 60, **options: Any) -> Seeding:
    """The report on the first two days, as it stood some days later."""
    as_of = T0 + int(days * DAY_MS)
    span = {"from_ms": T0, "until_ms": T0 + 2 * DAY_MS, "as_of_ms": as_of}
    return seeding(lake, outcomes, **{**span, **options})


def rows_of(found: Seeding, *names: str) -> list[tuple[Any, ...]]:
    """Some columns of a report, row by row."""
    return [tuple(row[name] for name in names) for row in found.table.to_pylist()]


EVENTS: list[Event] = [
    seen("v1", 1), seen("v1", 1), at(seen("v2", 1), HOUR_MS), seen("v3", 1, "b", "bot"),
    click(1, 1), click(2, 1, HOUR_MS), click(3, 1, 5 * DAY_MS), click(4, 1, 0, "paused"),
    read("v1", 2), read("v1", 2),
]  # fmt: skip


def test_windows_count_from_the_click(tmp_path: Path) -> None:
    lake = fill(tmp_path, EVENTS)
    outcomes = followed(
        ("order", 2, 0, 0, 100, 1), ("order", 2, 0, DAY_MS - 1, 200, 0),
        ("order", 2, 0, DAY_MS, 400, -1), ("order", 2, HOUR_MS, 29 * DAY_MS, 800, 1),
        ("order", 2, 0, 30 * DAY_MS, 1600, 1), ("order", 2, 5 * DAY_MS, 6 * DAY_MS, 3200, 1),
        ("order", 2, 0, -1, 6400, 1), ("collect", 2, 0, 2 * DAY_MS, 0, -1),
        ("cart", 2, 0, 8 * DAY_MS, 0, -1),
    )  # fmt: skip
    found = told_of(lake, outcomes, told=("order", "collect", "cart"))
    assert rows_of(found, "days", "orders", "paid", "new_customers", "new_unknown") == [
        (1, 2, 300, 1, 0), (3, 3, 700, 1, 1), (7, 3, 700, 1, 1), (15, 3, 700, 1, 1),
        (30, 4, 1500, 2, 1),
    ]  # fmt: skip
    assert rows_of(found, "collects", "carts") == [(0, 0), (1, 0), (1, 0), (1, 1), (1, 1)]
    assert set(rows_of(found, "subject", "exposures", "reads", "clicks")) == {(2, 2, 1, 2)}


def test_files_that_were_merged_are_not_counted_again(tmp_path: Path) -> None:
    lake = fill(tmp_path, EVENTS[::2], EVENTS[1::2])
    first = count_hours(lake)
    assert len(first.anew) > 1
    for later in (0, DAY_MS):
        assert any(one.merged or one.removed for one in compact(lake, T0 + later))
        again = count_hours(lake)
        assert (again.anew, again.rows_read) == ((), 0)
        assert again.table.equals(first.table)
    assert kept_hours(lake).equals(first.table)
    assert kept_hours(lake, max(first.anew)).num_rows < first.table.num_rows
    fill(tmp_path, EVENTS[::2], EVENTS[1::2], [at(click(9, 1), 7)])
    assert len(count_hours(lake).anew) == 1


def test_an_owner_sees_their_own_hours_and_their_notes_reads(tmp_path: Path) -> None:
    other = msgspec.structs.replace(click(9, 7), note=9, creator=8, brand=6)
    held = count_hours(fill(tmp_path, [*EVENTS, other, read("v9", 9)])).table
    until, as_of = T0 + 2 * DAY_MS, T0 + 9 * DAY_MS
    for owner, wanted in {
        Owner("brand", 4): (2, 2, 1, 2), Owner("creator", 8): (9, 0, 1, 1), Owner("brand", 5): None,
    }.items():  # fmt: skip
        found = report(held, followed(), owner=owner, from_ms=T0, until_ms=until, as_of_ms=as_of)
        rows = set(rows_of(found, "subject", "exposures", "reads", "clicks"))
        assert rows == ({wanted} if wanted else set())


def test_what_no_source_tells_is_unknown_and_not_none(tmp_path: Path) -> None:
    found = told_of(fill(tmp_path, EVENTS), followed())
    assert set(rows_of(found, "interactions", "visits", "collects", "carts", "orders")) == {
        (None, None, None, None, 0)
    }
    unsold = told_of(tmp_path / "lake", followed(), told=())
    assert set(rows_of(unsold, "orders", "paid", "new_customers")) == {(None, None, None)}


def test_clicks_are_ripe_when_their_window_is_over(tmp_path: Path) -> None:
    found = told_of(fill(tmp_path, EVENTS), followed(), days=7 + 1.5 / 24)
    assert rows_of(found, "days", "ripe") == [(1, 2), (3, 2), (7, 1), (15, 0), (30, 0)]


def test_delays_are_told_day_by_day(tmp_path: Path) -> None:
    outcomes = followed(*[("order", 2, 0, day * DAY_MS, 1, 1) for day in (0, 0, 2, 31)])
    curve = told_of(fill(tmp_path, EVENTS), outcomes).delays.to_pylist()
    assert [(row["orders"], row["until_then"]) for row in curve[:4]] == [
        (2, 2), (0, 2), (1, 3), (0, 3),
    ]  # fmt: skip
    assert len(curve) == 30


def test_creators_and_campaigns_have_the_reads_of_their_notes(tmp_path: Path) -> None:
    lake = fill(tmp_path, [*EVENTS, read("v9", 77)])
    outcomes = followed(("order", 2, 0, 0, 100, 1))
    for by, subject in (("creator", 3), ("campaign", 5)):
        found = told_of(lake, outcomes, by=by)
        assert rows_of(found, "subject", "exposures", "reads", "clicks", "orders")[0] == (
            subject, 2, 1, 2, 1,
        )  # fmt: skip
        assert set(rows_of(found, "subject")) == {(subject,)}
    assert set(rows_of(told_of(lake, outcomes), "subject", "reads")) == {(2, 1), (77, 1)}


def test_a_new_hour_costs_an_hours_work(tmp_path: Path) -> None:
    many = [at(seen(f"v{number}", 1), number * 60_000) for number in range(300)]
    first = count_hours(fill(tmp_path, many))
    assert (len(first.anew), first.rows_read) == (5, 300)
    later: list[Event] = [at(seen("new", 1), 6 * HOUR_MS + 1), at(seen("n2", 1), 6 * HOUR_MS + 2)]
    second = count_hours(fill(tmp_path, many, later))
    assert (len(second.anew), second.rows_read) == (1, 2)
    assert count_hours(tmp_path / "lake").rows_read == 0
    late: list[Event] = [at(seen("late", 1), 5)]
    third = count_hours(fill(tmp_path, many, later, late))
    assert (third.anew, third.rows_read) == (first.anew[:1], 61)
    assert sum(third.table["exposures"].to_pylist()) == 303


def test_pruned_hours_keep_what_was_counted_of_them(tmp_path: Path) -> None:
    lake = fill(tmp_path, EVENTS)
    before = count_hours(lake)
    for path in lake.glob("*/hour=*/*.parquet"):
        path.unlink()
    after = count_hours(lake)
    assert (after.anew, after.rows_read) == ((), 0)
    assert after.table.equals(before.table)


def test_a_torn_count_is_counted_again(tmp_path: Path) -> None:
    lake = fill(tmp_path, EVENTS)
    whole = count_hours(lake)
    torn = next((lake / FOLDER).glob("*.parquet"))
    torn.write_bytes(torn.read_bytes()[:40])
    again = count_hours(lake)
    assert len(again.anew) == 1
    assert again.table.equals(whole.table)


def test_late_arrivals_restate_the_past_and_are_named(tmp_path: Path) -> None:
    lake = fill(tmp_path, EVENTS)
    first = told_of(lake, followed(("order", 2, 0, 0, 100, 1)), days=40)
    assert restate(first, lake, "told") == ()
    late = followed(("order", 2, 0, 0, 100, 1), ("order", 2, 0, 20 * DAY_MS, 50, 0))
    found = restate(told_of(lake, late, days=41), lake, "told")
    told = T0 + 40 * DAY_MS
    assert found == (
        Restated(2, 30, "orders", 1, 2, told),
        Restated(2, 30, "paid", 100, 150, told),
    )
    assert restate(told_of(lake, late, days=42), lake, "told") == ()


def test_what_cannot_be_asked_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="smile"):
        told_of(tmp_path, followed(), told=("smile",))
    with pytest.raises(ValueError, match="brand"):
        told_of(tmp_path, followed(), by="brand")
    assert told_of(tmp_path, followed()).table.num_rows == 0
