"""A worker without its sockets: requests through reader, pipeline and log, as fast as it can.

`python inside.py CONFIG SECONDS` prints how many clicks were on record by the end. Nothing but the
machine is shared by two of these, as by two workers: two cores show how workers scale, with no load
generator on either.
"""

import asyncio
import json
import sys
from pathlib import Path

import uvloop

from bench.edge.requests import clicks
from hongmao.edge.config import EdgeConfig
from hongmao.edge.log import EventLog
from hongmao.edge.request import WholeReader
from hongmao.edge.round import Round
from hongmao.edge.service import Service
from hongmao.edge.snapshot import SnapshotWatcher

PASS = 32
"""Requests of one pass of the loop: what 64 connections bring under full load."""


class Guest:
    """A connection that has another request as soon as it is answered."""

    peer = b"127.0.0.1"

    def __init__(self, round_: Round, requests: list[bytes], place: int) -> None:
        self.answered = 0
        self.staying = True
        self._round, self._requests, self._place = round_, requests, place

    def ask(self) -> None:
        """Send the next request."""
        self._place += 1
        self._round.add(self, self._requests[self._place % len(self._requests)])

    def hold(self, head: bytes, body: bytes = b"") -> None:
        """Take the answer that waits for its commit."""

    def release(self) -> None:
        """Be answered."""
        self.answered += 1
        if self.staying:
            self.ask()

    def fill(self, answer: object) -> None:
        """Nothing but clicks is asked for."""
        raise RuntimeError(f"not a click's answer: {answer}")

    def parse(self, data: bytes) -> None:
        """Nothing but clicks is asked for."""
        raise RuntimeError(f"not read as a click: {data!r}")

    def cut(self) -> None:
        """A request met a defect."""
        raise RuntimeError("cut")


async def main() -> None:
    """Run for the time given."""
    fields = json.loads(sys.argv[1])
    fields |= {name: Path(fields[name]) for name in ("log_folder", "snapshot_file")}
    config = EdgeConfig(**fields)
    snapshots = SnapshotWatcher(config.snapshot_file)
    snapshots.load()
    log = EventLog(config)
    log.start()
    service = Service(config, log, snapshots)
    round_ = Round(service, WholeReader(config.body_bytes, b""), log)
    requests = clicks(whole_browser=False)
    guests = [Guest(round_, requests, 31 * number) for number in range(PASS)]
    print("ready", flush=True)
    sys.stdin.readline()
    for guest in guests:
        guest.ask()
    await asyncio.sleep(float(sys.argv[2]))
    print(sum(guest.answered for guest in guests), flush=True)
    for guest in guests:
        guest.staying = False
    await asyncio.sleep(0.1)  # the last of them are answered
    await log.close()


if __name__ == "__main__":
    uvloop.run(main())
