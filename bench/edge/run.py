"""`python -m bench edge`: the edge beside nginx, in interleaved runs; writes RESULTS.md.

`HONGMAO_BENCH_ROUNDS` (5), `HONGMAO_BENCH_SECONDS` (5) and `HONGMAO_BENCH_LINKS` (5,000,000).
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.edge.contestants import HOSTS, SECRET, Contestant, links, started
from bench.edge.load import Result, load
from bench.edge.requests import beacons, clicks
from hongmao.edge.disk import Disk
from hongmao.edge.snapshot import write_snapshot
from hongmao.edge.status import measure_sync

ROUNDS = int(os.environ.get("HONGMAO_BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("HONGMAO_BENCH_SECONDS", "5"))
LINKS = int(os.environ.get("HONGMAO_BENCH_LINKS", "5000000"))
BEACONS = 90_000
BATCH = 10
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> int:
    """Measure, print, write; 2 where a tool is missing."""
    missing = [tool for tool in ("nginx", "wrk", "taskset") if not shutil.which(tool)]
    if missing:
        print(
            f"{' and '.join(missing)} not found. On Debian: apt-get install nginx-light wrk "
            "util-linux. On macOS this benchmark does not run: it pins processes to cores."
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="hongmao-bench-") as folder:
        home = Path(folder)
        report = [_heading(home), ""]
        for part in (
            lambda: _clicks(home, whole_browser=False),
            lambda: _clicks(home, whole_browser=True),
            lambda: _beacons(home),
            lambda: _workers(home),
            lambda: _memory(home),
        ):
            report += [*part(), ""]
    text = "\n".join(report)
    print(text)
    RESULTS.write_text(text)
    return 0


def _heading(home: Path) -> str:
    nginx = subprocess.run(["nginx", "-v"], check=True, capture_output=True, text=True).stderr
    return (
        "# The edge beside nginx\n\n"
        f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC · {platform.machine()}, "
        f"{os.cpu_count()} cores · {nginx.strip().removeprefix('nginx version: ')} · "
        f"Python {platform.python_version()} · fdatasync {measure_sync(Disk(), home)} µs\n\n"
        f"Medians of {ROUNDS} interleaved runs of {SECONDS:g} s; server on one core, load on the "
        "other; keep-alive; ratio to nginx `return 302` with its access log on, in the same round."
        " The second ratio is that of the processor time a request takes: what the first comes to "
        "where neither the load's own core nor the disk is the limit.\n"
        "`bare` is a constant 302 on uvloop and httptools: what this Python can do at best."
    )


def _contestants() -> list[Contestant]:
    return [
        Contestant("nginx"),
        Contestant("bare"),
        Contestant("crash", options={"durability": "crash"}),
        Contestant("power", options={"durability": "power"}),
    ]


def _clicks(home: Path, *, whole_browser: bool) -> list[str]:
    requests = clicks(whole_browser=whole_browser)
    size = round(statistics.mean(map(len, requests)))
    said = "all that a browser says" if whole_browser else "host, agent, language"
    lines = [
        f"## Clicks: {said}, {size} bytes\n",
        "| 302 | connections | requests/s | ratio | CPU µs | ratio by CPU | p50 at half load, µs |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for connections in (64, 256):
        found: dict[str, list[tuple[Result, Result]]] = {}
        for _ in range(ROUNDS):
            for one in _contestants():
                found.setdefault(one.name, []).append(_round(one, home, requests, connections))
        for name, results in found.items():
            pairs = [
                (ours[0], theirs[0]) for ours, theirs in zip(results, found["nginx"], strict=True)
            ]
            rate = statistics.median(ours.rate for ours, _ in pairs)
            ratio = statistics.median(ours.rate / theirs.rate for ours, theirs in pairs)
            cpu = statistics.median(ours.cpu_us for ours, _ in pairs)
            by_cpu = statistics.median(theirs.cpu_us / ours.cpu_us for ours, theirs in pairs)
            half_us = statistics.median(half.p50_us for _, half in results)
            lines.append(
                f"| {name} | {connections} | {rate:,.0f} | {ratio:.2f} | {cpu:.1f} | {by_cpu:.2f} "
                f"| {half_us:,.0f} |"
            )
    return lines


def _round(
    one: Contestant, home: Path, requests: list[bytes], connections: int
) -> tuple[Result, Result]:
    """Full load, then half of it."""
    folder = home / one.name
    with started(one, folder):
        full = load(one, folder, requests, connections=connections, seconds=SECONDS)
        half = load(one, folder, requests, connections=connections, seconds=2, rate=full.rate / 2)
    if full.failed:
        raise RuntimeError(f"{one.name}: {full.failed} answers were errors")
    return full, half


def _beacons(home: Path) -> list[str]:
    lines = [
        f"## Beacons: a page with {BATCH} cards seen\n",
        "| 204 | batches/s | impressions/s | CPU µs a batch | CPU µs an impression |",
        "|---|--:|--:|--:|--:|",
    ]
    for one in (c for c in _contestants() if c.name != "bare"):
        results = []
        for _ in range(ROUNDS):
            # Each token counts once: there are more of them than a run can use.
            requests = list(beacons(BEACONS, BATCH))
            with started(one, home / one.name):
                results.append(load(one, home / one.name, requests, connections=64, seconds=1))
        rate = statistics.median(result.rate for result in results)
        cpu = statistics.median(result.cpu_us for result in results)
        lines.append(
            f"| {one.name} | {rate:,.0f} | {BATCH * rate:,.0f} | {cpu:.1f} | {cpu / BATCH:.2f} |"
        )
    return lines


def _workers(home: Path) -> list[str]:
    """One worker and two under full load, and without sockets and load."""
    lines = [
        "## Workers: one, and two on a core each\n",
        "With two, the load shares their cores: what it leaves them is seen in the rate, what a "
        "request costs them in the processor time. `without sockets` is reader, pipeline and log, "
        "with no load generator on the machine.\n",
        "| 302 | workers | requests/s | CPU µs a request | of twice one |",
        "|---|--:|--:|--:|--:|",
    ]
    for name in ("nginx", "crash"):
        found: dict[int, list[Result]] = {1: [], 2: []}
        for _ in range(ROUNDS):
            for count, results in found.items():
                results.append(_with_workers(name, count, home / f"{name}{count}"))
        cpu = {n: statistics.median(r.cpu_us for r in results) for n, results in found.items()}
        for count, results in found.items():
            rate = statistics.median(result.rate for result in results)
            linear = f"{cpu[1] / cpu[2]:.2f} by CPU" if count == 2 else ""
            lines.append(f"| {name} | {count} | {rate:,.0f} | {cpu[count]:.1f} | {linear} |")
    alone, both = [], []
    for _ in range(ROUNDS):
        alone += inside(home, 1, SECONDS)
        both.append(sum(inside(home, 2, SECONDS)))
    one, two = statistics.median(alone), statistics.median(both)
    lines += [
        f"| without sockets | 1 | {one:,.0f} | {1e6 / one:.1f} | |",
        f"| without sockets | 2 | {two:,.0f} | {2e6 / two:.1f} | {two / one / 2:.2f} |",
    ]
    return lines


def _with_workers(name: str, count: int, folder: Path) -> Result:
    ours = Contestant("fleet", options={"durability": name})
    one = Contestant(name) if name == "nginx" else ours
    one.workers = count
    requests = clicks(whole_browser=False)
    with started(one, folder):
        return load(
            one, folder, requests, connections=64 * count, seconds=SECONDS, pinned=count == 1
        )


def inside(home: Path, workers: int, seconds: float) -> list[float]:
    """Clicks a second of so many workers without sockets, each on a core of its own."""
    folder = home / "inside"
    shutil.rmtree(folder, ignore_errors=True)
    write_snapshot(folder / "links", links(), HOSTS, 1, int(time.time() * 1000))
    config = {
        "log_folder": str(folder / "log"), "snapshot_file": str(folder / "links"), "secret": SECRET,
        "web_address": "https://community.example", "durability": "crash",
    }  # fmt: skip
    command = [sys.executable, "-m", "bench.edge.inside", json.dumps(config), str(seconds)]
    running = [
        subprocess.Popen(
            ["taskset", "-c", str(core), *command], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for core in range(workers)
    ]  # fmt: skip
    for one in running:
        assert one.stdout
        one.stdout.readline()
    for one in running:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    return [float(one.communicate()[0]) / seconds for one in running]


def _memory(home: Path) -> list[str]:
    folder = home / "many"
    snapshot = folder / "links"
    began = time.monotonic()
    write_snapshot(snapshot, links(LINKS), HOSTS, 1, int(time.time() * 1000))
    written_s = time.monotonic() - began
    one = Contestant("many", options={"durability": "crash"})
    began = time.monotonic()
    with started(one, folder):
        ready_s = time.monotonic() - began
        memory = one.memory()
        size = snapshot.stat().st_size
    return [
        "## Links\n",
        f"| {LINKS:,} links | |",
        "|---|--:|",
        f"| snapshot file | {size / 1e6:,.0f} MB, {size / LINKS:.0f} bytes a link |",
        f"| written in | {written_s:.1f} s |",
        f"| edge ready in | {ready_s:.1f} s |",
        f"| private memory of a worker | {memory['private'] / 1e6:,.0f} MB |",
        f"| resident, with the pages all workers share | {memory['resident'] / 1e6:,.0f} MB |",
    ]
