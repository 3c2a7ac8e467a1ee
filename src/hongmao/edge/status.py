"""How a log is, in a file that `hongmao doctor` and the boards read."""

import os
import statistics
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from hongmao.edge.clock import now_ms
from hongmao.edge.disk import Disk
from hongmao.edge.metrics import Sample

STATUS = "status.json"
SAMPLE = "metrics.json"
FRESH_SECONDS = 5.0
"""A sample that is older is of a worker that is gone."""
_PROBES = 15


class LogStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One log, as its edge last saw it at `at_ms`; an old `at_ms` means that the edge is gone.

    `reason` says in a sentence what a degraded log needs; `held` events wait in memory, `lost` were
    more than memory may hold since the edge started. `fdatasync_us` is the median of the disk's
    sync at start-up in microseconds, 0 where the disk refused it. Times are epoch milliseconds, 0
    for never.
    """

    log: str
    pid: int
    segment: int
    degraded: bool
    reason: str
    held: int
    lost: int
    last_commit_ms: int
    fdatasync_us: int
    at_ms: int

    @classmethod
    def of(
        cls, log: str, *, segment: int, reason: str, held: int, lost: int,
        last_commit_ms: int, fdatasync_us: int,
    ) -> "LogStatus":  # fmt: skip
        """The status of this process's log, now."""
        return cls(
            log=log,
            pid=os.getpid(),
            segment=segment,
            degraded=bool(reason),
            reason=reason,
            held=held,
            lost=lost,
            last_commit_ms=last_commit_ms,
            fdatasync_us=fdatasync_us,
            at_ms=now_ms(),
        )


def write_status(disk: Disk, folder: Path, status: LogStatus) -> None:
    """Replace the folder's status file at once; raises `OSError`."""
    _replace(disk, folder / STATUS, msgspec.json.encode(status))


def write_sample(disk: Disk, folder: Path, sample: bytes) -> None:
    """Replace the folder's sample of metrics (JSON) at once; raises `OSError`."""
    _replace(disk, folder / SAMPLE, sample)


def read_samples(log_folder: Path) -> dict[str, Sample]:
    """The samples of the workers that run on these logs, by the first eight digits of the log."""
    found = {}
    for path in sorted(log_folder.glob(f"*/{SAMPLE}")):
        with suppress(OSError, msgspec.DecodeError):
            if time.time() - path.stat().st_mtime < FRESH_SECONDS:
                sample = msgspec.json.decode(path.read_bytes(), type=Sample)
                found[path.parent.name[:8]] = sample
    return found


def _replace(disk: Disk, path: Path, body: bytes) -> None:
    fresh = path.with_suffix(".fresh")
    descriptor = disk.open(fresh)
    try:
        os.ftruncate(descriptor, 0)
        disk.write(descriptor, body, 0)
    finally:
        disk.close(descriptor)
    disk.rename(fresh, path)


def read_status(folder: Path) -> LogStatus:
    """The status in a log's folder; raises `OSError` or `msgspec.DecodeError`."""
    return msgspec.json.decode((folder / STATUS).read_bytes(), type=LogStatus)


def measure_sync(disk: Disk, folder: Path) -> int:
    """Microseconds of a sync: the median of a few on a preallocated file; 0 if refused."""
    path = folder / "probe"
    spent = []
    try:
        descriptor = disk.open(path)
        try:
            disk.fill(descriptor, 0, 4096 * _PROBES)
            disk.sync(descriptor)
            for probe in range(_PROBES):
                started = time.perf_counter_ns()
                disk.write(descriptor, b"x" * 512, 4096 * probe)
                disk.sync(descriptor)
                spent.append(time.perf_counter_ns() - started)
        finally:
            disk.close(descriptor)
            disk.remove(path)
    except OSError:
        return 0
    return int(statistics.median(spent) / 1000)
