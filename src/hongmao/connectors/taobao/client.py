"""The envelope of the Taobao Open Platform (TOP) over HTTP, and what its errors mean.

Every call is one signed POST. The platform answers errors with HTTP 200 and an `error_response`;
here they become `TryAgain` (throttles, the platform's own faults, the network) or `MendRequest`
(keys, signature, clock, arguments) with a sentence that says what to do.
"""

import re
from collections.abc import Mapping
from typing import Any

from hongmao.connectors.calling import (
    SHORTEST_WAIT_S,
    clock_sentence,
    from_local,
    now_ms,
    parameter,
    to_local,
)
from hongmao.connectors.client import USUAL, Client, Manner, judge, under
from hongmao.core.connector import (
    CursorLost,
    MarketplaceError,
    MendRequest,
    TryAgain,
    WindowTooLong,
)
from hongmao.core.signing import SignMethod, sign

__all__ = ["ClockOff", "TaobaoClient", "from_local", "root_name", "to_local"]

_BAN = re.compile(r"ban will last for (\d+) more second", re.IGNORECASE)
_BUSY = {"3000": 3600.0, "9100": 2.0, "3001": 1.0}
"""Sub-codes of the order feed that pass by themselves, with seconds to wait. 3000 asks for a day
without calls; an hour's pause finds out when it is over."""

_HELP = {
    7: "The app called too often.",
    9: "The gateway takes GET and POST alone: something between here and it changes requests.",
    11: "The app lacks the permission for this method, or this machine's IP address is not on "
    "its allow-list: see the app's permissions in the Taobao Open Platform console.",
    12: "The user has not authorised this app for the method.",
    21: "The method did not arrive: something between here and the gateway drops parameters.",
    22: "The gateway does not know this method: check HONGMAO_TAOBAO_GATEWAY.",
    23: "The gateway did not take `format`: something between here and it changes parameters.",
    24: "The signature did not arrive: something between here and the gateway drops parameters.",
    25: "The signature is wrong: HONGMAO_TAOBAO_APP_SECRET does not belong to this app key, or "
    "something between here and the gateway changes parameters.",
    26: "The method needs a session and none was sent: set HONGMAO_TAOBAO_SESSION.",
    27: "The session has expired: authorise the app again and set HONGMAO_TAOBAO_SESSION.",
    28: "No app key was sent: set HONGMAO_TAOBAO_APP_KEY.",
    29: "The gateway does not know this app key: check HONGMAO_TAOBAO_APP_KEY, and that the "
    "gateway is the one it was issued for.",
    32: "The version did not arrive: something between here and the gateway drops parameters.",
    33: "The gateway does not know version 2.0: check HONGMAO_TAOBAO_GATEWAY.",
    34: "The gateway no longer speaks version 2.0: this Hongmao is too old for it.",
    40: "The gateway asks for an argument that was not sent: this Hongmao is too old for it.",
    41: "The gateway refused an argument.",
}
_CLOCK = (30, 31)
_FEED_HELP = {
    "1001": "The feed refused the kind, size or number of a page.",
    "1005": "The feed refused the direction of a page.",
    "1006": "The feed refused a status to look for.",
    "1008": "The feed no longer knows our place in the window; it is read from its start.",
    "2000": "The feed could not read a time.",
    "2001": "The window ends before it begins.",
    "2002": "The window begins in the marketplace's future: set this machine's clock, with NTP.",
    "2004": "The window begins more than 90 days ago: no feed reaches further back.",
    "2007": "The window is longer than the feed serves today; shorter ones are asked for.",
}
_FEED_ERRORS: dict[str, type[MendRequest]] = {"1008": CursorLost, "2007": WindowTooLong}
ALLOWED_S = 600
"""How far a timestamp may lie from the platform's clock."""


class ClockOff(MendRequest):
    """The gateway refused our timestamp. `skew_ms` is its clock less ours, None if it told not."""

    def __init__(self, code: str, detail: str, skew_ms: int | None) -> None:
        self.skew_ms = skew_ms
        super().__init__(code, detail)


def root_name(method: str) -> str:
    """The key of a success answer: `taobao.tbk.x.get` answers under `tbk_x_get_response`."""
    return method.removeprefix("taobao.").replace(".", "_") + "_response"


class TaobaoClient(Client):
    """TOP's methods. `session` is the token of a user who authorised the app, if there is one."""

    SETTING = "HONGMAO_TAOBAO_GATEWAY"

    def __init__(
        self,
        gateway: str,
        app_key: str,
        app_secret: str,
        manner: Manner = USUAL,
        calls_a_second: float = 0.0,
        *,
        session: str = "",
        sign_method: SignMethod = SignMethod.HMAC_SHA256,
    ) -> None:
        super().__init__(gateway, app_key, app_secret, manner, calls_a_second)
        self._session = session
        self._sign_method = sign_method

    def clock_skew_ms(self) -> int:
        """The gateway's clock less ours, to about half a second.

        Answers even where the clock is so far off that the gateway refuses calls, as long as the
        refusal carries a `Date`. Raises as `call`.
        """
        try:
            answer = self.call("taobao.time.get", {})
        except ClockOff as refused:
            if refused.skew_ms is None:
                raise
            return refused.skew_ms
        ours = now_ms()
        try:
            return from_local(str(answer.get("time"))) + 500 - ours
        except ValueError as problem:
            raise MendRequest("shape", f"taobao.time.get gave no time: {answer}") from problem

    def signed(self, method: str, arguments: Mapping[str, object]) -> dict[str, str]:
        """All the parameters of a request made now, with its signature."""
        parameters = {
            name: parameter(value) for name, value in arguments.items() if value is not None
        }
        parameters |= {
            "method": method,
            "app_key": self._app_key,
            "timestamp": to_local(now_ms()),
            "v": "2.0",
            "format": "json",
            "sign_method": self._sign_method.value,
        }
        if self._session:
            parameters["session"] = self._session
        parameters["sign"] = sign(parameters, self._secret, self._sign_method)
        return parameters

    def unwrap(self, method: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What stands under the method's root, or the whole answer where there is none."""
        root = root_name(method)
        return under(root, method, payload) if root in payload else payload

    def error(self, said: Mapping[str, Any], skew_ms: int | None) -> MarketplaceError:
        """The platform's errors."""
        return _error(said, skew_ms)


def _error(error: Mapping[str, Any], skew_ms: int | None) -> MarketplaceError:
    """The typed error of an `error_response`."""
    code = int(error.get("code") or 0)
    sub_code = str(error.get("sub_code") or "")
    said = ": ".join(str(error[k]) for k in ("msg", "sub_msg") if error.get(k)) or "no words"
    name = f"{code} {sub_code}".strip()
    if code == 7:
        ban = _BAN.search(str(error.get("sub_msg", "")))
        return TryAgain("7", f"{_HELP[7]} {said}", float(ban[1]) if ban else 1.0)
    if sub_code in _BUSY:
        return TryAgain(name, said, _BUSY[sub_code])
    if sub_code.startswith("isp.") or code == 10 or (code == 15 and not sub_code):
        return TryAgain(name, said, SHORTEST_WAIT_S)
    if code in _CLOCK:
        return ClockOff(name, f"{clock_sentence(skew_ms, ALLOWED_S)} ({said})", skew_ms)
    if sub_code in _FEED_HELP:
        return _FEED_ERRORS.get(sub_code, MendRequest)(name, f"{_FEED_HELP[sub_code]} ({said})")
    return judge(name, said, {}, _HELP.get(code, ""))
