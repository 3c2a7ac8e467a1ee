"""Trouble on purpose: on the wire and in the rows, now and then or all the time.

A fault is ordered for the next calls (`faults.Fault`); a share in the settings strikes at random.
Both reach every gateway of the sandbox and neither its pages nor its admin API.
"""

import random
import time
from collections.abc import Sequence
from typing import TypeVar

from flask import Flask, Response, g, request

from hongmao.sandbox.faults import Fault, Faults
from hongmao.sandbox.state import Settings, State

Row = TypeVar("Row")
GATEWAYS = ("gateway", "jd", "pdd")
BAD_GATEWAY = 502
LATE = "AND (:late * (CAST(substr(row_id, -1) AS INTEGER) % 2) = 0 OR row_ms + :late <= :now)"
"""Half of the rows, those whose ids are odd, show `late` ms after their time."""


def late(state: State) -> dict[str, int]:
    """The values of `LATE`."""
    return {"late": state.settings.late_ms, "now": state.now_ms()}


def muddle(settings: Settings, rows: Sequence[Row]) -> list[Row]:
    """A page's rows as a troubled feed sends them: some twice, and in no order."""
    muddled = [*rows, *(row for row in rows if strikes(settings.double_share))]
    if settings.shuffle:
        random.shuffle(muddled)
    return muddled


def trouble(app: Flask, state: State, faults: Faults) -> None:
    """Let faults of the wire strike an application's gateways."""

    def before() -> Response | None:
        if request.blueprint not in GATEWAYS:
            return None
        g.fault = faults.take(_method()) or _chance(state.settings)
        if g.fault and g.fault.hang_s:
            time.sleep(g.fault.hang_s)
        if g.fault and g.fault.http:
            return Response("the sandbox fails on purpose", g.fault.http)
        return None

    def after(response: Response) -> Response:
        fault: Fault | None = g.pop("fault", None)
        if fault and fault.cut:
            body = response.get_data()
            response.set_data(body[: len(body) // 2])
        return response

    app.before_request(before)
    app.after_request(after)


def _method() -> str:
    """The method that is called: Pinduoduo names it `type`."""
    return request.values.get("method") or request.values.get("type") or ""


def _chance(settings: Settings) -> Fault | None:
    """A fault that the settings' shares bring about, if any."""
    if strikes(settings.hang_share):
        return Fault(hang_s=settings.hang_s)
    if strikes(settings.http_share):
        return Fault(http=BAD_GATEWAY)
    return Fault(cut=True) if strikes(settings.cut_share) else None


def strikes(share: float) -> bool:
    """Whether it happens this time, of a `share` of all times."""
    return share > 0 and random.random() < share  # noqa: S311 - chance, not a secret
