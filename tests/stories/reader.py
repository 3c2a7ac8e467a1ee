"""Reads stories: what a marketplace said and when, and the books it should have led to.

A line is a time and an event, in an accountant's words; `#` begins a remark. Money is in yuan.

    9:00 click A                          a reader clicks the link of creator A's note; `by Li` who
    9:05 order 100.00 fee 10.00           paid, from the last click; or `from B`, `from nobody`
    9:30 received fee 9.00                its next state: paid, received, settled or void
    11:00 refund half                     or `all`, or `40.00 fee 4.00`; `case 2` for another case
    11:30 refund fails                    the case is lost; `case 2` for another
    9:02 terms 30%                        new terms: the creator's share from now on
    8:30 terms 5% of the order            of what the buyer paid, or flat: `2.00 an order`
    8:30 terms 30%, hold 7 days           also `40% from 2 orders`, `campaign cap 10.00`,
                                          `day cap 5.00`, `agency 20%`, `0.20 a click`,
                                          `0.30 a visitor`, `1.50 for a new customer`,
                                          `first click`, `prefers B`
    8:00 prepaid 50.00                    the brand pays in
    9:05 deposit 20.00                    a presale: a part is paid, the order is not
    9:10 paid 100.00 fee 10.00            its next state with what the buyer has paid by then
    11:00 void of order 1                 of an earlier one of several orders; so too a refund
    8:00 A and B share an adzone          the pool of adzones was exhausted
    12:00 again 9:30                      what the marketplace said at 9:30 comes once more
    20:00 the month closes                it is the month after from here on
    20:01 statement of A: held 0.00, posted 5.88, 1 correction
    12:00 expect creator held 6.00, platform held 4.00, order held
    day 8 10:01 expect creator available 6.00

A marketplace's own words are read by its connector; what a line leaves out stays as it was:

    9:05 taobao tk_status 12 100.00 fee 10.00           `from nobody`: on another adzone, no click
    9:01 taobao tk_status 11 100.00 fee 10.00 deposit 20.00     a presale
    11:00 taobao refund_status 2 30.00 fee 3.00 case 1
    9:30 taobao_ud order_status 3 back 40.00            the buyer got 40.00 back
    10:00 jd validCode 17 fee 9.80 payday               the commission is paid out
    9:05 shopify financial_status paid 60.00 and 40.00  two lines: `line1` and `line2`
    9:30 shopify refund created 40.00 of line2
    9:05 postback status sale 100.00 fee 10.00
    9:06 taobao tk_status 12 50.00 fee 5.00 of second   another order; `expect order second held`
    12:00 payout A 5.88                                 what creator A had available is paid out

An event that reaches us late ends in `, arrives 12:00`. What `expect` says of accounts is the whole
sheet: those it leaves out are empty. `nothing` is an empty one. Below zero a creator owes us.
"""

import re
from pathlib import Path
from typing import Any

import msgspec

from hongmao.core.money import parse_major
from hongmao.core.orders import OrderStatus
from hongmao.core.terms import Basis, Credit, Rate, Step, Terms


class StoryError(ValueError):
    """A line that is no story."""


class Click(msgspec.Struct, frozen=True):
    """A click on the link of a creator's note, by a reader named or the usual one."""

    creator: str
    reader: str = ""


class Sale(msgspec.Struct, frozen=True):
    """An order, paid: fen. `creator` is empty for the last click's, `nobody` for another adzone.

    One that is a `deposit` is not paid yet; `new` says that the feed calls the buyer new.
    """

    paid: int
    fee: int
    creator: str = ""
    deposit: bool = False
    new: bool = False


class State(msgspec.Struct, frozen=True):
    """The next state of an order (0: the latest); an amount of None stays as it was."""

    status: OrderStatus
    fee: int | None = None
    paid: int | None = None
    order: int = 0


class Refund(msgspec.Struct, frozen=True):
    """A refund case that was won: a part of the order in percent, or amounts in fen; or lost."""

    case: str
    percent: int = 0
    refunded: int = 0
    fee: int = 0
    lost: bool = False
    order: int = 0


class NewTerms(msgspec.Struct, frozen=True):
    """The terms from now on; `agency` has the share in them, basis points.

    `partner` is the creator whom they prefer.
    """

    said: Terms
    agency: int = 0
    partner: str = ""


class Prepaid(msgspec.Struct, frozen=True):
    """The brand pays fen in."""

    amount: int


class Shared(msgspec.Struct, frozen=True):
    """Two creators' placements lease one adzone."""

    first: str
    second: str


class Again(msgspec.Struct, frozen=True):
    """What the marketplace said at that second of the day comes once more."""

    said_s: int


class Says(msgspec.Struct, frozen=True, kw_only=True):
    """What a marketplace says of an order in its own words: a field's code, amounts in fen.

    `order` tells orders of one story apart, `case` an order's refund cases.
    """

    marketplace: str
    field: str
    code: str
    amounts: tuple[int, ...] = ()
    fee: int | None = None
    back: int | None = None
    deposit: int = 0
    payday: bool = False
    case: str = "1"
    order: str = "first"
    creator: str = ""


class Payout(msgspec.Struct, frozen=True):
    """A creator is paid out of what is available, fen."""

    creator: str
    amount: int


class Expect(msgspec.Struct, frozen=True):
    """The sheet: fen by account (`creator A held`); and where said, states and grades by order.

    `returned` is what refunds took back from creator A, `shortfall` what all promises lack, `links`
    whether the campaign's links are `open` or `stopped`.
    """

    sheet: dict[str, int]
    orders: dict[str, str] = {}
    grades: dict[str, str] = {}
    returned: int | None = None
    shortfall: int | None = None
    links: str = ""


class MonthCloses(msgspec.Struct, frozen=True):
    """The month is over and closed; what follows is of the month after."""


class Stated(msgspec.Struct, frozen=True):
    """How a creator's latest statement closes, fen, and how many of its lines are corrections."""

    creator: str
    held: int
    posted: int
    corrections: int = 0


Event = (
    Click | Sale | State | Refund | NewTerms | Prepaid | Shared | Again | Says | Payout
    | MonthCloses | Stated | Expect
)  # fmt: skip


class Line(msgspec.Struct, frozen=True):
    """An event with its line, when it happened and when we hear of it (seconds of the day)."""

    number: int
    at_s: int
    heard_s: int
    event: Event


_TIME = r"(?:day (\d+) )?(\d{1,2}):(\d\d)(?::(\d\d))?"
_LINE = re.compile(rf"{_TIME}\s+(.+?)(?:,\s*arrives\s+{_TIME})?")
_YUAN = r"(\d+\.\d\d)"
_CASE = r"(?:\s+case\s+(\w+))?"
_WHICH = r"(?: of order (\d+))?"
_FORMS = {
    "click": re.compile(r"click (\w+)(?: by (\w+))?"),
    "order": re.compile(rf"order {_YUAN} fee {_YUAN}(?: from (\w+))?( by a new customer)?"),
    "deposit": re.compile(rf"deposit {_YUAN}"),
    "state": re.compile(rf"(paid|received|settled|void)(?: {_YUAN})?(?: fee {_YUAN})?{_WHICH}"),
    "part": re.compile(rf"refund (half|all){_CASE}{_WHICH}"),
    "refund": re.compile(rf"refund {_YUAN} fee {_YUAN}{_CASE}"),
    "lost": re.compile(rf"refund fails{_CASE}"),
    "terms": re.compile(r"terms (.+)"),
    "prepaid": re.compile(rf"prepaid {_YUAN}"),
    "shared": re.compile(r"(\w+) and (\w+) share an adzone"),
    "again": re.compile(rf"again {_TIME}"),
    "says": re.compile(
        r"(taobao|taobao_ud|jd|pdd|shopify|postback) (\w+) (-?\w+)"
        rf"(?: {_YUAN}(?: and {_YUAN})?)?(?: fee {_YUAN})?(?: back {_YUAN})?(?: deposit {_YUAN})?"
        r"( payday)?(?: case (\w+))?(?: of (\w+))?(?: from (\w+))?"
    ),
    "payout": re.compile(rf"payout (\w+) {_YUAN}"),
    "closes": re.compile(r"the month closes"),
    "stated": re.compile(
        rf"statement of (\w+): held {_YUAN}, posted {_YUAN}(?:, (\d+) corrections?)?"
    ),
    "expect": re.compile(r"expect (.+)"),
}
_ACCOUNT = re.compile(
    rf"(creator(?: \w+)?|agency|brand|platform|unmatched)"
    rf" (held|available|income|prepaid|reserved) (-?){_YUAN}"
)
_OF_ORDER = re.compile(r"(order|grade) (?:(\w+) )?(\w+)")
_AMOUNT = re.compile(rf"(returned|shortfall) {_YUAN}")
_RATE = re.compile(rf"(?:(\d+)%( of the order)?|{_YUAN} an order)")
_TIER = re.compile(rf"(?:(\d+)%|{_YUAN}) from (\d+) orders?")
_CLAUSES = {
    "campaign_cap": re.compile(rf"campaign cap {_YUAN}"),
    "day_cap": re.compile(rf"day cap {_YUAN}"),
    "new_customer": re.compile(rf"{_YUAN} for a new customer"),
    "click": re.compile(rf"{_YUAN} a click"),
    "visitor": re.compile(rf"{_YUAN} a visitor"),
}
_AGENCY = re.compile(r"agency (\d+)%")
_HOLD = re.compile(r"hold (\d+) days?")
_CREDIT = re.compile(r"first click|prefers (\w+)")


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
    at_s = _seconds(*found.group(1, 2, 3, 4))
    heard_s = _seconds(*found.group(6, 7, 8, 9)) if found.group(7) else at_s
    return Line(number, at_s, heard_s, _event(found.group(5)))


def _event(text: str) -> Event:
    for name, form in _FORMS.items():
        found = form.fullmatch(text)
        if found is not None:
            return _read(name, [part or "" for part in found.groups()])
    raise StoryError(f"no such event: {text!r}")


def _read(name: str, parts: list[str]) -> Event:
    match name:
        case "click":
            return Click(*parts)
        case "order":
            amounts = parse_major(parts[0]), parse_major(parts[1])
            return Sale(*amounts, parts[2], new=bool(parts[3]))
        case "deposit":
            return Sale(parse_major(parts[0]), 0, deposit=True)
        case "state":
            paid, fee = (parse_major(part) if part else None for part in parts[1:3])
            return State(OrderStatus(parts[0]), fee, paid, int(parts[3] or 0))
        case "part":
            percent = 50 if parts[0] == "half" else 100
            return Refund(parts[1] or "1", percent=percent, order=int(parts[2] or 0))
        case "refund":
            amounts = parse_major(parts[0]), parse_major(parts[1])
            return Refund(parts[2] or "1", 0, *amounts)
        case "lost":
            return Refund(parts[0] or "1", lost=True)
        case "terms":
            return _terms(parts[0])
        case "prepaid":
            return Prepaid(parse_major(parts[0]))
        case "shared":
            return Shared(*parts)
        case "again":
            return Again(_seconds(*parts))
        case "says":
            return _says(parts)
        case "payout":
            return Payout(parts[0], parse_major(parts[1]))
        case "closes":
            return MonthCloses()
        case "stated":
            amounts = parse_major(parts[1]), parse_major(parts[2])
            return Stated(parts[0], *amounts, int(parts[3] or 0))
    return _expectation(parts[0])


def _says(parts: list[str]) -> Says:
    marketplace, field, code, first, second, fee, back, deposit, payday, case, order, creator = (
        parts
    )
    return Says(
        marketplace=marketplace,
        field=field,
        code=code,
        amounts=tuple(parse_major(part) for part in (first, second) if part),
        fee=parse_major(fee) if fee else None,
        back=parse_major(back) if back else None,
        deposit=parse_major(deposit) if deposit else 0,
        payday=bool(payday),
        case=case or "1",
        order=order or "first",
        creator=creator,
    )


def _terms(text: str) -> NewTerms:
    first, *clauses = (part.strip() for part in text.split(","))
    rate = _RATE.fullmatch(first)
    if rate is None:
        raise StoryError(f"no such terms: {first!r}")
    percent, of_order, flat = rate.groups()
    basis = Basis.PAID if of_order else Basis.FEE if percent else Basis.FLAT
    steps: list[Step] = []
    fields: dict[str, Any] = {}
    agency, partner = 0, ""
    for clause in clauses:
        tier, hold, shared, credit = (
            form.fullmatch(clause) for form in (_TIER, _HOLD, _AGENCY, _CREDIT)
        )
        named = [(name, form.fullmatch(clause)) for name, form in _CLAUSES.items()]
        known = [(name, found) for name, found in named if found is not None]
        if tier is not None:
            value = int(tier[1]) * 100 if tier[1] else parse_major(tier[2])
            steps.append(Step(int(tier[3]), value))
        elif hold is not None:
            fields["hold_days"] = int(hold[1])
        elif shared is not None:
            agency = int(shared[1]) * 100
        elif credit is not None:
            partner = credit[1] or ""
            fields["credit"] = Credit.PREFERRED_PARTNER if partner else Credit.FIRST_CLICK
        elif known:
            fields[known[0][0]] = parse_major(known[0][1][1])
        else:
            raise StoryError(f"no such terms: {clause!r}")
    value = int(percent) * 100 if percent else parse_major(flat)
    said = Terms(rate=Rate(basis, value, steps=tuple(steps)))
    return NewTerms(msgspec.structs.replace(said, **fields), agency, partner)


def _expectation(text: str) -> Expect:
    sheet: dict[str, int] = {}
    said: dict[str, dict[str, str]] = {"order": {}, "grade": {}}
    amounts: dict[str, int] = {}
    links = ""
    for part in (part.strip() for part in text.split(",")):
        if part == "nothing":
            continue
        account = _ACCOUNT.fullmatch(part)
        of_order, amount = _OF_ORDER.fullmatch(part), _AMOUNT.fullmatch(part)
        if account is not None:
            who = "creator A" if account.group(1) == "creator" else account.group(1)
            sign = -1 if account.group(3) else 1
            sheet[f"{who} {account.group(2)}"] = sign * parse_major(account.group(4))
        elif of_order is not None:
            said[of_order.group(1)][of_order.group(2) or "first"] = of_order.group(3)
        elif amount is not None:
            amounts[amount.group(1)] = parse_major(amount.group(2))
        elif re.fullmatch("links (open|stopped)", part):
            links = part.split()[1]
        else:
            raise StoryError(f"cannot expect {part!r}")
    return Expect(
        sheet,
        said["order"],
        said["grade"],
        amounts.get("returned"),
        amounts.get("shortfall"),
        links,
    )


def _seconds(day: str | None, hours: str, minutes: str, seconds: str | None) -> int:
    """Seconds since the midnight that the story's first day begins with."""
    days = int(day or 1) - 1
    return days * 86_400 + int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
