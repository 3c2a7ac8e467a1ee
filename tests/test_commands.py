"""The command line, as somebody types it: what it prints, how it ends, what it says when wrong."""

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.environment import environment
from tests.template import begin

SECRET = "x" * 32


def hongmao(
    home: Path, *arguments: str, stdin: str = "", **values: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "hongmao", *arguments],
        env=environment(home, **values) | {"COLUMNS": "200"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextlib.contextmanager
def running(home: Path, *arguments: str, **values: str) -> "Iterator[subprocess.Popen[str]]":
    """A command that goes on, stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hongmao", *arguments],
        env=environment(home, **values),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=40)


def said(process: "subprocess.Popen[str]", pattern: str) -> re.Match[str]:
    """Read what a process prints until a line matches."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        found = re.search(pattern, line)
        if found:
            return found
    raise AssertionError(f"{pattern} never came:\n{''.join(lines)}")


@contextlib.contextmanager
def taken_port() -> Iterator[str]:
    """A port that something else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield str(other.getsockname()[1])


def test_help_teaches() -> None:
    """Without arguments it names every command and where to begin."""
    shown = hongmao(Path("/nonexistent"))
    for word in ("up", "edge", "web", "work", "sandbox", "demo", "doctor", "audit", "migrate"):
        assert word in shown.stdout
    assert "hongmao demo" in shown.stdout


def test_no_secret_no_service(tmp_path: Path) -> None:
    """What needs the secret says how to make one."""
    for command in ("up", "edge", "web"):
        refused = hongmao(tmp_path, command)
        assert refused.returncode == 2
        assert "secrets.token_hex" in refused.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """One sentence a setting, by its variable."""
    refused = hongmao(tmp_path, "migrate", EDGE_PORT="99999", DURABILITY="never")
    assert refused.returncode == 2
    assert "HONGMAO_EDGE_PORT" in refused.stderr
    assert "HONGMAO_DURABILITY" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("command", "setting"),
    [("edge", "EDGE_PORT"), ("web", "WEB_PORT"), ("up", "EDGE_PORT"), ("up", "WEB_PORT")],
)
def test_a_port_in_use_says_so(tmp_path: Path, command: str, setting: str) -> None:
    """The port, and the setting that mends it; nothing is left running."""
    with taken_port() as port:
        values = {"SECRET": SECRET, "EDGE_PORT": "0", "WEB_PORT": "0", setting: port}
        refused = hongmao(tmp_path, command, **values)
    assert refused.returncode == 2
    everything = refused.stdout + refused.stderr
    assert port in everything
    assert f"HONGMAO_{setting}" in everything
    assert "Traceback" not in everything


def test_the_log_may_be_json(tmp_path: Path) -> None:
    settings = {"SECRET": SECRET, "LOG_FORMAT": "json"}
    with running(tmp_path, "edge", "--port", "0", **settings) as edge:
        line = json.loads(said(edge, r'^\{.*"edge on .*\}$')[0])
    assert (line["level"], line["logger"], line["process"]) == ("INFO", "hongmao.edge", edge.pid)
    assert line["message"].startswith("edge on http://")
    assert datetime.fromisoformat(line["at"]).tzinfo is not None


def test_a_sandbox_on_any_port_prints_its_address(tmp_path: Path) -> None:
    """`--port 0` takes a free one, and the address answers."""
    with running(tmp_path, "sandbox", "--port", "0", "--app", "key:secret") as sandbox:
        address = said(sandbox, r"ready at (http://\S+)")[1]
        assert httpx.get(address).status_code == 200
    assert hongmao(tmp_path, "sandbox", "--app", "nonsense").returncode == 2


def test_accounts(tmp_path: Path) -> None:
    """Open one, list it, change its password; refuse a second of the same name."""
    begin(tmp_path)
    password = "several plain words"
    both = f"{password}\n{password}\n"
    opened = hongmao(tmp_path, "user", "add", "anna", "--role", "operator", stdin=both)
    assert opened.returncode == 0, opened.stderr
    assert "anna" in hongmao(tmp_path, "user", "list").stdout
    assert hongmao(tmp_path, "user", "add", "anna", stdin=both).returncode == 2
    assert hongmao(tmp_path, "user", "add", "b", "--role", "king", stdin=both).returncode == 2
    assert hongmao(tmp_path, "user", "add", "c", stdin="short\nshort\n").returncode == 2
    assert hongmao(tmp_path, "user", "password", "anna", stdin=both).returncode == 0
    assert hongmao(tmp_path, "user", "password", "nobody", stdin=both).returncode == 2


def test_a_creator_is_enrolled_with_a_marketplace(tmp_path: Path) -> None:
    begin(tmp_path)
    both = "several plain words\nseveral plain words\n"
    for name, role in (("lin", "creator"), ("anna", "operator")):
        assert hongmao(tmp_path, "user", "add", name, "--role", role, stdin=both).returncode == 0

    def enrol(*said: str) -> subprocess.CompletedProcess[str]:
        return hongmao(tmp_path, "user", "enrol", *said, "--operator", "anna")

    done = enrol("lin", "taobao", "2789001234")
    assert done.returncode == 0, done.stderr
    assert "lin is 2789001234 with taobao" in done.stdout
    for wrong, problem in (
        (("lin", "taobao", "x"), "up to 18 digits"),
        (("nobody", "taobao", "1"), "no account nobody"),
        (("lin", "bazaar", "1"), "no marketplace 'bazaar'"),
        (("anna", "taobao", "1"), "is not a creator"),
    ):
        refused = enrol(*wrong)
        assert refused.returncode == 2
        assert problem in refused.stderr


def test_the_doctor_finds_what_is_wrong_and_says_how_to_mend_it(tmp_path: Path) -> None:
    """On an empty home: no secret, no database, nothing runs; a taken port; after mending, less."""
    with taken_port() as port:
        ill = hongmao(tmp_path, "doctor", EDGE_PORT=port, WEB_PORT="0")
    assert ill.returncode == 1
    for mend in ("token_hex", "hongmao migrate", "HONGMAO_EDGE_PORT", "hongmao up"):
        assert mend in ill.stdout, ill.stdout
    hongmao(tmp_path, "migrate")
    hongmao(tmp_path, "work", "--once", SECRET=SECRET)
    well = hongmao(tmp_path, "doctor", SECRET=SECRET, EDGE_PORT="0", WEB_PORT="0")
    assert well.returncode == 0, well.stdout
    assert "up to date" in well.stdout


def test_the_doctor_sees_a_clock_that_is_off(tmp_path: Path) -> None:
    """Ten minutes and more from the marketplace's clock: bad, with the mend."""
    begin(tmp_path)
    with running(tmp_path, "sandbox", "--port", "0", "--app", "key:secret") as sandbox:
        address = said(sandbox, r"ready at (http://\S+)")[1]
        httpx.post(
            f"{address}/admin/settings",
            json={"clock_offset_ms": 700_000},
            headers={"X-Sandbox-Secret": "secret"},
        ).raise_for_status()
        found = hongmao(
            tmp_path, "doctor", SECRET=SECRET, TAOBAO_GATEWAY=f"{address}/router/rest",
            TAOBAO_APP_KEY="key", TAOBAO_APP_SECRET="secret",
        )  # fmt: skip
    assert found.returncode == 1
    assert "NTP" in found.stdout


def test_orders_are_matched_again_on_request(tmp_path: Path) -> None:
    """It says how many came out how; a day without --again, or no day, is refused."""
    begin(tmp_path)
    done = hongmao(tmp_path, "match", "--again", "--since", "2026-11-01", SECRET=SECRET)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "0 orders judged: 0 exact, 0 probable, 0 ambiguous, 0 none.\n"
    assert hongmao(tmp_path, "match", "--since", "2026-11-01", SECRET=SECRET).returncode == 2
    assert hongmao(tmp_path, "match", "--again", "--since", "soon", SECRET=SECRET).returncode == 2


def test_the_supervisor_starts_again_what_dies_and_keeps_its_port(tmp_path: Path) -> None:
    """Kill the edge: it comes back on the same port, and connections meanwhile wait."""
    begin(tmp_path)
    values = {"SECRET": SECRET, "EDGE_PORT": "0", "WEB_PORT": "0"}
    with running(tmp_path, "up", **values) as supervisor:
        address = said(supervisor, r"edge is ready at (http://\S+)")[1]
        pid = httpx.get(f"{address}/healthz").json()["log"]["pid"]
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
        again = httpx.get(f"{address}/healthz", timeout=40).json()["log"]["pid"]
        assert again != pid


@pytest.mark.database
@pytest.mark.slow
def test_the_script_drives_the_whole_chain(tmp_path: Path) -> None:
    """`hongmao demo --script` ends with 0 only where every cent agrees."""
    values = {}
    if "HONGMAO_DATABASE_URL" in os.environ:
        values["DATABASE_URL"] = os.environ["HONGMAO_DATABASE_URL"]
    done = hongmao(tmp_path / secrets.token_hex(2), "demo", "--script", **values)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every cent agrees" in done.stdout


def test_the_demo_leaves_other_homes_alone(tmp_path: Path) -> None:
    """A home folder that is no demo's is not touched."""
    (tmp_path / "env").write_text("HONGMAO_SECRET=ours\n")
    refused = hongmao(tmp_path, "demo", "--script")
    assert refused.returncode == 2
    assert (tmp_path / "env").read_text() == "HONGMAO_SECRET=ours\n"
