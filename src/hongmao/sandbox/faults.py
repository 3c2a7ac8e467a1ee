"""Faults ordered ahead, so that a caller's patience can be tried."""

import threading

import msgspec

from hongmao.sandbox.envelope import TopError


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """What happens to the next `times` calls of `method` (any, if empty): one of these.

    `code` (with `sub_code` and `sub_msg`): the call fails with this error of the platform, after
    envelope and throttle. The others strike on the wire: `http` answers with this status, `cut`
    sends half of the answer to a call that was done, `hang_s` answers after so many seconds.
    """

    code: int = 0
    sub_code: str = ""
    sub_msg: str = ""
    http: int = 0
    cut: bool = False
    hang_s: float = 0.0
    method: str = ""
    times: int = 1


class Faults:
    """The faults still to come, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Order a fault."""
        with self._lock:
            self._waiting.append(fault)

    def strike(self, method: str) -> None:
        """Raise the first of the platform's own errors that is waiting for `method`, if any."""
        fault = self._pop(method, on_the_wire=False)
        if fault:
            raise TopError(fault.code, fault.sub_code, fault.sub_msg)

    def take(self, method: str) -> Fault | None:
        """The first fault of the wire that is waiting for `method`, if any."""
        return self._pop(method, on_the_wire=True)

    def _pop(self, method: str, *, on_the_wire: bool) -> Fault | None:
        with self._lock:
            for fault in self._waiting:
                wire = bool(fault.http or fault.cut or fault.hang_s)
                if wire == on_the_wire and fault.method in ("", method):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
