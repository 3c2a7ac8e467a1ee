"""How each process of Hongmao is started, alone or under the supervisor."""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from hongmao.edge.app import address_of, listen
from hongmao.edge.app import run as serve_edge
from hongmao.edge.config import EdgeConfig
from hongmao.edge.fleet import Fleet
from hongmao.settings import Settings
from hongmao.supervisor import Child, Supervisor, free_port, listening

COLOURS = {"edge": "red", "web": "cyan", "work": "magenta", "sandbox": "yellow", "readers": "blue"}


class Running(msgspec.Struct, frozen=True):
    """What a process left in `run/<name>.json`, for people and `hongmao doctor`; nothing else
    reads it."""

    name: str
    pid: int
    address: str
    since: float


def announce(values: Settings, name: str, address: str) -> None:
    """Say that a process is ready, and leave its run file."""
    print(f"{name} is ready{f' at {address}' if address else ''}", flush=True)
    folder = values.home / "run"
    folder.mkdir(parents=True, exist_ok=True)
    running = Running(name, os.getpid(), address, time.time())
    temp = folder / f".{name}.{os.getpid()}"
    temp.write_bytes(msgspec.json.encode(running))
    temp.replace(folder / f"{name}.json")


def running(home: Path) -> list[Running]:
    """The processes that said they were ready and still live."""
    found = []
    for path in sorted((home / "run").glob("*.json")):
        one = msgspec.json.decode(path.read_bytes(), type=Running)
        try:
            os.kill(one.pid, 0)
        except OSError:
            continue
        found.append(one)
    return found


def run_edge_fleet(
    values: Settings, port: int | None, fd: int | None, workers: int, ready: Callable[[str], None]
) -> int:
    """Run that many edges behind one socket until told to stop; SIGHUP replaces them."""
    listener = _inherited(fd) or listen(values.host, values.edge_port if port is None else port)
    address = address_of(listener)
    command = [sys.executable, "-m", "hongmao", "edge"]
    return Fleet(command, listener, workers).run(lambda: ready(address))


def run_edge(
    values: Settings,
    port: int | None,
    fd: int | None,
    tie: int | None,
    ready: Callable[[str], None],
) -> int:
    """Run an edge until it is told to stop; `fd` is a listening socket to inherit.

    `tie` is the descriptor by which a fleet holds this worker; the fleet says then who is ready.
    """
    config = EdgeConfig(
        log_folder=values.log_folder,
        snapshot_file=values.snapshot_file,
        secret=values.secret.get_secret_value(),
        web_address=values.web_address,
        jurisdiction=values.jurisdiction,
        host=values.host,
        port=values.edge_port if port is None else port,
        durability=values.durability,
        segment_bytes=values.segment_bytes,
        segment_seconds=values.segment_seconds,
        body_bytes=values.body_bytes,
        view_hours=values.view_hours,
        spare_events=values.spare_events,
        hang_seconds=values.hang_seconds,
        trusted_proxies=values.trusted_proxies,
        proxy_header=values.proxy_header,
        metrics_readers=values.metrics_readers,
    )
    tied = _inherited(tie)
    return serve_edge(config, None if tied else ready, _inherited(fd), tied)


def _inherited(descriptor: int | None) -> socket.socket | None:
    return None if descriptor is None else socket.socket(fileno=descriptor)


def run_web(values: Settings, port: int | None, workers: int) -> None:
    """Serve the pages until told to stop. Raises OSError with a sentence where it cannot listen."""
    from granian.constants import Interfaces
    from granian.server import Server

    wished = values.web_port if port is None else port
    actual = free_port(values.host, wished)
    if wished and actual != wished:
        raise OSError(
            f"Port {wished} is taken. Stop what uses it, or set HONGMAO_WEB_PORT "
            "(0 takes any free port)."
        )
    os.environ["HONGMAO_WEB_PORT"] = str(actual)
    server = Server(
        "hongmao.web.wsgi:application",
        address=values.host,
        port=actual,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_access=False,
    )
    server.on_startup(lambda: announce(values, "web", f"http://{values.host}:{actual}"))
    server.serve()


def children(values: Settings, web_workers: int = 1) -> list[Child]:
    """Edge, worker and web, on ports that are settled now and kept over restarts.

    Raises OSError with a sentence where a port is taken.
    """
    try:
        held = listening(values.host, values.edge_port)
    except OSError:
        raise OSError(
            f"Port {values.edge_port} is taken. Stop what uses it, or set HONGMAO_EDGE_PORT "
            "(0 takes any free port)."
        ) from None
    web_port = free_port(values.host, values.web_port)
    if values.web_port and web_port != values.web_port:
        held.close()
        raise OSError(
            f"Port {values.web_port} is taken. Stop what uses it, or set HONGMAO_WEB_PORT "
            "(0 takes any free port)."
        )
    ports = {
        "HONGMAO_EDGE_PORT": str(held.getsockname()[1]),
        "HONGMAO_WEB_PORT": str(web_port),
    }
    return [
        Child("edge", ["edge"], ports, listener=held),
        Child("work", ["work"], ports),
        Child("web", ["web", "--workers", str(web_workers)], ports),
    ]


def sandbox_child(values: Settings) -> Child:
    """The sandbox marketplace, with the keys that the connector uses."""
    application = f"{values.taobao_app_key}:{values.taobao_app_secret.get_secret_value()}"
    return Child("sandbox", ["sandbox", "--app", application])


def serve(values: Settings, web_workers: int = 1) -> int:
    """Run edge, worker and web until told to stop; returns the exit status."""
    try:
        processes = children(values, web_workers)
    except OSError as error:
        print(error, flush=True)
        return 2
    return Supervisor(processes, say).run()


def say(name: str, line: str) -> None:
    """Print what a process said, with its name before it."""
    from rich.console import Console
    from rich.text import Text

    prefix = Text(f"{name:>8} ", style=COLOURS.get(name, "white"))
    Console(soft_wrap=True).print(prefix + Text(line))
