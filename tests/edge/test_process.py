"""The edge as a process: a disk that really refuses, a port in use, workers side by side."""

import os
import resource
import signal
import socket
import time
from pathlib import Path

import pytest

from hongmao.edge.app import PortInUse, listen, run
from hongmao.edge.config import EdgeConfig
from tests.edge.harness import (
    LIVE,
    SECRET,
    Client,
    clicks,
    eventually,
    running,
)


def click_many(address: str, count: int) -> list[str]:
    with Client(address) as client:
        answers = [client.ask("GET", f"/r/{LIVE}") for _ in range(count)]
    assert {answer.status for answer in answers} == {302}
    return [answer.headers["hongmao-click"] for answer in answers]


@pytest.mark.parametrize("durability", ["power", "crash"])
def test_the_kernel_refuses_and_readers_are_redirected_all_the_same(
    tmp_path: Path, durability: str
) -> None:
    """A limit on file sizes makes the kernel refuse every write behind it, as a full disk does."""
    with running(tmp_path, durability=durability, segment_bytes=1 << 16) as edge:
        before = click_many(edge.address, 20)
        free = resource.prlimit(edge.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(edge.pid, resource.RLIMIT_FSIZE, (1024, free[1]))
        during = click_many(edge.address, 300)
        health = edge.health()
        assert health["status"] == "degraded"
        assert health["log"]["held"] >= 290
        assert "Free space" in health["log"]["reason"]
        resource.prlimit(edge.pid, resource.RLIMIT_FSIZE, free)
        assert eventually(lambda: edge.health()["status"] == "ok", 5)
        after = click_many(edge.address, 20)
        assert edge.health()["log"]["lost"] == 0
        assert edge.stop() == 0
        assert "does not take the event log" in edge.errors()
    assert [click.id for click in clicks(edge.log_folder)] == before + during + after


def test_a_port_in_use_is_a_sentence_that_helps(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config = EdgeConfig(
            log_folder=tmp_path, snapshot_file=tmp_path / "links", secret=SECRET,
            web_address="http://a", port=port,
        )  # fmt: skip
        with pytest.raises(PortInUse) as refused:
            run(config)
    assert f"Port {port} on 127.0.0.1" in refused.value.text("en")
    assert "HONGMAO_EDGE_PORT" in refused.value.text("zh")
    assert not list(tmp_path.iterdir())


def test_an_address_that_is_not_ours_is_the_systems_own_error() -> None:
    with pytest.raises(OSError, match="assign"):
        listen("203.0.113.7", 0)


def test_workers_side_by_side_keep_logs_of_their_own(tmp_path: Path) -> None:
    with running(tmp_path) as one, running(tmp_path) as two:
        ids = click_many(one.address, 5) + click_many(two.address, 5)
        assert one.stop() == two.stop() == 0
    assert len(list(one.log_folder.iterdir())) == 2
    assert sorted(click.id for click in clicks(one.log_folder)) == sorted(ids)


def test_a_dead_workers_log_is_sealed_by_the_next(tmp_path: Path) -> None:
    with running(tmp_path) as one, running(tmp_path) as two:
        ids = click_many(one.address, 5) + click_many(two.address, 5)
        one.kill()
        two.kill()
        with running(tmp_path) as three:
            assert sorted(click.id for click in clicks(three.log_folder)) == sorted(ids)


def test_who_is_connected_when_it_stops_is_still_answered(tmp_path: Path) -> None:
    """A reader taps just as the edge is told to stop: answered, and the connection then ends."""
    with running(tmp_path) as edge, edge.client() as client:
        assert edge.health()["status"]
        os.kill(edge.pid, signal.SIGTERM)
        time.sleep(0.2)
        response = client.ask("GET", f"/r/{LIVE}")
        assert (response.status, response.headers["connection"]) == (302, "close")
        assert client.closed()
        assert eventually(lambda: len(clicks(edge.log_folder)) == 1)
