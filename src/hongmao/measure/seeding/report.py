"""The report itself: `seeding(lake, outcomes, by="note", …)`, without the rest of Hongmao.

Windows count from the click. Matched counts stand here alone; modelled credit is `attribute`'s.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Literal

import msgspec
import pyarrow as pa
from pyarrow import compute as pc

from hongmao.lake.places import Lake
from hongmao.measure.runner import answer
from hongmao.measure.seeding.hours import count_hours
from hongmao.measure.tables import read_table

WINDOWS = (1, 3, 7, 15, 30)
DAY_MS = 86_400_000
KINDS = ("order", "collect", "cart", "visit")
COLUMNS = (
    "subject", "days", "exposures", "reads", "interactions", "clicks", "ripe", "visits", "collects",
    "carts", "orders", "new_customers", "new_unknown", "paid",
)  # fmt: skip
OUTCOMES = ("kind", "note", "creator", "campaign", "click_ms", "at_ms", "paid", "is_new")


class By(StrEnum):
    """Whose report it is."""

    NOTE = "note"
    CREATOR = "creator"
    CAMPAIGN = "campaign"


class Owner(msgspec.Struct, frozen=True):
    """Whose hours a report keeps to."""

    kind: Literal["brand", "creator"]
    number: int


class Seeding(msgspec.Struct, frozen=True):
    """What seeding came to until `as_of_ms`, by subject and window.

    `table` has the columns of `COLUMNS`: counts, and `paid` in minor units; one is null where no
    source tells it, which is not none. `delays` is the order-delay curve: days from click to order,
    and the orders of that day and until then. `rows_read` of the lake were read for hours counted
    `anew`; the rest was kept.
    """

    table: pa.Table
    delays: pa.Table
    as_of_ms: int
    anew: tuple[str, ...]
    rows_read: int


def seeding(
    lake: Lake,
    outcomes: Any,
    *,
    by: str = By.NOTE,
    from_ms: int,
    until_ms: int,
    as_of_ms: int,
    told: Sequence[str] = ("order",),
    windows: Sequence[int] = WINDOWS,
    hear: Callable[[float], None] = lambda _: None,
) -> Seeding:
    """The report on exposures and clicks from `from_ms` until before `until_ms`.

    `outcomes` may be what `attribute` takes, with the columns of `OUTCOMES`: what followed a click,
    the note, creator and campaign it is matched to, the times of both (epoch ms), for orders what
    was paid (minor units) and whether the customer is new (1, 0, -1 unknown). `told` names the
    kinds that some source tells: the others are unknown, not none. Raises `Refusal`, `ValueError`.
    """
    counted = count_hours(lake, hear)
    found = report(
        counted.table, outcomes, by=by, from_ms=from_ms, until_ms=until_ms, as_of_ms=as_of_ms,
        told=told, windows=windows,
    )  # fmt: skip
    return msgspec.structs.replace(found, anew=counted.anew, rows_read=counted.rows_read)


def report(
    hours: pa.Table,
    outcomes: Any,
    *,
    by: str = By.NOTE,
    owner: Owner | None = None,
    from_ms: int,
    until_ms: int,
    as_of_ms: int,
    told: Sequence[str] = ("order",),
    windows: Sequence[int] = WINDOWS,
) -> Seeding:
    """The same on counts by hour as `count_hours` or `kept_hours` gives them.

    `owner` keeps to what one brand or creator may see, and to the reads of notes that are in it;
    `outcomes` are theirs already. Raises `Refusal`, `ValueError`.
    """
    subject = By(by)
    if unknown := {*told} - {*KINDS}:
        raise ValueError(f"Nobody tells {', '.join(sorted(unknown))}. Choose from {KINDS}.")
    given = pa.table(read_table(outcomes, OUTCOMES, name="outcomes").columns)
    span = {"from_ms": from_ms, "until_ms": until_ms, "as_of_ms": as_of_ms}
    facts = {
        "asked": pa.table({name: pa.array([value], pa.int64()) for name, value in span.items()}),
        "hours": _of_subject(_owned(hours, owner), subject),
        "outcomes": given.append_column("subject", given[subject].cast(pa.int64())),
        "windows": pa.table({"days": pa.array(windows, pa.int64())}),
    }
    rows: list[dict[str, Any]] = answer("seeding", facts=facts).to_pylist()
    delays = _delays(facts["outcomes"], span, max(windows))
    return Seeding(_table(rows, told), delays, as_of_ms, (), 0)


def _owned(hours: pa.Table, owner: Owner | None) -> pa.Table:
    """The hours of a brand or creator. Reads know the note alone: they are of every owner of it."""
    if owner is None:
        return hours
    own = hours.filter(pc.field(owner.kind) == owner.number)
    reads = (pc.field("placement") == 0) & pc.field("note").isin(pc.unique(own["note"]))
    return pa.concat_tables([own, hours.filter(reads)]).combine_chunks()


def _of_subject(hours: pa.Table, by: By) -> pa.Table:
    """Hours with a subject. Reads know the note alone: whose it is, its impressions and clicks say.

    Reads of a note that no such event names, or that is of several campaigns, stay without one.
    """
    if by is By.NOTE:
        return hours.append_column("subject", hours["note"])
    owners: dict[int, set[int]] = {}
    for note, owner in zip(hours["note"].to_pylist(), hours[by].to_pylist(), strict=True):
        if owner:
            owners.setdefault(note, set()).add(owner)
    subjects = [
        owner or (min(owners[note]) if len(owners.get(note, ())) == 1 else 0)
        for note, owner in zip(hours["note"].to_pylist(), hours[by].to_pylist(), strict=True)
    ]
    table = hours.append_column("subject", pa.array(subjects, pa.int64()))
    return table.filter(pc.not_equal(table["subject"], 0))


def _table(rows: list[dict[str, Any]], told: Sequence[str]) -> pa.Table:
    unknown = {"interactions"} | {f"{kind}s" for kind in KINDS if kind not in told}
    if "order" not in told:
        unknown |= {"new_customers", "new_unknown", "paid"}
    cleaned = [{name: None if name in unknown else row[name] for name in COLUMNS} for row in rows]
    return pa.Table.from_pylist(cleaned, schema=pa.schema([(name, pa.int64()) for name in COLUMNS]))


def _delays(outcomes: pa.Table, span: dict[str, int], longest: int) -> pa.Table:
    orders = outcomes.filter(
        (pc.field("kind") == "order")
        & (pc.field("click_ms") >= span["from_ms"]) & (pc.field("click_ms") < span["until_ms"])
        & (pc.field("at_ms") < span["as_of_ms"]) & (pc.field("at_ms") >= pc.field("click_ms"))
    )  # fmt: skip
    ages = pc.divide(pc.subtract(orders["at_ms"], orders["click_ms"]), DAY_MS).to_pylist()
    each = [ages.count(day) for day in range(longest)]
    return pa.table(
        {
            "day": pa.array(range(longest), pa.int64()),
            "orders": pa.array(each, pa.int64()),
            "until_then": pa.array([sum(each[: day + 1]) for day in range(longest)], pa.int64()),
        }
    )
