"""What the edge's tests share: an edge in a process of its own, a raw client, the log read back."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from hongmao.core.deeplinks import addresses
from hongmao.core.events import Click, Impression, Read
from hongmao.core.ids import ViewTokens, derive_key, of_card, of_page
from hongmao.core.links import LinkRecord
from hongmao.edge.snapshot import write_snapshot
from hongmao.lake.segments import NumberedEvent, read_segment, sealed_segments

ROOT = Path(__file__).parents[2]
SECRET = "a secret of the tests, long enough to be one"
COMMUNITY = "http://community.test:8000"
HOSTS = ("item.taobao.com", ".m.tmall.com", "127.0.0.1:8002")
LONG_AGO = 0
FAR_AHEAD = 4_102_444_800_000
PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
LIVE, PAUSED, ENDED, EARLY, ASTRAY = (
    f"{name:x<10}" for name in ("live", "pau", "end", "new", "out")
)


def link(code: str = LIVE, **changes: Any) -> LinkRecord:
    """A live link to an admitted host, but for `changes`."""
    fields: dict[str, Any] = {
        "code": code, "placement": 11, "note": 22, "creator": 33, "brand": 44, "campaign": 55,
        "marketplace": "taobao", "destination": f"https://item.taobao.com/item.htm?id=1&k={code}",
        "note_url": f"{COMMUNITY}/notes/22", "starts_ms": LONG_AGO, "ends_ms": FAR_AHEAD,
    }  # fmt: skip
    return LinkRecord(**(fields | changes))


def links() -> list[LinkRecord]:
    """One link of each kind."""
    return [
        link(),
        link(PAUSED, paused="admission_expired"),
        link(ENDED, ends_ms=1),
        link(EARLY, starts_ms=FAR_AHEAD - 1),
        link(ASTRAY, destination="https://evil.example/item.taobao.com"),
    ]


MAY_LEAD_TO = {
    *addresses(link(), HOSTS).values(),
    f"{COMMUNITY}/",
    f"{COMMUNITY}/notes/22?link=admission_expired",
    f"{COMMUNITY}/notes/22?link=campaign_over",
    f"{COMMUNITY}/notes/22?link=link_not_started",
}
"""Every `Location` that an edge with `links` may answer with."""


def publish(path: Path, records: Iterable[LinkRecord], version: int = 1) -> None:
    """Replace the snapshot, made now."""
    write_snapshot(path, records, HOSTS, version, int(time.time() * 1000))


def view_token(
    code: str = LIVE, surface: str = "note", age_s: float = 0, secret: str = SECRET
) -> str:
    """A fresh view token, as a page of the community would carry."""
    tokens = ViewTokens(derive_key(secret, "view"))
    return tokens.mint(secrets.token_bytes(8), int(time.time() - age_s), of_card(code, surface))


def shown(
    codes: Sequence[str] = (LIVE,), surface: str = "note", note: int = 22, *,
    seen: Sequence[int] = (0,), seconds: int = 0, age_s: float = 0, secret: str = SECRET,
) -> list[Any]:  # fmt: skip
    """A page's entry in a beacon, as a page of the community would send it."""
    tokens = ViewTokens(derive_key(secret, "view"))
    subject = of_page(surface, note, "".join(codes))
    token = tokens.mint(secrets.token_bytes(8), int(time.time() - age_s), subject)
    return [token, surface, note, "".join(codes), list(seen), seconds]


@dataclass
class Response:
    """An HTTP response as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Client:
    """A raw HTTP/1.1 client on one connection."""

    def __init__(self, address: str, timeout: float = 15) -> None:
        host, _, port = address.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)), timeout)
        self.rest = b""

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def send(
        self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> None:
        """Send a request."""
        lines = {"Host": "edge.test", "User-Agent": PERSON} | (headers or {})
        if body:
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        self.socket.sendall(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + body)

    def receive(self, *, head: bool = False) -> Response:
        """The next response; raises `ConnectionError` where the edge closed instead."""
        while b"\r\n\r\n" not in self.rest:
            self._more()
        top, _, self.rest = self.rest.partition(b"\r\n\r\n")
        first, *lines = top.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        length = 0 if head else int(headers.get("content-length", 0))
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return Response(int(first.split()[1]), headers, body)

    def ask(
        self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Response:
        """Send a request and wait for its response."""
        self.send(method, target, headers, body)
        return self.receive(head=method == "HEAD")

    def closed(self) -> bool:
        """Whether the edge closes the connection and says no more."""
        try:
            return not self.rest and self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _more(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed")
        self.rest += data


@dataclass
class Edge:
    """An edge in a process of its own, with its home."""

    home: Path
    options: dict[str, Any] = field(default_factory=dict)
    address: str = ""

    def __post_init__(self) -> None:
        self.stderr = self.home / "stderr"
        self.process: subprocess.Popen[str] | None = None

    @property
    def log_folder(self) -> Path:
        """Where its logs lie."""
        return self.home / "log"

    @property
    def snapshot(self) -> Path:
        """Where its snapshot lies."""
        return self.home / "snapshot" / "links"

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self.process
        return self.process.pid

    def start(self) -> "Edge":
        """Start, and wait until it listens."""
        config = {
            "log_folder": str(self.log_folder), "snapshot_file": str(self.snapshot),
            "secret": SECRET, "web_address": COMMUNITY, **self.options,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "edge" / "serve.py"), json.dumps(config)],
            stdout=subprocess.PIPE, stderr=self.stderr.open("a"), text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        assert self.address, self.errors()
        return self

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """`kill -9`."""
        return self._end(signal.SIGKILL)

    def errors(self) -> str:
        """What it said on standard error."""
        return self.stderr.read_text()

    def client(self) -> Client:
        """A new connection."""
        return Client(self.address)

    def ask(self, method: str, target: str, headers: dict[str, str] | None = None) -> Response:
        """One request on a connection of its own."""
        with self.client() as client:
            return client.ask(method, target, headers)

    def beacon(self, body: bytes, headers: dict[str, str] | None = None) -> Response:
        """One batch on a connection of its own."""
        with self.client() as client:
            return client.ask("POST", "/e", headers, body)

    def health(self) -> Any:
        """What `/healthz` says."""
        return self.ask("GET", "/healthz").json

    def _end(self, number: signal.Signals) -> int:
        assert self.process
        self.process.send_signal(number)
        code = self.process.wait(20)
        if self.process.stdout:
            self.process.stdout.close()
        return code


@contextmanager
def running(
    home: Path, records: Sequence[LinkRecord] | None = None, **options: Any
) -> Iterator[Edge]:
    """An edge that serves `records` (one link of each kind), stopped at the end."""
    edge = Edge(home, options)
    publish(edge.snapshot, links() if records is None else records)
    edge.start()
    try:
        yield edge
    finally:
        if edge.process and edge.process.poll() is None:
            edge.stop()


def numbered(log_folder: Path) -> list[NumberedEvent]:
    """All events of the sealed segments; fails on a damaged one."""
    segments = [read_segment(path) for path in sealed_segments(log_folder)]
    assert not any(segment.damaged_bytes for segment in segments)
    return [event for segment in segments for event in segment.events]


def clicks(log_folder: Path) -> list[Click]:
    """All clicks of the sealed segments."""
    return [e.event for e in numbered(log_folder) if isinstance(e.event, Click)]


def reads(log_folder: Path) -> list[Read]:
    """The reads in the sealed segments."""
    return [e.event for e in numbered(log_folder) if isinstance(e.event, Read)]


def impressions(log_folder: Path) -> list[Impression]:
    """All impressions of the sealed segments."""
    return [e.event for e in numbered(log_folder) if isinstance(e.event, Impression)]


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()
