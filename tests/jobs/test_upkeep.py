"""The lake kept by workers: merged and pruned by one at a time, and killed anywhere."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hongmao import doctor
from hongmao.__main__ import app
from hongmao.core.claims import LEAST_DAYS
from hongmao.core.clock import from_ms
from hongmao.jobs.upkeep import LAKE, PATIENCE, keep_lake
from hongmao.jobs.worker import Worker
from hongmao.lake.health import Fault, verify
from hongmao.lake.places import place
from hongmao.lake.retention import totals
from hongmao.people.actions.chores import take_chore
from hongmao.people.models import Chore, Device
from hongmao.settings import settings as values
from tests.environment import ROOT, environment
from tests.lake.test_parquet import HOUR, T0, click, write
from tests.lake.test_upkeep import DAY, fill, rows, ship_home
from tests.template import begin

pytestmark = [pytest.mark.database, pytest.mark.django_db]

EVERY = timedelta(hours=1)
AT = from_ms(T0 + DAY)


def keep(home: Path, at: datetime, days: int = 0) -> dict[str, int] | None:
    """What one worker did at a moment."""
    done = keep_lake(home / "lake", at, EVERY, days, lambda: at)
    return None if done is None else dict(done)


def test_one_worker_at_a_time_merges_and_prunes_when_it_is_due(tmp_path: Path) -> None:
    fill(tmp_path)
    ship_home(tmp_path, tmp_path / "lake")
    before = rows(tmp_path / "lake")
    held = take_chore(LAKE, AT, EVERY, PATIENCE)
    assert held == AT + PATIENCE
    assert keep(tmp_path, AT) is None
    assert keep(tmp_path, held) == {"merged": 12, "removed": 0, "pruned": 0, "devices": 0}
    assert keep(tmp_path, held + EVERY / 2) is None
    assert keep(tmp_path, held + EVERY) == {"merged": 0, "removed": 12, "pruned": 0, "devices": 0}
    assert rows(tmp_path / "lake") == before
    old = (AT - timedelta(days=1)).date()
    mark = {"person": "p", "shared": False, "key": doctor_key()}
    for number, day in enumerate([old - timedelta(days=9), old + timedelta(days=9)]):
        Device.objects.create(reader=f"r{number}", last_on=day, **mark)
    late = AT + timedelta(days=LEAST_DAYS + 2)
    assert keep(tmp_path, late, LEAST_DAYS) == {
        "merged": 0, "removed": 4, "pruned": 12, "devices": 1,
    }  # fmt: skip
    assert rows(tmp_path / "lake") == []
    assert sum(totals(tmp_path / "lake")["events"].to_pylist()) == len(before)


def doctor_key() -> str:
    """The mark of the tests' secret."""
    from django.conf import settings

    from hongmao.core.ids import key_mark

    return key_mark(settings.HONGMAO.secret.get_secret_value())


def test_a_worker_that_is_stopped_or_taken_for_dead_leaves_the_chore(tmp_path: Path) -> None:
    fill(tmp_path)
    ship_home(tmp_path, tmp_path / "lake")
    lake = tmp_path / "lake"
    assert keep_lake(lake, AT, EVERY, 0, lambda: AT, lambda: True) is None
    assert Chore.objects.get().held_until is None

    def slow() -> datetime:
        Chore.objects.update(held_until=AT + 9 * PATIENCE)  # as another that took it over does
        return AT + PATIENCE

    assert keep_lake(lake, AT, EVERY, 0, slow) is None
    assert Chore.objects.get().held_until == AT + 9 * PATIENCE
    assert {one.fault for one in verify(lake)} == {Fault.LEFT}


def test_a_round_of_the_worker_keeps_the_lake_and_the_doctor_tells(home: Path) -> None:
    assert [sign.verdict for sign in doctor._upkeep(values)] == ["look"]
    fill(home)
    Worker().round()
    assert Chore.objects.get().counts["merged"] == 12
    [sign] = doctor._upkeep(values)
    assert (sign.verdict, sign.found) == ("ok", "0 minutes ago: 12 merged")
    off = values.model_copy(update={"lake_upkeep_minutes": 0.0})
    assert [sign.verdict for sign in doctor._upkeep(off)] == ["unknown"]
    with pytest.raises(ValueError, match="120 days at least"):
        type(values)(lake_days=100)


KEEPER = """
import sys
import django
django.setup()
from datetime import datetime, timedelta, UTC
from pathlib import Path
from hongmao.jobs.upkeep import keep_lake
at = datetime.fromtimestamp(float(sys.argv[2]), tz=UTC)
keep_lake(Path(sys.argv[1]), at, timedelta(0), 120, lambda: at)
"""


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    for number in range(60):
        at = (number % 20) * HOUR + number
        write(tmp_path, number, click(at, number), click(at + 1, 1000 + number))
    ship_home(tmp_path, tmp_path / "lake")
    begin(tmp_path)
    before = rows(tmp_path / "lake")
    moment = (T0 + LEAST_DAYS * DAY + 10 * HOUR) / 1000
    variables = environment(tmp_path, SECRET="x" * 32) | {
        "DJANGO_SETTINGS_MODULE": "hongmao.settings"
    }
    seen = 0
    for pause in (0.0, 0.03, 0.1, None):
        moment += 2 * PATIENCE.total_seconds()
        keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(tmp_path / "lake"), str(moment)],
            env=variables,
            cwd=ROOT,
        )
        if pause is not None:
            writes = len(place(tmp_path / "lake").names())
            until = time.monotonic() + 30
            while len(place(tmp_path / "lake").names()) == writes and keeper.poll() is None:
                assert time.monotonic() < until
                time.sleep(0.001)
            time.sleep(pause)
            keeper.send_signal(signal.SIGKILL)
        keeper.wait()
        kept = rows(tmp_path / "lake")
        counted = sum(totals(tmp_path / "lake")["events"].to_pylist())
        assert set(kept) <= set(before)
        assert len(kept) == len(set(kept))
        assert len(kept) + counted >= len(before)
        seen += keeper.returncode != 0
    assert keeper.returncode == 0
    assert seen
    assert len(rows(tmp_path / "lake")) + counted == len(before)
    assert not {one.fault for one in verify(tmp_path / "lake")} - {Fault.LEFT}


def test_the_command_does_not_touch_a_lake_that_a_worker_changes() -> None:
    assert take_chore(LAKE, datetime.now(UTC), EVERY, PATIENCE)
    refused = CliRunner().invoke(app, ["lake", "compact"])
    assert refused.exit_code == 2
    assert "A worker is changing the lake" in refused.output
    Chore.objects.update(held_until=None)
    assert CliRunner().invoke(app, ["lake", "compact"]).exit_code == 0
    assert Chore.objects.get().held_until is None
