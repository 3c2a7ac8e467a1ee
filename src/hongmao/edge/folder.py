"""A log's folder: claimed by one process at a time, recovered when claimed.

`<log_folder>/<log id, 32 hex digits>/` holds the segments `<number>.open` and `<number>.seg`, the
file `lock` (held by flock for as long as the process lives, carrying the last segment number given
out, so that no number is used twice even when every sealed segment has been moved away) and
`status.json`.
"""

import errno
import fcntl
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path

from hongmao.core.reasons import Reason, Refusal
from hongmao.edge.disk import Disk
from hongmao.edge.segment import OPEN, Recovery, recover_segment, segment_number

LOG_ID_SIZE = 16
LOCK = "lock"
_NUMBER_WIDTH = 20
log = logging.getLogger("hongmao.edge.log")


class LogFolderError(Refusal):
    """The log's folder cannot be used at all, so the edge cannot start."""


class LogFolder:
    """One log, claimed. Methods raise `OSError`."""

    def __init__(self, disk: Disk, path: Path, lock: int) -> None:
        self._disk = disk
        self._lock = lock
        self.path = path
        self.log = bytes.fromhex(path.name)
        self._number = self._last_number()

    def next_number(self) -> int:
        """A segment number never given out before, on disk before it is returned."""
        self._number += 1
        self._disk.write(self._lock, f"{self._number:0{_NUMBER_WIDTH}d}\n".encode(), 0)
        self._disk.sync(self._lock)
        return self._number

    def recover(self) -> list[Recovery]:
        """Seal what a dead process left open."""
        return [recover_segment(self._disk, path) for path in sorted(self.path.glob(f"*{OPEN}"))]

    def release(self) -> None:
        """Let another process claim the log."""
        self._disk.close(self._lock)

    def _last_number(self) -> int:
        text = (self.path / LOCK).read_bytes()[:_NUMBER_WIDTH]
        numbers = [int(text)] if text.isdigit() else []
        numbers += [segment_number(path) for path in self.path.glob("*.*")]
        return max(numbers, default=0)


def claim_log(disk: Disk, log_folder: Path) -> LogFolder:
    """Claim a log nobody holds, a new one where there is none, and recover every free log.

    Logs of workers that will not come back are sealed too, so that the lake gets their events.
    Raises `LogFolderError` where the folder cannot be made, read or locked.
    """
    try:
        log_folder.mkdir(parents=True, exist_ok=True)
        claimed: LogFolder | None = None
        for folder in _free_logs(disk, log_folder):
            for recovery in folder.recover():
                _report(folder, recovery)
            if claimed is None:
                claimed = folder
            else:
                folder.release()
        return claimed or _new_log(disk, log_folder)
    except OSError as error:
        raise LogFolderError(
            Reason.DISK_REFUSES, folder=log_folder, detail=error.strerror or str(error)
        ) from error


def _free_logs(disk: Disk, log_folder: Path) -> Iterator[LogFolder]:
    for path in sorted(log_folder.iterdir()):
        if is_log(path) and (folder := _claim(disk, path)):
            yield folder


def is_log(path: Path) -> bool:
    """Whether a folder is named as a log's is."""
    name = path.name
    hexadecimal = len(name) == 2 * LOG_ID_SIZE and all(c in "0123456789abcdef" for c in name)
    return hexadecimal and path.is_dir()


def _claim(disk: Disk, path: Path) -> LogFolder | None:
    lock = disk.open(path / LOCK)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        disk.close(lock)
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return None
        raise
    return LogFolder(disk, path, lock)


def _new_log(disk: Disk, log_folder: Path) -> LogFolder:
    while True:
        path = log_folder / secrets.token_hex(LOG_ID_SIZE)
        path.mkdir()
        disk.sync_folder(log_folder)
        if folder := _claim(disk, path):
            return folder


def _report(folder: LogFolder, recovery: Recovery) -> None:
    where = f"{folder.path.name} segment {recovery.segment}"
    if recovery.damaged:
        log.critical(
            "log %s has no readable header; it was set aside as %s: %d bytes need a person",
            where, recovery.sealed, recovery.torn_bytes,
        )  # fmt: skip
    elif recovery.torn_bytes:
        log.warning(
            "log %s recovered: kept %d bytes, cut a torn tail of %d bytes (never answered)",
            where, recovery.kept_bytes, recovery.torn_bytes,
        )  # fmt: skip
    elif recovery.sealed:
        log.info("log %s recovered: kept %d bytes, no torn tail", where, recovery.kept_bytes)
