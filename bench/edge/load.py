"""Load by wrk, from the core that the server does not have."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from bench.edge.contestants import CODE, LOAD_CORE, Contestant

_CLICK = """
wrk.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 " ..
  "(KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36"
wrk.headers["Accept-Language"] = "zh-CN,zh;q=0.9"
"""
_PACE = """
local pause = {pause_ms}
function delay() return math.random() * 2 * pause end
"""
_BEACONS = """
local bodies = {{}}
for line in io.lines("{bodies}") do bodies[#bodies + 1] = line end
local at = 0
function request()
  at = at % #bodies + 1
  return wrk.format("POST", "/e", {{["User-Agent"] = "Mozilla/5.0 (iPhone)"}}, bodies[at])
end
"""
_UNITS = {"us": 1.0, "ms": 1000.0, "s": 1_000_000.0}


class Result(NamedTuple):
    """One run: requests a second, processor microseconds a request, median latency in µs."""

    rate: float
    cpu_us: float
    p50_us: float
    failed: int


def click(
    contestant: Contestant, home: Path, *, connections: int, seconds: float, rate: float = 0
) -> Result:
    """Clicks as fast as they are answered, or at about `rate` a second."""
    script = _CLICK
    if rate:
        script += _PACE.format(pause_ms=1000 * connections / rate)
    return _run(contestant, home, f"/r/{CODE}", script, connections, seconds)


def beacon(contestant: Contestant, home: Path, bodies: Path, seconds: float) -> Result:
    """Batches of impressions from a file with one body a line."""
    return _run(contestant, home, "/e", _BEACONS.format(bodies=bodies), 64, seconds)


def _run(
    contestant: Contestant, home: Path, path: str, script: str, connections: int, seconds: float
) -> Result:
    file = home / "wrk.lua"
    file.write_text(script)
    before = contestant.cpu_s()
    said = subprocess.run(
        ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s",
         "--latency", "-s", str(file), f"http://127.0.0.1:{contestant.port}{path}"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    spent = contestant.cpu_s() - before
    requests = int(_find(r"(\d+) requests in", said))
    number, unit = re.findall(r"50%\s+([\d.]+)(us|ms|s)", said)[0]
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Result(
        rate=float(_find(r"Requests/sec:\s+([\d.]+)", said)),
        cpu_us=spent / max(requests, 1) * 1e6,
        p50_us=float(number) * _UNITS[unit],
        failed=int(errors[1]) if errors else 0,
    )


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise RuntimeError(f"wrk said nothing of {pattern}: {text}")
    return found[1]
