"""What every marketplace's client does on the wire: post a form, try again, read the clocks.

A `TryAgain` is tried again here, up to `TRIES` times in all, while it asks to wait no longer than
the client's patience; beyond that it is raised, and the caller comes back later. Every try keeps
the pace that the marketplace allows.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
import msgspec
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from hongmao.connectors.pace import Pace
from hongmao.core.connector import MendRequest, TryAgain

GMT8 = timezone(timedelta(hours=8))
"""The marketplaces' local time: China has had no daylight saving since 1991."""

TRIES = 4
SHORTEST_WAIT_S = 0.25

Answer = TypeVar("Answer")


class Reply(msgspec.Struct, frozen=True):
    """What a gateway answered: its JSON object, and its clock less ours by the `Date` header.

    Numbers with a point are texts, so that no amount passes through a float.
    """

    payload: dict[str, Any]
    skew_ms: int | None


class Caller:
    """Posts to one gateway. Safe to share between threads; close it after use.

    `setting` is the environment variable that holds the gateway's address, for sentences. The
    `pace` is kept by every try.
    """

    def __init__(
        self,
        gateway: str,
        setting: str,
        timeout_s: float,
        patience_s: float,
        pace: Pace,
    ) -> None:
        self._pace = pace
        self._gateway = gateway
        self._setting = setting
        self._patience_s = patience_s
        self._http = httpx.Client(timeout=timeout_s, follow_redirects=False)
        self._retrying = Retrying(
            retry=retry_if_exception(self._is_short),
            wait=_wait_s,
            stop=stop_after_attempt(TRIES),
            reraise=True,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def patiently(self, once: Callable[[], Answer]) -> Answer:
        """What `once` returns, called again while it raises a `TryAgain` that is short enough."""
        answer: Answer = self._retrying.copy()(once)
        return answer

    def post(self, form: Mapping[str, str]) -> Reply:
        """Post a form once, when the pace allows.

        Raises `TryAgain` (network, HTTP 5xx, an answer cut short) or `MendRequest` (no gateway).
        """
        self._pace.wait()
        try:
            response = self._http.post(self._gateway, data=form)
        except httpx.TransportError as fault:
            detail = f"The gateway {self._gateway} cannot be reached: {fault}"
            raise TryAgain("network", detail, SHORTEST_WAIT_S) from fault
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as fault:
            detail = f"{self._setting} is not a URL: {self._gateway!r}"
            raise MendRequest("gateway", detail) from fault
        return Reply(self._payload(response), _skew_ms(response))

    def _payload(self, response: httpx.Response) -> dict[str, Any]:
        status, url = response.status_code, response.url
        if status >= 500:
            raise TryAgain(f"http-{status}", "The gateway is failing.", SHORTEST_WAIT_S)
        if status != 200:
            raise MendRequest(
                f"http-{status}",
                f"{url} answered HTTP {status}, which the platform never does: "
                f"check {self._setting}.",
            )
        try:
            payload = json.loads(response.content, parse_float=str)
        except ValueError as fault:
            if response.content.lstrip()[:1] in (b"{", b""):
                raise TryAgain("cut", "The answer broke off.", SHORTEST_WAIT_S) from fault
            detail = f"{url} did not answer in JSON: check {self._setting}."
            raise MendRequest("not-json", detail) from fault
        if not isinstance(payload, dict):
            raise MendRequest("shape", f"{url} answered with something other than an object.")
        return payload

    def _is_short(self, fault: BaseException) -> bool:
        return isinstance(fault, TryAgain) and fault.wait_s <= self._patience_s


def to_local(at_ms: int) -> str:
    """Epoch milliseconds as the platforms write times: `yyyy-MM-dd HH:mm:ss`, GMT+8, cut."""
    return datetime.fromtimestamp(at_ms // 1000, GMT8).strftime("%Y-%m-%d %H:%M:%S")


def from_local(text: str) -> int:
    """Epoch milliseconds of a platform time; raises `ValueError` where it is not one."""
    at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=GMT8)
    return int(at.timestamp()) * 1000


def parameter(value: object) -> str:
    """A parameter as it travels: objects and arrays as JSON, truth in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def clock_sentence(skew_ms: int | None, allowed_s: int) -> str:
    """What to tell a person whose timestamp a marketplace refused; `skew_ms` None: not known."""
    if skew_ms is None:
        return "The gateway refused our timestamp: set this machine's clock, with NTP if you can."
    side = "behind" if skew_ms > 0 else "ahead of"
    return (
        f"Your clock is off by {abs(skew_ms) // 1000} seconds, {side} the marketplace's; "
        f"it allows {allowed_s}. Set this machine's clock, with NTP if you can."
    )


def now_ms() -> int:
    """Our clock, epoch milliseconds."""
    return time.time_ns() // 1_000_000


def _wait_s(state: RetryCallState) -> float:
    """The pause before the next try: what was asked for, or 0.25 s doubled at each try."""
    fault = state.outcome.exception() if state.outcome else None
    asked = fault.wait_s if isinstance(fault, TryAgain) else 0.0
    return max(asked, SHORTEST_WAIT_S * float(2 ** (state.attempt_number - 1)))


def _skew_ms(response: httpx.Response) -> int | None:
    """The gateway's clock less ours by its `Date` header, to the second."""
    try:
        at = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    return int(at.replace(tzinfo=at.tzinfo or UTC).timestamp() * 1000) + 500 - now_ms()
