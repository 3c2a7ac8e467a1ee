"""The question `matches` and the pure rule say the same of every order, evidence included."""

from pathlib import Path

import hypothesis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.clock import from_ms
from hongmao.core.ids import ClickMint
from hongmao.core.matching import (
    CROWD_MS,
    GUARD,
    OPEN_MS,
    WIDEST_MS,
    Claim,
    Fit,
    Grade,
    LoggedClick,
    Term,
    judge,
)
from hongmao.lake.parquet import schema
from hongmao.measure.matching import judge_all
from hongmao.measure.runner import question

T0 = 1_700_006_400_000
MEMORY_MS = Claim(0).memory_ms
MINT = ClickMint(bytes(32))
IDS = [MINT.mint(T0 + second * 1_000) for second in range(6)]
ITEMS = {1: ("A", 1), 2: ("A", 1), 3: ("B", 1), 4: ("", 1), 5: ("C", 2), 6: ("", 2)}
"""Each placement's item and store."""
TIMES = st.one_of(
    st.integers(-4_000, 4_000),
    st.sampled_from([-MEMORY_MS, -CROWD_MS, -60_000, -2_000, 0, 2_000, 4_000, 60_000, CROWD_MS]),
    st.integers(-2 * CROWD_MS, 2 * CROWD_MS),
).map(lambda ms: T0 + ms)
CLICKS = st.lists(
    st.builds(LoggedClick, st.text("ab", min_size=1), TIMES, st.integers(1, 7), st.booleans()),
    max_size=14,
    unique_by=lambda click: click.id,
)
FITS = st.builds(
    Fit,
    tolerance_ms=st.sampled_from([0, 1_000, 2_000, 30_000, 60_000, WIDEST_MS]),
    skew_ms=st.sampled_from([0, 0, 1, 2_000, -61_000]),
    ceiling_ms=st.sampled_from([4_000, 60_000, WIDEST_MS]),
    crowd=st.integers(0, 2),
)
CLAIMS = st.builds(
    Claim,
    order=st.just(0),
    click_id=st.sampled_from(["", "", "", *IDS[:2]]),
    lease=st.sampled_from(["", "x", "x", "x", "y"]),
    item_id=st.sampled_from(["A", "A", "B", "C", "", "unknown"]),
    store=st.sampled_from([1, 1, 2, 0]),
    click_ms=st.one_of(st.just(0), TIMES, TIMES, TIMES),
    ordered_ms=TIMES,
    memory_ms=st.sampled_from([0, 1_000, MEMORY_MS]),
    creator=st.sampled_from([0, 0, 1, 2]),
)


@st.composite
def terms(draw: st.DrawFn) -> list[Term]:
    """Leases of the placements, most of them running all the time."""
    found = []
    for placement, (item, store) in ITEMS.items():
        lease = draw(st.sampled_from(["x", "x", "x", "y", ""]))
        starts = draw(st.one_of(st.just(0), TIMES))
        ends = draw(st.one_of(st.just(OPEN_MS), st.just(OPEN_MS), TIMES))
        own = draw(st.booleans())
        creator = draw(st.sampled_from([1, 2]))
        found.append(Term(lease, placement, item, store, starts, ends, own, creator))
    return found


def fill(lake: Path, clicks: list[LoggedClick], unsent: list[LoggedClick]) -> None:
    """A lake with these clicks by hour; the first is there twice."""
    rows = [(click, ("sent", "shown")[number % 2]) for number, click in enumerate(clicks)]
    rows += rows[:1]
    rows += [(click, "paused") for click in unsent]
    hours: dict[str, list[dict[str, object]]] = {}
    for number, (click, outcome) in enumerate(rows):
        row: dict[str, object] = dict.fromkeys(schema("clicks").names, "")
        row |= {
            "id": click.id, "at_ms": click.at_ms, "placement": click.placement,
            "flags": "bot" if click.flagged else "", "outcome": outcome,
            "segment": 0, "ordinal": number, "note": 1, "creator": 1, "brand": 1, "campaign": 1,
        }  # fmt: skip
        hours.setdefault(from_ms(click.at_ms).strftime("%Y%m%d%H"), []).append(row)
    for hour, part in hours.items():
        folder = lake / "clicks" / f"hour={hour}"
        folder.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(part, schema=schema("clicks")), folder / "a.parquet")


@hypothesis.settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(CLAIMS, FITS), min_size=1, max_size=6),
    terms(),
    CLICKS,
    st.lists(st.sampled_from(IDS), max_size=2, unique=True),
    CLICKS,
)
def test_bulk_and_pure_are_one_rule(
    tmp_path_factory: pytest.TempPathFactory,
    claims: list[tuple[Claim, Fit]],
    leases: list[Term],
    clicks: list[LoggedClick],
    minted: list[str],
    unsent: list[LoggedClick],
) -> None:
    lake = tmp_path_factory.mktemp("lake")
    known = [LoggedClick(one, T0 + IDS.index(one) * 1_000, 1 + IDS.index(one)) for one in minted]
    fill(lake, clicks + known, unsent)
    numbered = [
        (Claim(number, *(getattr(claim, name) for name in Claim.__struct_fields__[1:])), fit)
        for number, (claim, fit) in enumerate(claims)
    ]
    expected = {c.order: judge(c, leases, clicks + known, fit) for c, fit in numbered}
    assert judge_all(numbered, leases, lake) == expected


def test_every_grade_is_reached(tmp_path: Path) -> None:
    leases = [Term("x", 1, "A", 1, 0, OPEN_MS, own=True),
              Term("y", 1, "A", 1, 0, OPEN_MS, own=True),
              Term("y", 2, "A", 1, 0, OPEN_MS, own=True)]  # fmt: skip
    clicks = [LoggedClick(IDS[0], T0, 1), LoggedClick("b", T0 + 500, 2)]
    fill(tmp_path, clicks, [])
    fit = Fit(2_000)
    claims = [
        (Claim(1, IDS[0]), fit),
        (Claim(2, "", "x", "A", 1, T0), fit),
        (Claim(3, "", "y", "A", 1, T0), fit),
        (Claim(4, "", "z", "A", 1, T0), fit),
        (Claim(5, IDS[1], "x", "A", 1, T0), fit),
        (Claim(6, "", "x", "A", 1, 0, T0 + 1_000), fit),
        (Claim(7, "", "y", "A", 1, 0, T0 + 200), fit),
    ]
    grades = {order: one.grade for order, one in judge_all(claims, leases, tmp_path).items()}
    assert grades == {
        1: Grade.EXACT, 2: Grade.PROBABLE, 3: Grade.AMBIGUOUS, 4: Grade.NONE, 5: Grade.NONE,
        6: Grade.PROBABLE, 7: Grade.AMBIGUOUS,
    }  # fmt: skip
    assert judge_all([], leases, tmp_path) == {}


@pytest.mark.parametrize("at", range(-WIDEST_MS, WIDEST_MS + 1, 60_000))
def test_no_click_falls_between_two_slices_of_time(at: int, tmp_path: Path) -> None:
    fill(tmp_path, [LoggedClick("a", T0, 1)], [])
    leases = [Term("x", 1, "A", 1, 0, OPEN_MS)]
    fit = Fit(2_000, 0, WIDEST_MS)
    claims = [(Claim(n, "", "x", "A", 1, T0 + at + n), fit) for n in (-1, 0, 1)]
    expected = {one.order: judge(one, leases, [LoggedClick("a", T0, 1)], fit) for one, _ in claims}
    assert judge_all(claims, leases, tmp_path) == expected


def test_no_tolerance_is_wider_than_the_slices_allow() -> None:
    assert f"{GUARD * WIDEST_MS}.0" in question("matches")
    assert max(CROWD_MS, GUARD * WIDEST_MS) == GUARD * WIDEST_MS
    with pytest.raises(ValueError, match="wider"):
        Fit(WIDEST_MS + 1)


def test_the_best_click_is_unflagged_then_of_the_item_then_nearest_in_bulk_too(
    tmp_path: Path,
) -> None:
    leases = [Term("x", 1, "A", 1, 0, OPEN_MS), Term("x", 3, "B", 1, 0, OPEN_MS)]
    clicks = [
        LoggedClick("far", T0 + 1_900, 1), LoggedClick("near", T0 - 1_000, 1),
        LoggedClick("same", T0 + 1_000, 1), LoggedClick("store", T0 + 20, 3),
        LoggedClick("bot", T0 + 10, 1, flagged=True),
    ]  # fmt: skip
    claim, fit = Claim(1, "", "x", "A", 1, T0), Fit(2_000)
    for left in range(len(clicks), 0, -1):
        lake = tmp_path / str(left)
        fill(lake, clicks[:left], [])
        expected = judge(claim, leases, clicks[:left], fit)
        assert judge_all([(claim, fit)], leases, lake) == {1: expected}
        assert expected.click_id == ("near" if left > 1 else "far")
    fill(tmp_path / "two", clicks[3:], [])
    assert judge_all([(claim, fit)], leases, tmp_path / "two")[1].click_id == "store"
