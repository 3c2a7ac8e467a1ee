"""A lake in a folder and in storage: merged, pruned, verified, repaired, and killed anywhere."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hongmao.core.claims import LEAST_DAYS
from hongmao.core.events import SCHEMA, Click, Impression, Read
from hongmao.lake.compaction import compact
from hongmao.lake.health import Fault, inspect, repair, verify
from hongmao.lake.parquet import KINDS, segment_name, ship_all, shipped
from hongmao.lake.places import Lake, Place, place
from hongmao.lake.retention import kept_from_ms, prune, totals
from hongmao.measure.runner import ask
from tests.lake.storage import CutOff, Storage, bucket
from tests.lake.test_parquet import HOUR, LOG, T0, click, impression, write

DAY = 24 * HOUR
LATER = T0 + 200 * DAY


def fill(home: Path, segments: int = 3) -> None:
    """Segments over two hours, three kinds, some flagged."""
    for number in range(segments):
        read = Read(T0 + number, f"view-{number}", 2, "r", "note", 12)
        write(
            home, number, click(number, number), click(HOUR + number, 50 + number, flags=("bot",)),
            impression(number, number), read,
        )  # fmt: skip


def rows(lake: Lake) -> list[tuple[Any, ...]]:
    """Every row that counts."""
    return sorted(tuple(row.values()) for row in ask("rows", lake))


def ship_home(home: Path, lake: Lake) -> None:
    """Ship all that was logged."""
    list(ship_all(home / "log", lake))


def files(where: Place) -> list[str]:
    """Every file of the lake."""
    return where.names()


@pytest.fixture(params=["folder", "storage"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty lake in a folder, and one in object storage."""
    return place(tmp_path / "lake") if request.param == "folder" else bucket(Storage())


def test_a_lake_is_the_same_wherever_it_lies(tmp_path: Path) -> None:
    fill(tmp_path)
    folder, stored = place(tmp_path / "lake"), bucket(Storage())
    url = f"file://{tmp_path / 'other'}"
    for where in (folder, stored, url):
        ship_home(tmp_path, where)
    assert files(folder) == files(stored) == files(place(url))
    assert rows(folder) == rows(stored) == rows(url)
    assert shipped(folder) == shipped(stored)
    assert {folder.read(name) == stored.read(name) for name in files(folder)} == {True}
    with pytest.raises(ValueError, match="s3://"):
        place("ftp://somewhere/lake")


def test_a_file_says_its_kind_and_schema(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    ship_home(tmp_path, tmp_path / "lake")
    where = place(tmp_path / "lake")
    for kind in KINDS:
        head = where.head(where.names(kind)[0]).metadata
        assert (head[b"hongmao.kind"], head[b"hongmao.schema"]) == (kind.encode(), b"%d" % SCHEMA)


def test_an_hour_is_merged_into_one_file_and_the_others_go_later(
    lake: Place, tmp_path: Path
) -> None:
    fill(tmp_path)
    ship_home(tmp_path, lake)
    before = rows(lake)
    done = list(compact(lake, LATER, grace_ms=1000))
    assert [(one.kind, one.merged, one.rows, one.removed) for one in done] == [
        ("clicks", 3, 3, 0), ("clicks", 3, 3, 0), ("impressions", 3, 3, 0), ("reads", 3, 3, 0),
    ]  # fmt: skip
    assert rows(lake) == before
    assert {one.fault for one in verify(lake)} == {Fault.LEFT}
    assert list(compact(lake, LATER + 999, grace_ms=1000)) == []
    assert sum(one.removed for one in compact(lake, LATER + 1000, grace_ms=1000)) == 12
    assert rows(lake) == before
    assert verify(lake) == []
    assert [(one.hours, one.files, one.left, one.rows) for one in inspect(lake)] == [
        (2, 2, 0, 6), (1, 1, 0, 3), (1, 1, 0, 3),
    ]  # fmt: skip


def test_what_comes_late_stands_beside_the_merged_file_until_it_is_merged_too(
    lake: Place, tmp_path: Path
) -> None:
    fill(tmp_path)
    ship_home(tmp_path, lake)
    list(compact(lake, LATER, grace_ms=0))
    write(tmp_path, 9, click(5, 99))
    ship_home(tmp_path, lake)
    before = rows(lake)
    assert len(before) == 13
    assert [one.merged for one in compact(lake, LATER, grace_ms=0) if one.merged] == [2]
    assert rows(lake) == before
    list(compact(lake, LATER, grace_ms=0))
    assert verify(lake) == []
    lake.remove(f"_shipped/{segment_name(LOG.hex(), 1)}.json")  # shipped again, as after a death
    ship_home(tmp_path, lake)
    assert rows(lake) == before


def test_rows_are_pruned_and_their_totals_stay(lake: Place, tmp_path: Path) -> None:
    fill(tmp_path)
    ship_home(tmp_path, lake)
    whole = rows(lake)
    end = T0 + HOUR + LEAST_DAYS * DAY
    assert sum(one.rows for one in prune(lake, end, LEAST_DAYS)) == 9
    assert kept_from_ms(lake) == T0 + HOUR
    assert rows(lake) == [row for row in whole if row[-1] >= T0 + HOUR]
    write(tmp_path, 9, click(5, 1), click(6, 99), click(HOUR + 7, 98))
    ship_home(tmp_path, lake)
    assert len(rows(lake)) == 4
    assert sum(one.rows for one in prune(lake, end, LEAST_DAYS)) == 2
    held = {tuple(row.values()) for row in totals(lake).to_pylist()}
    hour = "2023111500"
    assert {row for row in held if row[0] == "clicks"} == {
        ("clicks", hour, 0, 2, 0, 1), ("clicks", hour, 1, 2, 0, 2), ("clicks", hour, 2, 2, 0, 1),
        ("clicks", hour, 99, 2, 0, 1),
    }  # fmt: skip
    assert ("reads", hour, 0, 2, 0, 3) in held
    assert verify(lake) == []
    with pytest.raises(ValueError, match="120 days"):
        list(prune(lake, end, 30))


def old(where: Place) -> None:
    """Merge, remove what was replaced, and prune the first hour."""
    list(compact(where, LATER, grace_ms=0))
    list(compact(where, LATER, grace_ms=0))
    list(prune(where, T0 + HOUR + LEAST_DAYS * DAY, LEAST_DAYS))


def counted(where: Place) -> int:
    """Rows and totals together: of a kind's hour one or the other counts."""
    pruned_hours = kept_from_ms(where)
    gone = sum(totals(where)["events"].to_pylist()) if pruned_hours else 0
    return gone + len(rows(where))


def merge(where: Place) -> None:
    """Merge once."""
    list(compact(where, LATER, grace_ms=0))


JOBS: dict[str, Callable[[Place], None]] = {
    "compact": merge,
    "all": old,
}


@pytest.mark.parametrize("job", JOBS)
def test_killed_at_any_write_nothing_is_lost_or_doubled(job: str, tmp_path: Path) -> None:
    fill(tmp_path)
    straight = Storage()
    ship_home(tmp_path, bucket(straight))
    whole, began = len(rows(bucket(straight))), straight.writes
    JOBS[job](bucket(straight))
    steps = straight.writes - began
    assert steps > 7
    for step in range(steps):
        storage = Storage()
        lake = bucket(storage)
        ship_home(tmp_path, lake)
        storage.left = step
        with pytest.raises(CutOff):
            JOBS[job](lake)
        storage.left = None
        assert counted(lake) == whole
        assert not {one.fault for one in verify(lake)} - {Fault.LEFT}
        JOBS[job](lake)
        assert counted(lake) == whole
        assert rows(lake) == rows(bucket(straight))
        assert totals(lake).sort_by("kind").equals(totals(bucket(straight)).sort_by("kind"))


def test_killed_while_shipping_every_event_stands_once_in_the_end(tmp_path: Path) -> None:
    fill(tmp_path)
    whole = Storage()
    ship_home(tmp_path, bucket(whole))
    for step in range(whole.writes):
        storage = Storage()
        storage.left = step
        with pytest.raises(CutOff):
            ship_home(tmp_path, bucket(storage))
        storage.left = None
        list(compact(bucket(storage), LATER, grace_ms=0))
        ship_home(tmp_path, bucket(storage))
        assert rows(bucket(storage)) == rows(bucket(whole))
        assert not {one.fault for one in verify(bucket(storage))} - {Fault.LEFT}


@pytest.mark.parametrize("merged", [False, True])
def test_what_is_torn_is_named_and_shipped_again(merged: bool, lake: Place, tmp_path: Path) -> None:
    fill(tmp_path)
    ship_home(tmp_path, lake)
    before = rows(lake)
    if merged:
        for _ in range(2):
            list(compact(lake, LATER, grace_ms=0))
    name = lake.names("clicks")[0]
    lake.put(name, (lake.read(name) or b"")[:-9])
    found = verify(lake)
    assert {one.fault for one in found} == {Fault.TORN, Fault.MISSING}
    assert name in next(one.sentence for one in found if one.fault is Fault.TORN)
    done = repair(lake, tmp_path / "log")
    assert done.problems == ()
    assert len(done.shipped) == (3 if merged else 1)
    assert rows(lake) == before


def test_what_is_torn_and_logged_no_more_stays_and_is_said(lake: Place, tmp_path: Path) -> None:
    fill(tmp_path, 1)
    ship_home(tmp_path, lake)
    name = lake.names("clicks")[0]
    lake.put(name, b"PAR1")
    done = repair(lake, tmp_path / "nothing")
    assert (done.shipped, done.removed) == ((), 0)
    assert lake.exists(name)
    assert {one.fault for one in done.problems} == {Fault.TORN, Fault.MISSING}


def test_rows_astray_and_twice_are_found(lake: Place, tmp_path: Path) -> None:
    fill(tmp_path, 1)
    ship_home(tmp_path, lake)
    stem = segment_name(LOG.hex(), 0)
    table = lake.table(f"clicks/hour=2023111500/{stem}.parquet")
    lake.put_table(f"clicks/hour=2023111501/{segment_name(LOG.hex(), 7)}.parquet", table)
    assert {one.fault for one in verify(lake)} == {Fault.ASTRAY, Fault.MISSING}
    lake.put_table(f"clicks/hour=2023111500/{stem}.parquet", pa.concat_tables([table, table]))
    assert Fault.TWICE in {one.fault for one in verify(lake)}


def test_half_a_file_of_a_dead_process_is_removed_once_nobody_writes_it(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    ship_home(tmp_path, tmp_path / "lake")
    half = tmp_path / "lake" / "clicks" / ".half.parquet.42"
    half.write_bytes(b"PAR1")
    assert verify(tmp_path / "lake") == []
    os.utime(half, (time.time() - 3600,) * 2)
    assert [one.fault for one in verify(tmp_path / "lake")] == [Fault.LEFT]
    assert repair(tmp_path / "lake", tmp_path / "log").removed == 1
    assert not half.exists()


def test_an_event_is_of_a_kind() -> None:
    assert set(KINDS.values()) == {Click, Impression, Read}
