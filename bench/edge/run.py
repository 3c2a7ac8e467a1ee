"""`python -m bench edge`: the edge beside nginx, in interleaved runs; writes RESULTS.md.

`HONGMAO_BENCH_ROUNDS` (5), `HONGMAO_BENCH_SECONDS` (5) and `HONGMAO_BENCH_LINKS` (5,000,000).
"""

import os
import platform
import secrets
import shutil
import statistics
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path

from bench.edge.contestants import CODE, HOSTS, SECRET, Contestant, links, started
from bench.edge.load import Result, beacon, click
from hongmao.core.ids import ViewTokens, derive_key
from hongmao.edge.disk import Disk
from hongmao.edge.snapshot import write_snapshot
from hongmao.edge.status import measure_sync

ROUNDS = int(os.environ.get("HONGMAO_BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("HONGMAO_BENCH_SECONDS", "5"))
LINKS = int(os.environ.get("HONGMAO_BENCH_LINKS", "5000000"))
BODIES = 30_000
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
        report = [_heading(home), "", *_clicks(home), "", *_beacons(home), "", *_memory(home), ""]
    text = "\n".join(report)
    print(text)
    RESULTS.write_text(text)
    return 0


def _heading(home: Path) -> str:
    nginx = subprocess.run(["nginx", "-v"], check=True, capture_output=True, text=True).stderr
    optimised = "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS"))
    return (
        "# The edge beside nginx\n\n"
        f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC · {platform.machine()}, "
        f"{os.cpu_count()} cores · {nginx.strip().removeprefix('nginx version: ')} · "
        f"Python {platform.python_version()}, built {'with' if optimised else 'WITHOUT'} profile "
        f"optimisation · fdatasync {measure_sync(Disk(), home)} µs\n\n"
        f"Medians of {ROUNDS} interleaved runs of {SECONDS:g} s; server on one core, load on the "
        "other; keep-alive; ratio to nginx `return 302` with its access log on, in the same round."
        "\n`bare` is a constant 302 on uvloop and httptools: what this Python can do at best."
    )


def _contestants() -> list[Contestant]:
    return [
        Contestant("nginx"),
        Contestant("bare"),
        Contestant("crash", options={"durability": "crash"}),
        Contestant("power", options={"durability": "power"}),
    ]


def _clicks(home: Path) -> list[str]:
    lines = [
        "| 302 | connections | requests/s | ratio | CPU µs | p50 at half load, µs |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for connections in (64, 256):
        found: dict[str, list[Result]] = {}
        halves: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for one in _contestants():
                folder = home / one.name
                with started(one, folder):
                    result = click(one, folder, connections=connections, seconds=SECONDS)
                    half = click(
                        one, folder, connections=connections, seconds=2, rate=result.rate / 2
                    )
                if result.failed:
                    raise RuntimeError(f"{one.name}: {result.failed} answers were errors")
                found.setdefault(one.name, []).append(result)
                halves.setdefault(one.name, []).append(half.p50_us)
        for name, results in found.items():
            pairs = zip(results, found["nginx"], strict=True)
            ratio = statistics.median(ours.rate / theirs.rate for ours, theirs in pairs)
            rate = statistics.median(result.rate for result in results)
            cpu = statistics.median(result.cpu_us for result in results)
            half_us = statistics.median(halves[name])
            lines.append(
                f"| {name} | {connections} | {rate:,.0f} | {ratio:.2f} | {cpu:.1f} "
                f"| {half_us:,.0f} |"
            )
    return lines


def _beacons(home: Path) -> list[str]:
    bodies = home / "bodies"
    lines = [
        f"| beacons of {BATCH} | batches/s | impressions/s | CPU µs an impression |",
        "|---|--:|--:|--:|",
    ]
    for durability in ("crash", "power"):
        _write_bodies(bodies)
        one = Contestant(durability, options={"durability": durability})
        with started(one, home / durability):
            # Each token counts once: a run is as long as the bodies last at the least.
            result = beacon(one, home / durability, bodies, seconds=2)
        lines.append(
            f"| {durability} | {result.rate:,.0f} | {BATCH * result.rate:,.0f} "
            f"| {result.cpu_us / BATCH:.1f} |"
        )
    return lines


def _write_bodies(path: Path) -> None:
    tokens = ViewTokens(derive_key(SECRET, "view"))
    now_s = int(time.time())
    with path.open("w") as file:
        for _ in range(BODIES):
            minted = [
                tokens.mint(secrets.token_bytes(8), CODE, "feed", now_s) for _ in range(BATCH)
            ]
            events = ",".join(f'["i","{CODE}","feed","{token}"]' for token in minted)
            file.write(f'{{"e":[{events}]}}\n')


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
        f"| {LINKS:,} links | |",
        "|---|--:|",
        f"| snapshot file | {size / 1e6:,.0f} MB, {size / LINKS:.0f} bytes a link |",
        f"| written in | {written_s:.1f} s |",
        f"| edge ready in | {ready_s:.1f} s |",
        f"| private memory of a worker | {memory['private'] / 1e6:,.0f} MB |",
        f"| resident, with the pages all workers share | {memory['resident'] / 1e6:,.0f} MB |",
    ]
