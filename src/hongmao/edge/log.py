"""The event log: groups of events, on disk before they are answered for.

Natural batching: one group is in flight, the next is whatever arrived meanwhile. With `power` a
group is written and synced by a thread, so that the loop goes on; with `crash` it is written by the
loop and synced every 5 ms behind it. Sealing and preparing segments is done by a thread of its own.

A disk that refuses never reaches a reader: events are then answered for at once, held in memory in
their order, and written into a fresh segment as soon as the disk takes one; what exceeds
`spare_events` is counted as lost.
"""

import asyncio
import errno
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from hongmao.core.events import pack_group
from hongmao.core.frames import Header, pack_frame
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.edge.clock import now_ms
from hongmao.edge.config import EdgeConfig
from hongmao.edge.disk import Disk
from hongmao.edge.disk_thread import DiskThread
from hongmao.edge.folder import claim_log
from hongmao.edge.metrics import Metrics
from hongmao.edge.segment import OpenSegment
from hongmao.edge.status import LogStatus, measure_sync, write_sample, write_status

GROUP_EVENTS = 8192
"""A group closes at this many events, so that a backlog does not wait for one huge write."""
CROWD, ENOUGH = 4, 64
"""With so many waiting a group gathers before it goes to the disk, up to so many."""
PATIENCE = 2
"""Passes of the loop that bring nothing before a group that gathers goes."""
LEAST_CAPACITY = 1 << 18
"""What a segment preallocates on a quiet edge; it doubles while segments fill before their age."""
SYNC_SECONDS = 0.005
RETRY_SECONDS = 1.0

log = logging.getLogger("hongmao.edge.log")

Done = Callable[[], None]
Entry = tuple[bytes, Done | None]


class Flight(msgspec.Struct):
    """A group on its way to the disk."""

    entries: list[Entry]
    frame: bytes


class EventLog:
    """The log of one edge worker. All methods belong to the event loop's thread."""

    def __init__(
        self, config: EdgeConfig, disk: Disk | None = None, retry_seconds: float = RETRY_SECONDS
    ) -> None:
        """Claim and recover a log; raises `LogFolderError` where there can be none."""
        self._config = config
        self.metrics = Metrics()
        self.gauges: Callable[[], dict[str, float]] = self.lag
        self._retry_seconds = retry_seconds
        self._disk = disk or Disk()
        self._power = config.durability == "power"
        self._folder = claim_log(self._disk, config.log_folder)
        self._current: OpenSegment | None = None
        self._next: OpenSegment | None = None
        self._unsealed: list[OpenSegment] = []
        self._waiting: list[Entry] = []
        self._flight: Flight | None = None
        self._busy = self._preparing = self._starved = self._rotate_due = False
        self._mending = self._dirty = self._closing = self._syncing = False
        self._late: Flight | None = None
        self._sent = 0.0
        self._capacity = min(LEAST_CAPACITY, config.segment_bytes)
        self._reason = ""
        self._held = self._lost = self._last_commit_ms = 0
        self._fdatasync_us = measure_sync(self._disk, self._folder.path)

    def start(self) -> None:
        """Open the first segment; a disk that refuses it leaves the log degraded, not dead."""
        self._loop = asyncio.get_running_loop()
        self._commits = DiskThread(self._loop, "log-commits")
        self._chores = DiskThread(self._loop, "log-chores")
        # What may still sync a segment and what seals it run on one thread, in this order.
        self._sealer = self._chores if self._power else self._commits
        try:
            self._current = self._fresh_segment()
        except OSError as error:
            self._degrade(error)
        self._tick()

    @property
    def folder(self) -> Path:
        """The claimed log's folder."""
        return self._folder.path

    def append(self, event: bytes, done: Done) -> None:
        """Take an encoded event and call `done` once it counts as written (or is held, degraded).

        Never raises because of the disk.
        """
        if self._reason:
            self._hold(event)
            _call(done)
            return
        self._waiting.append((event, done))
        if not self._busy:
            self._busy = True
            self._loop.call_soon(self._commit_next)

    def extend(self, entries: list[Entry]) -> None:
        """Take several as `append` does, and begin at once to write them."""
        if self._reason:
            for event, done in entries:
                self._hold(event)
                if done:
                    _call(done)
            return
        self._waiting += entries
        if not self._busy and entries:
            self._busy = True
            self._gather()

    def status(self) -> LogStatus:
        """How the log is, for `status.json`, `/healthz` and `hongmao doctor`."""
        return LogStatus.of(
            self._folder.log.hex(),
            segment=self._current.number if self._current else 0,
            reason=self._reason,
            held=self._held,
            lost=self._lost,
            last_commit_ms=self._last_commit_ms,
            fdatasync_us=self._fdatasync_us,
        )

    def lag(self) -> dict[str, float]:
        """How the log stands, as gauges of the metrics."""
        return {
            "log_degraded": float(bool(self._reason)),
            "log_waiting_events": float(len(self._waiting)),
            "log_lag_seconds": self._loop.time() - self._sent if self._flight else 0.0,
            "log_held_events": float(self._held),
            "log_lost_events_total": float(self._lost),
            "log_segment": float(self._current.number if self._current else 0),
            "log_last_commit_timestamp_seconds": self._last_commit_ms / 1000,
        }

    async def close(self) -> None:
        """Write what waits, seal, release the log. What the disk still refuses is lost, loudly."""
        self._closing = True
        while self._busy or self._mending or self._preparing:
            await asyncio.sleep(0.002)
        if self._reason:
            self._mend()
            while self._mending or self._busy:
                await asyncio.sleep(0.002)
        self._ticker.cancel()
        if self._held:
            self._lose(self._held)
            self._held = 0
        for segment in (self._next, self._current):
            if segment:
                self._seal(segment)
        self._current = self._next = None
        await asyncio.to_thread(self._commits.stop)
        await asyncio.to_thread(self._chores.stop)
        with suppress(OSError):
            write_status(self._disk, self._folder.path, self.status())
        self._folder.release()

    # Committing ----------------------------------------------------------------------------------

    def _commit_next(self) -> None:
        if self._rotate_due and self._next:
            self._rotate()
        if self._flight is None and not self._take():
            self._busy = False
            return
        flight = self._flight
        assert flight
        assert self._current
        if not self._current.fits(len(flight.frame)):
            if self._next is None:
                self._starved = True
                self._prepare()
                return
            self._capacity = min(2 * self._capacity, self._config.segment_bytes)
            self._rotate()
        write = partial(self._current.write, flight.frame, len(flight.entries))
        if self._power:
            self._commits.submit(write, self._committed)
            return
        try:
            write()
        except OSError as error:
            self._committed(None, error)
        else:
            self._committed(None, None)

    def _take(self) -> bool:
        """Make the next group of what waits."""
        if self._reason or not self._waiting:
            return False
        entries, self._waiting = self._waiting[:GROUP_EVENTS], self._waiting[GROUP_EVENTS:]
        self._flight = Flight(entries, pack_frame(pack_group([event for event, _ in entries])))
        self._sent = self._loop.time()
        return True

    def _committed(self, _: None, error: OSError | None) -> None:
        if self._late:
            self._come_back(error)
            return
        flight, segment = self._flight, self._current
        assert flight
        assert segment
        if error:
            self._degrade(error)
            return
        self._flight = None
        self._last_commit_ms = now_ms()
        self.metrics.commit_seconds.add(self._loop.time() - self._sent)
        self.metrics.group_events.add(len(flight.entries))
        if segment.events == len(flight.entries):
            self._loop.call_later(self._config.segment_seconds, self._grow_old, segment)
            self._prepare()
        if not self._power and not self._dirty:
            self._dirty = True
            self._loop.call_later(SYNC_SECONDS, self._sync_behind)
        for _event, done in flight.entries:
            if done is None:
                self._held -= 1
                continue
            try:
                done()
            except Exception:
                log.exception("an answer failed after its commit")
        self._gather()

    def _gather(self) -> None:
        """Commit what waits: at once, or under load when passes of the loop bring no more.

        Each commit costs a hand-over to the disk's thread and back. While many requests wait, those
        behind them are a pass or two away.
        """
        waiting = len(self._waiting)
        if self._power and CROWD <= waiting < ENOUGH:
            self._loop.call_soon(self._look_again, waiting, PATIENCE)
        elif self._power or not (waiting or self._rotate_due):
            self._commit_next()
        else:
            self._loop.call_soon(self._commit_next)

    def _look_again(self, before: int, patience: int) -> None:
        if self._flight:
            return
        waiting = len(self._waiting)
        patience = PATIENCE if waiting > before else patience - 1
        if self._reason or patience == 0 or waiting >= ENOUGH:
            self._commit_next()
        else:
            self._loop.call_soon(self._look_again, waiting, patience)

    def _sync_behind(self) -> None:
        self._dirty = False
        if self._current and not self._syncing:  # a slow disk is asked once at a time
            self._syncing = True
            self._commits.submit(self._current.sync, self._synced_behind)
        else:
            self._dirty = True
            self._loop.call_later(SYNC_SECONDS, self._sync_behind)

    def _synced_behind(self, _: None, error: OSError | None) -> None:
        self._syncing = False
        if error:
            log.critical("%s", self._alarm(error))
            self._rotate_due = True

    # Segments ------------------------------------------------------------------------------------

    def _fresh_segment(self) -> OpenSegment:
        number = self._folder.next_number()
        header = Header(self._folder.log, number, now_ms())
        return OpenSegment(
            self._disk, self._folder.path, header, self._capacity, synced=self._power
        )

    def _prepare(self) -> None:
        """Have the next segment made, unless there is one."""
        if not self._preparing and self._next is None:
            self._preparing = True
            self._chores.submit(self._fresh_segment, self._prepared)

    def _prepared(self, segment: OpenSegment | None, error: OSError | None) -> None:
        self._preparing = False
        if self._reason:
            self._unsealed += [segment] if segment else []
            return
        self._next = segment
        starved, self._starved = self._starved, False
        if error and starved:
            self._degrade(error)
        elif error:
            log.warning("the next segment cannot be prepared yet: %s", error)
        elif starved:
            self._commit_next()
        elif self._rotate_due and not self._busy:
            self._rotate()

    def _grow_old(self, segment: OpenSegment) -> None:
        if segment is not self._current:
            return
        self._capacity = max(LEAST_CAPACITY, min(self._capacity, 2 * segment.end))
        self._capacity = min(self._capacity, self._config.segment_bytes)
        self._rotate_due = True
        if self._next is None:
            self._prepare()
        elif not self._busy:
            self._rotate()

    def _rotate(self) -> None:
        assert self._current
        self._seal(self._current)
        self._current, self._next, self._rotate_due = self._next, None, False

    def _seal(self, segment: OpenSegment) -> None:
        def sealed(_: None, error: OSError | None) -> None:
            if error:
                log.critical("segment %d waits to be sealed: %s", segment.number, error)
                self._unsealed.append(segment)

        self._sealer.submit(segment.seal, sealed)

    # A disk that refuses -------------------------------------------------------------------------

    def _degrade(self, error: OSError) -> None:
        """Answer for all that waits, and hold it."""
        self._reason = self._alarm(error)
        log.critical("%s", self._reason)
        self._busy = self._starved = self._rotate_due = False
        for segment in (self._current, self._next):
            if segment:
                self._unsealed.append(segment)
        self._current = self._next = None
        refused = (self._flight.entries if self._flight else []) + self._waiting
        self._flight, self._held, self._waiting = None, 0, []
        for event, done in refused:
            self._hold(event)
            if done:
                _call(done)

    def _give_up_waiting(self) -> None:
        """The disk neither writes nor refuses: answer for all, and hold until it says which.

        The group in flight may yet be written, so nothing is written elsewhere meanwhile.
        """
        assert self._flight
        self._reason = self._alarm(_hangs())
        log.critical("%s", self._reason)
        self._late, self._flight = self._flight, None
        waiting, self._waiting = self._waiting, []
        for _, done in self._late.entries:
            if done:
                self._held += 1
                _call(done)
        for event, then in waiting:
            if then:
                self._hold(event)
                _call(then)
            else:
                self._waiting.append((event, None))

    def _come_back(self, error: OSError | None) -> None:
        """The disk has said after all whether the group that hung is written."""
        late, self._late = self._late, None
        assert late
        if error:
            self._waiting = [(event, None) for event, _ in late.entries] + self._waiting
            self._degrade(error)
            return
        log.warning("the disk answers again: %d held, %d lost", self._held, self._lost)
        self._reason = ""
        self._flight = Flight([(event, None) for event, _ in late.entries], b"")
        self._committed(None, None)

    def _hold(self, event: bytes) -> None:
        if self._held >= self._config.spare_events:
            self._lose(1)
            return
        self._held += 1
        self._waiting.append((event, None))

    def _lose(self, events: int) -> None:
        if self._lost == 0 or self._closing:
            log.critical("EVENTS ARE LOST: %d more than memory may hold. %s", events, self._reason)
        self._lost += events

    def _mend(self) -> None:
        """Cut and seal what failed, then open a fresh segment, in this order: nothing twice."""
        broken, self._unsealed = self._unsealed, []
        degraded = bool(self._reason)
        self._mending = True

        def work() -> OpenSegment | None:
            while broken:
                broken[0].seal()
                broken.pop(0)
            return self._fresh_segment() if degraded else None

        def mended(segment: OpenSegment | None, error: OSError | None) -> None:
            self._mending = False
            self._unsealed += broken
            if segment and not error:
                log.warning("the disk takes events again: %d held, %d lost", self._held, self._lost)
                self._reason = ""
                self._current, self._busy = segment, True
                self._commit_next()

        self._sealer.submit(work, mended)

    def _alarm(self, error: OSError) -> str:
        detail = error.strerror or str(error)
        sentence = SENTENCES[Reason.DISK_REFUSES]
        return sentence.text("en", folder=self._folder.path, detail=detail)

    def _tick(self) -> None:
        """Every `RETRY_SECONDS`: try a refusing disk again, and say how the log is."""
        self._ticker = self._loop.call_later(self._retry_seconds, self._tick)
        if self._flight and self._loop.time() - self._sent > self._config.hang_seconds:
            if self._starved:
                self._degrade(_hangs())
            elif self._power:
                self._give_up_waiting()
        if self._late:
            return  # the status too would wait for the disk
        if (self._reason or self._unsealed) and not self._mending and not self._closing:
            self._mend()
        if self._rotate_due:
            self._prepare()
        status, sample = self.status(), msgspec.json.encode(self.metrics.sample(self.gauges()))

        def write() -> None:
            write_status(self._disk, self._folder.path, status)
            write_sample(self._disk, self._folder.path, sample)

        self._chores.submit(write, lambda _, error: None)


def _hangs() -> OSError:
    return TimeoutError(errno.ETIMEDOUT, "it has not answered in time")


def _call(done: Done) -> None:
    """One broken listener must not stop the commit loop."""
    try:
        done()
    except Exception:
        log.exception("an answer failed after its commit")
