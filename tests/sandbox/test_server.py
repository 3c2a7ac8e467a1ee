"""The sandbox as a process: kill it, stop it, start it on a port in use."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from tests.sandbox.running import APP_KEY, APP_SECRET, MUG, ROOT, running_sandbox


def test_killed_and_started_again_it_keeps_its_orders(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, promotion=True) as first:
        reader = httpx.Client(base_url=first.url, follow_redirects=True)
        till = reader.post("/buy", data={"item_id": MUG, "quantity": "1"})
        reader.post(till.url.path)
        trade_id = till.url.path.rpartition("/")[2]
        first.kill()
    with running_sandbox(tmp_path, catalogue=False) as second:
        again = httpx.Client(base_url=second.url, cookies=dict(reader.cookies))
        orders = again.get("/orders").text
        assert f'data-order="{trade_id}" data-status="12"' in orders
        state = second.state()
        assert state["orders"] == 1
        assert state["settings"]["promotion"] is True


def test_sigterm_stops_it_cleanly(tmp_path: Path) -> None:
    with running_sandbox(tmp_path) as sandbox:
        sandbox.process.send_signal(signal.SIGTERM)
        assert sandbox.process.wait(5) == 0


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        serve = str(Path(__file__).with_name("serve.py"))
        command = [sys.executable, serve, str(tmp_path), APP_KEY, APP_SECRET, "127.0.0.1"]
        done = subprocess.run(
            [*command, str(port)],
            env={"PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "--port 0" in done.stderr
    assert "Traceback" not in done.stderr
