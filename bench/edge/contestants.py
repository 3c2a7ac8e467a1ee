"""The servers that are compared, each started on one core and stopped again."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from hongmao.core.links import LinkRecord
from hongmao.edge.snapshot import write_snapshot

HOSTS = ("item.taobao.com", "b.mashort.cn")
SECRET = "a secret of the benchmark, long enough for one"
CODE = "benchlink0"
SERVER_CORE = 0
LOAD_CORE = 1

NGINX = """
worker_processes {workers}; daemon off; master_process {master};
pid {home}/pid; error_log {home}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log {home}/access.log; keepalive_requests 100000000;
  client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  server {{
    listen 127.0.0.1:{port};
    location /r/ {{ return 302 https://item.taobao.com/item.htm?id=1; }}
    location /e {{ return 204; }}
  }}
}}
"""


@dataclass
class Contestant:
    """A server on trial: how it is called, and its process once it runs."""

    name: str
    port: int = 0
    process: subprocess.Popen[str] | None = None
    options: dict[str, object] = field(default_factory=dict)
    workers: int = 1

    def cpu_s(self) -> float:
        """Processor seconds so far, user and system."""
        return sum(
            float(times.user + times.system) for times in map(psutil.Process.cpu_times, self._all())
        )

    def _all(self) -> list[psutil.Process]:
        assert self.process
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def workers_of_fleet(self) -> list[psutil.Process]:
        """The processes that answer, where there are several."""
        return self._all()[1:] if self.name == "fleet" or self.workers > 1 else []

    def memory(self) -> dict[str, int]:
        """Resident and private bytes."""
        assert self.process
        full = psutil.Process(self.process.pid).memory_full_info()
        return {"resident": full.rss, "private": full.uss}


@contextmanager
def started(contestant: Contestant, home: Path) -> Iterator[Contestant]:
    """Start it on its core, wait until it answers, stop it at the end."""
    home.mkdir(parents=True, exist_ok=True)
    contestant.port = contestant.port or _free_port()
    one = contestant.name != "fleet" and contestant.workers == 1
    pinned = ["taskset", "-c", str(SERVER_CORE)] if one else []
    contestant.process = subprocess.Popen(
        [*pinned, *_command(contestant, home)],
        stdout=subprocess.DEVNULL, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    try:
        _wait(contestant)
        for core, worker in enumerate(contestant.workers_of_fleet()):
            worker.cpu_affinity([core])
        yield contestant
    finally:
        contestant.process.terminate()
        contestant.process.wait(30)
        shutil.rmtree(home / "log", ignore_errors=True)


def links(count: int = 1) -> Iterable[LinkRecord]:
    """That many live links; the first is `CODE`."""
    for number in range(count):
        code = f"{number:010d}" if number else CODE
        yield LinkRecord(
            code, number, number, number % 9999, number % 999, number % 99, "taobao",
            f"https://item.taobao.com/item.htm?id={700_000_000_000 + number}&pid=mm_1_2_3",
            f"https://community.example/n/{number}", 0, 4_102_444_800_000,
        )  # fmt: skip


def _command(contestant: Contestant, home: Path) -> list[str]:
    here = Path(__file__).parent
    if contestant.name == "nginx":
        settings = NGINX.format(
            home=home, port=contestant.port, workers=contestant.workers,
            master="on" if contestant.workers > 1 else "off",
        )  # fmt: skip
        (home / "nginx.conf").write_text(settings)
        return ["nginx", "-c", str(home / "nginx.conf"), "-p", str(home)]
    if contestant.name == "bare":
        return [sys.executable, str(here / "bare.py"), str(contestant.port)]
    snapshot = home / "links"
    if not snapshot.exists():
        write_snapshot(snapshot, links(), HOSTS, 1, int(time.time() * 1000))
    config = {
        "log_folder": str(home / "log"), "snapshot_file": str(snapshot), "secret": SECRET,
        "web_address": "https://community.example", "port": contestant.port,
        **contestant.options,
    }  # fmt: skip
    workers = [str(contestant.workers)] if contestant.name == "fleet" else []
    return [sys.executable, str(here / "serve.py"), json.dumps(config), *workers]


def _wait(contestant: Contestant) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert contestant.process
        if contestant.process.poll() is not None:
            raise RuntimeError(f"{contestant.name} did not start")
        try:
            with socket.create_connection(("127.0.0.1", contestant.port), 60) as probe:
                probe.sendall(f"GET /r/{CODE} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                if b" 302 " in probe.recv(64):
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"{contestant.name} does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
