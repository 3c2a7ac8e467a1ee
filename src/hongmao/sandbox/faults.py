"""Faults ordered ahead, so that a caller's patience can be tried."""

import threading

import msgspec

from hongmao.sandbox.envelope import TopError


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """The next `times` calls of `method` (any, if empty) fail with this error."""

    code: int
    sub_code: str = ""
    sub_msg: str = ""
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
        """Raise the first fault that is waiting for `method`, if any."""
        with self._lock:
            for fault in self._waiting:
                if fault.method in ("", method):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    raise TopError(fault.code, fault.sub_code, fault.sub_msg)
