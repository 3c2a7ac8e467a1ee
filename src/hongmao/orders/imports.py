"""Importing order reports: what a report would change, and changing it.

A report without times of update never moves an order back: a row whose status comes before the
order's own is older than what is known. So importing a report again, or half of it, is safe.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec
from django.db import transaction

from hongmao.connectors.reports.parse import Row
from hongmao.connectors.reports.table import BadRow
from hongmao.core.clock import to_ms
from hongmao.core.orders import RANK, OrderRevision, current
from hongmao.orders.actions import keep_revisions
from hongmao.orders.models import Order, Revision
from hongmao.people.actions import record

CHUNK = 500
"""Rows of one database transaction."""


class Kind(StrEnum):
    """What a row does. One that says the same at a later time is kept for its time, so that no row
    of a time in between is taken for the latest.
    """

    NEW = "new"
    REVISED = "revised"
    CONFIRMED = "confirmed"
    UNCHANGED = "unchanged"
    OLDER = "older"


KEPT = (Kind.NEW, Kind.REVISED, Kind.CONFIRMED)


class Change(msgspec.Struct, frozen=True):
    """What one row does to an order; `before` is what held, None where the order is new."""

    line: int
    kind: Kind
    revision: OrderRevision
    before: OrderRevision | None = None


def sort_rows(found: Iterable[Row | BadRow]) -> tuple[list[Row], list[BadRow]]:
    """The rows that can be kept, and the bad ones.

    Rows that speak of one order line in different words, with no times to tell which came later,
    are all bad.
    """
    rows: list[Row] = []
    bad: list[BadRow] = []
    for one in found:
        if isinstance(one, Row):
            rows.append(one)
        else:
            bad.append(one)
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if not row.revision.modified_ms:
            said[_subject(row)].add(row.revision.digest)
    good = [row for row in rows if len(said.get(_subject(row), ())) <= 1]
    bad += [
        BadRow(row.line, "order", "stands in the report more than once, in different words")
        for row in rows
        if len(said.get(_subject(row), ())) > 1
    ]
    return good, sorted(bad, key=lambda one: one.line)


def plan(marketplace: str, rows: Sequence[Row], at: datetime) -> list[Change]:
    """What these rows would change, read as a report of `at`; writes nothing."""
    return [
        change
        for start in range(0, len(rows), CHUNK)
        for change in _plan(marketplace, rows[start : start + CHUNK], at)
    ]


def carry_out(marketplace: str, rows: Sequence[Row], at: datetime, name: str) -> list[Change]:
    """Import rows in chunks, each one database transaction with an audit row; safe to run again.

    Returns what was changed. `name` is the report's, for the audit.
    """
    return [
        change
        for start in range(0, len(rows), CHUNK)
        for change in _carry_out(marketplace, rows[start : start + CHUNK], at, name)
    ]


@transaction.atomic
def _carry_out(marketplace: str, rows: Sequence[Row], at: datetime, name: str) -> list[Change]:
    changes = _plan(marketplace, rows, at)
    moving = [one for one in changes if one.kind in KEPT]
    if moving:
        keep_revisions(marketplace, [one.revision for one in moving])
        lines = {"first": rows[0].line, "last": rows[-1].line, "kept": len(moving)}
        record(None, "import_orders", f"orders:{marketplace}", report=name[:100], **lines)
    return changes


def _plan(marketplace: str, rows: Sequence[Row], at: datetime) -> list[Change]:
    named = _name_lines(marketplace, rows)
    ids = {revision.trade_id for _, revision in named}
    held: dict[str, list[OrderRevision]] = defaultdict(list)
    stored = Revision.objects.filter(order__marketplace=marketplace, order__trade_id__in=ids)
    for body in stored.values_list("body", flat=True):
        revision = msgspec.convert(body, OrderRevision)
        held[revision.trade_id].append(revision)
    changes = []
    for line, revision in named:
        change = _change(line, revision, held[revision.trade_id], to_ms(at))
        if change.kind in KEPT:
            held[revision.trade_id].append(change.revision)
        changes.append(change)
    return changes


def _change(line: int, revision: OrderRevision, known: list[OrderRevision], at_ms: int) -> Change:
    if not known:
        latest = max(revision.created_ms, revision.paid_ms, revision.settled_ms)
        dated = msgspec.structs.replace(revision, modified_ms=revision.modified_ms or latest)
        return Change(line, Kind.NEW, dated)
    before = current(known)
    full = _completed(revision, before)
    if revision.modified_ms:
        return Change(line, _dated_kind(full, before, known), full, before)
    if _same(full, before):
        return Change(line, Kind.UNCHANGED, full, before)
    if RANK[full.status] < RANK[before.status]:
        return Change(line, Kind.OLDER, full, before)
    dated = msgspec.structs.replace(full, modified_ms=max(at_ms, before.modified_ms + 1))
    return Change(line, Kind.REVISED, dated, before)


def _dated_kind(full: OrderRevision, before: OrderRevision, known: list[OrderRevision]) -> Kind:
    """What a row with a time of its own does."""
    if any(one.digest == full.digest for one in known):
        return Kind.UNCHANGED
    if _same(full, before):
        return Kind.CONFIRMED if full.modified_ms > before.modified_ms else Kind.UNCHANGED
    return Kind.OLDER if full.modified_ms < before.modified_ms else Kind.REVISED


def _same(one: OrderRevision, other: OrderRevision) -> bool:
    """Whether two revisions say the same of everything that money follows."""
    return (one.status, one.currency, one.quantity, one.paid, one.fee) == (
        other.status,
        other.currency,
        other.quantity,
        other.paid,
        other.fee,
    )


def _completed(revision: OrderRevision, before: OrderRevision) -> OrderRevision:
    """A revision with what the report does not say taken from what is known."""
    said = msgspec.structs.asdict(revision)
    missing = {
        field: getattr(before, field)
        for field in ("item_title", "store_name", "click_ms", "paid_ms", "lease", "relation_id",
                      "click_id")
        if not said[field]
    }  # fmt: skip
    return msgspec.structs.replace(revision, **missing)


def _subject(row: Row) -> tuple[str, str]:
    """The order line that a row speaks of: by its id, else by its order and item."""
    revision = row.revision
    return (revision.trade_id, "") if revision.trade_id else (revision.parent_id, revision.item_id)


def _name_lines(marketplace: str, rows: Sequence[Row]) -> list[tuple[int, OrderRevision]]:
    """Rows that name an order and not its line, by the line of that order with that item."""
    unnamed = [row.revision for row in rows if not row.revision.trade_id]
    lines: dict[tuple[str, str], str] = {}
    if unnamed:
        known = Order.objects.filter(
            marketplace=marketplace,
            item_id__in={revision.item_id for revision in unnamed},
            revisions__body__parent_id__in=[*{revision.parent_id for revision in unnamed}],
        )
        for trade_id, parent_id, item_id in known.values_list(
            "trade_id", "revisions__body__parent_id", "item_id"
        ).distinct():
            lines[parent_id, item_id] = trade_id
    named = []
    for row in rows:
        revision = row.revision
        if not revision.trade_id:
            new = f"{revision.parent_id}:{revision.item_id}"[:64]
            trade = lines.get((revision.parent_id, revision.item_id), new)
            revision = msgspec.structs.replace(revision, trade_id=trade)
        named.append((row.line, revision))
    return named
