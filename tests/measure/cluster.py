"""A standalone Spark cluster of this machine's own: a master and two workers, from the wheels."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

from hongmao.measure.engines.java import java_home

SPARK = Path(pyspark.__file__).parent
MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
PATIENCE_S = 90.0


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A master with two workers of one core each; gives its address, and ends all three."""
    environment = {**os.environ, "SPARK_HOME": str(SPARK), "SPARK_NO_DAEMONIZE": "1"}
    environment["JAVA_HOME"] = str(java_home(folder / "java"))
    port, pages = free_port(), free_port()
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> Path:
        told = folder / f"{name}.log"
        with told.open("wb") as log:
            running.append(
                subprocess.Popen(
                    [SPARK / "bin" / "spark-class", *words],
                    env=environment, stdout=log, stderr=subprocess.STDOUT,
                )
            )  # fmt: skip
        return told

    address = f"spark://127.0.0.1:{port}"
    try:
        start("master", MASTER, "--host", "127.0.0.1", "--port", f"{port}",
              "--webui-port", f"{pages}")  # fmt: skip
        listening(port)
        told = [
            start(name, WORKER, "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1",
                  "--memory", "1g", "--work-dir", str(folder / name), address)
            for name in ("one", "two")
        ]  # fmt: skip
        for path in told:
            said(path, "Successfully registered with master")
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(PATIENCE_S)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
        return number


def listening(port: int) -> None:
    """Wait until somebody answers on a port."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens on {port}")


def said(path: Path, words: str) -> None:
    """Wait until a log says so."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if words in path.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise TimeoutError(f"{path.name} does not say {words!r}")
