"""The envelope of Pinduoduo's open gateway over HTTP, and what its errors mean.

Every call is one signed POST; the signature is the md5 one of `core.signing`, with the client
secret on both sides. The answer's key does not follow from the method's name, so each is listed.
Codes and their meanings are those of the table that the documentation of every method carries.
"""

from collections.abc import Mapping
from typing import Any

from hongmao.connectors.calling import (
    SHORTEST_WAIT_S,
    Caller,
    Reply,
    clock_sentence,
    now_ms,
    parameter,
)
from hongmao.core.connector import MarketplaceError, MendRequest, TryAgain
from hongmao.core.signing import SignMethod, sign

ROOTS = {
    "pdd.ddk.goods.promotion.url.generate": "goods_promotion_url_generate_response",
    "pdd.ddk.goods.search": "goods_search_response",
    "pdd.ddk.order.list.increment.get": "order_list_get_response",
}
ALLOWED_S = 600
"""How far a timestamp may lie from the gateway's clock."""

PASSING = {
    "50000": SHORTEST_WAIT_S,  # the system failed
    "50002": SHORTEST_WAIT_S,  # the service behind the gateway failed
    "52001": SHORTEST_WAIT_S,  # the gateway's service failed
    "52002": SHORTEST_WAIT_S,  # the gateway failed
    "52101": 1.0,  # the method is throttled
    "52102": 60.0,  # the method is switched off for now
    "52103": 60.0,  # the service is switched off for now
    "70031": 1.0,  # this app calls too often
    "70033": 600.0,  # maintenance
    "70036": 3600.0,  # an app in test has used up its calls
}
"""Codes that pass by themselves, with seconds to wait."""

_RISK = "Pinduoduo has stopped this app or account: ask it why, in Duoduo Jinbao's console."
HELP = {
    "10000": "Pinduoduo takes a parameter for wrong.",
    "10001": "Pinduoduo takes a common parameter for wrong.",
    "10016": "The gateway does not know this client id: check HONGMAO_PDD_CLIENT_ID, and that the "
    "app is online.",
    "10017": "The gateway does not know this method: check HONGMAO_PDD_GATEWAY.",
    "10018": "Pinduoduo takes a target client id for wrong, and none was sent.",
    "10019": "The access token has expired, which DDK's methods do not need.",
    "20004": "The signature is wrong: HONGMAO_PDD_CLIENT_SECRET does not belong to this client id, "
    "or something between here and the gateway changes parameters.",
    "20005": "This machine's address is not on the app's allow-list: add it in the console of "
    "Pinduoduo's open platform.",
    "20031": "The app may not call this method: apply for the Duoduo Jinbao package.",
    "20032": "The client id is wrong: check HONGMAO_PDD_CLIENT_ID.",
    "20034": "Pinduoduo has withdrawn this method: look for a newer Hongmao.",
    "20035": "The method belongs to another gateway: check HONGMAO_PDD_GATEWAY.",
    "21001": "Pinduoduo takes a parameter of the method for wrong.",
    "21002": "A parameter of the method is missing.",
    "30000": "The app may not call this method for another.",
    "30001": "Pinduoduo takes a partner id for wrong, and none was sent.",
    "50001": "Pinduoduo's service refuses the request.",
    "52004": "The request is too large.",
    "70032": _RISK,
    "70034": _RISK,
    "70035": _RISK,
}
_CLOCK = "timestamp"


class PddClient:
    """Calls methods with one app's keys. Safe to share between threads; close it after use.

    A `TryAgain` is tried again as `calling` says.
    """

    def __init__(
        self,
        gateway: str,
        client_id: str,
        client_secret: str,
        *,
        timeout_s: float = 10.0,
        patience_s: float = 4.0,
    ) -> None:
        self._client_id = client_id
        self._secret = client_secret
        self._caller = Caller(gateway, "HONGMAO_PDD_GATEWAY", timeout_s, patience_s)

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()

    def call(self, method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
        """What `method`, one of `ROOTS`, answers under its key. Raises `TryAgain` or `MendRequest`.

        Objects and arrays travel as JSON texts.
        """
        return self._caller.patiently(lambda: self._call_once(method, arguments))

    def skew_ms(self) -> int | None:
        """The gateway's clock less ours, to about half a second; None where it does not say."""
        return self._caller.patiently(lambda: self._caller.post({})).skew_ms

    def signed(self, method: str, arguments: Mapping[str, object]) -> dict[str, str]:
        """All the parameters of a request made now, with its signature."""
        parameters = {
            name: parameter(value) for name, value in arguments.items() if value is not None
        }
        parameters |= {
            "type": method,
            "client_id": self._client_id,
            "timestamp": str(now_ms() // 1000),
            "data_type": "JSON",
        }
        parameters["sign"] = sign(parameters, self._secret, SignMethod.MD5)
        return parameters

    def _call_once(self, method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
        reply = self._caller.post(self.signed(method, arguments))
        if "error_response" in reply.payload:
            raise _error(reply)
        body = reply.payload.get(ROOTS[method])
        if not isinstance(body, dict):
            raise MendRequest("shape", f"{method} did not answer under {ROOTS[method]}.")
        return body


def _error(reply: Reply) -> MarketplaceError:
    """The typed error of an `error_response`."""
    error = reply.payload["error_response"]
    said = error if isinstance(error, Mapping) else {}
    code = str(said.get("error_code", ""))
    words = ": ".join(dict.fromkeys(str(said[k]) for k in ("error_msg", "sub_msg") if said.get(k)))
    words = words or "no words"
    if code in PASSING:
        return TryAgain(code, words, PASSING[code])
    if code == "10001" and _CLOCK in words:
        return MendRequest(code, f"{clock_sentence(reply.skew_ms, ALLOWED_S)} ({words})")
    return MendRequest(code or "error", f"{HELP[code]} ({words})" if code in HELP else words)
