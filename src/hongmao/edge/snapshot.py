"""The link snapshot: every link the edge answers for, in one file replaced at once.

Layout: 8 bytes of magic, 16 of BLAKE2b over the records and the padded head, 4 of head length, 4 of
reserve; the head (MessagePack `SnapshotHead`) padded with zeros to the reserve; then the records as
one MessagePack array of `LinkRecord`. The worker writes records as they come and the head last.
"""

import asyncio
import logging
import os
import re
import struct
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from hongmao.core.links import SNAPSHOT_SCHEMA, LinkRecord, SnapshotHead, host_admitted

MAGIC = b"HMLINK\x01\n"
WATCH_SECONDS = 0.25
_PREFIX = struct.Struct("<8s16sII")
_PLAIN_URL = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:[/?#][!-\[\]-~]*)?"
)
log = logging.getLogger("hongmao.edge.snapshot")


class SnapshotError(Exception):
    """The snapshot is missing or damaged; what was served before goes on being served."""


class Snapshot:
    """The links at hand. `dropped` records were refused: their URLs may not be redirected to."""

    def __init__(self, head: SnapshotHead, links: dict[str, LinkRecord], dropped: int = 0) -> None:
        self.head = head
        self.dropped = dropped
        self._links = links
        self.get: Callable[[str], LinkRecord | None] = links.get

    def __len__(self) -> int:
        return len(self._links)


NOTHING = Snapshot(SnapshotHead(SNAPSHOT_SCHEMA, 0, 0, (), 0), {})
"""What an edge serves before its first snapshot."""


def write_snapshot(
    path: Path,
    records: Iterable[LinkRecord],
    admitted_hosts: Iterable[str],
    version: int,
    made_ms: int,
) -> SnapshotHead:
    """Replace the snapshot at `path` at once and durably; raises `OSError`.

    Readers see the old file or the new one, never a mixture, whenever the writer dies.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.fresh")
    head = SnapshotHead(SNAPSHOT_SCHEMA, version, made_ms, tuple(admitted_hosts), 2**32 - 1)
    reserve = len(msgspec.msgpack.encode(head))
    try:
        with fresh.open("wb") as file:
            file.seek(_PREFIX.size + reserve)
            count, digest = _write_records(file.write, records)
            file.seek(_PREFIX.size + reserve)
            file.write(_array(count))
            head = msgspec.structs.replace(head, count=count)
            packed = msgspec.msgpack.encode(head)
            padded = packed.ljust(reserve, b"\0")
            digest.update(padded)
            file.seek(0)
            file.write(_PREFIX.pack(MAGIC, digest.digest(), len(packed), reserve) + padded)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return head


def read_snapshot(path: Path) -> Snapshot:
    """Read and check a snapshot, without the records that may not be redirected to.

    A destination must lie on an admitted host and a note's URL must be plain http(s): neither is
    trusted because it stands in a file. Raises `SnapshotError`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}") from error
    try:
        head, records = _unpack(data)
    except (struct.error, msgspec.DecodeError, ValueError) as error:
        raise SnapshotError(f"{path} is damaged: {error}") from error
    admitted = head.admitted_hosts
    links = {record.code: record for record in records if redirectable(record, admitted)}
    return Snapshot(head, links, len(records) - len(links))


def redirectable(record: LinkRecord, admitted_hosts: tuple[str, ...]) -> bool:
    """Whether both URLs of a record may stand in a `Location` header."""
    return (
        _PLAIN_URL.fullmatch(record.destination) is not None
        and _PLAIN_URL.fullmatch(record.note_url) is not None
        and host_admitted(record.destination, admitted_hosts)
    )


class SnapshotWatcher:
    """Holds the snapshot being served and replaces it when the file changes.

    Reading happens off the loop; a file that is missing or damaged is an alarm, and what was served
    goes on being served.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._alarmed = ""
        self.current = NOTHING

    def load(self) -> None:
        """Look at the file once, now; never raises because of it."""
        try:
            stat = self._path.stat()
            seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        except OSError:
            seen = None  # reading it says why
        if seen and seen == self._seen:
            return
        self._seen = seen
        try:
            fresh = read_snapshot(self._path)
        except SnapshotError as error:
            self._alarm(error)
            return
        self.current, self._alarmed = fresh, ""
        log.info("snapshot %d: %d links", fresh.head.version, len(fresh))
        if fresh.dropped:
            log.critical(
                "snapshot %d: %d links left out, their URLs are not on an admitted host",
                fresh.head.version, fresh.dropped,
            )  # fmt: skip

    async def watch(self) -> None:
        """Go on looking, until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await asyncio.to_thread(self.load)

    def _alarm(self, error: Exception) -> None:
        said = str(error)
        if said == self._alarmed:
            return
        self._alarmed = said
        served = f"{len(self.current)} links of snapshot {self.current.head.version}"
        log.critical("%s; still serving %s. `hongmao work` publishes a new one.", said, served)


def _write_records(
    write: Callable[[bytes], object], records: Iterable[LinkRecord]
) -> tuple[int, "blake2b"]:
    encode = msgspec.msgpack.Encoder().encode
    digest = blake2b(digest_size=16)
    write(_array(0))
    count = 0
    for record in records:
        packed = encode(record)
        digest.update(packed)
        write(packed)
        count += 1
    return count, digest


def _array(count: int) -> bytes:
    return b"\xdd" + count.to_bytes(4)


def _unpack(data: bytes) -> tuple[SnapshotHead, list[LinkRecord]]:
    magic, expected, length, reserve = _PREFIX.unpack_from(data)
    if magic != MAGIC:
        raise ValueError("not a link snapshot")
    packed = data[_PREFIX.size : _PREFIX.size + length]
    body = memoryview(data)[_PREFIX.size + reserve :]
    digest = blake2b(body[5:], digest_size=16)
    digest.update(data[_PREFIX.size : _PREFIX.size + reserve])
    if digest.digest() != expected:
        raise ValueError("its checksum does not agree")
    head = msgspec.msgpack.decode(packed, type=SnapshotHead)
    if head.schema != SNAPSHOT_SCHEMA:
        raise ValueError(f"its schema is {head.schema}, this edge reads {SNAPSHOT_SCHEMA}")
    records = msgspec.msgpack.decode(body, type=list[LinkRecord])
    if len(records) != head.count:
        raise ValueError(f"it holds {len(records)} links and says {head.count}")
    return head, records


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
