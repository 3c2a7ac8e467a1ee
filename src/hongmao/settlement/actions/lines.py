"""Writes the lines of an open statement: in the database, whatever their number.

Two questions, each one INSERT. The first takes every transfer of the party's accounts that no
statement of theirs has yet, whatever its time: so what arrives late is in the next statement, and
nothing is in two. The second, for a brand, takes what marketplaces' commissions for its notes come
to, less what its statements said of them before.
"""

from datetime import timedelta
from typing import Any

from django.db import connection

from hongmao.core.clock import from_ms
from hongmao.core.settlement import (
    COMMISSION_KINDS,
    FAMILIES,
    Column,
    KindRule,
    LineKind,
    PartyKind,
)
from hongmao.settlement.models import Statement
from hongmao.settlement.queries.proof import accounts_of

Values = dict[str, Any]

_INSERT = """
INSERT INTO settlement_statementline (statement_id, party_id, transfer_id, order_id, note_id, kind,
    at, held, posted, aside, corrects_id)
SELECT %(statement)s, %(party)s, {transfer}, b.order_id, b.note_id, {kind},
    b.at, b.held, b.posted, b.aside, b.corrects_id
FROM ({body}) b
ORDER BY b.at, {order}
"""

_OF_TRANSFERS = """
SELECT m.transfer_id, t.subject, t.at, m.held, m.aside, c.order_id, {note} AS note_id,
    {posted} AS posted,
    CASE
        WHEN t.at < %(starts)s THEN (
            SELECT MAX(s.id) FROM settlement_statement s
            JOIN settlement_period d ON d.id = s.period_id
            WHERE s.party_id = %(party)s AND d.starts_at <= t.at AND d.ends_at > t.at)
        WHEN t.kind = 'reverse' AND m.posted <> 0 THEN (
            SELECT MAX(l.statement_id) FROM ledger_transfer o
            JOIN settlement_statementline l
                ON l.transfer_id = o.id AND l.party_id = %(party)s AND l.posted <> 0
            WHERE o.subject = t.subject)
    END AS corrects_id
FROM (
    SELECT e.transfer_id, {sums}, SUM(e.amount) AS net
    FROM ledger_entry e
    WHERE e.account_id IN ({accounts}) AND NOT EXISTS (
        SELECT 1 FROM settlement_statementline l
        WHERE l.transfer_id = e.transfer_id AND l.party_id = %(party)s)
    GROUP BY e.transfer_id
) m
JOIN ledger_transfer t ON t.id = m.transfer_id
LEFT JOIN settlement_commission c ON c.id = CASE
    WHEN t.subject LIKE 'commission:%%' AND TRIM(SUBSTR(t.subject, 12), '0123456789') = ''
    THEN CAST(SUBSTR(t.subject, 12) AS BIGINT) END
LEFT JOIN links_placement p ON p.id = c.placement_id
WHERE t.at < %(ends)s
"""
"""`posted` of a brand is what its prepaid balance spent on orders; of anybody else an account's."""

_OF_ORDERS = """
SELECT 'commission' AS subject, n.order_id, {note} AS note_id, n.at,
    n.held - n.held_before AS held, n.posted - n.posted_before AS posted, 0 AS aside,
    CASE WHEN n.posted <> n.posted_before THEN n.corrects_id END AS corrects_id
FROM (
    SELECT c.order_id, c.placement_id, MAX(t.at) AS at,
        {standing},
        COALESCE((SELECT SUM(l.held) {before}), 0) AS held_before,
        COALESCE((SELECT SUM(l.posted) {before}), 0) AS posted_before,
        (SELECT MAX(l.statement_id) {before} AND l.posted <> 0) AS corrects_id
    FROM settlement_commission c
    JOIN links_placement p ON p.id = c.placement_id
    JOIN ledger_transfer t ON t.subject = 'commission:' || c.id AND t.at < %(ends)s
    JOIN ledger_entry e ON e.transfer_id = t.id
    JOIN ledger_account a ON a.id = e.account_id
    WHERE c.currency = %(currency)s AND c.changed_at >= %(since)s AND (
        p.brand_id = %(owner)s OR EXISTS (SELECT 1 {before}))
    GROUP BY c.id, c.order_id, c.placement_id, p.brand_id
) n
JOIN links_placement p ON p.id = n.placement_id
WHERE n.held <> n.held_before OR n.posted <> n.posted_before
"""
_BEFORE = """
FROM settlement_statementline l
WHERE l.party_id = %(party)s AND l.order_id = c.order_id AND l.transfer_id IS NULL
"""
_NOTE = """
CASE WHEN p.{column} = %(owner)s THEN p.note_id ELSE (
    SELECT q.note_id FROM orders_match x JOIN links_placement q ON q.id = x.placement_id
    WHERE x.order_id = {order} AND q.{column} = %(owner)s
    ORDER BY x.id DESC LIMIT 1
) END
"""
"""The note under the party's own placement: a match may have moved to somebody else's since."""

CLOCKS = timedelta(days=1)
"""How far the clocks of two machines that write here may lie apart, at most."""


CACHE_KIB = 65_536
"""What SQLite may keep of its pages while it writes lines; its usual 2 MB make it write twice."""


def write_lines(statement: Statement) -> None:
    """Write all lines of a statement that is open; call it inside its database transaction."""
    values = _values(statement)
    found = accounts_of(statement.party)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if any(found.values()):
            cursor.execute(_of_transfers(statement, found), values)
        if statement.party.kind == PartyKind.BRAND:
            cursor.execute(_of_orders(), values)


def _values(statement: Statement) -> Values:
    party, period = statement.party, statement.period
    before = (
        Statement.objects.filter(party=party, closed_at__isnull=False)
        .order_by("-period__ends_at")
        .values_list("period__ends_at", flat=True)
        .first()
    )
    moment = connection.ops.adapt_datetimefield_value
    return {
        "statement": statement.pk,
        "party": party.pk,
        "currency": party.currency,
        "owner": party.person_id or party.brand_id or 0,
        "starts": moment(period.starts_at),
        "ends": moment(period.ends_at),
        "since": moment(before - CLOCKS if before else from_ms(0)),
    }


def _of_transfers(statement: Statement, found: dict[Column, list[int]]) -> str:
    kind = PartyKind(statement.party.kind)
    sign = "" if kind is PartyKind.MARKETPLACE else "-"
    sums = ", ".join(
        f"{sign}SUM(CASE WHEN e.account_id IN ({_ids(found[column])}) THEN e.amount ELSE 0 END)"
        f" AS {column}"
        for column in Column
    )
    posted = "m.posted"
    if kind is PartyKind.BRAND:
        posted = "CASE WHEN t.subject LIKE 'commission:%%' THEN m.net ELSE 0 END"
    body = _OF_TRANSFERS.format(
        note=_note(kind, "c.order_id"),
        posted=posted,
        sums=sums,
        accounts=_ids([pk for column in Column for pk in found[column]]),
    )
    return _INSERT.format(
        kind=kind_in_sql(), transfer="b.transfer_id", order="b.transfer_id", body=body
    )


def _of_orders() -> str:
    names = {Column.HELD: "expected", Column.POSTED: "receivable"}
    standing = ", ".join(
        f"SUM(CASE WHEN p.brand_id = %(owner)s AND a.name LIKE 'marketplace:%%:{name}'"
        f" THEN e.amount ELSE 0 END) AS {column}"
        for column, name in names.items()
    )
    body = _OF_ORDERS.format(
        note=_note(PartyKind.BRAND, "n.order_id"), standing=standing, before=_BEFORE
    )
    return _INSERT.format(kind=kind_in_sql(), transfer="NULL", order="b.order_id", body=body)


def _note(kind: PartyKind, order: str) -> str:
    column = {PartyKind.CREATOR: "creator_id", PartyKind.BRAND: "brand_id"}.get(kind)
    return _NOTE.format(column=column, order=order) if column else "p.note_id"


def _ids(found: list[int]) -> str:
    return ", ".join(map(str, found)) or "NULL"


def kind_in_sql() -> str:
    """The rule of `line_kind` as an expression over a row `b`."""
    families = [
        f"WHEN b.subject LIKE '{family}:%%' OR b.subject = '{family}' THEN '{kind}'"
        for family, kind in FAMILIES.items()
    ]
    others = [
        "WHEN b.subject NOT LIKE 'commission:%%' AND b.subject <> 'commission' "
        f"THEN '{LineKind.OTHER}'"
    ]
    rules = [f"WHEN {_condition(rule)} THEN '{rule.kind}'" for rule in COMMISSION_KINDS]
    return f"CASE {' '.join([*families, *others, *rules])} ELSE '{LineKind.OTHER}' END"


def _condition(rule: KindRule) -> str:
    parts = []
    if rule.posted is not None:
        parts.append(f"b.posted {rule.posted} 0")
    if rule.held is not None:
        parts.append(f"b.held {rule.held} 0")
    if rule.corrects is not None:
        parts.append(f"b.corrects_id IS {'NOT ' if rule.corrects else ''}NULL")
    return " AND ".join(parts)
