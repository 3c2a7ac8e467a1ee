"""A file of links, read in place: its pages are cached once for all workers of a machine.

Layout: 8 bytes of magic, 16 of BLAKE2b over all that follows but the layout, then the layout (where
the index begins, its bits, the number of links, the length of the head); the records, each two
bytes of length and a MessagePack `LinkRecord`; the index; the head, a MessagePack `SnapshotHead`.
The index has one bucket for each value of the CRC-32 of a code cut to `bits`: first the buckets'
starts (32 bits each, one more than there are buckets), then the records' offsets (64 bits each) in
the order of their buckets. A look-up reads one bucket, which holds one link on average.

Read with pread and not through a memory map: a mapped file that someone cuts short in place kills
every process that looks into it.
"""

import os
import re
import struct
import sys
from array import array
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

import msgspec

from hongmao.core.deeplinks import PARAMETER, app_url_admitted, universal_admitted
from hongmao.core.links import SNAPSHOT_SCHEMA, LinkRecord, SnapshotHead, host_admitted

MAGIC = b"HMLINK\x02\n"
_DIGEST = 16
_LAYOUT = struct.Struct("<QIII")
READ_AHEAD = 512
"""Bytes read for a record at once: nearly all are shorter."""
_START = len(MAGIC) + _DIGEST + _LAYOUT.size
_LENGTH = struct.Struct("<H")
_SPAN = struct.Struct("<II")
_OFFSET = struct.Struct("<Q")
_PLAIN_URL = re.compile(
    r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:[/?#][!-\[\]-~]*)?"
)
_decode = msgspec.msgpack.Decoder(LinkRecord).decode
_encode = msgspec.msgpack.Encoder().encode


class SnapshotError(Exception):
    """The snapshot is missing or damaged; what was served before goes on being served."""


def redirectable(record: LinkRecord, admitted_hosts: tuple[str, ...]) -> bool:
    """Whether all URLs of a record may stand in a `Location` header.

    The marketplace's have to be on admitted hosts, what opens its app has to lead there alone.
    """
    if not (
        _PLAIN_URL.fullmatch(record.destination)
        and _PLAIN_URL.fullmatch(record.note_url)
        and host_admitted(record.destination, admitted_hosts)
    ):
        return False
    app_url, universal_url = record.app_url, record.universal_url
    return (
        (not app_url or app_url_admitted(app_url, admitted_hosts))
        and (not universal_url or universal_admitted(universal_url, admitted_hosts))
        and (not record.click_parameter or PARAMETER.fullmatch(record.click_parameter) is not None)
    )


class LinkFile:
    """One file of links, checked whole when it is opened. Raises `SnapshotError`."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb", buffering=0)
            self._descriptor = self._file.fileno()
            self.head = self._check()
        except OSError as error:
            raise SnapshotError(f"{path} cannot be read: {error.strerror}") from error
        except (struct.error, msgspec.DecodeError, ValueError) as error:
            raise SnapshotError(f"{path} is damaged: {error}") from error

    def get(self, code: str) -> LinkRecord | None:
        """The record of a code, the last written where there are several; None where none is.

        Raises `SnapshotError` where the file was damaged in place since it was opened.
        """
        try:
            return self._find(code)
        except (OSError, struct.error, msgspec.DecodeError) as error:
            raise SnapshotError(f"{self._file.name} was damaged in place: {error}") from error

    def _find(self, code: str) -> LinkRecord | None:
        file = self._descriptor
        bucket = crc32(code.encode()) & self._mask
        first, after = _SPAN.unpack(os.pread(file, _SPAN.size, self._starts + 4 * bucket))
        for place in range(after - 1, first - 1, -1):
            (offset,) = _OFFSET.unpack(os.pread(file, _OFFSET.size, self._offsets + 8 * place))
            packed = os.pread(file, READ_AHEAD, offset)
            size = _LENGTH.unpack_from(packed)[0] + _LENGTH.size
            if size > len(packed):
                packed = os.pread(file, size, offset)
            record = _decode(packed[_LENGTH.size : size])
            if record.code == code:
                return record
        return None

    def _check(self) -> SnapshotHead:
        start = self._file.read(_START)
        if not start.startswith(MAGIC):
            raise ValueError("not a link snapshot")
        layout = start[-_LAYOUT.size :]
        digest = blake2b(digest_size=_DIGEST)
        while part := self._file.read(1 << 20):
            digest.update(part)
        digest.update(layout)
        if digest.digest() != start[len(MAGIC) : -_LAYOUT.size]:
            raise ValueError("its checksum does not agree")
        index, bits, count, head_size = _LAYOUT.unpack(layout)
        self._mask = (1 << bits) - 1
        self._starts = index
        self._offsets = index + 4 * ((1 << bits) + 1)
        packed = os.pread(self._descriptor, head_size, self._offsets + 8 * count)
        head = msgspec.msgpack.decode(packed, type=SnapshotHead)
        if head.schema != SNAPSHOT_SCHEMA:
            raise ValueError(f"its schema is {head.schema}, this edge reads {SNAPSHOT_SCHEMA}")
        if head.count != count:
            raise ValueError(f"it holds {count} links and says {head.count}")
        return head


def write_links(path: Path, records: Iterable[LinkRecord], head: SnapshotHead) -> SnapshotHead:
    """Replace the file at `path` at once and durably; returns its head. Raises `OSError`.

    Readers see the old file or the new one, never a mixture, whenever the writer dies. Records that
    may not be redirected to are left out and counted. Needs 12 bytes of memory a link.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.fresh")
    try:
        with fresh.open("wb", buffering=1 << 20) as file:
            head = _write(file, records, head)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return head


def _write(file: BinaryIO, records: Iterable[LinkRecord], head: SnapshotHead) -> SnapshotHead:
    digest = blake2b(digest_size=_DIGEST)

    def put(data: bytes) -> None:
        digest.update(data)
        file.write(data)

    file.write(bytes(_START))
    hashes, offsets = array("I"), array("Q")
    end, dropped = _START, 0
    for record in records:
        if not redirectable(record, head.admitted_hosts):
            dropped += 1
            continue
        packed = _encode(record)
        put(_LENGTH.pack(len(packed)) + packed)
        hashes.append(crc32(record.code.encode()))
        offsets.append(end)
        end += _LENGTH.size + len(packed)
    bits = max(len(offsets) - 1, 1).bit_length()
    for part in _index(hashes, offsets, bits):
        put(part.tobytes())
    head = msgspec.structs.replace(head, count=len(offsets), dropped=dropped)
    packed = _encode(head)
    put(packed)
    layout = _LAYOUT.pack(end, bits, len(offsets), len(packed))
    digest.update(layout)
    file.seek(0)
    file.write(MAGIC + digest.digest() + layout)
    return head


def _index(hashes: "array[int]", offsets: "array[int]", bits: int) -> list["array[int]"]:
    """Where each bucket starts, and the offsets by bucket: a counting sort."""
    mask = (1 << bits) - 1
    sizes = array("I", bytes(4 * (mask + 1)))
    for value in hashes:
        sizes[value & mask] += 1
    starts = array("I", [0])
    starts.extend(accumulate(sizes))
    free, ordered = array("I", starts), array("Q", bytes(8 * len(offsets)))
    for value, offset in zip(hashes, offsets, strict=True):
        bucket = value & mask
        ordered[free[bucket]] = offset
        free[bucket] += 1
    if sys.byteorder == "big":
        starts.byteswap()
        ordered.byteswap()
    return [starts, ordered]


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
