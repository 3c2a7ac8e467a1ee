"""The envelope of Pinduoduo's open gateway over HTTP, and what its errors mean.

Every call is one signed POST; the signature is the md5 one of `core.signing`, with the client
secret on both sides. The answer's key does not follow from the method's name, so each is listed.
Codes and their meanings are those of the table that the documentation of every method carries.
"""

from collections.abc import Mapping
from typing import Any

from hongmao.connectors.calling import SHORTEST_WAIT_S, clock_sentence, now_ms, parameter
from hongmao.connectors.client import Client, judge, under
from hongmao.core.connector import MarketplaceError
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


class PddClient(Client):
    """DDK's methods, those of `ROOTS`; the app's key is its client id."""

    SETTING = "HONGMAO_PDD_GATEWAY"

    def signed(self, method: str, arguments: Mapping[str, object]) -> dict[str, str]:
        """All the parameters of a request made now, with its signature."""
        parameters = {
            name: parameter(value) for name, value in arguments.items() if value is not None
        }
        parameters |= {
            "type": method,
            "client_id": self._app_key,
            "timestamp": str(now_ms() // 1000),
            "data_type": "JSON",
        }
        parameters["sign"] = sign(parameters, self._secret, SignMethod.MD5)
        return parameters

    def unwrap(self, method: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What `method` answers under its key."""
        return under(ROOTS[method], method, payload)

    def error(self, said: Mapping[str, Any], skew_ms: int | None) -> MarketplaceError:
        """The gateway's errors."""
        code = str(said.get("error_code", ""))
        told = (str(said[key]) for key in ("error_msg", "sub_msg") if said.get(key))
        words = ": ".join(dict.fromkeys(told))
        off = code == "10001" and _CLOCK in words
        advice = clock_sentence(skew_ms, ALLOWED_S) if off else HELP.get(code, "")
        return judge(code, words, PASSING, advice)
