"""Runs the demo: sandbox, seed, edge, worker, web and readers under one supervisor."""

import signal
import threading
import time

import httpx
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from hongmao.demo.seed import OPERATOR, PASSWORD, Seed
from hongmao.demo.visitor import SandboxAdmin
from hongmao.jobs.publish import Publisher
from hongmao.links.marketplaces import connector
from hongmao.links.queries import decided
from hongmao.processes import children, sandbox_child, say
from hongmao.settings import Settings
from hongmao.supervisor import Child, Supervisor

PATIENCE_S = 60.0


def run_demo(values: Settings, out: Console, *, readers: bool) -> int:
    """Set the demo up and run it until told to stop; returns the exit status."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    out.print(f"Preparing the database and the marketplace in {values.home}")
    call_command("migrate", interactive=False, verbosity=0)
    try:
        rest = children(values)
    except OSError as error:
        out.print(f"[red]{error}[/]")
        return 2
    sandbox = Supervisor([sandbox_child(values)], say)
    others = Supervisor(rest, say)
    visitors = Supervisor([Child("readers", ["demo-readers"])] if readers else [], say)
    sandbox.start()
    try:
        _fill(values, out)
        Publisher().publish(timezone.now())
        others.start()
        if not (_answers(f"{values.web_address}/healthz") and _answers(values.edge_address)):
            out.print("[red]The site did not start; what went wrong stands above.[/]")
            return 1
        visitors.start()
        _welcome(values, out)
        stopping.wait()
        out.print("Stopping…")
    finally:
        visitors.stop()
        others.stop()
        sandbox.stop()
    return 0


def _fill(values: Settings, out: Console) -> None:
    url = f"http://{values.host}:{values.sandbox_port}"
    if not _answers(url):
        raise RuntimeError(f"The sandbox did not answer at {url} within {PATIENCE_S:g} s.")
    admin = SandboxAdmin(url, values.taobao_app_secret.get_secret_value())
    seed = Seed(values, django_settings.MEDIA_ROOT, out)
    seed.draw()
    seed.stock_marketplace(admin)
    if not seed.done:
        seed.people_and_notes(connector("taobao"))


def _answers(url: str) -> bool:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=5).status_code < 500:
                return True
        except httpx.HTTPError:
            time.sleep(0.1)
    return False


def _welcome(values: Settings, out: Console) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, address in (
        ("The community 社区", values.web_address),
        ("The marketplace 沙盒电商", f"http://{values.host}:{values.sandbox_port}"),
        ("The edge 跳转", values.edge_address),
        ("Log in 登录", f"{values.web_address}/login"),
    ):
        table.add_row(name, f"[link={address}]{address}[/link]")
    table.add_row("", "")
    for who, username in (
        ("Operator 平台运营", OPERATOR),
        ("Brand 品牌", "halfhill"),
        ("Creator 博主", _first_creator()),
    ):
        table.add_row(who, f"{username} / {PASSWORD}")
    out.print(Panel(table, title="Hongmao 红猫", subtitle="Ctrl-C stops it", expand=False))


def _first_creator() -> str:
    """A creator who has a live link, so that their page has something to show."""
    placement = decided().first()
    return placement.creator.username if placement else ""
