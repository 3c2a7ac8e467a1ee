"""The rule of `core/matching.py` for many orders at once, over all clicks of the lake."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa

from hongmao.core.clock import from_ms
from hongmao.core.ids import click_ms
from hongmao.core.matching import (
    CROWD_MS,
    GUARD,
    SLACK_MS,
    UNTIMED_MS,
    Claim,
    Fit,
    Grade,
    Judgement,
    Term,
)
from hongmao.lake.places import Lake
from hongmao.measure.runner import Facts, ask

HOUR_MS = 3_600_000
RULE = {"slack_ms": SLACK_MS, "guard": GUARD, "crowd_ms": CROWD_MS, "untimed_ms": UNTIMED_MS}


def judge_all(
    claims: Sequence[tuple[Claim, Fit]], terms: Iterable[Term], lake: Lake
) -> dict[int, Judgement]:
    """What `judge` says of each claim, by the claim's `order`, which must be unlike any other's."""
    if not claims:
        return {}
    fits = {claim.order: fit for claim, fit in claims}
    rows = ask("matches", lake, facts_of(claims, terms), sorted(_hours(claims)))
    return {row["order_id"]: _judgement(row, fits[row["order_id"]]) for row in rows}


def facts_of(claims: Sequence[tuple[Claim, Fit]], terms: Iterable[Term]) -> Facts:
    """The tables that the question `matches` is asked with."""
    listed = list(terms)
    return {
        "rule": pa.table({name: pa.array([value], pa.int64()) for name, value in RULE.items()}),
        "claims": pa.table(
            {
                "order_id": _numbers(claim.order for claim, _ in claims),
                "click_id": _texts(claim.click_id for claim, _ in claims),
                "lease": _texts(claim.lease for claim, _ in claims),
                "item_id": _texts(claim.item_id for claim, _ in claims),
                "store": _numbers(claim.store for claim, _ in claims),
                "creator": _numbers(claim.creator for claim, _ in claims),
                "click_ms": _numbers(claim.click_ms for claim, _ in claims),
                "ordered_ms": _numbers(claim.ordered_ms for claim, _ in claims),
                "memory_ms": _numbers(claim.memory_ms for claim, _ in claims),
                "tolerance_ms": _numbers(fit.tolerance_ms for _, fit in claims),
                "skew_ms": _numbers(fit.skew_ms for _, fit in claims),
                "ceiling_ms": _numbers(fit.ceiling_ms for _, fit in claims),
                "crowd": _numbers(fit.crowd for _, fit in claims),
            }
        ),
        "leases": pa.table(
            {
                "lease": _texts(term.lease for term in listed),
                "placement": _numbers(term.placement for term in listed),
                "item_id": _texts(term.item_id for term in listed),
                "store": _numbers(term.store for term in listed),
                "starts_ms": _numbers(term.starts_ms for term in listed),
                "ends_ms": _numbers(term.ends_ms for term in listed),
                "creator": _numbers(term.creator for term in listed),
                "own": _numbers(int(term.own) for term in listed),
            }
        ),
    }


def _numbers(values: Iterable[int]) -> Any:
    return pa.array(values, pa.int64())


def _texts(values: Iterable[str]) -> Any:
    return pa.array(values, pa.string())


def _hours(claims: Sequence[tuple[Claim, Fit]]) -> set[str]:
    """The hours of the lake in which a click of these orders can lie."""
    numbers: set[int] = set()
    for claim, fit in claims:
        numbers.update(_hour_numbers(claim, fit))
    return {(from_ms(0) + timedelta(hours=hour)).strftime("%Y%m%d%H") for hour in numbers}


def _hour_numbers(claim: Claim, fit: Fit) -> Iterator[int]:
    if claim.click_id:
        yield click_ms(claim.click_id) // HOUR_MS
    elif claim.lease:
        at_ms = (claim.click_ms or claim.ordered_ms) - fit.skew_ms
        ahead_ms = max(CROWD_MS, fit.ceiling_ms, GUARD * fit.tolerance_ms)
        back_ms = ahead_ms if claim.click_ms else claim.memory_ms
        yield from range((at_ms - back_ms) // HOUR_MS, (at_ms + ahead_ms) // HOUR_MS + 1)


def _judgement(row: dict[str, Any], fit: Fit) -> Judgement:
    return Judgement(
        grade=Grade(row["grade"]),
        placement=row["placement"],
        click_id=row["click_id"],
        click_ms=row["click_ms"],
        distance_ms=row["distance_ms"],
        clicks=row["clicks"],
        rivals=row["rivals"],
        crowd=row["crowd"],
        holders=row["holders"],
        lone=bool(row["lone"]),
        fit=fit,
    )
