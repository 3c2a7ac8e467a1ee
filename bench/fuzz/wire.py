"""A protocol fuzzer on real sockets: `python -m bench fuzz`.

Every broken request is the last on its connection, behind up to three sound ones, and arrives in up
to three pieces: so each of them is read, and answered or closed on. `HONGMAO_FUZZ_REQUESTS`
(1,000,000) that the edge took for broken, `HONGMAO_FUZZ_SEED` (1).
"""

import asyncio
import os
import random
import socket
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from hongmao.edge.pipeline import AGENT_CACHE
from tests.edge.fuzzing import Answer, Violation, judge
from tests.edge.harness import LIVE, Edge, link, running
from tests.edge.seeds import BROWSER, broken, nearly, shapes
from tests.edge.wire import CLICK, Exchange

REQUESTS = int(os.environ.get("HONGMAO_FUZZ_REQUESTS", "1000000"))
SEED = int(os.environ.get("HONGMAO_FUZZ_SEED", "1"))
CONNECTIONS = 48
PROBE_EVERY = 1000
HANG_SECONDS = 30
PIECES_APART_SECONDS = 0.001
GROWTH_BYTES = 4 << 20
LEAVING_SECONDS = 15.0
"""How long refused connections may stay open after the last."""
WARM_AGENTS = 2 * AGENT_CACHE
PIPELINED = 32
SHORTEST_AGENT = 90
"""Those that fill the memory are about as long as those that come: else it only fragments."""
SOUND = (
    (CLICK, 302),
    (b"GET /r/%b HTTP/1.1\r\n%b\r\n" % (LIVE.encode(), BROWSER), 200),
    (b"GET /r/nosuchcode HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    (b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", 302),
    (b"OPTIONS /e HTTP/1.1\r\nHost: a\r\n\r\n", 204),
    (b'POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n{"p":[]}', 204),
)
"""Requests that may stand before a broken one, with the status that each must get in its turn."""
CLOSED = "closed without an answer"
TAKEN = "still whole: taken as it stands"
CONTINUE = 100
REFUSED = frozenset({400, 413})


class Fuzz:
    """The state of a run."""

    def __init__(self, edge: Edge) -> None:
        host, _, port = edge.address.removeprefix("http://").partition(":")
        self._edge = edge
        self._address = host, int(port)
        self._chance = random.Random(SEED)
        self._shapes = shapes(LIVE)
        self._process = psutil.Process(edge.pid)
        self._files = self._process.num_fds()
        self.outcomes: Counter[int | str] = Counter()
        self.malformed = self.sent = self.split = self.before = self.probes = 0
        self.memory: list[tuple[int, int]] = []

    async def warm(self) -> None:
        """Fill what the edge remembers of agents, so that only what must not grow may grow."""
        for start in range(0, WARM_AGENTS, PIPELINED):
            numbers = range(start, start + PIPELINED)
            agents = (b"%0*d" % (SHORTEST_AGENT + n % SHORTEST_AGENT, n) for n in numbers)
            data = b"".join(CLICK[:-2] + b"User-Agent: %b\r\n\r\n" % agent for agent in agents)
            if len(await self._say([data])) != PIPELINED:
                raise Violation("sound clicks were not all answered")

    async def work(self) -> None:
        """Break requests until enough of them were; raises `Violation`."""
        while self.malformed < REQUESTS:
            await self._break_one()
            if self.sent % PROBE_EVERY == 0:
                await self._probe()

    def demand_level(self) -> str:
        """What memory came to, in words; raises `Violation` where it or open files grew."""
        warm = [size for done, size in self.memory if REQUESTS * 0.2 <= done <= REQUESTS * 0.4]
        last = [size for done, size in self.memory if done >= REQUESTS * 0.9]
        end = time.monotonic() + LEAVING_SECONDS
        while (files := self._process.num_fds()) > self._files + CONNECTIONS:
            if time.monotonic() > end:
                break
            time.sleep(0.2)
        if files > self._files + CONNECTIONS:
            raise Violation(f"{files} files are open, {self._files} were at first")
        if "Traceback" in self._edge.errors():
            raise Violation(f"the edge met an error of its own: {self._edge.errors()[-2000:]}")
        if not warm or not last:
            return "too short a run to judge memory by"
        base, end = statistics.median(warm), statistics.median(last)
        if end - base > GROWTH_BYTES:
            raise Violation(f"resident memory grew from {base / 1e6:.1f} to {end / 1e6:.1f} MB")
        return f"resident memory {base / 1e6:.1f} MB when warm, {end / 1e6:.1f} MB at the end"

    async def _break_one(self) -> None:
        chance = self._chance
        sound = chance.choices(SOUND, k=chance.choice((0, 0, 1, 2, 3)))
        shape = nearly(chance, LIVE) if chance.random() < 0.3 else chance.choice(self._shapes)
        data = b"".join(request for request, _ in sound) + broken(chance, shape)
        cuts = min(chance.choice((0, 1, 2)), max(len(data) - 1, 0))
        places = sorted(chance.sample(range(1, len(data)), k=cuts))
        pieces = [data[a:b] for a, b in zip([0, *places], [*places, None], strict=True)]
        answers = await self._say(pieces)
        expected = [status for _, status in sound]
        found = [answer.status for answer in answers[: len(sound)]]
        if found != expected:
            raise Violation(f"{expected} was due in this order, not {found}, to {pieces!r}")
        rest = [answer.status for answer in answers[len(sound) :] if answer.status != CONTINUE]
        self._count(rest, len(pieces), len(sound))

    def _count(self, statuses: list[int], pieces: int, sound: int) -> None:
        outcome = statuses[-1] if statuses else CLOSED
        self.sent += 1
        self.split += pieces > 1
        self.before += sound
        self.malformed += outcome in REFUSED or outcome == CLOSED
        self.outcomes[outcome] += 1

    async def _say(self, pieces: list[bytes]) -> list[Answer]:
        """The answers on a connection of its own; raises `Violation` where one breaks a rule."""
        try:
            async with asyncio.timeout(HANG_SECONDS):
                said, reset = await exchange(self._address, pieces)
        except TimeoutError:
            raise Violation(f"neither answered nor closed: {pieces!r}") from None
        except OSError as error:
            raise Violation(f"no connection: {error}; {self._edge.errors()[-2000:]}") from error
        try:
            answers = judge(Exchange(said), b"".join(pieces))
        except Violation as violation:
            raise Violation(f"{violation}, to {pieces!r}") from None
        if reset and not (answers and answers[-1].last):
            raise Violation(f"reset without a last answer: {pieces!r}")
        return answers

    async def _probe(self) -> None:
        """A sound click on a fresh connection, and a look at the process."""
        answers = await self._say([CLICK])
        if [(one.status, one.location) for one in answers] != [(302, link().destination)]:
            raise Violation(f"a sound click was answered {answers}")
        self.probes += 1
        self.memory.append((self.malformed, self._process.memory_info().rss))
        assert self._edge.process
        if (code := self._edge.process.poll()) is not None:
            raise Violation(f"the edge ended with {code}: {self._edge.errors()[-2000:]}")


async def exchange(address: tuple[str, int], pieces: list[bytes]) -> tuple[bytes, bool]:
    """Say the pieces one after the other, then listen until the edge has left.

    What it said, and whether it left before it had heard everything. Raises `OSError` where there
    is no connection.
    """
    loop = asyncio.get_running_loop()
    with socket.socket() as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await loop.sock_connect(sock, address)
        said, reset = b"", False
        try:
            for number, piece in enumerate(pieces):
                if number:
                    await asyncio.sleep(PIECES_APART_SECONDS)
                await loop.sock_sendall(sock, piece)
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            reset = True  # it may have answered all the same
        try:
            while part := await loop.sock_recv(sock, 65_536):
                said += part
        except OSError:
            reset = True
    return said, reset


def main() -> int:
    """Fuzz one edge; 1 where it broke a rule."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hongmao-fuzz-") as folder:
        home = Path(folder)
        with running(home, durability="crash", segment_bytes=1 << 20) as edge:
            fuzz = Fuzz(edge)
            try:
                uvloop.run(_run(fuzz))
                level = fuzz.demand_level()
            except Violation as violation:
                print(violation)
                return 1
    _report(fuzz, time.monotonic() - began, level)
    return 0


async def _run(fuzz: Fuzz) -> None:
    shown = TextColumn("{task.fields[rate]:,.0f}/s, {task.fields[megabytes]:.1f} MB")
    began = time.monotonic()
    with Progress(BarColumn(), MofNCompleteColumn(), shown, TimeRemainingColumn()) as progress:
        bar = progress.add_task("", total=REQUESTS, rate=0.0, megabytes=0.0)

        async def tell() -> None:
            while True:
                await asyncio.sleep(0.5)
                rate = fuzz.malformed / (time.monotonic() - began)
                megabytes = fuzz.memory[-1][1] / 1e6 if fuzz.memory else 0.0
                progress.update(bar, completed=fuzz.malformed, rate=rate, megabytes=megabytes)

        telling = asyncio.create_task(tell())
        try:
            await fuzz.warm()
            await asyncio.gather(*(fuzz.work() for _ in range(CONNECTIONS)))
        finally:
            telling.cancel()
        progress.update(bar, completed=fuzz.malformed)


def _report(fuzz: Fuzz, spent: float, level: str) -> None:
    table = Table("outcome of the broken request", "requests")
    table.columns[1].justify = "right"
    for outcome, count in sorted(fuzz.outcomes.items(), key=lambda pair: -pair[1]):
        kind = "" if outcome in REFUSED or outcome == CLOSED else f" ({TAKEN})"
        table.add_row(f"{outcome}{kind}", f"{count:,}")
    table.add_row("all", f"{fuzz.sent:,}")
    Console().print(table)
    print(
        f"{fuzz.malformed:,} malformed requests, each read and refused or closed on; "
        f"{fuzz.split:,} connections in pieces, {fuzz.before:,} sound requests before broken ones "
        f"answered in order, {fuzz.probes:,} sound clicks between; {spent:,.0f} s, "
        f"{fuzz.sent / spent:,.0f} connections/s\n"
        f"No crash, no hang, no 5xx, no growth: {level}"
    )
