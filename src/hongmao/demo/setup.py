"""Prepares a home folder for the demo: secrets, ports and the sandbox's keys in its file `env`."""

import os
import secrets
import tempfile
from pathlib import Path

from hongmao.core.reasons import Sentence
from hongmao.supervisor import free_port

HOST = "127.0.0.1"
PORTS = {"WEB_PORT": 8000, "EDGE_PORT": 8001, "SANDBOX_PORT": 8002}
MARK = "HONGMAO_DEMO"
PUBLISHER, SITE = 26632360, 1001
ZONES = 24

NOT_A_DEMO = Sentence(
    en="{home} belongs to an installation that is not a demo. Set HONGMAO_HOME to another folder.",
    zh="{home} 属于一个非演示的安装，请把 HONGMAO_HOME 设为其他目录。",
)


class NotADemo(Exception):
    """The home folder is in use by something that the demo must not touch."""


def prepare(any_port: bool) -> Path:
    """Make or find the demo's home folder and put its settings into the environment.

    `any_port` takes free ports and, where HONGMAO_HOME is not set, a fresh folder, so that several
    run side by side. Call it before the settings are read. Raises `NotADemo`.
    """
    if any_port and not os.environ.get("HONGMAO_HOME"):
        os.environ["HONGMAO_HOME"] = tempfile.mkdtemp(prefix="hongmao-demo-")
    home = Path(os.environ.get("HONGMAO_HOME") or "var").absolute()
    home.mkdir(parents=True, exist_ok=True)
    file = home / "env"
    if file.exists():
        if MARK not in file.read_text():
            raise NotADemo(NOT_A_DEMO.text("en", home=home))
    elif any(home.glob("*.sqlite3")):
        raise NotADemo(NOT_A_DEMO.text("en", home=home))
    else:
        _write(file, values(any_port))
    for line in file.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
    return home


def values(any_port: bool) -> dict[str, str]:
    """Settings of a demo, by name without the prefix: fresh secrets, ports, the sandbox's keys."""
    ports = {
        name: os.environ.get(f"HONGMAO_{name}") or str(free_port(HOST, 0 if any_port else wished))
        for name, wished in PORTS.items()
    }
    sandbox = f"{HOST}:{ports['SANDBOX_PORT']}"
    pids = (f"mm_{PUBLISHER}_{SITE}_{zone}" for zone in range(501, 501 + ZONES))
    return {
        "DEMO": "1",
        "SECRET": secrets.token_hex(32),
        **ports,
        "ADMITTED_HOSTS": sandbox,
        "TAOBAO_GATEWAY": f"http://{sandbox}/router/rest",
        "TAOBAO_APP_KEY": "12345678",
        "TAOBAO_APP_SECRET": secrets.token_hex(16),
        "TAOBAO_PIDS": ",".join(pids),
        "SEGMENT_SECONDS": "1",
        "POLL_SECONDS": "1",
    }


def _write(file: Path, chosen: dict[str, str]) -> None:
    text = "".join(f"HONGMAO_{name}={value}\n" for name, value in chosen.items())
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
