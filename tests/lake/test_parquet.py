"""Segments into the lake: once each, the same bytes each time, and damage said aloud."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hongmao.core.events import Click, Event, Impression, Read, encode, pack_group
from hongmao.core.frames import Header, SegmentError, pack_frame, pack_header
from hongmao.lake.parquet import KINDS, Shipment, schema, segment_name, ship, ship_all, shipped
from hongmao.measure.runner import ask

LOG = bytes(range(16))
HOUR = 3_600_000
T0 = 1_700_006_400_000  # 2023-11-15 00:00 UTC


def click(at: int, number: int = 1, **changes: object) -> Click:
    """A click at `at` after T0."""
    fields = {"at": T0 + at, "id": f"click-{number}", "code": "code", "placement": number,
              "note": 2, "creator": 3, "brand": 4, "campaign": 5, "reader": "r", "view": "v",
              "surface": "note", "outcome": "sent", **changes}  # fmt: skip
    return Click(**fields)  # type: ignore[arg-type]  # the fields are those of a click


def impression(at: int, number: int = 1) -> Impression:
    """An impression at `at` after T0."""
    return Impression(T0 + at, f"view-{number}", "code", number, 2, 3, 4, 5, "r", "note")


def write(home: Path, number: int, *events: Event, tail: bytes = b"") -> Path:
    """A sealed segment with these events."""
    path = home / "log" / LOG.hex() / f"{number:08d}.seg"
    path.parent.mkdir(parents=True, exist_ok=True)
    groups = b"".join(pack_frame(pack_group([encode(event)])) for event in events)
    path.write_bytes(pack_header(Header(LOG, number, T0)) + groups + tail + bytes(64))
    return path


def everything(lake: Path) -> dict[str, bytes]:
    """Every file of the lake, by name."""
    files = sorted(path for path in lake.rglob("*") if path.is_file())
    return {path.relative_to(lake).as_posix(): path.read_bytes() for path in files}


def ship_home(home: Path) -> list[Shipment]:
    """Ship a home's log into its lake."""
    return list(ship_all(home / "log", home / "lake"))


def test_a_segment_becomes_a_file_an_hour_and_kind_and_a_manifest(tmp_path: Path) -> None:
    read = Read(T0 + 6, "view-1", 2, "r", "note", 12)
    write(tmp_path, 7, click(0), click(HOUR - 1, 2), click(HOUR, 3), impression(5), read)
    [shipment] = ship_home(tmp_path)
    assert shipment.name == segment_name(LOG.hex(), 7) == f"{LOG.hex()}-00000007"
    assert shipment.counts == {"clicks": 3, "impressions": 1, "reads": 1}
    assert (shipment.first_ms, shipment.last_ms) == (T0, T0 + HOUR)
    assert shipment.damaged_bytes == 0
    assert [*everything(tmp_path / "lake")] == [
        f"_shipped/{shipment.name}.json",
        f"clicks/hour=2023111500/{shipment.name}.parquet",
        f"clicks/hour=2023111501/{shipment.name}.parquet",
        f"impressions/hour=2023111500/{shipment.name}.parquet",
        f"reads/hour=2023111500/{shipment.name}.parquet",
    ]
    assert shipped(tmp_path / "lake") == {shipment.name: shipment}


def test_a_row_is_its_event_and_its_place_in_the_log(tmp_path: Path) -> None:
    write(tmp_path, 7, impression(1), click(2, 9, flags=("bot", "head")))
    ship_home(tmp_path)
    [path] = (tmp_path / "lake" / "clicks").rglob("*.parquet")
    table = pq.read_table(path, partitioning=None)
    assert table.schema.equals(schema("clicks"))
    [row] = table.to_pylist()
    assert (row["log"], row["segment"], row["ordinal"]) == (LOG.hex(), 7, 1)
    assert (row["at_ms"], row["id"], row["flags"]) == (T0 + 2, "click-9", "bot,head")


def test_shipping_again_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, 1, click(0), impression(0))
    assert len(ship_home(tmp_path)) == 1
    before = everything(tmp_path / "lake")
    assert ship_home(tmp_path) == []
    assert everything(tmp_path / "lake") == before


def test_a_segment_always_gives_the_same_bytes(tmp_path: Path) -> None:
    for home in (tmp_path / "a", tmp_path / "b"):
        write(home, 1, *[click(number * 999_999, number) for number in range(30)])
        write(home, 2, impression(1))
        ship_home(home)
    (tmp_path / "b" / "lake" / "_shipped" / f"{LOG.hex()}-00000001.json").unlink()
    assert [shipment.segment for shipment in ship_home(tmp_path / "b")] == [1]
    assert everything(tmp_path / "a" / "lake") == everything(tmp_path / "b" / "lake")


def test_a_death_before_the_manifest_is_made_good(tmp_path: Path) -> None:
    """A file in the manifest's place stops the first run after its Parquet was written."""
    path = write(tmp_path, 1, click(0), click(HOUR))
    lake = tmp_path / "lake"
    lake.mkdir()
    (lake / "_shipped").write_text("in the way")
    with pytest.raises(OSError, match="_shipped"):
        ship(path, lake)
    half = everything(lake)
    assert len(half) == 3
    (lake / "_shipped").unlink()
    assert shipped(lake) == {}
    assert ship(path, lake) is not None
    whole = everything(lake)
    assert {name: whole[name] for name in half if name != "_shipped"} == {
        name: content for name, content in half.items() if name != "_shipped"
    }
    assert [row["id"] for row in ask("rows", lake)] == ["click-1", "click-1"]


def test_a_half_written_file_of_a_dead_worker_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, 1, click(0))
    folder = tmp_path / "lake" / "clicks" / "hour=2023111500"
    folder.mkdir(parents=True)
    (folder / f".{LOG.hex()}-00000001.parquet.4242").write_bytes(b"PAR1 half")
    ship_home(tmp_path)
    assert len(ask("rows", tmp_path / "lake")) == 1


def test_a_damaged_tail_is_reported_and_what_stands_before_it_is_kept(tmp_path: Path) -> None:
    torn = pack_frame(pack_group([encode(click(9))]))[:-3] + b"\xff\xff\xff"
    write(tmp_path, 1, click(0), click(1, 2), tail=torn)
    [shipment] = ship_home(tmp_path)
    assert (shipment.counts["clicks"], shipment.damaged_bytes) == (2, len(torn))
    assert shipped(tmp_path / "lake")[shipment.name].damaged_bytes == len(torn)


def test_what_is_no_segment_holds_no_other_back(tmp_path: Path) -> None:
    write(tmp_path, 1).write_bytes(b"not a segment")
    write(tmp_path, 2, click(0))
    found: list[Shipment] = []
    shipments = ship_all(tmp_path / "log", tmp_path / "lake")
    with pytest.raises(SegmentError):
        found.extend(shipments)
    assert [*shipped(tmp_path / "lake")] == [segment_name(LOG.hex(), 2)]


def test_an_empty_segment_is_shipped_as_such(tmp_path: Path) -> None:
    write(tmp_path, 1)
    [shipment] = ship_home(tmp_path)
    assert shipment.counts == {"clicks": 0, "impressions": 0, "reads": 0}
    assert shipment.last_ms == T0
    assert ask("rows", tmp_path / "lake") == []


def test_an_open_segment_is_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path, 1, click(0))
    path.rename(path.with_suffix(".open"))
    assert ship_home(tmp_path) == []


def test_an_empty_lake_has_shipped_nothing(tmp_path: Path) -> None:
    assert shipped(tmp_path / "missing") == {}
    assert list(ship_all(tmp_path / "missing", tmp_path / "lake")) == []


def test_every_kind_of_event_has_its_columns() -> None:
    for kind, event in KINDS.items():
        names = ["at_ms" if name == "at" else name for name in event.__struct_fields__]
        assert schema(kind).names == ["log", "segment", "ordinal", *names]


TEXT = st.text(max_size=6)
EVENTS = st.builds(
    click,
    at=st.integers(0, 5 * HOUR),
    number=st.integers(0, 2**62),
    reader=TEXT,
    view=TEXT,
    flags=st.lists(st.sampled_from(["bot", "head"]), max_size=2).map(tuple),
) | st.builds(impression, at=st.integers(0, 5 * HOUR), number=st.integers(0, 99))


@given(st.lists(EVENTS, max_size=12))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_event_stands_in_the_lake_once(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event]
) -> None:
    home = tmp_path_factory.mktemp("home")
    write(home, 3, *events)
    [shipment] = ship_home(home)
    assert sum(shipment.counts.values()) == len(events)
    rows = sorted(ask("rows", home / "lake"), key=lambda row: int(row["ordinal"]))
    assert [(row["ordinal"], row["id"], row["at_ms"]) for row in rows] == [
        (ordinal, event.id if isinstance(event, Click) else event.view, event.at)
        for ordinal, event in enumerate(events)
    ]
