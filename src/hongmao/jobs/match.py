"""Matches orders to clicks: asks the lake for candidates, judges each, keeps the judgement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings as django_settings

from hongmao.core.clock import to_ms
from hongmao.core.matching import Candidate, Judgement, judge
from hongmao.core.orders import current
from hongmao.links.marketplaces import memory
from hongmao.measure.runner import ask
from hongmao.orders.actions import keep_judgement
from hongmao.orders.models import Order
from hongmao.orders.queries import (
    LeasedPlacement,
    leased_placements,
    stored_revisions,
    unjudged,
)

BATCH = 500


def match_orders(at: datetime, batch: int = BATCH) -> int:
    """Judge the orders that wait for it; returns how many were looked at."""
    orders = unjudged(batch)
    for order, judgement in judgements(orders):
        keep_judgement(order.pk, judgement, at)
    return len(orders)


def judgements(orders: Sequence[Order]) -> list[tuple[Order, Judgement]]:
    """What the rules say of these orders, from the lake and the leases as they are now."""
    values = django_settings.HONGMAO
    tolerance_ms = values.match_tolerance_seconds * 1000
    found = _candidates(orders, values.lake_folder, tolerance_ms)
    return [
        (
            order,
            judge(
                current(stored_revisions(order)), found[order.pk], tolerance_ms, _memory_ms(order)
            ),
        )
        for order in orders
    ]


def _memory_ms(order: Order) -> int:
    return memory(order.marketplace) // timedelta(milliseconds=1)


def _candidates(
    orders: Sequence[Order], lake: Path, tolerance_ms: int
) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = defaultdict(list)
    leased = leased_placements(orders)
    by_id = {order.pk: order for order in orders}
    timed = [one for one in leased if by_id[one.order].click_at]
    untimed = [one for one in leased if not by_id[one.order].click_at]
    rows = _near(timed, by_id, lake, tolerance_ms) if timed else []
    rows += _before(untimed, by_id, lake, tolerance_ms) if untimed else []
    for row in rows:
        found[row["order_id"]].append(
            Candidate(
                click_id=row["click_id"],
                at_ms=row["at_ms"],
                placement=row["placement"],
                leased=True,
                same_item=row["same_item"],
                same_store=row["same_store"],
                flagged=row["flagged"],
            )
        )
    return found


Rows = list[dict[str, Any]]


def _near(
    leased: list[LeasedPlacement], orders: Mapping[int, Order], lake: Path, tolerance_ms: int
) -> Rows:
    """Clicks near the click time that the marketplace tells."""
    clicked = [orders[one.order].click_at for one in leased]
    spans = {
        "click_ms": [to_ms(at) for at in clicked if at],
        "tolerance_ms": [tolerance_ms] * len(leased),
    }
    return ask("candidates", lake, {"leased": _facts(leased, spans)})


def _before(
    leased: list[LeasedPlacement], orders: Mapping[int, Order], lake: Path, tolerance_ms: int
) -> Rows:
    """Where it tells none: the last click before each order."""
    placed = [orders[one.order] for one in leased]
    spans = {
        "from_ms": [to_ms(order.ordered_at) - _memory_ms(order) for order in placed],
        "until_ms": [to_ms(order.ordered_at) + tolerance_ms for order in placed],
    }
    return ask("last_clicks", lake, {"leased": _facts(leased, spans)})


def _facts(leased: list[LeasedPlacement], spans: Mapping[str, list[int]]) -> pa.Table:
    return pa.table(
        {
            "order_id": pa.array([one.order for one in leased], pa.int64()),
            "placement": pa.array([one.placement for one in leased], pa.int64()),
            "same_item": pa.array([one.same_item for one in leased], pa.bool_()),
            "same_store": pa.array([one.same_store for one in leased], pa.bool_()),
            **{name: pa.array(span, pa.int64()) for name, span in spans.items()},
        }
    )
