"""The sandbox as a process: Granian, embedded, with the WSGI application on a few threads."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from granian.constants import Interfaces
from granian.server.embed import Server
from werkzeug.test import run_wsgi_app

from hongmao.sandbox.app import make_app

THREADS = 4


class Bridge:
    """A WSGI application under RSGI, the interface of Granian's embedded server.

    Whole bodies both ways, which is all that pages and JSON need.
    """

    def __init__(self, application: Any) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="sandbox")

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        body = await protocol()
        loop = asyncio.get_running_loop()
        status, headers, answer = await loop.run_in_executor(self._threads, self._run, scope, body)
        protocol.response_bytes(status, headers, answer)

    def _run(self, scope: Any, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        parts, status, headers = run_wsgi_app(self._application, _environ(scope, body), True)
        return int(status.split()[0]), list(headers), b"".join(parts)


def _environ(scope: Any, body: bytes) -> dict[str, Any]:
    """A PEP 3333 environment."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def free_port(host: str, port: int) -> int:
    """`port`, or any free one for 0; raises `OSError` where it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


def run(
    host: str,
    port: int,
    app_key: str,
    app_secret: str,
    folder: Path,
    ready: Callable[[str], None] | None = None,
    *,
    catalogue: Path | None = None,
) -> int:
    """Serve until SIGTERM or SIGINT, then end the process with 0; returns 1 where it cannot.

    `ready` is called once with the sandbox's address (`http://host:port`) when it answers.
    """
    try:
        port = free_port(host, port)
    except OSError as fault:
        print(f"Port {port} of {host} cannot be used: {fault}. Try --port 0.", file=sys.stderr)
        return 1
    bridge = Bridge(make_app(app_key, app_secret, folder, catalogue))
    asyncio.run(_serve(bridge, host, port, ready))
    sys.stdout.flush()
    sys.stderr.flush()
    # Not by way of the interpreter's end: threads of Granian's that are still at work abort then.
    # Whatever was answered was committed before.
    os._exit(0)


async def _serve(bridge: Bridge, host: str, port: int, ready: Callable[[str], None] | None) -> None:
    server = Server(bridge, address=host, port=port, interface=Interfaces.RSGI, log_enabled=False)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    await _answering(serving, host, port)
    if ready and not serving.done():
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    await serving


async def _answering(serving: "asyncio.Task[None]", host: str, port: int) -> None:
    """Wait until the port takes connections, or serving fails."""
    while not serving.done():
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return
        await asyncio.sleep(0.01)
