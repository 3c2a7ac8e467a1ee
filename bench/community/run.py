"""Server time of the feed and of notes with very many notes; writes bench/community/RESULTS.md.

`HONGMAO_COMMUNITY_NOTES` (1,000,000) notes on SQLite in a folder of its own. The pages are
served by `hongmao web` on one core, as in production; requests leave here at a fixed pace, `_RATE`
(20) a second for `_SECONDS` (60), whether or not earlier ones are answered, and each is timed until
its last byte.
"""

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec

NOTES = int(os.environ.get("HONGMAO_COMMUNITY_NOTES", "1000000"))
RATE = int(os.environ.get("HONGMAO_COMMUNITY_RATE", "20"))
SECONDS = int(os.environ.get("HONGMAO_COMMUNITY_SECONDS", "60"))
MOST_MS = 50.0
"""The p95 of every kind of page that is promised."""
KINDS = (
    "feed of a visitor", "feed of a reader", "next page", "following", "topic", "note of a visitor",
    "note of a reader",
)  # fmt: skip
RESULTS = Path(__file__).parent / "RESULTS.md"


class Made(msgspec.Struct, frozen=True):
    """What `make` printed."""

    session: str
    notes: int


def main() -> int:
    """Make, serve, ask and report; returns 1 where a p95 is over what is promised."""
    with tempfile.TemporaryDirectory() as folder:
        port = 18_000 + os.getpid() % 1000
        environment = {
            **os.environ, "HONGMAO_HOME": folder, "HONGMAO_SECRET": "x" * 32,
            "HONGMAO_WEB_PORT": str(port), "HONGMAO_TAOBAO_PIDS": "",
        }  # fmt: skip
        made = msgspec.json.decode(
            subprocess.run(
                [sys.executable, "-m", "bench.community.run", "make"],
                env=environment, check=True, stdout=subprocess.PIPE,
            ).stdout,
            type=Made,
        )  # fmt: skip
        server = subprocess.Popen(
            ["taskset", "-c", "0", sys.executable, "-m", "hongmao", "web"], env=environment,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            times = _ask(f"http://127.0.0.1:{port}", made)
        finally:
            server.terminate()
            server.wait(30)
    text = report(times)
    print(text)
    RESULTS.write_text(text)
    return 1 if any(_p95(found) > MOST_MS for found in times.values()) else 0


def _ask(address: str, made: Made) -> dict[str, list[float]]:
    """Milliseconds of every answer, by kind of page."""
    chance = random.Random(7)
    visitor = httpx.Client(base_url=address, timeout=30)
    reader = httpx.Client(base_url=address, timeout=30, cookies={"sessionid": made.session})
    _wait(visitor)
    following = visitor.get("/").text.partition('hx-get="')[2].partition('"')[0]
    asked = {
        "feed of a visitor": lambda: (visitor, "/"),
        "feed of a reader": lambda: (reader, "/"),
        "next page": lambda: (visitor, following),
        "following": lambda: (reader, "/following"),
        "topic": lambda: (visitor, f"/t/话题{chance.randrange(400)}"),
        "note of a visitor": lambda: (visitor, f"/n/{chance.randint(1, made.notes)}"),
        "note of a reader": lambda: (reader, f"/n/{chance.randint(1, made.notes)}"),
    }
    for kind in KINDS * 2:
        _time(*asked[kind]())  # warm: code loaded, files opened
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    due: list[tuple[str, Future[float]]] = []
    with ThreadPoolExecutor(32) as pool:
        began = time.perf_counter()
        for number in range(RATE * SECONDS):
            time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            kind = KINDS[number % len(KINDS)]
            due.append((kind, pool.submit(_time, *asked[kind]())))
        for kind, answer in due:
            times[kind].append(answer.result())
    return times


def _time(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - began) * 1000


def _wait(client: httpx.Client) -> None:
    for _ in range(300):
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the pages do not answer")


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def report(times: dict[str, list[float]]) -> str:
    """The result in Markdown."""
    load = os.getloadavg()[0]
    lines = [
        "# The community's pages",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.machine()}, {os.cpu_count()} cores, "
        f"load {load:.1f} at the end · SQLite · Python {platform.python_version()}",
        "",
        f"{NOTES:,} notes of 5,000 creators on 400 topics, 100 live cards; `hongmao web` on one "
        f"core, {RATE} requests a second for {SECONDS} s. Milliseconds from the request to the "
        "last byte of its answer. The reader follows 200 creators and has 100 likes, collects and "
        "comments.",
        "",
        "| page | requests | median | p95 | most |",
        "|---|--:|--:|--:|--:|",
    ]
    for kind, found in times.items():
        lines.append(
            f"| {kind} | {len(found)} | {statistics.median(found):.1f} | {_p95(found):.1f} "
            f"| {max(found):.1f} |"
        )
    return "\n".join([*lines, ""])


def make() -> None:
    """Make the community."""
    from django.core.management import call_command

    from bench.community.world import make_world

    call_command("migrate", verbosity=0)
    print(msgspec.json.encode(make_world(NOTES)._asdict()).decode())


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "hongmao.settings"
    django.setup()
    make()
