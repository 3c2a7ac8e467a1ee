"""Requests to the gateway made by hand, for tests that look at the wire itself."""

import time

from hongmao.core.signing import SignMethod, sign
from hongmao.sandbox.envelope import local_time
from tests.sandbox.running import APP_KEY, APP_SECRET

ORDERS = "taobao.tbk.order.details.get"
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def signed(method: str = "taobao.time.get", **arguments: object) -> dict[str, str]:
    parameters = {
        "method": method,
        "app_key": APP_KEY,
        "timestamp": local_time(now_ms()),
        "v": "2.0",
        "format": "json",
        "sign_method": "md5",
        **{name: str(value) for name, value in arguments.items() if value is not None},
    }
    kind = SignMethod(parameters["sign_method"])
    return {**parameters, "sign": sign(parameters, APP_SECRET, kind)}


def window(start_ms: int, end_ms: int) -> dict[str, str]:
    return {"start_time": local_time(start_ms), "end_time": local_time(end_ms)}
