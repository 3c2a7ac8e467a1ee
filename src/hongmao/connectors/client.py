"""What the clients of signed gateways share, and the connectors that ask through one.

A marketplace says how its requests are signed, under which key it answers, and what its errors
mean; the rest is here.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from hongmao.connectors.calling import Caller, Reply
from hongmao.connectors.pace import Pace, pace_file
from hongmao.connectors.quiet import Quiet
from hongmao.core.connector import MarketplaceError, MendRequest, TryAgain


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """`timeout_s` bounds one HTTP exchange, `patience_s` the pauses the client waits out itself.

    Processes that name the same `pace_folder` share the pace of an app; None keeps it to this one.
    """

    timeout_s: float = 10.0
    patience_s: float = 4.0
    pace_folder: Path | None = None


USUAL = Manner()


class Access(Manner, frozen=True):
    """One app's keys at one gateway."""

    gateway: str
    app_key: str
    app_secret: str

    @property
    def keys(self) -> tuple[str, str, str]:
        """What a client is made from: gateway, key and secret."""
        return self.gateway, self.app_key, self.app_secret


class Client(ABC):
    """Calls methods with one app's keys. Safe to share between threads; close it after use.

    A `TryAgain` is tried again, and the pace of `calls_a_second` is kept, as `calling` says.
    `SETTING` is the variable that holds the gateway's address.
    """

    SETTING: ClassVar[str]

    def __init__(
        self,
        gateway: str,
        app_key: str,
        app_secret: str,
        manner: Manner = USUAL,
        calls_a_second: float = 0.0,
    ) -> None:
        self._app_key = app_key
        self._secret = app_secret
        folder = manner.pace_folder
        shared = pace_file(folder, gateway, app_key) if folder else None
        pace = Pace(calls_a_second, file=shared)
        self._caller = Caller(gateway, self.SETTING, manner.timeout_s, manner.patience_s, pace)

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()

    def call(self, method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
        """What `method` answers, without its envelope. Objects and arrays travel as JSON texts.

        Numbers with a point come back as texts, so that no amount passes through a float. Raises
        `TryAgain` or `MendRequest`.
        """
        return self._caller.patiently(lambda: self._call_once(method, arguments))

    def clock_skew_ms(self) -> int:
        """The gateway's clock less ours, to about half a second, by the `Date` of its answers.

        Asks nothing, and reads the refusal. Raises as `call`.
        """
        skew_ms = self._caller.patiently(lambda: self._caller.post({})).skew_ms
        if skew_ms is None:
            raise MendRequest("date", "The gateway's answer carries no Date.")
        return skew_ms

    @abstractmethod
    def signed(self, method: str, arguments: Mapping[str, object]) -> dict[str, str]:
        """All the parameters of a request made now, with its signature."""

    @abstractmethod
    def unwrap(self, method: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What stands in a success answer. Raises `MarketplaceError`."""

    @abstractmethod
    def error(self, said: Mapping[str, Any], skew_ms: int | None) -> MarketplaceError:
        """The typed error of an `error_response`; `skew_ms` as in `Reply`."""

    def _call_once(self, method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
        reply: Reply = self._caller.post(self.signed(method, arguments))
        said = reply.payload.get("error_response")
        if said is not None:
            raise self.error(said if isinstance(said, Mapping) else {}, reply.skew_ms)
        return self.unwrap(method, reply.payload)


AnyClient = TypeVar("AnyClient", bound=Client)


class Asking(Quiet, Generic[AnyClient]):
    """What connectors that ask a gateway have in common."""

    def __init__(self, client: AnyClient) -> None:
        self._client = client

    def close(self) -> None:
        """Close the connections to the gateway."""
        self._client.close()

    def clock_skew_ms(self) -> int:
        """The marketplace's clock less ours, to about half a second."""
        return self._client.clock_skew_ms()


def under(root: str, method: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The object under an answer's key. Raises `MendRequest` where there is none."""
    body = payload.get(root)
    if not isinstance(body, dict):
        raise MendRequest("shape", f"{method} did not answer under {root}.")
    return body


def judge(
    code: str, words: str, passing: Mapping[str, float], advice: str = ""
) -> MarketplaceError:
    """The error of a gateway's code: one in `passing` passes after so many seconds.

    `advice` is what a person is to do about any other, `words` are the gateway's own.
    """
    words = words or "no words"
    if code in passing:
        return TryAgain(code, words, passing[code])
    return MendRequest(code or "error", f"{advice} ({words})" if advice else words)
