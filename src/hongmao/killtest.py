"""`hongmao bench kill`: `kill -9` an edge under full load, again and again, and count.

Every click whose redirect reached a client must be in the log, once.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from hongmao.core.events import Click
from hongmao.core.links import LinkRecord
from hongmao.edge.snapshot import write_snapshot
from hongmao.lake.segments import read_segment, sealed_segments

CODE = "killtest00"
HOST = "item.taobao.com"
CLIENTS = 16
PIPELINED = (1, 8)
"""Requests sent before the first is answered: every second client asks one by one."""
LEAST = 200
"""Answers before a kill, so that it falls into full load on a slow machine too."""
_ID = b"\r\nHongmao-Click: "
_REQUEST = f"GET /r/{CODE} HTTP/1.1\r\nHost: a\r\nUser-Agent: Mozilla/5.0\r\n\r\n".encode()


class Count(msgspec.Struct):
    """What a mode's rounds came to; `sound` is what it is all about."""

    durability: str
    rounds: int = 0
    answered: int = 0
    written: int = 0
    missing: int = 0
    duplicated: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing answered was lost and nothing written twice."""
        return self.answered > 0 and not self.missing and not self.duplicated


def kill_edges(rounds: int, durability: str, say: Callable[[str], None]) -> Count:
    """Kill an edge `rounds` times under load and count what its log holds."""
    count = Count(durability)
    answered: list[bytes] = []
    with tempfile.TemporaryDirectory(prefix="hongmao-kill-") as folder:
        home = Path(folder)
        _publish(home)
        for number in range(1, rounds + 1):
            fresh = _round(home, durability)
            answered += fresh
            say(f"{durability} round {number}: {len(fresh)} answered, killed")
        process, _ = _start(home, durability)
        process.terminate()
        process.wait(30)
        written = Counter(_written(home / "log"))
    count.rounds, count.answered = rounds, len(answered)
    count.written = sum(written.values())
    count.missing = sum(click.decode() not in written for click in answered)
    count.duplicated = sum(times > 1 for times in written.values())
    return count


def _round(home: Path, durability: str) -> list[bytes]:
    process, address = _start(home, durability)
    answered: list[bytes] = []
    threads = [
        threading.Thread(target=_click, args=(address, answered, PIPELINED[client % 2]))
        for client in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 30
    while len(answered) < LEAST and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.4))  # noqa: S311 - when to kill is no secret
    process.kill()
    process.wait(30)
    for thread in threads:
        thread.join()
    return answered


def _click(address: tuple[str, int], answered: list[bytes], pipelined: int) -> None:
    """Click on one connection until it breaks; note the id of every whole answer."""
    rest = b""
    try:
        with socket.create_connection(address, 10) as connection:
            while True:
                connection.sendall(_REQUEST * pipelined)
                for _ in range(pipelined):
                    while b"\r\n\r\n" not in rest:
                        data = connection.recv(65536)
                        if not data:
                            return
                        rest += data
                    head, _, rest = rest.partition(b"\r\n\r\n")
                    answered.append(head.partition(_ID)[2].partition(b"\r\n")[0])
    except OSError:
        return


def _start(home: Path, durability: str) -> tuple[subprocess.Popen[str], tuple[str, int]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "hongmao", "edge", "--port", "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        env=os.environ | {
            "HONGMAO_HOME": str(home), "HONGMAO_SECRET": "x" * 32, "HONGMAO_HOST": "127.0.0.1",
            "HONGMAO_DURABILITY": durability, "HONGMAO_SEGMENT_BYTES": str(1 << 18),
            "HONGMAO_SEGMENT_SECONDS": "0.2", "HONGMAO_ADMITTED_HOSTS": HOST,
        },
    )  # fmt: skip
    run_file = home / "run" / "edge.json"
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        said = json.loads(run_file.read_text()) if run_file.exists() else {}
        if said.get("pid") == process.pid:
            host, _, port = said["address"].removeprefix("http://").rpartition(":")
            return process, (host, int(port))
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    raise RuntimeError("the edge did not start; try `hongmao edge` and read what it says")


def _publish(home: Path) -> None:
    link = LinkRecord(
        CODE, 1, 1, 1, 1, 1, "taobao", f"https://{HOST}/item.htm?id=1", "https://a.example/n/1",
        0, 4_102_444_800_000,
    )  # fmt: skip
    now_ms = int(time.time() * 1000)
    write_snapshot(home / "snapshot" / "links", [link], [HOST], 1, now_ms)


def _written(log_folder: Path) -> list[str]:
    segments = [read_segment(path) for path in sealed_segments(log_folder)]
    events = [numbered.event for segment in segments for numbered in segment.events]
    return [event.id for event in events if isinstance(event, Click)]
