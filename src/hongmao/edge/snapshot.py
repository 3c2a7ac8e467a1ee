"""The link snapshot: every link the edge answers for, as a base file and the delta beside it.

The base is written rarely, the delta at every change; each is replaced at once. A delta names the
base that it amends and is ignored beside any other, so that the two can be replaced one after the
other: the base first.
"""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from hongmao.core.deeplinks import addresses
from hongmao.core.events import CardSeen
from hongmao.core.ids import CODE_LENGTH
from hongmao.core.links import SNAPSHOT_SCHEMA, LinkRecord, SnapshotHead
from hongmao.core.openings import ROWS, App, Form, app_of
from hongmao.edge.answers import click_head
from hongmao.edge.linkfile import LinkFile, SnapshotError, redirectable, write_links

__all__ = ["Snapshot", "SnapshotError", "SnapshotWatcher", "read_snapshot", "write_snapshot"]

WATCH_SECONDS = 0.25
HOT_LINKS = 16_384
"""Links kept decoded: most clicks are on few links. With long URLs, about 16 MB a worker.

A link that is opened in other forms than the page takes some 2 kB more."""
NO_LINKS = SnapshotHead(SNAPSHOT_SCHEMA, 0, 0, (), 0)
Seen = tuple[int, int, int] | None
log = logging.getLogger("hongmao.edge.snapshot")


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link at hand: its record, and what its answers and events share, made once.

    It holds from `live_ms` until before `over_ms`. `heads` are answers up to the click's id, one
    an opening (`core.openings`): None where that opening has not been asked for, and where every
    answer is its own. `found` are the link's addresses by form, empty until a second is asked for.
    """

    record: LinkRecord
    live_ms: int
    over_ms: int
    card: CardSeen
    app: App
    heads: list[bytes | None]
    found: dict[Form, str]

    @classmethod
    def of(cls, record: LinkRecord) -> "Link":
        """The link of a record."""
        card = CardSeen(
            record.code, record.placement, record.note, record.creator, record.brand,
            record.campaign,
        )  # fmt: skip
        over_ms = 0 if record.paused else record.ends_ms
        heads: list[bytes | None] = [None] * len(ROWS)
        if not record.click_parameter:
            heads[0] = click_head(record.destination)
        app = app_of(record.marketplace, record.destination)
        return cls(record, record.starts_ms, over_ms, card, app, heads, {})

    def addresses(self, hosts: tuple[str, ...]) -> dict[Form, str]:
        """Its addresses by form, all on admitted hosts; made when first asked for."""
        if not self.found:
            self.found.update(addresses(self.record, hosts))
        return self.found


class Snapshot:
    """The links at hand. `dropped` were left out: their URLs may not be redirected to."""

    def __init__(self, base: LinkFile | None, delta: LinkFile | None = None) -> None:
        self._base = base
        self._delta = delta = delta if base and delta and amends(delta, base) else None
        self._hot: dict[bytes, Link] = {}
        self.head = base.head if base else NO_LINKS
        self.dropped = self.head.dropped
        if delta:
            new = delta.head
            self.head = msgspec.structs.replace(
                self.head, version=new.version, made_ms=new.made_ms, count=new.total
            )
            self.dropped += new.dropped

    def __len__(self) -> int:
        return self.head.count

    def get(self, code: str) -> LinkRecord | None:
        """The record of a code, None where there is none that may be redirected to."""
        link = self.link(code.encode())
        return link.record if link else None

    def link(self, code: bytes) -> Link | None:
        """The link of a code, None where there is none that may be redirected to."""
        return self._hot.get(code) or self._find(code)

    def _find(self, raw: bytes) -> Link | None:
        if len(raw) != CODE_LENGTH or not raw.isalnum():
            return None
        code = raw.decode("ascii")
        try:
            record = self._delta.get(code) if self._delta else None
            if record is None and self._base:
                record = self._base.get(code)
        except SnapshotError as error:
            log.critical("%s; put it back with `hongmao work`", error)
            return None
        if record is None:
            return None
        if not redirectable(record, self.head.admitted_hosts):
            # The writer leaves these out; that a file says otherwise is no reason to believe it.
            log.critical("link %s is not on an admitted host and is not served", code)
            return None
        if len(self._hot) >= HOT_LINKS:
            self._hot.clear()
        link = self._hot[raw] = Link.of(record)
        return link


NOTHING = Snapshot(None)
"""What an edge serves before its first snapshot."""


def delta_path(path: Path) -> Path:
    """The delta beside a base."""
    return path.with_name(f"{path.name}.delta")


def amends(delta: LinkFile, base: LinkFile) -> bool:
    """Whether a delta belongs to a base."""
    return delta.head.base == base.head.version


def write_snapshot(
    path: Path,
    records: Iterable[LinkRecord],
    admitted_hosts: Iterable[str],
    version: int,
    made_ms: int,
) -> SnapshotHead:
    """Replace the base at `path` at once and durably; raises `OSError`."""
    head = SnapshotHead(SNAPSHOT_SCHEMA, version, made_ms, tuple(admitted_hosts), 0)
    return write_links(path, records, head)


def write_delta(
    path: Path, records: Iterable[LinkRecord], base: SnapshotHead, version: int, made_ms: int,
    total: int,
) -> SnapshotHead:  # fmt: skip
    """Replace the delta of the base at `path`: all links that differ from it, `total` in all."""
    head = SnapshotHead(
        SNAPSHOT_SCHEMA, version, made_ms, base.admitted_hosts, 0, base=base.version, total=total
    )
    return write_links(delta_path(path), records, head)


def read_snapshot(path: Path) -> Snapshot:
    """Open and check a base and its delta. Raises `SnapshotError`."""
    # The delta first: whatever base is found then is as new as the delta, or newer.
    delta = LinkFile(delta_path(path)) if delta_path(path).exists() else None
    return Snapshot(LinkFile(path), delta)


class SnapshotWatcher:
    """Holds the snapshot being served and replaces it when a file changes.

    Reading happens off the loop; a file that is missing or damaged is an alarm, and what was served
    goes on being served.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._delta_path = delta_path(path)
        self._seen: Seen = None
        self._delta_seen: Seen = None
        self._base: LinkFile | None = None
        self._delta: LinkFile | None = None
        self._alarmed = ""
        self.current = NOTHING

    def load(self) -> None:
        """Look at the files once, now; never raises because of them."""
        try:
            changed = self._load_delta() | self._load_base()
        except SnapshotError as error:
            self._alarm(error)
            return
        if not changed or self._base is None:
            return
        fresh = Snapshot(self._base, self._delta)
        self._alarmed = ""
        if self.current.head.version != fresh.head.version:
            log.info("snapshot %d: %d links", fresh.head.version, len(fresh))
        if fresh.dropped and fresh.dropped != self.current.dropped:
            log.critical(
                "snapshot %d: %d links left out, their URLs are not on an admitted host",
                fresh.head.version, fresh.dropped,
            )  # fmt: skip
        self.current = fresh

    async def watch(self) -> None:
        """Go on looking, until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await asyncio.to_thread(self.load)

    def _load_delta(self) -> bool:
        seen = _seen(self._delta_path)
        if seen is None or seen == self._delta_seen:
            return False
        self._delta_seen = seen
        self._delta = LinkFile(self._delta_path)
        return True

    def _load_base(self) -> bool:
        seen = _seen(self._path)
        if seen and seen == self._seen:
            return False
        self._seen = seen
        self._base = LinkFile(self._path)  # a missing file says so
        return True

    def _alarm(self, error: Exception) -> None:
        said = str(error)
        if said == self._alarmed:
            return
        self._alarmed = said
        served = f"{len(self.current)} links of snapshot {self.current.head.version}"
        log.critical("%s; still serving %s. `hongmao work` publishes a new one.", said, served)


def _seen(path: Path) -> Seen:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
