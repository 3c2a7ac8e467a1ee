"""The questions: each SQL file on small data, and on a lake that has nothing yet."""

import re
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
import pytest

import hongmao
from hongmao.core.events import Click, Event, Impression, Read, encode, pack_group
from hongmao.core.frames import Header, pack_frame, pack_header
from hongmao.core.matching import Claim, Fit
from hongmao.lake.parquet import ship_all
from hongmao.measure import claimed
from hongmao.measure.credited import NOBODY
from hongmao.measure.matching import facts_of
from hongmao.measure.runner import Facts, answer, ask, question
from tests.measure import worlds

SOURCE = Path(hongmao.__file__).parent
QUESTIONS = sorted(path.stem for path in (SOURCE / "measure" / "sql").glob("*.sql"))
T0 = 1_700_006_400_000
LOG = bytes(16)
MONEY = ("orders", "probable", "ambiguous", "paid", "held", "posted", "returned")


def click(number: int, placement: int, at: int = 0, outcome: str = "sent", *flags: str) -> Click:
    """A click on a placement at `at` ms after T0."""
    return Click(T0 + at, f"click-{number}", "code", placement, 2, 3, 4, 5, f"reader-{number}",
                 "", "note", outcome, flags)  # fmt: skip


def seen(view: str, placement: int, reader: str = "r", *flags: str) -> Impression:
    """An impression of a placement's card."""
    return Impression(T0, view, "code", placement, 2, 3, 4, 5, reader, "feed", flags)


def read(view: str, note: int, *flags: str) -> Read:
    """A note that was read."""
    return Read(T0, view, note, "r", "note", 9, flags)


def fill(home: Path, *segments: list[Event]) -> Path:
    """A lake with these segments."""
    for number, events in enumerate(segments):
        path = home / "log" / LOG.hex() / f"{number:08d}.seg"
        path.parent.mkdir(parents=True, exist_ok=True)
        groups = b"".join(pack_frame(pack_group([encode(event)])) for event in events)
        path.write_bytes(pack_header(Header(LOG, number, T0)) + groups)
    list(ship_all(home / "log", home / "lake"))
    return home / "lake"


def placements(*ids: int) -> pa.Table:
    """A brand's placements; each note is ten times its placement."""
    columns = {"placement": list(ids), "note": [10 * one for one in ids]}
    return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})


def money(*rows: tuple[int, ...]) -> pa.Table:
    """Orders and commissions by placement."""
    names = ("placement", *MONEY)
    return pa.table(
        {name: pa.array([row[place] for row in rows], pa.int64())
         for place, name in enumerate(names)}
    )  # fmt: skip


def spans(*rows: tuple[int, int, int, int, int]) -> pa.Table:
    """Terms in force for placements: (placement, terms, day, starts and ends in ms after T0)."""
    names = ("placement", "terms", "day", "starts_ms", "ends_ms")
    moved = [(*row[:3], T0 + row[3], T0 + row[4]) for row in rows]
    return pa.table(
        {name: pa.array([row[place] for row in moved], pa.int64())
         for place, name in enumerate(names)}
    )  # fmt: skip


def matched(*rows: tuple[int, str, int, int]) -> pa.Table:
    """Matched orders of brand 4: (order, click, its time and how far to look back in ms)."""
    columns: dict[str, list[Any]] = {
        "order_id": [row[0] for row in rows],
        "click_id": [row[1] for row in rows],
        "at_ms": [T0 + row[2] for row in rows],
        "brand": [4] * len(rows),
        "back_ms": [row[3] for row in rows],
    }
    types = {"click_id": pa.string()}
    return pa.table({name: pa.array(v, types.get(name, pa.int64())) for name, v in columns.items()})


TOUCHED = worlds.facts("cells", [])["touched"]
NO_FACTS: dict[str, Facts] = {
    "chain": {"placements": placements(1), "money": money()},
    "claimed": claimed.facts_of({1: True, 2: False}, T0, T0 - 60_000, T0 + 60_000),
    "charges": {"spans": spans((1, 1, 0, 0, 1000))},
    "click": {"wanted": pa.table({"id": ["click-1"]})},
    "credit": {"matched": matched((1, "click-1", 0, 1000))},
    "touched": {"identities": NOBODY},
    "cells": {"touched": TOUCHED},
    "celled": {"touched": TOUCHED, "cells": answer("cells", facts={"touched": TOUCHED})},
    "converted": {"identities": NOBODY, "orders": worlds.orders([])},
    "models": worlds.models(Random(1), 0, 3),
    "walks": worlds.models(Random(1), 0, 3),
    "matches": facts_of([(Claim(1, "", "lease", "item", 1, T0, T0), Fit(2_000))], []),
    "seeding": {
        name: pa.table(
            {
                column: pa.array([], pa.string() if column == "kind" else pa.int64())
                for column in columns
            }
        )
        for name, columns in {
            "asked": ("from_ms", "until_ms", "as_of_ms"),
            "hours": ("subject", "hour_ms", "exposures", "reads", "clicks"),
            "outcomes": ("subject", "click_ms", "at_ms", "paid", "is_new", "kind"),
            "windows": ("days",),
        }.items()
    },
}
EMPTY: dict[str, list[dict[str, Any]]] = {
    "chain": [
        {"placement": 1, "note": 10, "exposures": 0, "readers": 0, "reads": 0, "clicks": 0}
        | dict.fromkeys(MONEY, 0)
    ],
    "claimed": [],
    "charges": [],
    "click": [],
    "clicked": [],
    "credit": [],
    "matches": [
        {"order_id": 1, "grade": "none", "placement": 0, "click_id": "", "click_ms": 0}
        | dict.fromkeys(("distance_ms", "clicks", "rivals", "crowd", "holders", "lone"), 0)
    ],
    "hourly": [],
    "readers": [],
    "touched": [],
    "cells": [],
    "celled": [],
    "converted": [],
    "models": [],
    "reach": [{"last_ms": 0}],
    "rows": [],
    "seeding": [],
    "walks": [],
}


def test_every_question_is_asked_and_every_one_asked_is_there() -> None:
    text = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    asked = set(re.findall(r'\b(?:ask|answer)\(\s*"(\w+)"', text))
    asked |= set(re.findall(r'\bquestion\("(\w+)"\)', text))
    assert asked == set(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_one_statement_that_reads_and_says_what_it_answers(name: str) -> None:
    text = question(name)
    assert text.startswith("-- ")
    [statement] = duckdb.connect(":memory:").extract_statements(text)
    assert statement.type == duckdb.StatementType.SELECT


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_lake_with_nothing_in_it_answers_too(name: str, tmp_path: Path) -> None:
    assert ask(name, tmp_path / "lake", NO_FACTS.get(name)) == EMPTY[name]


def test_charges_count_clicks_once_and_readers_once_a_day(tmp_path: Path) -> None:
    again = msgspec.structs.replace(click(4, 1, 1200), reader="reader-1")
    lake = fill(
        tmp_path,
        [
            click(1, 1), click(2, 1, 999), click(3, 1, 1000), again, click(5, 1, 5000),
            click(6, 1, 10, "sent", "bot"), click(7, 1, 20, "shown"), click(8, 2, 30),
            click(9, 1, 40, "paused"),
        ],
        [click(1, 1)],
    )  # fmt: skip
    terms = spans((1, 7, 0, 0, 1000), (1, 8, 0, 1000, 2000), (2, 9, 0, 100, 2000))
    assert ask("charges", lake, {"spans": terms}) == [
        {"placement": 1, "terms": 7, "clicks": 2, "visitors": 2},
        {"placement": 1, "terms": 8, "clicks": 2, "visitors": 1},
    ]


def test_credit_asks_for_the_same_readers_clicks_on_the_brand(tmp_path: Path) -> None:
    def by(number: int, reader: str, at: int, **changes: Any) -> Click:
        return msgspec.structs.replace(click(number, number, at), reader=reader, **changes)

    lake = fill(
        tmp_path,
        [
            by(1, "li", 5000), by(2, "li", 4500), by(3, "li", 3999), by(4, "wang", 4600),
            by(5, "li", 4700, brand=5), by(6, "li", 4800, flags=("bot",)), by(7, "li", 5001),
            by(8, "li", 4000), by(9, "li", 4900, outcome="paused"), by(10, "", 4900),
        ],
        [by(1, "li", 5000)],
    )  # fmt: skip
    rows = ask("credit", lake, {"matched": matched((77, "click-1", 5000, 1000))})
    assert sorted((row["order_id"], row["id"], row["placement"]) for row in rows) == [
        (77, "click-1", 1), (77, "click-2", 2), (77, "click-8", 8),
    ]  # fmt: skip
    assert ask("credit", lake, {"matched": matched((78, "click-10", 5000, 1000))}) == []


def test_there_is_no_other_question(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ask("everything", tmp_path)


def test_the_chain_counts_what_readers_did(tmp_path: Path) -> None:
    lake = fill(
        tmp_path,
        [
            seen("v1", 1, "a"), seen("v1", 1, "a"), seen("v2", 1, "a"), seen("v3", 1, "b"),
            seen("v4", 1, "c", "bot"), seen("v1", 2, "a"),
            click(1, 1), click(2, 1), click(3, 1, 0, "paused"), click(4, 1, 0, "sent", "bot"),
            click(5, 9), read("v1", 10), read("v2", 10), read("v3", 10, "bot"), read("v4", 30),
        ],
        [click(1, 1), click(6, 1), read("v1", 10)],
    )  # fmt: skip
    facts = {"placements": placements(2, 1, 3), "money": money((1, 2, 2, 1, 900, 90, 60, 30))}
    rows = ask("chain", lake, facts)
    assert [(row["placement"], row["note"]) for row in rows] == [(1, 10), (2, 20), (3, 30)]
    assert [(row["exposures"], row["readers"], row["clicks"]) for row in rows] == [
        (3, 2, 3), (1, 1, 0), (0, 0, 0),
    ]  # fmt: skip
    assert [row["reads"] for row in rows] == [2, 0, 1]
    assert [tuple(row[name] for name in MONEY) for row in rows] == [
        (2, 2, 1, 900, 90, 60, 30), (0,) * 7, (0,) * 7,
    ]  # fmt: skip


def test_a_click_that_was_shown_the_way_counts_unless_its_view_was_sent_on(tmp_path: Path) -> None:
    def of_view(number: int, view: str, outcome: str, placement: int = 1) -> Click:
        return msgspec.structs.replace(click(number, placement, number, outcome), view=view)

    lake = fill(
        tmp_path,
        [
            of_view(1, "stayed", "shown"), of_view(2, "left", "shown"), of_view(3, "left", "sent"),
            of_view(4, "", "shown"), of_view(5, "", "sent"), of_view(6, "twice", "sent"),
            of_view(7, "twice", "sent"), of_view(8, "left", "shown", placement=2),
            of_view(9, "off", "paused"),
        ],
    )  # fmt: skip
    rows = ask("chain", lake, {"placements": placements(1, 2), "money": money()})
    assert [(row["placement"], row["clicks"]) for row in rows] == [(1, 6), (2, 1)]


def test_a_question_may_keep_to_some_hours(tmp_path: Path) -> None:
    lake = fill(tmp_path, [click(1, 1), click(2, 1, 3_600_000)])
    assert [row["id"] for row in ask("clicked", lake, hours=["2023111501"])] == ["click-2"]
    assert len(ask("clicked", lake, hours=["2023111500", "2023111501", "2023111502"])) == 2
    assert ask("clicked", lake, hours=[]) == []


def test_clicked_knows_every_click_once_with_its_placement(tmp_path: Path) -> None:
    lake = fill(tmp_path, [click(1, 1), click(2, 5, 0, "paused", "bot")], [click(1, 1)])
    found = {(row["id"], row["placement"]) for row in ask("clicked", lake)}
    assert found == {("click-1", 1), ("click-2", 5)}
    assert len(ask("clicked", lake)) == 2


def test_reach_is_the_latest_event_of_any_kind(tmp_path: Path) -> None:
    lake = fill(tmp_path / "a", [click(1, 1, 7_000), seen("v", 1)])
    assert ask("reach", lake) == [{"last_ms": T0 + 7_000}]
    lake = fill(tmp_path / "b", [seen("v", 1)])
    assert ask("reach", lake) == [{"last_ms": T0}]


def test_rows_are_the_log_with_repeats(tmp_path: Path) -> None:
    lake = fill(tmp_path, [click(1, 1), seen("v", 1)], [click(1, 1)])
    rows = sorted(tuple(row.values()) for row in ask("rows", lake))
    assert rows == [
        (LOG.hex(), 0, 0, "click-1", T0),
        (LOG.hex(), 0, 1, "v", T0),
        (LOG.hex(), 1, 0, "click-1", T0),
    ]
