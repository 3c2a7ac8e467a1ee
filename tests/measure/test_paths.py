"""Path tables as they come: every kind of source, every way to be wrong, every row counted."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from hongmao.core.reasons import Reason, Refusal
from hongmao.measure import pathtable
from hongmao.measure.checks import Refused
from hongmao.measure.paths import BadRows, attribute

HEAD = "path,total_conversions,total_conversion_value,total_null\n"
GOOD = pa.table(
    {
        "path": ["a > b > a", "c", "a>b"],
        "total_conversions": [2, 0, 1],
        "total_conversion_value": [20.5, 0.0, 3.0],
        "total_null": [1, 4, 0],
    }
)


def linear(table: Any, **options: Any) -> list[dict[str, Any]]:
    """The linear credits of a table."""
    rows: list[dict[str, Any]] = attribute(table, "linear", **options).table.to_pylist()
    return rows


def write(folder: Path, text: str, name: str = "paths.csv") -> Path:
    """A file with a text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(table: Any, **options: Any) -> tuple[Refused, ...]:
    """Why rows of a table are refused; their number and the rest are all of its rows."""
    with pytest.raises(BadRows) as caught:
        attribute(table, "linear", **options)
    bad = caught.value
    assert bad.rows == bad.used + sum(one.rows for one in bad.refused)
    answer = attribute(table, "linear", skip_bad=True, **options)
    assert (answer.rows, answer.used) == (bad.rows, bad.used)
    assert [one.text() for one in answer.refused] == [one.text() for one in bad.refused]
    return bad.refused


def test_every_source_says_the_same(tmp_path: Path) -> None:
    expected = attribute(GOOD, "markov").table
    assert [row["channel"] for row in expected.to_pylist()] == ["a", "b", "c"]
    with duckdb.connect() as connection:
        connection.register("good", GOOD)
        for name in ("p.csv", "p.parquet"):
            connection.sql("FROM good").write_csv(str(tmp_path / "p.csv"))
            connection.sql("FROM good").write_parquet(str(tmp_path / "p.parquet"))
            assert attribute(tmp_path / name).table == expected
            assert attribute(str(tmp_path / name)).table == expected
        assert attribute(connection.sql("FROM good")).table == expected
    assert attribute(GOOD.to_reader()).table == expected
    assert attribute(GOOD.set_column(0, "path", GOOD["path"].dictionary_encode())).table == expected
    steps = pa.array([["a", "b", "a"], ["c"], ["a", "b"]])
    assert attribute(GOOD.set_column(0, "path", steps)).table == expected
    chunks = pa.chunked_array([["a > b > a", "c"], [], ["a>b"]])
    assert attribute(GOOD.set_column(0, "path", chunks)).table == expected


def test_slices_of_a_table_are_read_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = ["b > é", None, "a>b", "", " c", "b>", "é > a > é", ">", "b"]
    table = pa.table({"path": paths, "total_conversions": range(9), "total_null": [1] * 9})
    whole = attribute(table, skip_bad=True)
    assert {one.reason: one.rows for one in whole.refused} == {
        Reason.PATH_EMPTY: 2,
        Reason.STEP_UNNAMED: 2,
    }
    for size in (1, 2, 4):
        monkeypatch.setattr(pathtable, "SLICE", size)
        for one in (table, table.slice(2), pa.concat_tables([table.slice(0, 3), table.slice(3)])):
            parts, alike = (
                attribute(one, skip_bad=True),
                attribute(one.combine_chunks(), skip_bad=True),
            )
            assert parts.table == alike.table
        assert attribute(table, skip_bad=True).table == whole.table


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_frames_say_the_same(package: str) -> None:
    frames = pytest.importorskip(package)
    frame = GOOD.to_pandas() if package == "pandas" else frames.from_arrow(GOOD)
    assert attribute(frame).table == attribute(GOOD).table


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_may_be_parted_by_comma_semicolon_or_tab(tmp_path: Path, mark: str) -> None:
    text = (HEAD + "a > b,1,2.5,3\n").replace(",", mark)
    assert linear(write(tmp_path, "\ufeff" + text)) == [
        {"channel": name, "conversions": 0.5, "value": 1.25}
        | {"removal_effect": None, "removal_effect_value": None}
        for name in "ab"
    ]


def test_values_and_nulls_may_be_left_out_and_columns_may_stand_anywhere(tmp_path: Path) -> None:
    rows = linear(write(tmp_path, 'x,total_conversions,path\n9,2,"a > ""b"", c"\n'))
    assert [(row["channel"], row["conversions"], row["value"]) for row in rows] == [
        ('"b", c', 1.0, None),
        ("a", 1.0, None),
    ]


def test_touches_may_be_parted_by_anything_that_is_named(tmp_path: Path) -> None:
    table = write(tmp_path, "path,total_conversions\na | b>c,1\n")
    assert [row["channel"] for row in linear(table, separator="|")] == ["a", "b>c"]


@pytest.mark.parametrize(
    ("path", "guess"), [("a -> b", "->"), ("a => b", "=>"), ("a → b", "→"), ("a|b", "|")]
)
def test_a_separator_that_is_not_the_tables_is_noticed(path: str, guess: str) -> None:
    table = pa.table({"path": [path, path], "total_conversions": [1, 2]})
    with pytest.raises(Refusal, match="Name what parts them with --sep") as caught:
        attribute(table)
    assert caught.value.facts["guess"] == guess
    assert len(linear(table, separator=guess)) == 2


@pytest.mark.parametrize(
    ("row", "reason", "sentence"),
    [
        (",1,1,1", Reason.PATH_EMPTY, "paths.csv, row 2: the path is empty."),
        ("a > > b,1,1,1", Reason.STEP_UNNAMED, "a touch of the path 'a > > b' has no name."),
        ("a >,1,1,1", Reason.STEP_UNNAMED, "row 2: a touch"),
        ("a,,1,1", Reason.NUMBER_MISSING, "total_conversions is empty. Write 0"),
        ("a,1,,1", Reason.NUMBER_MISSING, "total_conversion_value is empty."),
        ("a,one,1,1", Reason.NOT_A_NUMBER, "total_conversions is 'one', which is no finite"),
        ("a,1,nan,1", Reason.NOT_A_NUMBER, "total_conversion_value is 'nan'"),
        ("a,1,1,inf", Reason.NOT_A_NUMBER, "total_null is 'inf'"),
        ("a,-1,1,1", Reason.NEGATIVE, "total_conversions is -1, below zero."),
        ("a,1,-0.5,1", Reason.NEGATIVE, "total_conversion_value is -0.5, below zero."),
        ("a,1.5,1,1", Reason.NOT_WHOLE, "total_conversions is 1.5, and must be a whole number."),
        ("a,1,1e300,1", Reason.TOO_LARGE, "is 1e300, beyond what can be summed exactly."),
        ("a,9007199254740994,1,1", Reason.TOO_LARGE, "total_conversions is 9007199254740994"),
        ("a,0,5,1", Reason.VALUE_WITHOUT_CONVERSION, "it has a value of 5 and no conversion."),
        ("a,1,1", Reason.ROW_TORN, "row 2: it has more or fewer cells than the header: 'a,1,1'."),
        ("a,1,1,1,1", Reason.ROW_TORN, "more or fewer cells"),
        ("", Reason.PATH_EMPTY, "row 2: the path is empty."),
    ],
)
def test_a_bad_row_is_named_and_counted(
    tmp_path: Path, row: str, reason: Reason, sentence: str
) -> None:
    table = write(tmp_path, f"{HEAD}a > b,1,1,0\n{row}\nb,2.0,1e1,3\n{row}\n")
    (found,) = refused(table)
    assert (found.reason, found.rows, found.facts["row"]) == (reason, 2, 2)
    assert sentence in found.text()
    assert "paths.csv" in found.text("zh")


def test_a_row_has_one_reason_and_numbers_hold_behind_torn_rows(tmp_path: Path) -> None:
    text = f"{HEAD}a,1\na,1,1,1\n\n ,x,-1,nan\nb,-1,x,1\nb,1,1\n"
    found = {one.reason: (one.rows, one.facts["row"]) for one in refused(write(tmp_path, text))}
    assert found == {
        Reason.ROW_TORN: (2, 1),
        Reason.PATH_EMPTY: (2, 3),
        Reason.NEGATIVE: (1, 5),
    }


def test_nulls_and_not_a_number_in_arrow_are_named_too() -> None:
    table = pa.table(
        {
            "path": pa.array(["a", None, "b", "c", "d"]),
            "total_conversions": pa.array([1.0, 1.0, None, float("nan"), 0.25]),
        }
    )
    assert {one.reason: one.facts["row"] for one in refused(table)} == {
        Reason.PATH_EMPTY: 2,
        Reason.NUMBER_MISSING: 3,
        Reason.NOT_A_NUMBER: 4,
        Reason.NOT_WHOLE: 5,
    }


def test_missing_columns_are_named_with_those_that_are_there(tmp_path: Path) -> None:
    for table, found in (
        (write(tmp_path, "journey;conversions\na;1\n"), "paths.csv lacks"),
        (pa.table({"x": [1]}), "It has: x."),
        (write(tmp_path, "", "empty.csv"), "empty.csv lacks path, total_conversions"),
    ):
        with pytest.raises(Refusal, match=found) as caught:
            attribute(table)
        assert caught.value.reason is Reason.COLUMNS_MISSING


def test_a_torn_or_foreign_file_is_named(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    parquet.write_table(GOOD, whole)
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(whole.read_bytes()[:-40])
    foreign = write(tmp_path, "path,total_conversions\n", "foreign.parquet")
    latin = tmp_path / "latin.csv"
    latin.write_bytes("path,total_conversions\ncafé,1\n".encode("latin-1"))
    for path in (torn, foreign, latin, tmp_path / "absent.csv"):
        with pytest.raises(Refusal, match=f"{path.name} cannot be read: ") as caught:
            attribute(path)
        assert caught.value.reason is Reason.TABLE_UNREADABLE


def test_what_is_no_table_or_has_another_type_is_refused() -> None:
    with pytest.raises(Refusal, match="the table cannot be read"):
        attribute(17)
    with pytest.raises(Refusal, match="column path: int64 cannot be read as text"):
        attribute(pa.table({"path": [1], "total_conversions": [1]}))
    with pytest.raises(Refusal, match=r"total_conversions: date32\[day\] cannot be read as a numb"):
        attribute(pa.table({"path": ["a"], "total_conversions": pa.array([1], pa.date32())}))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"model": "best"}, "There is no model 'best'. Choose from: first, last"),
        ({"order": 5}, "order 1 to 4, not 5"),
        ({"half_life": 0.0}, "A half-life is above zero"),
    ],
)
def test_an_option_that_there_is_none_of_is_said(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        attribute(GOOD, **options)


def test_a_half_life_counts_touches() -> None:
    table = pa.table({"path": ["a > b > c"], "total_conversions": [7]})
    rows = attribute(table, "time-decay", half_life=2.0).table.to_pylist()
    assert rows[2]["conversions"] / rows[0]["conversions"] == pytest.approx(2.0)


def test_an_answer_is_the_same_each_time_and_in_any_order_of_rows() -> None:
    table = pa.table(
        {
            "path": [" > ".join("abcdefgh"[k % 7 : k % 8 + 1] or "h") for k in range(500)],
            "total_conversions": [k % 3 for k in range(500)],
            "total_null": [k % 5 for k in range(500)],
        }
    )
    first = attribute(table, "markov", order=2).table
    assert attribute(table, "markov", order=2).table == first
    turned = attribute(table.take(list(reversed(range(500)))), "markov", order=2).table
    for name in ("conversions", "removal_effect"):
        assert turned[name].to_pylist() == pytest.approx(first[name].to_pylist(), rel=1e-12)


def test_it_says_how_far_it_is() -> None:
    heard: list[tuple[str, float]] = []
    attribute(GOOD, hear=lambda stage, done: heard.append((stage, done)))
    assert [stage for stage, _ in heard[:2]] == ["Reading", "Counting"]
    assert heard[-1] == ("Solving", 1.0)


def test_it_works_without_the_rest_of_hongmao(tmp_path: Path) -> None:
    table = write(tmp_path, "path,total_conversions\na > b,1\n")
    code = (
        "import sys; from hongmao.measure.paths import attribute; "
        f"print(attribute({str(table)!r}).used, 'django' in sys.modules, "
        "'hongmao.settings' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": ""}, cwd=tmp_path,
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.split() == ["1", "False", "False"]
