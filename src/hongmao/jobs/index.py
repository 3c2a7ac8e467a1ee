"""Follows the audit trail: a note that was written, changed or removed is indexed anew.

Every action leaves its audit row in its own database transaction, so that a row means that the
change stands, and no change is without one.
"""

import logging
from collections.abc import Iterable

from hongmao.people.models import AuditRow
from hongmao.search.actions import batches, index_notes, rebuild, set_reached
from hongmao.search.entries import creator_ids_of, note_id_of
from hongmao.search.queries import is_current, notes_of, reached

LATE_ROWS = 1000
"""Audit rows looked at again: where two are written at once, the later number may be seen first."""
log = logging.getLogger(__name__)


class Indexer:
    """Brings the index up to what the audit trail tells; safe to kill, and beside another."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def follow(self) -> int:
        """Index what has changed since the last time; returns how many notes. An index that other
        rules made, or nobody, is made anew first."""
        if not is_current():
            log.info("making the search index anew")
            log.info("indexed %d notes", rebuild())
        start = reached().audit_id
        rows = AuditRow.objects.filter(pk__gt=start - LATE_ROWS).order_by("pk")
        fresh = [row for row in rows.values_list("pk", "subject") if row[0] not in self._seen]
        if not fresh:
            return 0
        changed = 0
        for ids in batches(sorted(_notes(subject for _, subject in fresh))):
            changed += index_notes(ids)
        last = max(start, fresh[-1][0])
        self._seen = {pk for pk in (*self._seen, *(pk for pk, _ in fresh)) if pk > last - LATE_ROWS}
        if last > start:
            set_reached(last)
        return changed


def _notes(subjects: Iterable[str]) -> set[int]:
    """The notes that these subjects may have changed: themselves, and those of their creators."""
    named = set(subjects)
    notes = {number for number in map(note_id_of, named) if number is not None}
    return notes | set(notes_of(creator_ids_of(named)))
