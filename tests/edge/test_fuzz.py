"""Whatever bytes arrive, however they are cut: the rules hold, and all ways of reading agree."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edge.fuzzing import CONTROL, Case, Judge, Violation, judge, plan
from tests.edge.harness import COMMUNITY, LIVE, link
from tests.edge.seeds import (
    BROWSER,
    CODES,
    HEADERS,
    METHODS,
    PIECES,
    PLAIN,
    QUERIES,
    VERSIONS,
    shapes,
)
from tests.edge.wire import CLICK, Exchange, Manner

T = TypeVar("T")
SHAPES = shapes(LIVE)
MANNERS = st.builds(Manner, idle=st.booleans(), stuck=st.integers(-1, 3), leaves=st.just(-1))
CUTS = st.just(()) | st.lists(st.integers(0, 600), max_size=3).map(tuple)
FEW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """Two edges, one of them in `power` mode, fed the same."""
    judge = Judge(tmp_path_factory.mktemp("fuzz"), "crash", "power")
    yield judge
    judge.close()


def mostly(usual: T, odd: tuple[T, ...]) -> st.SearchStrategy[T]:
    """Odd one time in ten."""
    return st.sampled_from((usual,) * 9 * len(odd) + odd)


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A click nearly as browsers send it: a short cut must tell the difference."""
    method = draw(mostly(b"GET", METHODS))
    target = f"/r/{draw(mostly(LIVE, CODES))}{draw(mostly('', QUERIES))}"
    head = draw(mostly(b"Host: a\r\n", (BROWSER, b"")))
    lines = draw(st.lists(st.sampled_from(PLAIN), max_size=4))
    lines += draw(mostly([], tuple([header] for header in HEADERS)))
    head += b"".join(line + b"\r\n" for line in lines)
    return method + f" {target} {draw(mostly('HTTP/1.1', VERSIONS))}\r\n".encode() + head + b"\r\n"


@st.composite
def wrecks(draw: st.DrawFn) -> bytes:
    """A request of any kind with pieces put in or taken out."""
    data = draw(st.sampled_from(SHAPES))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=3))
        data = data[:place] + piece + data[place + draw(st.integers(0, 8)) :]
    return data


@settings(FEW, max_examples=1000)
@given(data=st.lists(requests(), min_size=1, max_size=4).map(b"".join), cuts=CUTS, manner=MANNERS)
def test_short_cuts_and_the_parser_agree(
    two: Judge, data: bytes, cuts: tuple[int, ...], manner: Manner
) -> None:
    two.check(Case(data, cuts, manner))


@settings(FEW, max_examples=1000)
@given(data=st.lists(wrecks(), min_size=1, max_size=4).map(b"".join), cuts=CUTS, manner=MANNERS)
def test_broken_requests_of_every_kind_are_answered_alike(
    two: Judge, data: bytes, cuts: tuple[int, ...], manner: Manner
) -> None:
    two.check(Case(data, cuts, manner))


@settings(FEW, max_examples=300)
@given(data=st.binary(max_size=200), control=st.binary(min_size=CONTROL, max_size=CONTROL))
def test_raw_bytes_in_any_manner_break_no_rule(two: Judge, data: bytes, control: bytes) -> None:
    two.check(plan(data + control))


@settings(FEW, max_examples=100)
@given(shape=st.sampled_from(SHAPES), place=st.integers(0, 3), times=st.integers(1, 400))
def test_a_peer_that_asks_much_and_leaves_is_held_little_of(
    two: Judge, shape: bytes, place: int, times: int
) -> None:
    data = shape * times
    two.check(Case(data, (100, 5000, 20_000), Manner(leaves=place)))


def test_clicks_are_recorded_as_often_as_answered(two: Judge) -> None:
    before = two.answers, two.events
    two.check(Case(CLICK * 7))
    assert (two.answers - before[0], two.events - before[1]) == (7, 7)


def test_a_disagreement_is_noticed(two: Judge) -> None:
    case = Case(SHAPES[12])
    two.check(case)
    two.split.server.body_bytes, kept = 10, two.split.server.body_bytes
    try:
        with pytest.raises(Violation, match="the same bytes came to"):
            two.check(case)
    finally:
        two.split.server.body_bytes = kept


DATE = b"Date: Mon, 23 Nov 2026 09:36:00 GMT\r\n"
FOUND = b"HTTP/1.1 302 Found\r\n%bContent-Length: 0\r\nLocation: %b\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (b"HTTP/1.1 500 Internal Server Error\r\n" + DATE + b"Content-Length: 0\r\n\r\n", CLICK),
        (FOUND % (DATE, b"https://evil.example/"), CLICK),
        (FOUND % (DATE, f"{COMMUNITY}.evil.example/".encode()), CLICK),
        (FOUND % (DATE, link().destination.encode() + b"&x"), CLICK),
        (FOUND % (b"", link().destination.encode()), CLICK),
        (FOUND % (DATE * 2, link().destination.encode()), CLICK),
        (FOUND % (DATE, link().destination.encode()) * 3, CLICK),
        (FOUND % (DATE + b"Connection: close\r\n", f"{COMMUNITY}/".encode()) * 2, CLICK),
        (b"HTTP/1.1 400 Bad Request\r\n" + DATE + b"Content-Length: 9\r\n\r\nshort", CLICK),
        (b"HTTP/1.1 400 Bad Request\r\n" + DATE + b"\r\n", CLICK),
        (b"HTTP/1.1 400 Bad Request\r\n" + DATE + b"A: b\nC: d\r\n\r\n", CLICK),
        (b"nonsense", CLICK),
    ],
)  # fmt: skip
def test_a_broken_rule_is_noticed(said: bytes, asked: bytes) -> None:
    with pytest.raises(Violation):
        judge(Exchange(said), asked)


def test_a_sound_answer_is_none(two: Judge) -> None:
    said = FOUND % (DATE, link().destination.encode())
    assert [answer.status for answer in judge(Exchange(said), CLICK)] == [302]
