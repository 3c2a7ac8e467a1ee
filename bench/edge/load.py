"""Load by wrk, from the core that the server does not have."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from bench.edge.contestants import LOAD_CORE, Contestant

_SCRIPT = """
local file = io.open("{requests}", "rb")
local all = file:read("*a")
local requests, at = {{}}, 0
for one in all:gmatch("[^%z]+") do requests[#requests + 1] = one end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""
_PACE = """
local pause = {pause_ms}
function delay() return math.random() * 2 * pause end
"""
_UNITS = {"us": 1.0, "ms": 1000.0, "s": 1_000_000.0}


class Result(NamedTuple):
    """One run: requests and their rate a second, processor µs a request, latencies in µs."""

    rate: float
    cpu_us: float
    p50_us: float
    failed: int
    requests: int
    p99_us: float


def load(
    contestant: Contestant,
    home: Path,
    requests: list[bytes],
    *,
    connections: int,
    seconds: float,
    rate: float = 0,
    pinned: bool = True,
) -> Result:
    """Requests, one after the other and around, as fast as they are answered.

    Or at about `rate` a second, where it is given.
    """
    file = home / "requests"
    file.write_bytes(b"\0".join(requests))
    script = _SCRIPT.format(requests=file)
    if rate:
        script += _PACE.format(pause_ms=1000 * connections / rate)
    (home / "wrk.lua").write_text(script)
    before = contestant.cpu_s()
    pin = ["taskset", "-c", str(LOAD_CORE)] if pinned else []
    said = subprocess.run(
        [*pin, "wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency",
         "-s", str(home / "wrk.lua"), f"http://127.0.0.1:{contestant.port}"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    spent = contestant.cpu_s() - before
    answered = int(_find(r"(\d+) requests in", said))
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Result(
        rate=float(_find(r"Requests/sec:\s+([\d.]+)", said)),
        cpu_us=spent / max(answered, 1) * 1e6,
        p50_us=_latency(50, said),
        failed=int(errors[1]) if errors else 0,
        requests=answered,
        p99_us=_latency(99, said),
    )


def _latency(percent: int, text: str) -> float:
    number, unit = re.findall(rf"{percent}%\s+([\d.]+)(us|ms|s)", text)[0]
    return float(number) * _UNITS[unit]


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise RuntimeError(f"wrk said nothing of {pattern}: {text}")
    return found[1]
