"""Reads stories: what a marketplace said and when, and the books it should have led to.

A line is a time and an event, in an accountant's words; `#` begins a remark. Money is in yuan.

    9:00 click A                          a reader clicks the link of creator A's note
    9:05 order 100.00 fee 10.00           paid, from the last click; or `from B`, `from nobody`
    9:30 received fee 9.00                its next state: paid, received, settled or void
    11:00 refund half                     or `all`, or `40.00 fee 4.00`; `case 2` for another case
    11:30 refund fails                    the case is lost; `case 2` for another
    9:02 terms 30%                        new terms: the creator's share from now on
    8:00 A and B share an adzone          the pool of adzones was exhausted
    12:00 again 9:30                      what the marketplace said at 9:30 comes once more
    20:00 the month closes                it is the month after from here on
    20:01 statement of A: held 0.00, posted 5.88, 1 correction
    12:00 expect creator held 6.00, platform held 4.00, order held

An event that reaches us late ends in `, arrives 12:00`. What `expect` says of accounts is the whole
sheet: those it leaves out are empty. `nothing` is an empty one.
"""

import re
from pathlib import Path

import msgspec

from hongmao.core.money import parse_major
from hongmao.core.orders import OrderStatus


class StoryError(ValueError):
    """A line that is no story."""


class Click(msgspec.Struct, frozen=True):
    """A click on the link of a creator's note."""

    creator: str


class Sale(msgspec.Struct, frozen=True):
    """An order, paid: fen. `creator` is empty for the last click's, `nobody` for another adzone."""

    paid: int
    fee: int
    creator: str = ""


class State(msgspec.Struct, frozen=True):
    """The order's next state; a fee of None stays as it was."""

    status: OrderStatus
    fee: int | None = None


class Refund(msgspec.Struct, frozen=True):
    """A refund case that was won: a part of the order in percent, or amounts in fen; or lost."""

    case: str
    percent: int = 0
    refunded: int = 0
    fee: int = 0
    lost: bool = False


class NewTerms(msgspec.Struct, frozen=True):
    """The creator's share from now on, basis points."""

    share: int


class Shared(msgspec.Struct, frozen=True):
    """Two creators' placements lease one adzone."""

    first: str
    second: str


class Again(msgspec.Struct, frozen=True):
    """What the marketplace said at that second of the day comes once more."""

    said_s: int


class Expect(msgspec.Struct, frozen=True):
    """The sheet: fen by account (`creator A held`); and of the order, where said, state and grade.

    `returned` is what refunds took back from creator A.
    """

    sheet: dict[str, int]
    order: str = ""
    grade: str = ""
    returned: int | None = None


class MonthCloses(msgspec.Struct, frozen=True):
    """The month is over and closed; what follows is of the month after."""


class Stated(msgspec.Struct, frozen=True):
    """How a creator's latest statement closes, fen, and how many of its lines are corrections."""

    creator: str
    held: int
    posted: int
    corrections: int = 0


Event = MonthCloses | Stated | Click | Sale | State | Refund | NewTerms | Shared | Again | Expect


class Line(msgspec.Struct, frozen=True):
    """An event with its line, when it happened and when we hear of it (seconds of the day)."""

    number: int
    at_s: int
    heard_s: int
    event: Event


_TIME = r"(\d{1,2}):(\d\d)(?::(\d\d))?"
_LINE = re.compile(rf"{_TIME}\s+(.+?)(?:,\s*arrives\s+{_TIME})?")
_YUAN = r"(\d+\.\d\d)"
_CASE = r"(?:\s+case\s+(\w+))?"
_FORMS = {
    "click": re.compile(r"click (\w+)"),
    "order": re.compile(rf"order {_YUAN} fee {_YUAN}(?: from (\w+))?"),
    "state": re.compile(rf"(paid|received|settled|void)(?: fee {_YUAN})?"),
    "part": re.compile(rf"refund (half|all){_CASE}"),
    "refund": re.compile(rf"refund {_YUAN} fee {_YUAN}{_CASE}"),
    "lost": re.compile(rf"refund fails{_CASE}"),
    "terms": re.compile(r"terms (\d+)%"),
    "shared": re.compile(r"(\w+) and (\w+) share an adzone"),
    "again": re.compile(rf"again {_TIME}"),
    "closes": re.compile(r"the month closes"),
    "stated": re.compile(
        rf"statement of (\w+): held {_YUAN}, posted {_YUAN}(?:, (\d+) corrections?)?"
    ),
    "expect": re.compile(r"expect (.+)"),
}
_ACCOUNT = re.compile(rf"(creator(?: \w+)?|platform|unmatched) (held|available|income) {_YUAN}")


def read_story(path: Path) -> list[Line]:
    """A story's lines, in the order in which we hear of them. Raises `StoryError`."""
    lines = []
    for number, text in enumerate(path.read_text().splitlines(), 1):
        said = text.split("#")[0].strip()
        if said:
            try:
                lines.append(_line(number, said))
            except StoryError as error:
                raise StoryError(f"{path.name}:{number}: {error}") from None
    if not any(isinstance(line.event, Expect) for line in lines):
        raise StoryError(f"{path.name} expects nothing")
    return sorted(lines, key=lambda line: (line.heard_s, line.number))


def _line(number: int, text: str) -> Line:
    found = _LINE.fullmatch(text)
    if found is None:
        raise StoryError(f"no time and event: {text!r}")
    at_s = _seconds(*found.group(1, 2, 3))
    late = found.group(5)
    return Line(
        number, at_s, _seconds(*found.group(5, 6, 7)) if late else at_s, _event(found.group(4))
    )


def _event(text: str) -> Event:
    for name, form in _FORMS.items():
        found = form.fullmatch(text)
        if found is not None:
            return _read(name, [part or "" for part in found.groups()])
    raise StoryError(f"no such event: {text!r}")


def _read(name: str, parts: list[str]) -> Event:
    match name:
        case "click":
            return Click(parts[0])
        case "order":
            return Sale(parse_major(parts[0]), parse_major(parts[1]), parts[2])
        case "state":
            return State(OrderStatus(parts[0]), parse_major(parts[1]) if parts[1] else None)
        case "part":
            return Refund(parts[1] or "1", percent=50 if parts[0] == "half" else 100)
        case "refund":
            amounts = parse_major(parts[0]), parse_major(parts[1])
            return Refund(parts[2] or "1", 0, *amounts)
        case "lost":
            return Refund(parts[0] or "1", lost=True)
        case "terms":
            return NewTerms(int(parts[0]) * 100)
        case "shared":
            return Shared(*parts)
        case "again":
            return Again(_seconds(*parts))
        case "closes":
            return MonthCloses()
        case "stated":
            amounts = parse_major(parts[1]), parse_major(parts[2])
            return Stated(parts[0], *amounts, int(parts[3] or 0))
    return _expectation(parts[0])


def _expectation(text: str) -> Expect:
    sheet: dict[str, int] = {}
    said: dict[str, str] = {}
    for part in (part.strip() for part in text.split(",")):
        if part == "nothing":
            continue
        account = _ACCOUNT.fullmatch(part)
        word, _, value = part.partition(" ")
        if account is not None:
            who = "creator A" if account.group(1) == "creator" else account.group(1)
            sheet[f"{who} {account.group(2)}"] = parse_major(account.group(3))
        elif word in ("order", "grade", "returned") and value:
            said[word] = value
        else:
            raise StoryError(f"cannot expect {part!r}")
    returned = parse_major(said["returned"]) if "returned" in said else None
    return Expect(sheet, said.get("order", ""), said.get("grade", ""), returned)


def _seconds(hours: str, minutes: str, seconds: str | None) -> int:
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
