"""`python -m bench soak`: an edge in `power` mode for a long time; writes SOAK.md.

At 70 % of what it was measured to answer, segments rotating, a worker shipping what is sealed.
`HONGMAO_SOAK_SECONDS` (600).
"""

import os
import platform
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import psutil
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bench.edge.contestants import Contestant, started
from bench.edge.load import Result, load
from bench.edge.requests import clicks
from hongmao.edge.disk import Disk
from hongmao.edge.status import measure_sync, read_status
from hongmao.lake.segments import read_segment, sealed_segments

SECONDS = float(os.environ.get("HONGMAO_SOAK_SECONDS", "600"))
SHARE = 0.7
CONNECTIONS = 64
CAPACITY_SECONDS = 5.0
CALIBRATION_SECONDS = 3.0
VISITS = 30_000
"""Connections that come and go before the soak: what each leaves behind is collected in heaps."""
LEAST_PAUSE = 0.1
"""Of the pause that would do if answers took no time: a slow edge is not driven beyond that."""
SEGMENT_SECONDS = 1.0
WINDOWS = 20
"""wrk runs that many times, one after the other: each tells its own 99th percentile."""
SAMPLE_SECONDS = 0.25
SHIP_SECONDS = 0.5
QUARTERS = 4
MEMORY_GROWTH = 0.02
FILES_GROWTH = 4
LAG_GROWTH_MS = 50
REPORT = Path(__file__).parent / "SOAK.md"


class Sample(NamedTuple):
    """The edge at one moment, `at` seconds after the start. `lag_ms` is since the last commit."""

    at: float
    resident: int
    files: int
    lag_ms: int
    held: int
    lost: int
    degraded: bool


class Window(NamedTuple):
    """One run of wrk, begun `at` seconds after the start."""

    at: float
    result: Result


@dataclass
class Soak:
    """All that was seen."""

    capacity: float
    samples: list[Sample] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    runs: int = 0
    visits: int = 0
    answered: int = 0
    failed: int = 0
    segments: int = 0
    events: int = 0

    def load(self, result: Result) -> Result:
        """Count a run of wrk."""
        self.runs += 1
        self.answered += result.requests
        self.failed += result.failed
        return result

    def ship(self, log_folder: Path) -> None:
        """Take what is sealed away, as the worker does; fails on a damaged segment."""
        for path in sealed_segments(log_folder):
            segment = read_segment(path)
            if segment.damaged_bytes:
                raise RuntimeError(f"{path} holds {segment.damaged_bytes} damaged bytes")
            self.segments += 1
            self.events += len(segment.events)
            path.unlink()

    def look(self, process: psutil.Process, log_folder: Path, began: float) -> None:
        """Take a sample."""
        (folder,) = log_folder.iterdir()
        try:
            status = read_status(folder)
        except (OSError, msgspec.DecodeError):
            return  # not written yet
        self.samples.append(
            Sample(
                time.monotonic() - began, process.memory_info().rss, process.num_fds(),
                status.at_ms - status.last_commit_ms, status.held, status.lost, status.degraded,
            )
        )  # fmt: skip

    def quarter(self, number: int) -> tuple[list[Sample], list[Window]]:
        """The samples and windows of a quarter, counted from 1."""
        low, high = (SECONDS * part / QUARTERS for part in (number - 1, number))
        return (
            [one for one in self.samples if low <= one.at < high],
            [one for one in self.windows if low <= one.at < high],
        )


def main() -> int:
    """Soak, print, write; 1 where something grew or was lost, 2 where a tool is missing."""
    missing = [tool for tool in ("wrk", "taskset") if not shutil.which(tool)]
    if missing:
        print(f"{' and '.join(missing)} not found. On Debian: apt-get install wrk util-linux.")
        return 2
    with tempfile.TemporaryDirectory(prefix="hongmao-soak-") as folder:
        home = Path(folder)
        sync_us = measure_sync(Disk(), home)
        soak = _soak(home / "edge")
    problems = find_problems(soak)
    text = "\n".join([*_heading(soak, sync_us), *_table(soak), "", *_verdict(soak, problems), ""])
    print(text)
    REPORT.write_text(text)
    return 1 if problems else 0


def _soak(home: Path) -> Soak:
    options: dict[str, object] = {"durability": "power", "segment_seconds": SEGMENT_SECONDS}
    edge = Contestant("power", options=options)
    log_folder = home / "log"
    with started(edge, home) as edge:
        assert edge.process
        process = psutil.Process(edge.process.pid)
        requests = clicks(whole_browser=True)
        run = partial(load, edge, home, requests, connections=CONNECTIONS)
        leaving = [_leaving(request) for request in requests]
        visit = partial(load, edge, home, leaving, connections=CONNECTIONS)
        full = run(seconds=CAPACITY_SECONDS)
        soak = Soak(full.rate)
        soak.load(full)
        while soak.visits < VISITS:
            soak.visits += soak.load(visit(seconds=CAPACITY_SECONDS)).requests
            soak.ship(log_folder)
        pace = Pace(SHARE * soak.capacity)
        pace.learn(soak.load(run(seconds=CALIBRATION_SECONDS, rate=pace.asked)))
        soak.ship(log_folder)
        began = time.monotonic()
        with (
            _Every(SAMPLE_SECONDS, lambda: soak.look(process, log_folder, began)),
            _Every(SHIP_SECONDS, lambda: soak.ship(log_folder)),
        ):
            _load(soak, partial(run, seconds=SECONDS / WINDOWS), pace, began)
        edge.process.terminate()
        edge.process.wait(30)
        soak.ship(log_folder)
    return soak


def _leaving(request: bytes) -> bytes:
    """The same, on a connection of its own."""
    return request.replace(b"Connection: keep-alive", b"Connection: close")


class Pace:
    """The rate to ask of wrk for a wanted one: it pauses after each answer, and so falls short."""

    def __init__(self, wanted: float) -> None:
        self._wanted = wanted
        self.asked = wanted

    def learn(self, result: Result) -> None:
        """Ask for more by what came too late."""
        late = max(0.0, 1 / result.rate - 1 / self.asked)
        self.asked = 1 / max(1 / self._wanted - late, LEAST_PAUSE / self._wanted)


def _load(soak: Soak, run: Callable[..., Result], pace: Pace, began: float) -> None:
    shown = TextColumn("{task.fields[said]}")
    with Progress(BarColumn(), shown, TimeRemainingColumn()) as progress:
        bar = progress.add_task("", total=SECONDS, said="")
        while (at := time.monotonic() - began) < SECONDS * (1 - 0.5 / WINDOWS):
            result = run(rate=pace.asked)
            pace.learn(result)
            soak.windows.append(Window(at, soak.load(result)))
            last = soak.samples[-1] if soak.samples else None
            megabytes = last.resident / 1e6 if last else 0
            said = f"{result.rate:,.0f}/s, p99 {result.p99_us / 1000:.1f} ms, {megabytes:.1f} MB"
            progress.update(bar, completed=time.monotonic() - began, said=said)


class _Every:
    """Does something again and again on a thread; what that raised is raised at the end."""

    def __init__(self, seconds: float, work: Callable[[], None]) -> None:
        self._seconds = seconds
        self._work = work
        self._over = threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            while not self._over.wait(self._seconds):
                self._work()
        except Exception as error:
            self._error = error


def find_problems(soak: Soak) -> list[str]:
    """What speaks against running for ever, in sentences."""
    second, last = soak.quarter(2)[0], soak.quarter(QUARTERS)[0]
    if not second or not last:
        return ["There are not enough samples to judge by."]
    problems = []
    if (growth := memory_growth(second, last)) >= MEMORY_GROWTH:
        problems.append(f"Resident memory grew by {growth:.1%}.")
    if (files := _median(last, 2) - _median(second, 2)) > FILES_GROWTH:
        problems.append(f"Open files grew by {files:.0f}.")
    if (lag := _median(last, 3) - _median(second, 3)) > LAG_GROWTH_MS:
        problems.append(f"The log's lag grew by {lag:.0f} ms.")
    if any(one.held or one.lost or one.degraded for one in soak.samples):
        problems.append("Events were held or lost.")
    if soak.failed:
        problems.append(f"{soak.failed} answers were errors.")
    if soak.events < soak.answered:
        problems.append(f"{soak.answered - soak.events} answered clicks are not in the log.")
    if soak.segments < SECONDS / SEGMENT_SECONDS / 2:
        problems.append(f"Only {soak.segments} segments were sealed.")
    return problems


def memory_growth(second: Sequence[Sample], last: Sequence[Sample]) -> float:
    """Of the median, from the second quarter to the last, as a share."""
    return _median(last, 1) / _median(second, 1) - 1


def _median(samples: Sequence[Sample], place: int) -> float:
    return statistics.median(sample[place] for sample in samples)


def _heading(soak: Soak, sync_us: int) -> list[str]:
    rates = [window.result.rate for window in soak.windows]
    rate = statistics.median(rates) if rates else 0
    gaps = [later.at - one.at for one, later in pairwise(soak.samples)]
    return [
        "# The edge, soaked",
        "",
        f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC · {platform.machine()}, "
        f"{os.cpu_count()} cores · Python {platform.python_version()} · fdatasync {sync_us} µs",
        "",
        f"`power` mode, {SECONDS:g} s over {CONNECTIONS} connections at {rate:,.0f} clicks/s, "
        f"{rate / soak.capacity:.0%} of the {soak.capacity:,.0f} it answered at full load. "
        f"Segments of {SEGMENT_SECONDS:g} s; a worker reads and removes what is sealed every "
        f"{SHIP_SECONDS:g} s. {soak.visits:,} connections came and went before. "
        f"{len(soak.samples):,} samples, {max(gaps, default=0):.1f} s apart at "
        "the most; memory, files and lag are medians, lag is since the last commit.",
        "",
    ]


def _table(soak: Soak) -> list[str]:
    lines = [
        "| quarter | clicks/s | p50 ms | p99 ms | worst p99 ms | resident MB | open files | lag ms "
        "| most lag ms | held | lost |",
        "|---|" + "--:|" * 10,
    ]
    for number in range(1, QUARTERS + 1):
        samples, windows = soak.quarter(number)
        if not samples or not windows:
            continue
        results = [window.result for window in windows]
        p99s = [result.p99_us / 1000 for result in results]
        lines.append(
            f"| {number} | {statistics.median(one.rate for one in results):,.0f} "
            f"| {statistics.median(one.p50_us for one in results) / 1000:.2f} "
            f"| {statistics.median(p99s):.2f} | {max(p99s):.2f} | {_median(samples, 1) / 1e6:.2f} "
            f"| {_median(samples, 2):.0f} | {_median(samples, 3):.0f} "
            f"| {max(one.lag_ms for one in samples)} | {max(one.held for one in samples)} "
            f"| {max(one.lost for one in samples)} |"
        )
    return lines


def _verdict(soak: Soak, problems: list[str]) -> list[str]:
    second, last = soak.quarter(2)[0], soak.quarter(QUARTERS)[0]
    growth = f"{memory_growth(second, last):+.2%}" if second and last else "unknown"
    return [
        f"{soak.answered:,} clicks answered, {soak.events:,} events shipped from {soak.segments:,} "
        f"segments, {soak.failed} errors (up to {soak.runs * CONNECTIONS:,} clicks were in flight "
        f"when a run of wrk ended, recorded and not counted as answered). Memory from the second "
        f"quarter to the last: {growth}.",
        "",
        *(f"**Fails**: {problem}" for problem in problems),
        *([] if problems else ["**Holds**: memory and open files flat, the log keeps up."]),
    ]
