"""A whole Hongmao in processes of its own: sandbox, edge, worker and pages on free ports."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from hongmao.demo.setup import values as demo_values
from hongmao.demo.visitor import SandboxAdmin
from tests.environment import ROOT, environment


class Site:
    """A site that answers; `seeds` is what `seeds.make` said."""

    def __init__(self, home: Path) -> None:
        chosen = demo_values(any_port=True)
        if "HONGMAO_DATABASE_URL" in os.environ:
            chosen["DATABASE_URL"] = os.environ["HONGMAO_DATABASE_URL"]
        chosen["MAIL_FOLDER"] = str(home / "mail")
        self.environment = environment(home, **chosen)
        self.web, self.edge, self.shop = (
            f"http://127.0.0.1:{chosen[f'{name}_PORT']}" for name in ("WEB", "EDGE", "SANDBOX")
        )
        self.admin = SandboxAdmin(self.shop, chosen["TAOBAO_APP_SECRET"])
        self._application = f"{chosen['TAOBAO_APP_KEY']}:{chosen['TAOBAO_APP_SECRET']}"
        self.seeds: dict[str, Any] = {}
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Seed, start everything, and wait until it answers."""
        self.seeds = json.loads(self.run("-m", "tests.run", "tests.e2e.seeds", "make").stdout)
        self._spawn("sandbox", "--app", self._application)
        self._spawn("up")
        for address in (self.shop, f"{self.edge}/healthz", f"{self.web}/healthz"):
            _wait_for(address)

    def start_up(self, seed: str) -> None:
        """Seed by that function of `seeds`, start all but the sandbox, and wait for answers."""
        self.environment.pop("HONGMAO_ADMITTED_HOSTS")  # no sandbox: links lead to the real hosts
        self.seeds = json.loads(self.run("-m", "tests.run", "tests.e2e.seeds", seed).stdout)
        self._spawn("up")
        for address in (f"{self.edge}/healthz", f"{self.web}/healthz"):
            _wait_for(address)

    def start_pages(self, seed: str) -> None:
        """Seed by that function of `seeds`, start the pages alone, and wait until they answer."""
        self.environment.pop("HONGMAO_ADMITTED_HOSTS")  # no sandbox: links lead to the real hosts
        self.seeds = json.loads(self.run("-m", "tests.run", "tests.e2e.seeds", seed).stdout)
        self._spawn("web")
        _wait_for(f"{self.web}/healthz")

    def run(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run Python with `arguments` in the site's environment."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=check,
        )

    def stop(self) -> None:
        """Stop what was started."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait(30)

    def _spawn(self, *arguments: str) -> None:
        self._processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "hongmao", *arguments],
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=5).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")


@contextmanager
def running_site(home: Path) -> Iterator[Site]:
    """A site over `home`, stopped at the end."""
    site = Site(home)
    try:
        site.start()
        yield site
    finally:
        site.stop()
