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
    Caller,
    clock_sentence,
    from_local,
    now_ms,
    parameter,
    to_local,
)
from hongmao.core.connector import MarketplaceError, MendRequest, TryAgain
from hongmao.core.signing import SignMethod, sign

__all__ = ["ClockOff", "TaobaoClient", "from_local", "root_name", "to_local"]

_BAN = re.compile(r"ban will last for (\d+) more second", re.IGNORECASE)
_BUSY = {"3000": 3600.0, "9100": 2.0, "3001": 1.0}
"""Sub-codes of the order feed that pass by themselves, with seconds to wait. 3000 asks for a day
without calls; an hour's pause finds out when it is over."""

_HELP = {
    7: "The app called too often.",
    11: "The app lacks the permission for this method, or this machine's IP address is not on "
    "its allow-list: see the app's permissions in the Taobao Open Platform console.",
    12: "The user has not authorised this app for the method.",
    22: "The gateway does not know this method: check HONGMAO_TAOBAO_GATEWAY.",
    24: "The signature did not arrive: something between here and the gateway drops parameters.",
    25: "The signature is wrong: HONGMAO_TAOBAO_APP_SECRET does not belong to this app key, or "
    "something between here and the gateway changes parameters.",
    26: "The method needs a session and none was sent.",
    27: "The session has expired: authorise the app again.",
    28: "No app key was sent: set HONGMAO_TAOBAO_APP_KEY.",
    29: "The gateway does not know this app key: check HONGMAO_TAOBAO_APP_KEY, and that the "
    "gateway is the one it was issued for.",
}
_CLOCK = (30, 31)
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


class TaobaoClient:
    """Calls TOP methods with one app's keys. Safe to share between threads; close it after use.

    A `TryAgain` is tried again as `calling` says.
    """

    def __init__(
        self,
        gateway: str,
        app_key: str,
        app_secret: str,
        *,
        sign_method: SignMethod = SignMethod.HMAC_SHA256,
        timeout_s: float = 10.0,
        patience_s: float = 4.0,
    ) -> None:
        self._app_key = app_key
        self._secret = app_secret
        self._sign_method = sign_method
        self._caller = Caller(gateway, "HONGMAO_TAOBAO_GATEWAY", timeout_s, patience_s)

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()

    def call(self, method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
        """What `method` answers, without its root key. Objects and arrays travel as JSON texts.

        Numbers with a point come back as texts, so that no amount passes through a float. Raises
        `TryAgain` or `MendRequest`.
        """
        return self._caller.patiently(lambda: self._call_once(method, arguments))

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
        parameters["sign"] = sign(parameters, self._secret, self._sign_method)
        return parameters

    def _call_once(self, method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
        reply = self._caller.post(self.signed(method, arguments))
        if "error_response" in reply.payload:
            raise _error(reply.payload["error_response"], reply.skew_ms)
        body = reply.payload.get(root_name(method), reply.payload)
        if not isinstance(body, dict):
            raise MendRequest("shape", f"{method} answered with something other than an object.")
        return body


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
    return MendRequest(name, f"{_HELP[code]} ({said})" if code in _HELP else said)
