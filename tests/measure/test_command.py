"""`hongmao measure paths`, as somebody types it: no settings, no Django, no home."""

import csv
import sys
from pathlib import Path

import pytest
from pyarrow import parquet
from rich.console import Console
from typer.testing import CliRunner

from hongmao import measuring
from hongmao.__main__ import app

TABLE = """path,total_conversions,total_conversion_value,total_null
search > feed > search,4,40.5,2
feed,1,7,9
search > note,2,11,3
"""


@pytest.fixture
def paths(tmp_path: Path) -> Path:
    """A small path table."""
    path = tmp_path / "PATHS.csv"
    path.write_text(TABLE)
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    """A command's status and all that it printed."""
    done = CliRunner().invoke(app, ["measure", "paths", *map(str, arguments)])
    return done.exit_code, done.output


def test_credits_are_written_as_csv_and_as_parquet(paths: Path, tmp_path: Path) -> None:
    for model in ("first", "last", "last-non-direct", "linear", "position", "time-decay",
                  "shapley", "markov"):  # fmt: skip
        target = tmp_path / "CREDITS.csv"
        status, said = run(paths, "--model", model, "--order", "2", "--out", target)
        assert (status, said.splitlines()[0]) == (0, "3 rows: 3 used, 0 refused.")
        with target.open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == [
            "channel", "conversions", "value", "removal_effect", "removal_effect_value",
        ]  # fmt: skip
        assert sum(float(row["conversions"]) for row in rows) == pytest.approx(7)
        assert sum(float(row["value"]) for row in rows) == pytest.approx(58.5)
        assert all(bool(row["removal_effect"]) == (model == "markov") for row in rows)
        run(paths, "--model", model, "--order", "2", "--out", target.with_suffix(".parquet"))
        table = parquet.read_table(target.with_suffix(".parquet"))
        assert table["conversions"].to_pylist() == [float(row["conversions"]) for row in rows]


def test_without_a_file_a_table_is_shown_the_largest_first(paths: Path) -> None:
    status, said = run(paths, "--model", "first")
    lines = said.splitlines()
    assert status == 0
    assert lines[0].split() == [
        "channel", "conversions", "value", "removal_effect", "removal_effect_value",
    ]  # fmt: skip
    assert lines[1].split() == ["search", "6.00", "51.50"]
    assert lines[-1] == "3 rows: 3 used, 0 refused."


def test_options_reach_the_model(paths: Path) -> None:
    _, plain = run(paths, "--model", "last-non-direct")
    _, passed = run(paths, "--model", "last-non-direct", "--direct", "search", "--direct", "note")
    assert plain != passed
    assert (
        run(paths, "--model", "time-decay", "--half-life", "9")[1]
        != (run(paths, "--model", "time-decay")[1])
    )
    assert run(paths, "--sep", "/")[1] != run(paths)[1]


def test_bad_rows_stop_it_and_are_counted_or_left_out(paths: Path, tmp_path: Path) -> None:
    paths.write_text(TABLE + "feed,-1,0,0\nfeed,x,0,0\nfeed,-2,0,0\n")
    target = tmp_path / "CREDITS.csv"
    status, said = run(paths, "--out", target)
    assert status == 1
    assert not target.exists()
    counted = [
        "6 rows: 3 used, 3 refused.",
        "1 not_a_number: PATHS.csv, row 5: total_conversions is 'x', which is no finite number.",
        "2 negative: PATHS.csv, row 4: total_conversions is -1, below zero.",
    ]
    assert said.splitlines()[:3] == counted
    status, said = run(paths, "--out", target, "--skip-bad")
    assert status == 0
    assert said.splitlines()[:3] == counted
    assert target.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--model", "best"], "There is no model 'best'."),
        (["--out", "CREDITS.txt"], "--out takes a file that ends in .csv or .parquet"),
        (["--out", "no/such/folder.csv"], "cannot be written"),
        (["--half-life", "-1"], "A half-life is above zero"),
    ],
)
def test_what_cannot_be_is_said_with_status_2(
    paths: Path, arguments: list[str], sentence: str
) -> None:
    status, said = run(paths, *arguments)
    assert status == 2
    assert sentence in said


def test_a_torn_file_is_named(tmp_path: Path) -> None:
    torn = tmp_path / "PATHS.parquet"
    torn.write_bytes(b"PAR1 and no more")
    status, said = run(torn)
    assert status == 2
    assert "PATHS.parquet cannot be read" in said


def test_a_bar_shows_once_it_takes_long(
    paths: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measuring, "PATIENCE_S", 0.0)
    out = Console(force_terminal=True, file=sys.stdout)
    with measuring.Bar(out) as bar:
        bar.timer.join()
        bar.hear("Solving", 0.5)
        bar.bars.refresh()
    said = capsys.readouterr().out
    assert "Solving…" in said
    assert "50%" in said
