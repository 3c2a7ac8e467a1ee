"""What must hold of the edge whatever bytes it is sent, and cases to try it with.

The same bytes go to two edges: to one as the case says, to the other nearly byte by byte. Both must
answer and record the same, so that no short cut in reading disagrees with the parser.
"""

import re
import time
from pathlib import Path

import msgspec

from hongmao.core.events import Click, Event
from hongmao.edge.config import Durability
from tests.edge.harness import MAY_LEAD_TO
from tests.edge.wire import Exchange, Hang, Manner, Wire, Wires

CONTROL = 8
"""Bytes at the end of a raw case that say how it is sent."""
COMPARED_BYTES = 16_384
"""Longer input is not compared: how much of an unfinished head is taken depends on its pieces."""
PIECES = 128
HELD_BYTES = 4 << 20
_STATUSES = frozenset({100, 200, 204, 302, 400, 404, 405, 413})
_BODYLESS = frozenset({100, 204})
_FIRST = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) [A-Z][A-Za-z -]+")
_HEADER = re.compile(rb"([A-Za-z-]+): ([!-~](?:[ -~]*[!-~])?)")
_SINGLE = (b"Date", b"Content-Length", b"Content-Type", b"Location", b"Connection")
_DAY_S = 86_400


class Violation(Exception):
    """The edge did what it must not."""


class Case(msgspec.Struct, frozen=True):
    """Bytes to send, where they are cut into pieces, and how the peer behaves meanwhile."""

    data: bytes
    cuts: tuple[int, ...] = ()
    manner: Manner = Manner()

    @property
    def pieces(self) -> list[bytes]:
        """The data, cut."""
        places = sorted({0, *self.cuts})
        return [self.data[a:b] for a, b in zip(places, [*places[1:], None], strict=True)]


class Answer(msgspec.Struct, frozen=True):
    """An answer as far as it may be compared: what varies with time and chance is left out."""

    status: int
    location: str
    click: str
    last: bool

    @property
    def outline(self) -> tuple[int, str, bool, bool]:
        """All but the click's id."""
        return self.status, self.location, bool(self.click), self.last


def plan(raw: bytes) -> Case:
    """A case from bytes alone: the last `CONTROL` say how the rest is sent."""
    data, control = raw[:-CONTROL], raw[-CONTROL:].rjust(CONTROL, b"\0")
    flags, repeat = control[0], control[1]
    if repeat & 7 == 7:
        data *= 1 + repeat // 8
    cuts = tuple(
        int.from_bytes(control[place : place + 2]) % (len(data) + 1)
        for place in range(2, 2 * (flags & 3) + 2, 2)
    )
    manner = Manner(
        idle=bool(flags & 4),
        stuck=flags >> 6 if flags & 8 else -1,
        leaves=flags >> 6 if flags & 48 == 48 else -1,
    )
    return Case(data, cuts, manner)


class Judge:
    """Sends cases to the two edges and raises `Violation` where one breaks a rule."""

    def __init__(
        self, home: Path, whole: Durability = "crash", split: Durability = "crash"
    ) -> None:
        self._wires = Wires(home, whole, split)
        self.whole, self.split = self._wires.all
        self.answers = self.events = self.most_held = 0

    def close(self) -> None:
        """Stop the edges."""
        self._wires.close()

    def check(self, case: Case) -> None:
        """Try one case; raises `Violation`."""
        try:
            self._check(case)
        except Violation as violation:
            raise Violation(f"{violation}\nafter {case!r}") from violation.__cause__

    def _check(self, case: Case) -> None:
        day = int(time.time()) // _DAY_S
        first = self._try(self.whole, case.pieces, case.manner)
        step = max(1, len(case.data) // PIECES)
        parts = [case.data[at : at + step] for at in range(0, len(case.data), step)]
        second = self._try(self.split, parts, Manner(idle=case.manner.idle))
        self.most_held = max(self.most_held, first.held, second.held)
        answers, others = judge(first, case.data), judge(second, case.data)
        self.answers += len(answers)
        self.events += len(first.events)
        if case.manner.leaves < 0:
            _demand_recorded(answers, first.events)
        _demand_recorded(others, second.events)
        comparable = case.manner.leaves < 0 and len(case.data) <= COMPARED_BYTES
        if not comparable or int(time.time()) // _DAY_S != day:
            return  # a reader's hash changes with the day
        _demand_same([a.outline for a in answers], [a.outline for a in others])
        _demand_same(_timeless(first.events), _timeless(second.events))

    def _try(self, wire: Wire, pieces: list[bytes], manner: Manner) -> Exchange:
        try:
            found = wire.exchange(pieces, manner)
        except Hang:
            raise Violation("it neither answered nor closed") from None
        except Exception as error:
            raise Violation(f"an exception escaped: {error!r}") from error
        if self._wires.errors:
            said, self._wires.errors[:] = list(self._wires.errors), []
            raise Violation(f"it met an error of its own: {said}")
        if wire.server.connections:
            raise Violation("a connection that left is still held")
        if found.held > HELD_BYTES:
            raise Violation(f"a connection held {found.held} bytes")
        return found


def judge(exchange: Exchange, data: bytes) -> list[Answer]:
    """The answers to `data`, every one of them well formed and allowed. Raises `Violation`."""
    answers: list[Answer] = []
    rest = exchange.said
    while rest:
        if answers and answers[-1].last:
            raise Violation(f"more was said after the last answer: {rest[:200]!r}")
        answer, rest = _parse(rest, b"HEAD " in data)
        answers.append(answer)
    final = sum(answer.status != 100 for answer in answers)
    heads = data.count(b"\r\n\r\n")
    if final > heads + 1 or len(answers) - final > heads:
        raise Violation(f"{len(answers)} answers to at most {heads} requests and a broken one")
    return answers


def _parse(said: bytes, headless: bool) -> tuple[Answer, bytes]:
    """The first answer and what follows it. A body may be missing only where a HEAD was asked."""
    head, end, rest = said.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    matched = _FIRST.fullmatch(first)
    fields = [_HEADER.fullmatch(line) for line in lines]
    if not end or not matched or not all(fields):
        raise Violation(f"no HTTP: {said[:500]!r}")
    found = [(field[1], field[2]) for field in fields if field]
    headers = dict(found)
    status = int(matched[1])
    for name in _SINGLE:
        if sum(name == other for other, _ in found) > 1:
            raise Violation(f"two of {name!r}: {head!r}")
    if status not in _STATUSES or (status != 100) is not (b"Date" in headers):
        raise Violation(f"not an answer of the edge: {head!r}")
    if (status in _BODYLESS) is (b"Content-Length" in headers) and status != 302:
        raise Violation(f"a length where none belongs, or none: {head!r}")
    length = int(headers.get(b"Content-Length", b"0"))
    if len(rest) < length or (headless and rest.startswith(b"HTTP/1.1 ")):
        if not headless or (rest and not rest.startswith(b"HTTP/1.1 ")):
            raise Violation(f"a body cut short: {said[:500]!r}")
    else:
        rest = rest[length:]
    location = headers.get(b"Location", b"").decode()
    if location not in MAY_LEAD_TO and (location or status == 302):
        raise Violation(f"a redirect astray: {head!r}")
    click = headers.get(b"Hongmao-Click", b"").decode()
    return Answer(status, location, click, headers.get(b"Connection") == b"close"), rest


def _demand_recorded(answers: list[Answer], events: list[Event]) -> None:
    written = [event.id for event in events if isinstance(event, Click)]
    answered = [answer.click for answer in answers if answer.click]
    if answered != written:
        raise Violation(f"clicks answered {answered} and written {written}")


def _demand_same(whole: object, split: object) -> None:
    if whole != split:
        raise Violation(f"the same bytes came to\n  {whole}\nand, in small pieces, to\n  {split}")


def _timeless(events: list[Event]) -> list[Event]:
    return [
        msgspec.structs.replace(event, at=0, id="")
        if isinstance(event, Click)
        else msgspec.structs.replace(event, at=0)
        for event in events
    ]
