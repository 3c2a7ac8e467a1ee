"""Every path that marketplaces document for an order has a story; one that has none is named.

The paths are those of the platforms' documentation: the states of an order with the steps between
them, the states of a refund case, and what comes with both. The codes are held to the connectors'
own tables, so that a code learned later needs a story too.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from hongmao.connectors.jd import parse as jd
from hongmao.connectors.pdd import parse as pdd
from hongmao.connectors.postback.config import Standing
from hongmao.connectors.taobao import parse as taobao
from hongmao.connectors.taobao import ud_parse as ud
from tests.stories.reader import Again, Click, Line, Payout, Says, Shared, read_story

STORIES = sorted(Path(__file__).parent.glob("*.story"))

CODES = {
    ("taobao", "tk_status"): {*taobao.ORDER_STATUS},
    ("taobao", "refund_status"): {*taobao.REFUND_STATUS},
    ("taobao_ud", "order_status"): {*ud.ORDER_STATUS},
    ("jd", "validCode"): {*jd.ORDER_STATUS, "4"},
    ("pdd", "order_status"): {*pdd.ORDER_STATUS},
    ("shopify", "financial_status"): {"pending", "paid", "voided"},
    ("shopify", "refund"): {"created"},
    ("postback", "status"): {*Standing},
}
"""What each marketplace says of an order; any code but JD's known ones makes a line void."""

STEPS = {
    ("taobao", "tk_status"): {
        ("11", "12"), ("12", "14"), ("14", "3"),
        ("11", "13"), ("12", "13"), ("14", "13"), ("3", "13"),
        ("11", "14"), ("11", "3"), ("12", "3"),
    },
    ("taobao", "refund_status"): {
        ("4", "2"), ("4", "3"), ("11", "2"), ("4", "12"), ("12", "13"), ("14", "15"), ("2", "3"),
    },
    ("taobao_ud", "order_status"): {
        ("1", "2"), ("2", "5"), ("2", "3"), ("3", "5"), ("5", "3"), ("4", "2"),
    },
    ("jd", "validCode"): {
        ("15", "16"), ("16", "17"), ("17", "17"), ("16", "4"), ("24", "16"), ("24", "3"),
    },
    ("pdd", "order_status"): {
        ("-1", "0"), ("0", "1"), ("1", "2"), ("2", "3"), ("3", "5"), ("2", "4"), ("0", "8"),
        ("1", "10"),
    },
    ("shopify", "financial_status"): {("pending", "paid"), ("paid", "voided")},
    ("postback", "status"): {("lead", "sale"), ("sale", "rejected")},
}  # fmt: skip
"""From which state to which an order, or one refund case of it, can go."""

SITUATIONS = {
    "refund before receipt", "refund after settlement", "refund after payout",
    "refund of a part", "refund of all", "several refund suits of one order",
    "presale, balance paid", "presale, deposit forfeited", "two orders of one click",
    "order without click", "said again", "heard out of order", "refund heard before its order",
    "refund of one of two lines", "settles by itself", "exact among rivals", "shared adzone",
    "settled figure lowered later",
}  # fmt: skip


def happened(lines: list[Line]) -> list[tuple[Line, Says]]:
    """What marketplaces said in a story, in the order in which it happened."""
    ordered = sorted(lines, key=lambda line: (line.at_s, line.number))
    return [(line, line.event) for line in ordered if isinstance(line.event, Says)]


def codes(lines: list[Line]) -> Iterator[tuple[tuple[str, str], str]]:
    """The codes that a story tells, each with its marketplace and field."""
    for _, says in happened(lines):
        yield (says.marketplace, says.field), says.code


def steps(lines: list[Line]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """The steps that a story tells: of one order, or of one refund case."""
    told: dict[tuple[str, str, str, str], list[str]] = {}
    for _, says in happened(lines):
        case = says.case if says.field.startswith("refund") else ""
        told.setdefault((says.marketplace, says.field, says.order, case), []).append(says.code)
    for (marketplace, field, _, _), found in told.items():
        for step in pairwise(found):
            yield (marketplace, field), step


def situations(lines: list[Line]) -> Iterator[str]:
    """What else a story shows."""
    yield from _around_refunds(lines)
    yield from _around_orders(lines)
    yield from _around_hearing(lines)


def _around_refunds(lines: list[Line]) -> Iterator[str]:
    said = happened(lines)
    payouts = [line.at_s for line in lines if isinstance(line.event, Payout)]
    suits: dict[str, set[str]] = {}
    for line, says in said:
        if says.field == "refund":
            yield "refund of one of two lines"
        if says.field != "refund_status" or says.code not in ("2", "12"):
            continue
        before = [s for other, s in said if other.at_s < line.at_s and s.order == says.order]
        states = [s.code for s in before if s.field == "tk_status"]
        paid = next(s.amounts[0] for s in before if s.amounts and s.field == "tk_status")
        yield "refund of all" if says.amounts[0] == paid else "refund of a part"
        if states[-1] == "12":
            yield "refund before receipt"
        if states[-1] == "3":
            yield "refund after settlement"
        if any(at_s < line.at_s for at_s in payouts):
            yield "refund after payout"
        suits.setdefault(says.order, set()).add(says.case)
        if len(suits[says.order]) > 1:
            yield "several refund suits of one order"


def _around_orders(lines: list[Line]) -> Iterator[str]:
    said = happened(lines)
    clicks = [line.event.creator for line in lines if isinstance(line.event, Click)]
    deposits = {says.order for _, says in said if says.deposit}
    for order in deposits:
        ends = [says.code for _, says in said if says.order == order]
        yield "presale, balance paid" if "12" in ends else "presale, deposit forfeited"
    if len(clicks) == 1 and len({says.order for _, says in said}) > 1:
        yield "two orders of one click"
    if any(says.creator == "nobody" for _, says in said):
        yield "order without click"
    if len({*clicks}) > 1 and any(says.marketplace == "taobao_ud" for _, says in said):
        yield "exact among rivals"
    if any(isinstance(line.event, Shared) for line in lines):
        yield "shared adzone"
    if len([says for _, says in said if says.payday]) > 1:
        yield "settled figure lowered later"
    if any(line.at_s > 86_400 for line in lines):
        yield "settles by itself"


def _around_hearing(lines: list[Line]) -> Iterator[str]:
    said = happened(lines)
    if said and any(isinstance(line.event, Again) for line in lines):
        yield "said again"
    heard = [line.heard_s for line, _ in said]
    if heard != sorted(heard):
        yield "heard out of order"
    refunds = [line.heard_s for line, says in said if says.field == "refund_status"]
    orders = [line.heard_s for line, says in said if says.field == "tk_status"]
    if refunds and orders and min(refunds) < min(orders):
        yield "refund heard before its order"


READ = {path.stem: read_story(path) for path in STORIES}


@pytest.mark.parametrize("marketplace", CODES, ids=" ".join)
def test_every_code_has_a_story(marketplace: tuple[str, str]) -> None:
    told = {code for lines in READ.values() for where, code in codes(lines) if where == marketplace}
    assert CODES[marketplace] - told == set()


@pytest.mark.parametrize("marketplace", STEPS, ids=" ".join)
def test_every_step_has_a_story(marketplace: tuple[str, str]) -> None:
    told = {step for lines in READ.values() for where, step in steps(lines) if where == marketplace}
    assert STEPS[marketplace] - told == set()


def test_every_situation_has_a_story() -> None:
    told = {one for lines in READ.values() for one in situations(lines)}
    assert SITUATIONS - told == set()
    assert told - SITUATIONS == set()


def test_a_path_without_a_story_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "a.story"
    path.write_text("9:00 click A\n9:05 taobao tk_status 12 1.00 fee 0.10\n9:06 expect nothing")
    lines = read_story(path)
    assert set(codes(lines)) == {(("taobao", "tk_status"), "12")}
    assert not list(steps(lines))
    assert not list(situations(lines))
