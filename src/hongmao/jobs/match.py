"""Matches orders to clicks: asks the lake for candidates, judges each, keeps the judgement."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from django.conf import settings as django_settings

from hongmao.core.clock import to_ms
from hongmao.core.matching import Candidate, Judgement, judge
from hongmao.core.orders import current
from hongmao.measure.runner import ask
from hongmao.orders.actions import keep_judgement
from hongmao.orders.models import Order
from hongmao.orders.queries import leased_placements, stored_revisions, unjudged

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
        (order, judge(current(stored_revisions(order)), found[order.pk], tolerance_ms))
        for order in orders
    ]


def _candidates(
    orders: Sequence[Order], lake: Path, tolerance_ms: int
) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = defaultdict(list)
    clicked = {order.pk: to_ms(order.click_at) for order in orders if order.click_at}
    leased = leased_placements(orders)
    if not leased:
        return found
    facts = pa.table(
        {
            "order_id": pa.array([one.order for one in leased], pa.int64()),
            "placement": pa.array([one.placement for one in leased], pa.int64()),
            "same_item": pa.array([one.same_item for one in leased], pa.bool_()),
            "same_store": pa.array([one.same_store for one in leased], pa.bool_()),
            "click_ms": pa.array([clicked[one.order] for one in leased], pa.int64()),
            "tolerance_ms": pa.array([tolerance_ms] * len(leased), pa.int64()),
        }
    )
    for row in ask("candidates", lake, {"leased": facts}):
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
