"""The link snapshot: whole or not at all, checked record by record, replaced while serving."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.links import SNAPSHOT_SCHEMA, LinkRecord, SnapshotHead
from hongmao.edge.linkfile import LinkFile, write_links
from hongmao.edge.snapshot import (
    SnapshotError,
    SnapshotWatcher,
    delta_path,
    read_snapshot,
    write_delta,
    write_snapshot,
)
from tests.edge.harness import HOSTS, LIVE, PAUSED, Edge, eventually, link, links, publish, running


def replace(path: Path, content: bytes) -> None:
    """Put other content in the file's place, as a broken transfer would."""
    fresh = path.with_name("damaged")
    fresh.write_bytes(content)
    fresh.rename(path)


def test_a_snapshot_reads_back_as_written(tmp_path: Path) -> None:
    head = write_snapshot(tmp_path / "deep" / "links", iter(links()[:4]), HOSTS, 7, 123)
    snapshot = read_snapshot(tmp_path / "deep" / "links")
    assert snapshot.head == head
    assert (head.version, head.made_ms, head.count, head.admitted_hosts) == (7, 123, 4, HOSTS)
    assert [snapshot.get(record.code) for record in links()[:4]] == links()[:4]
    assert snapshot.get("nosuchcode") is None
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["links"]


def test_an_empty_snapshot_is_a_snapshot(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "links", [], [], 1, 1)
    assert len(read_snapshot(tmp_path / "links")) == 0


def test_a_writer_that_fails_leaves_the_old_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "links"
    publish(path, links())
    before = path.read_bytes()

    def broken() -> Iterator[LinkRecord]:
        yield link()
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        write_snapshot(path, broken(), HOSTS, 2, 2)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "changes",
    [
        {"destination": "https://evil.example/"},
        {"destination": "https://item.taobao.com@evil.example/"},
        {"destination": "https://evil.example%2f.m.tmall.com/"},
        {"destination": "https://item.taobao.com\\@evil.example/"},
        {"destination": "https://item.taobao.com/\r\nSet-Cookie: a=b"},
        {"destination": "javascript:alert(1)"},
        {"destination": "//item.taobao.com/"},
        {"destination": "https://item.taobao.com.evil.example/"},
        {"destination": "https://item.taobao.com:8443/"},
        {"note_url": "https://community.test/\r\nX: y"},
        {"note_url": "javascript:alert(1)"},
        {"note_url": "//evil.example"},
        {"note_url": ""},
    ],
)
def test_a_record_that_may_not_be_redirected_to_is_left_out(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    publish(tmp_path / "links", [link(), link("badbadbad1", **changes)])
    snapshot = read_snapshot(tmp_path / "links")
    assert (len(snapshot), snapshot.dropped) == (1, 1)
    assert snapshot.get("badbadbad1") is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_snapshot_is_never_taken_for_another(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "links"
    write_snapshot(path, links(), HOSTS, 3, 3)
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(SnapshotError):
        read_snapshot(path)


def test_a_missing_snapshot_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="cannot be read"):
        read_snapshot(tmp_path / "links")


def test_the_watcher_keeps_what_it_has(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    watcher = SnapshotWatcher(tmp_path / "links")
    watcher.load()
    assert watcher.current.get(LIVE) is None
    publish(tmp_path / "links", links(), version=4)
    watcher.load()
    replace(tmp_path / "links", b"damaged")
    watcher.load()
    watcher.load()
    assert watcher.current.head.version == 4
    assert caplog.text.count("is damaged") == 1
    (tmp_path / "links").unlink()
    watcher.load()
    assert watcher.current.get(LIVE) == link()


def test_an_edge_without_a_snapshot_says_so_and_takes_the_first(tmp_path: Path) -> None:
    edge = Edge(tmp_path).start()
    try:
        assert edge.ask("GET", f"/r/{LIVE}").status == 404
        assert edge.health()["snapshot"] is None
        assert edge.health()["status"] == "degraded"
        assert "cannot be read" in edge.errors()
        publish(edge.snapshot, links())
        assert eventually(lambda: edge.ask("GET", f"/r/{LIVE}").status == 302, 3)
    finally:
        edge.stop()


def test_snapshots_change_while_serving_and_damaged_ones_stay_out(tmp_path: Path) -> None:
    versions = [f"https://item.taobao.com/item.htm?id={version}" for version in range(4)]
    bystander = link("stays00000")

    def records(version: int) -> list[LinkRecord]:
        return [link(destination=versions[version]), bystander]

    with running(tmp_path, records(0)) as edge:
        stop, failed = Event(), list[str]()

        def load() -> None:
            with edge.client() as client:
                while not stop.is_set():
                    location = client.ask("GET", "/r/stays00000").headers.get("location")
                    if location != bystander.destination:
                        failed.append(str(location))

        def leads_to(destination: str) -> bool:
            return edge.ask("GET", f"/r/{LIVE}").headers["location"] == destination

        thread = Thread(target=load)
        thread.start()
        for version in (1, 2, 3):
            started = time.monotonic()
            publish(edge.snapshot, records(version), version)
            assert eventually(partial(leads_to, versions[version]))
            assert time.monotonic() - started < 2
        replace(edge.snapshot, edge.snapshot.read_bytes()[:-1])
        assert eventually(lambda: "is damaged" in edge.errors(), 3)
        assert edge.ask("GET", f"/r/{LIVE}").headers["location"] == versions[3]
        stop.set()
        thread.join()
        assert failed == []


@settings(max_examples=60, deadline=None)
@given(st.sets(st.text("abcXYZ01", min_size=10, max_size=10), max_size=300))
def test_every_link_written_is_found_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, codes: set[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "many"
    write_snapshot(path, [link(code) for code in sorted(codes)], HOSTS, 1, 1)
    snapshot = read_snapshot(path)
    assert len(snapshot) == len(codes)
    for code in codes:
        assert snapshot.get(code) == link(code)
        assert snapshot.link(code.encode()) is snapshot.link(code.encode())
    assert snapshot.get("nosuchcode") is None


def test_a_file_that_says_otherwise_is_not_believed(tmp_path: Path) -> None:
    """The writer leaves out what may not be redirected to; the reader checks it again."""
    path = tmp_path / "links"
    head = SnapshotHead(SNAPSHOT_SCHEMA, 1, 1, ("evil.example",), 0)
    write_links(path, [link(destination="https://evil.example/")], head)
    assert read_snapshot(path).get(LIVE) is not None
    # The same base, narrowed: its delta lets no record through that the base's hosts do not admit.
    write_snapshot(path, [], HOSTS, 1, 1)
    write_links(
        delta_path(path),
        [link(destination="https://evil.example/")],
        SnapshotHead(SNAPSHOT_SCHEMA, 2, 2, ("evil.example",), 0, base=1, total=1),
    )
    assert read_snapshot(path).get(LIVE) is None


def test_a_delta_amends_its_own_base_only(tmp_path: Path) -> None:
    path = tmp_path / "links"
    base = write_snapshot(path, links(), HOSTS, 7, 7)
    changed = [link(PAUSED), link("brandnew00")]
    write_delta(path, changed, base, 8, 8, total=5)
    snapshot = read_snapshot(path)
    assert (snapshot.head.version, len(snapshot)) == (8, 5)
    assert snapshot.get(PAUSED) == link(PAUSED)
    assert snapshot.get("brandnew00") == link("brandnew00")
    assert snapshot.get(LIVE) == link()
    write_snapshot(path, links(), HOSTS, 9, 9)
    later = read_snapshot(path)
    assert (later.head.version, later.get("brandnew00")) == (9, None)


def test_a_damaged_delta_is_an_alarm_and_what_was_served_stays(tmp_path: Path) -> None:
    path = tmp_path / "links"
    base = write_snapshot(path, links(), HOSTS, 7, 7)
    write_delta(path, [link(PAUSED)], base, 8, 8, total=4)
    watcher = SnapshotWatcher(path)
    watcher.load()
    replace(delta_path(path), delta_path(path).read_bytes()[:-1])
    watcher.load()
    assert watcher.current.head.version == 8
    assert watcher.current.get(PAUSED) == link(PAUSED)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_file_damaged_in_place_neither_kills_nor_misleads(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "inplace"
    write_snapshot(path, links(), HOSTS, 3, 3)
    snapshot = read_snapshot(path)
    content = bytearray(path.read_bytes())
    size = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:size])
    found = snapshot.get(LIVE)
    assert found is None or found == link()


def test_a_change_reaches_a_serving_edge_through_a_delta_in_time(tmp_path: Path) -> None:
    with running(tmp_path) as edge:
        base = LinkFile(edge.snapshot).head
        started = time.monotonic()
        write_delta(edge.snapshot, [link(LIVE, paused="link_paused")], base, 2, 2, total=4)
        assert eventually(
            lambda: edge.ask("GET", f"/r/{LIVE}").headers["location"].endswith("link_paused")
        )
        assert time.monotonic() - started < 2
