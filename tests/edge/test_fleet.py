"""Several workers: one socket, a log each, replaced under load without a refused connection."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psutil

from tests.edge.harness import LIVE, ROOT, SECRET, Client, clicks, eventually, links, publish

WORKERS = 2


@contextmanager
def fleet(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`hongmao edge --workers 2`, and its address."""
    publish(home / "snapshot" / "links", links())
    process = subprocess.Popen(
        [sys.executable, "-m", "hongmao", "edge", "--port", "0", "--workers", str(WORKERS)],
        stdout=subprocess.PIPE, stderr=(home / "stderr").open("w"), text=True,
        env=os.environ | {
            "PYTHONPATH": str(ROOT / "src"), "HONGMAO_HOME": str(home), "HONGMAO_SECRET": SECRET,
            "HONGMAO_ADMITTED_HOSTS": "item.taobao.com",
        },
    )  # fmt: skip
    assert process.stdout
    try:
        ready = process.stdout.readline()
        assert ready.startswith("edge is ready at "), (home / "stderr").read_text()
        yield process, ready.removeprefix("edge is ready at ").strip()
    finally:
        process.terminate()
        assert process.wait(20) == 0, (home / "stderr").read_text()


def workers(process: subprocess.Popen[str]) -> set[int]:
    return {child.pid for child in psutil.Process(process.pid).children()}


def test_workers_are_replaced_under_load_and_no_click_is_refused(tmp_path: Path) -> None:
    with fleet(tmp_path) as (process, address):
        stop, answered, failed = Event(), list[str](), list[str]()

        def load() -> None:
            while not stop.is_set():
                try:
                    with Client(address) as client:
                        response = client.ask("GET", f"/r/{LIVE}", {"Connection": "close"})
                    answered.append(response.headers["hongmao-click"])
                except OSError as error:
                    failed.append(str(error))

        threads = [Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        before = workers(process)
        assert len(before) == WORKERS
        process.send_signal(signal.SIGHUP)
        assert eventually(lambda: len(workers(process)) == WORKERS, 20)
        assert eventually(lambda: not workers(process) & before, 20)
        time.sleep(0.2)
        stop.set()
        for thread in threads:
            thread.join()
        assert failed == []
        assert len(answered) > 50
    written = [click.id for click in clicks(tmp_path / "log")]
    assert sorted(written) == sorted(answered)
    assert len(list((tmp_path / "log").iterdir())) >= WORKERS


def test_a_dead_worker_is_replaced_and_a_dead_fleet_leaves_none(tmp_path: Path) -> None:
    with fleet(tmp_path) as (process, address):
        first = workers(process)
        os.kill(min(first), signal.SIGKILL)
        assert eventually(lambda: len(workers(process) - first) == 1, 20)
        with Client(address) as client:
            assert client.ask("GET", f"/r/{LIVE}").status == 302
    assert not any(psutil.pid_exists(pid) for pid in first)
