"""The link snapshot: whole or not at all, checked record by record, replaced while serving."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.links import LinkRecord
from hongmao.edge.snapshot import SnapshotError, SnapshotWatcher, read_snapshot, write_snapshot
from tests.edge.harness import HOSTS, LIVE, Edge, eventually, link, links, publish, running


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
    (tmp_path / "links").write_bytes(b"damaged")
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
        edge.snapshot.write_bytes(edge.snapshot.read_bytes()[:-1])
        assert eventually(lambda: "is damaged" in edge.errors(), 3)
        assert edge.ask("GET", f"/r/{LIVE}").headers["location"] == versions[3]
        stop.set()
        thread.join()
        assert failed == []
