"""Six models of credit over touches, against the same said slowly; and over a lake's events."""

from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from typer.testing import CliRunner

from hongmao.__main__ import app
from hongmao.core.events import Click, Event, Impression
from hongmao.core.reasons import Reason
from hongmao.measure.chained import chain_orders
from hongmao.measure.credited import (
    DIMENSIONS,
    FIGURES,
    MODELS,
    OrderCredit,
    Rule,
    credit_orders,
)
from hongmao.measure.models.shares import DAY_MS
from hongmao.measure.paths import BadRows, attribute
from hongmao.measure.runner import Facts, answer
from tests.measure import worlds
from tests.measure.worlds import T0, fill

Row = dict[str, Any]
RULES = st.builds(
    Rule,
    window_days=st.sampled_from([0.5, 3.0, 15.0]),
    half_life_days=st.sampled_from([1.0, 7.0]),
    click_weight=st.integers(1, 12),
    view_weight=st.integers(0, 3),
)


def shares(journey: list[Row], moment: int, rule: Rule) -> dict[str, list[Fraction]]:
    """Each model's share of each touch of a journey, in the order of the journey."""
    size = len(journey)
    clicks = [place for place, touch in enumerate(journey) if touch["click"]]
    weights = [Fraction(rule.click_weight if one["click"] else rule.view_weight) for one in journey]
    ages = [(moment - touch["at_ms"]) / (rule.half_life_days * DAY_MS) for touch in journey]
    faded = [w * Fraction(0.5**age) for w, age in zip(weights, ages, strict=True)]
    inner = [Fraction(1, 5) / max(size - 2, 1)] * size
    ends = [Fraction(2, 5) if place in (0, size - 1) else inner[place] for place in range(size)]

    def on(place: int) -> list[Fraction]:
        return [Fraction(int(at == place)) for at in range(size)]

    return {
        "first": on(0),
        "last": on(size - 1),
        "last_click": on(clicks[-1] if clicks else size - 1),
        "linear": [weight / sum(weights) for weight in weights],
        "position": ends if size > 2 else [Fraction(1, size)] * size,
        "time_decay": [weight / sum(faded) for weight in faded],
    }


def oracle(touches: list[Row], conversions: list[Row], rule: Rule, key: str) -> dict[Any, Row]:
    """Credit by `key`: every conversion looks at every touch."""
    found: dict[Any, Row] = defaultdict(lambda: dict.fromkeys(FIGURES, Fraction(0)))
    for won in conversions:
        journey = [
            one for one in touches
            if (one["person"], one["brand"]) == (won["person"], won["brand"])
            and 0 <= won["at_ms"] - one["at_ms"] <= rule.window_days * DAY_MS
            and (one["click"] or rule.view_weight)
        ]  # fmt: skip
        journey.sort(key=lambda one: (one["at_ms"], one["cell"], one["click"]))
        for model, parts in shares(journey, won["at_ms"], rule).items() if journey else ():
            for touch, part in zip(journey, parts, strict=True):
                found[touch[key]][f"{model}_conversions"] += part
                found[touch[key]][f"{model}_value"] += part * won["value"]
    return found


def agree(table: pa.Table, wanted: dict[Any, Row], key: str) -> None:
    """Counted models are exact, shared ones right to 1e-9."""
    rows = {row[key]: row for row in table.to_pylist()}
    assert rows.keys() == wanted.keys()
    for name, row in rows.items():
        for figure in FIGURES:
            assert row[figure] == pytest.approx(float(wanted[name][figure]), rel=1e-9, abs=1e-9)
            if figure.startswith(MODELS[:3]) and isinstance(row[figure], int):
                assert row[figure] == wanted[name][figure]


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), touches=st.integers(0, 120), rule=RULES)
def test_the_models_are_what_their_rules_say(seed: int, touches: int, rule: Rule) -> None:
    facts: Facts = worlds.models(Random(seed), touches, 30, rule)
    table = answer("models", facts=facts)
    seen, won = facts["touches"].to_pylist(), facts["conversions"].to_pylist()
    agree(table, oracle(seen, won, rule, "cell"), "cell")
    for model in MODELS:
        assert sum(table[f"{model}_conversions"].to_pylist()) == pytest.approx(
            sum(table["first_conversions"].to_pylist())
        )


def touched(events: list[Event], people: dict[str, str]) -> list[Row]:
    """The touches of a log, said slowly."""
    sound = [one for one in events if not one.flags and one.reader]
    clicks = [one for one in sound if isinstance(one, Click) and one.outcome != "paused"]
    flagless = [
        one for one in events
        if isinstance(one, Click) and not one.flags and one.view and one.outcome != "paused"
    ]  # fmt: skip
    sent = {(one.placement, one.view) for one in flagless if one.outcome == "sent"}
    led = {(one.placement, one.view) for one in flagless}
    rows: dict[tuple[Any, ...], Row] = {}

    def add(one: Click | Impression, at: int, click: int) -> None:
        names = ("brand", "note", "creator", "campaign", "surface")
        row = {name: getattr(one, name) for name in names}
        row |= {"person": people.get(one.reader, one.reader), "at_ms": at, "click": click}
        row["cell"] = tuple(row[name] for name in DIMENSIONS[:4])
        rows[tuple(row.values())] = row

    for one in clicks:
        if one.outcome == "sent" or (one.placement, one.view) not in sent:
            add(one, one.at, 1)
    views: dict[Impression, int] = {}
    for seen in sound:
        if isinstance(seen, Impression) and (seen.placement, seen.view) not in led:
            same = msgspec.structs.replace(seen, at=0)
            views[same] = min(seen.at, views.get(same, seen.at))
    for seen, at in views.items():
        add(seen, at, 0)
    return list(rows.values())


@pytest.mark.parametrize("seed", range(4))
def test_a_lakes_events_are_credited_by_every_dimension(seed: int, tmp_path: Path) -> None:
    events = worlds.events(seed, 500)
    lake = fill(tmp_path, events[:300], events[300:])
    clicks = [one for one in events if isinstance(one, Click) and one.reader]
    orders, people = worlds.orders(clicks).slice(0, len(clicks[::2])), worlds.identities()
    known = {row["reader"]: row["person"] for row in people.to_pylist()}
    rule = Rule(window_days=0.1, half_life_days=0.05)
    found = credit_orders(lake, orders, rule=rule, identities=people)
    assert (found.rows, found.used, found.refused) == (orders.num_rows, orders.num_rows, ())
    readers = {click.id: known.get(click.reader, click.reader) for click in clicks}
    won = [row | {"person": readers[row["click_id"]]} for row in orders.to_pylist()]
    seen = touched(events, known)
    for dimension in DIMENSIONS[:4]:
        agree(found.by(dimension), oracle(seen, won, rule, dimension), dimension)


def paths(touches: list[Row], won: list[Row], rule: Rule, key: str) -> pa.Table:
    """The journeys said slowly, as a path table: each order's, and what none looks back on."""
    used: set[int] = set()
    rows = []
    touches = sorted(touches, key=lambda one: (one["at_ms"], one["cell"], one["click"]))
    for sale in won:
        places = [
            place for place, one in enumerate(touches)
            if (one["person"], one["brand"]) == (sale["person"], sale["brand"])
            and 0 <= sale["at_ms"] - one["at_ms"] <= rule.window_days * DAY_MS
        ]  # fmt: skip
        used |= set(places)
        rows.append(([str(touches[place][key]) for place in places], 1, sale["value"], 0))
    idle: dict[Any, list[str]] = defaultdict(list)
    for place, one in enumerate(touches):
        if place not in used:
            idle[one["person"], one["brand"]].append(str(one[key]))
    rows += [(names, 0, 0, 1) for names in idle.values()]
    columns = ("path", "total_conversions", "total_conversion_value", "total_null")
    return pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))


@pytest.mark.parametrize(("seed", "order"), [(1, 1), (2, 2)])
def test_a_chain_over_the_lake_is_that_of_its_path_table(
    seed: int, order: int, tmp_path: Path
) -> None:
    events = worlds.events(seed, 500)
    lake = fill(tmp_path, events)
    clicks = [one for one in events if isinstance(one, Click) and one.reader]
    orders = worlds.orders(clicks).slice(0, len(clicks[::2]))
    rule = Rule(window_days=0.1, half_life_days=0.05)
    readers = {click.id: click.reader for click in clicks}
    won = [row | {"person": readers[row["click_id"]]} for row in orders.to_pylist()]
    seen = touched(events, {})
    table = paths(seen, [one for one in won if oracle(seen, [one], rule, "note")], rule, "note")
    wanted = {row.pop("channel"): row for row in attribute(table, order=order).table.to_pylist()}
    found = chain_orders(lake, orders, order=order, rule=rule)
    rows = {str(row.pop("note")): row for row in found.table.to_pylist()}
    assert rows.keys() == wanted.keys()
    for name, row in rows.items():
        assert row == pytest.approx(wanted[name], rel=1e-9, abs=1e-12)
    topics = pa.table({"note": [1, 1, 2], "topic": ["tea", "cups", "tea"]})
    shared = chain_orders(lake, orders, by="topic", order=order, rule=rule, topics=topics).table
    parts = {row["topic"]: row["conversions"] for row in shared.to_pylist()}
    half = wanted["1"]["conversions"] / 2
    assert parts["tea"] == pytest.approx(half + wanted["2"]["conversions"])
    assert parts["cups"] == pytest.approx(half)


def small(tmp_path: Path) -> Path:
    """One reader who saw note 1, saw and clicked note 2, and clicked note 3 elsewhere."""

    def seen(note: int, at: int, view: str) -> Impression:
        return Impression(T0 + at, view, "code", note, note, 3, 4, 5, "li", "feed")

    def clicked(note: int, at: int, view: str, reader: str = "li") -> Click:
        return Click(T0 + at, f"click-{note}", "code", note, note, 3, 4, 5, reader, view, "note",
                     "sent")  # fmt: skip

    return fill(
        tmp_path,
        [seen(1, 0, "v1"), seen(2, 10, "v2"), clicked(2, 20, "v2"), clicked(3, 30, "", "li-phone")],
    )


def order(*rows: tuple[int, str, int, int]) -> pa.Table:
    """Orders of brand 4: number, click, ms after T0, value."""
    columns: dict[str, list[Any]] = {
        "conversion": [row[0] for row in rows],
        "click_id": [row[1] for row in rows],
        "brand": [4] * len(rows),
        "at_ms": [T0 + row[2] for row in rows],
        "value": [row[3] for row in rows],
    }
    types = {"click_id": pa.string()}
    return pa.table({name: pa.array(v, types.get(name, pa.int64())) for name, v in columns.items()})


def by_note(found: OrderCredit, figure: str) -> dict[int, float]:
    """A figure of each note."""
    return {row["note"]: row[figure] for row in found.by("note").to_pylist()}


def test_a_view_that_was_clicked_is_one_touch_and_weighs_as_a_click(tmp_path: Path) -> None:
    found = credit_orders(small(tmp_path), order((1, "click-2", 90, 110)))
    assert by_note(found, "touches") == {1: 1, 2: 1}
    assert by_note(found, "linear_value") == pytest.approx({1: 10.0, 2: 100.0})
    assert by_note(found, "first_value") == {1: 110, 2: 0}
    assert by_note(found, "last_click_value") == {1: 0, 2: 110}


def test_a_person_is_one_across_devices_where_that_is_known(tmp_path: Path) -> None:
    people = pa.table({"reader": ["li", "li-phone"], "person": ["account-7"] * 2})
    lake, sold = small(tmp_path), order((1, "click-3", 90, 100))
    assert by_note(credit_orders(lake, sold), "touches") == {3: 1}
    found = credit_orders(lake, sold, identities=people, rule=Rule(view_weight=0))
    assert by_note(found, "linear_value") == {2: 50.0, 3: 50.0}


def test_topics_share_what_their_notes_have(tmp_path: Path) -> None:
    topics = pa.table({"note": [2, 2, 9], "topic": ["tea", "cups", "tea"]})
    rule = Rule(view_weight=1, click_weight=1)
    sold = order((1, "click-2", 90, 100))
    found = credit_orders(small(tmp_path), sold, topics=topics, rule=rule)
    rows = {row["topic"]: row["linear_value"] for row in found.by("topic").to_pylist()}
    assert rows == {"": 50.0, "cups": 25.0, "tea": 25.0}


def test_every_order_is_used_or_refused_by_a_reason(tmp_path: Path) -> None:
    lake = small(tmp_path)
    sold = order(
        (1, "click-2", 90, 5), (1, "click-3", 90, 5), (2, "nobody", 90, 5), (3, "click-3", 29, 5),
        (4, "click-3", 99, -1), (5, "", 99, 1),
    )  # fmt: skip
    with pytest.raises(BadRows) as caught:
        credit_orders(lake, sold)
    found = credit_orders(lake, sold, skip_bad=True)
    assert (found.rows, found.used, found.refused) == (6, 1, caught.value.refused)
    assert {one.reason: (one.rows, one.text()) for one in found.refused} == {
        Reason.CONVERTED_TWICE: (
            1, "orders, row 2: journey 1 has converted in an earlier row."),
        Reason.ORDER_OF_NO_CLICK: (
            1, "orders, row 3: click 'nobody' is not in the lake, or its reader is not known."),
        Reason.ORDER_BEFORE_CLICK: (
            1, "orders, row 4: the order was made before its click 'click-3'."),
        Reason.NEGATIVE: (1, "orders, row 5: value is -1, below zero."),
        Reason.NAME_MISSING: (1, "orders, row 6: click_id is empty."),
    }  # fmt: skip
    assert sum(by_note(found, "first_conversions").values()) == 1


def test_rules_and_dimensions_are_checked(tmp_path: Path) -> None:
    for bad in ({"window_days": 0}, {"half_life_days": 0.01}, {"click_weight": 0}):
        with pytest.raises(ValueError, match=r"window|click"):
            Rule(**bad)
    found = credit_orders(small(tmp_path), order())
    assert (found.rows, found.cells.num_rows) == (0, 0)
    with pytest.raises(ValueError, match="not by colour"):
        found.by("colour")
    with pytest.raises(ValueError, match="not by colour"):
        chain_orders(tmp_path / "lake", order(), by="colour")
    assert chain_orders(tmp_path / "lake", order()).table.num_rows == 0


@pytest.mark.parametrize("ending", ["csv", "parquet", "svg", "png", ""])
def test_the_command_credits_a_file_of_orders_over_a_lake(ending: str, tmp_path: Path) -> None:
    sold, target = tmp_path / "ORDERS.parquet", tmp_path / f"CREDIT.{ending}"
    parquet.write_table(order((1, "click-2", 90, 110), (2, "nobody", 90, 5)), sold)
    asked = ["measure", "credit", "--orders", str(sold), "--lake", str(small(tmp_path))]
    stopped = CliRunner().invoke(app, asked)
    assert (stopped.exit_code, "2 orders: 1 used, 1 refused." in stopped.output) == (1, True)
    out = ["--out", str(target)] if ending else []
    models = ["", "markov"] if ending else ["", "first", "time-decay", "markov"]
    for model in models:
        done = CliRunner().invoke(app, [*asked, "--skip-bad", "--model", model, *out])
        assert done.exit_code == 0, done.output
        assert "order_of_no_click: ORDERS.parquet, row 2: click 'nobody'" in done.output
        heads = {"csv": b"note,", "parquet": b"PAR1", "svg": b"<svg", "png": b"\x89PNG"}
        assert not ending or target.read_bytes().startswith(heads[ending])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--by", "colour"], "--by takes note, creator"),
        (["--model", "best"], "--model takes first, last"),
        (["--window-days", "0"], "A window is up to 400 days"),
        (["--engine", "abacus"], "There is no engine 'abacus'"),
        (["--from", "2026-11-01"], "choose orders in the file itself"),
        (["--out", "CREDIT.doc"], "--out takes a file that ends in"),
        (["--topics", __file__], "test_credited.py"),
    ],
)
def test_what_the_command_cannot_do_is_said(
    options: list[str], sentence: str, tmp_path: Path
) -> None:
    sold = tmp_path / "ORDERS.parquet"
    parquet.write_table(order(), sold)
    asked = ["measure", "credit", "--orders", str(sold), "--lake", str(tmp_path / "lake")]
    done = CliRunner().invoke(app, [*asked, *options])
    assert (done.exit_code, sentence in done.output) == (2, True), done.output
