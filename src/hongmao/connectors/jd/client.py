"""The envelope of JD's open gateway over HTTP, and what its errors mean.

Every call is one signed POST; the method's own parameters travel as one JSON text,
`360buy_param_json`, and the signature is the md5 one of `core.signing`. The answer's key is the
method's name with dots as `_` and `_responce` (so spelt) behind it; inside, a key that ends in
`Result` holds JSON in a text, with a `code` of its own: 200, or what JD Union objects to.

The gateway's codes are those of JD's table of gateway errors (1 to 67), as client libraries and
integrators reproduce it; JD Union's own are told in its words, and only their class is judged.
"""

import json
from collections.abc import Mapping
from typing import Any

from hongmao.connectors.calling import (
    SHORTEST_WAIT_S,
    clock_sentence,
    now_ms,
    parameter,
    to_local,
)
from hongmao.connectors.client import Client, judge, under
from hongmao.core.connector import MarketplaceError, MendRequest, TryAgain
from hongmao.core.signing import SignMethod, sign

ALLOWED_S = 360
"""How far a timestamp may lie from the gateway's clock."""

PASSING = {
    "1": 1.0,  # service unavailable
    "2": 60.0,  # the app called too often
    "43": 1.0,  # the system failed
    "65": 1.0,  # the service behind the gateway timed out
    "66": 1.0,  # the service behind the gateway is down
    "67": 1.0,  # the service behind the gateway failed
}
"""Gateway codes that pass by themselves, with seconds to wait."""

_KEY = "check HONGMAO_JD_APP_KEY, and that the app is online in JD Union's console."
HELP = {
    "3": "JD forbids the request: see the app's state in JD Union's console.",
    "4": "The version did not arrive: something between here and the gateway drops parameters.",
    "5": "The gateway does not support this version: check HONGMAO_JD_GATEWAY.",
    "6": "The gateway does not know this version: check HONGMAO_JD_GATEWAY.",
    "7": "The timestamp did not arrive: something between here and the gateway drops parameters.",
    "11": "The signature did not arrive: something between here and the gateway drops parameters.",
    "12": "The signature is wrong: HONGMAO_JD_APP_SECRET does not belong to this app key, or "
    "something between here and the gateway changes parameters.",
    "13": "The gateway does not know the format json: check HONGMAO_JD_GATEWAY.",
    "14": "The method did not arrive: something between here and the gateway drops parameters.",
    "15": "The gateway does not know this method: check HONGMAO_JD_GATEWAY.",
    "18": "The method asks for an access token, which JD Union's methods do not need.",
    "19": "The gateway takes an access token for wrong, and none was sent.",
    "20": "No app key was sent: set HONGMAO_JD_APP_KEY.",
    "21": f"The gateway does not know this app key: {_KEY}",
    "23": "JD has withdrawn this method: look for a newer Hongmao.",
    "24": "The app may not call this method: apply for it in JD Union's console.",
    "25": f"The app is not online: {_KEY}",
    "50": "The gateway takes the call for invalid.",
    "60": "JD takes a parameter for wrong.",
    "61": "JD takes a parameter's value for wrong.",
    "62": "JD cannot read the parameters.",
    "63": "JD cannot read the parameters as JSON.",
    "64": "An account of this kind may not call this method.",
}
CLOCK = "8"
_FAILING = range(500, 600)
_TOO_OFTEN = "429"


def root_name(method: str) -> str:
    """The key of a success answer, in JD's spelling."""
    return method.replace(".", "_") + "_responce"


class JdClient(Client):
    """JD Union's methods."""

    SETTING = "HONGMAO_JD_GATEWAY"

    def signed(self, method: str, arguments: Mapping[str, object]) -> dict[str, str]:
        """All the parameters of a request made now, with its signature."""
        parameters = {
            "method": method,
            "app_key": self._app_key,
            "timestamp": to_local(now_ms()),
            "v": "1.0",
            "format": "json",
            "sign_method": SignMethod.MD5.value,
            "360buy_param_json": parameter(dict(arguments)),
        }
        parameters["sign"] = sign(parameters, self._secret, SignMethod.MD5)
        return parameters

    def unwrap(self, method: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The result of `method`, out of its text."""
        result = _result(method, under(root_name(method), method, payload))
        if str(result.get("code")) != "200":
            raise _objection(result)
        return result

    def error(self, said: Mapping[str, Any], skew_ms: int | None) -> MarketplaceError:
        """The gateway's own errors."""
        code = str(said.get("code", ""))
        words = ": ".join(str(said[key]) for key in ("en_desc", "zh_desc") if said.get(key))
        advice = clock_sentence(skew_ms, ALLOWED_S) if code == CLOCK else HELP.get(code, "")
        return judge(code, words, PASSING, advice)


def _result(method: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON in the text under the one key that ends in `Result`."""
    inside = next((value for key, value in body.items() if key.endswith("Result")), None)
    try:
        result = json.loads(inside, parse_float=str) if isinstance(inside, str) else inside
    except ValueError as fault:
        raise MendRequest("not-json", f"{method} answered a result that is not JSON.") from fault
    if not isinstance(result, dict):
        raise MendRequest("shape", f"{method} answered without a result: code {body.get('code')}.")
    return result


def _objection(result: Mapping[str, Any]) -> MarketplaceError:
    """The typed error of a result whose code is not 200."""
    code = str(result.get("code", ""))
    words = str(result.get("message") or "no words")
    if code == _TOO_OFTEN:
        return TryAgain(code, words, 1.0)
    if code.isascii() and code.isdigit() and int(code) in _FAILING:
        return TryAgain(code, words, SHORTEST_WAIT_S)
    return MendRequest(code or "result", words)
