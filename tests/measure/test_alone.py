"""Measure works without the rest: no Django, no settings, no home; the examples run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hongmao.__main__ import app
from tests.measure.test_lift import readers_of

ROOT = Path(__file__).parents[2]


def alone(*arguments: str) -> str:
    """What Python prints in a process that knows of no settings."""
    bare = {name: value for name, value in os.environ.items() if "DJANGO" not in name}
    bare["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=bare
    )
    return done.stdout


def test_nothing_of_it_loads_django() -> None:
    said = alone(
        "-c",
        "import sys\n"
        "import hongmao.measure.lift, hongmao.measure.calibration, hongmao.measure.ghosts\n"
        "import hongmao.measure.seeding.told, hongmao.measure.touches, hongmao.crediting\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'django'))",
    )
    assert said.strip() == "[]"


@pytest.mark.parametrize("example", sorted((ROOT / "docs" / "examples").glob("*.py")))
def test_an_example_runs(example: Path) -> None:
    pytest.importorskip("tea_tasting")
    assert "added" in alone(str(example))


@pytest.mark.parametrize("ending", ["csv", "parquet", "svg", "png"])
def test_lift_is_shown_and_written(tmp_path: Path, ending: str) -> None:
    pytest.importorskip("tea_tasting")
    from pyarrow import parquet

    readers = tmp_path / "READERS.parquet"
    parquet.write_table(readers_of(1), readers)
    target = tmp_path / f"LIFT.{ending}"
    asked = ["measure", "lift", str(readers), "--share", "0.25"]
    shown = CliRunner().invoke(app, asked)
    assert (shown.exit_code, "tea" in shown.output) == (0, True)
    done = CliRunner().invoke(app, [*asked, "--out", str(target)])
    assert done.exit_code == 0, done.output
    heads = {"csv": b"campaign,shown", "parquet": b"PAR1", "svg": b"<svg", "png": b"\x89PNG"}
    assert target.read_bytes().startswith(heads[ending])
    skewed = CliRunner().invoke(app, [*asked[:-1], "0.5"])
    assert "cannot be chance" in skewed.output
