"""Publishes the link snapshot that edges read: a base rarely, a delta at every change."""

import logging
import threading
from datetime import datetime

from django.conf import settings as django_settings
from django.db.models import Count, Max

from hongmao.core.clock import to_ms
from hongmao.core.links import LinkRecord, SnapshotHead
from hongmao.edge.snapshot import write_delta, write_snapshot
from hongmao.links.models import Link
from hongmao.links.queries import link_records, links_of
from hongmao.people.models import AuditRow

DELTA_LINKS = 50_000
"""A delta of more links than this becomes a base. Below it, each renewal is a base as well."""
LATE_ROWS = 1000
"""Audit rows looked at again: where two are written at once, the later number may be seen first."""
log = logging.getLogger(__name__)


class Publisher:
    """Publishes what changed, by the audit; and, now and then, all of it or that nothing did.

    A base holds every link. At up to `DELTA_LINKS` links one is written each `snapshot_seconds`;
    beyond, only when the delta has grown too large, and the delta is renewed instead, so that edges
    know that the worker lives.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._base: SnapshotHead | None = None
        self._changed: dict[str, LinkRecord] = {}
        self._position = (0, 0)
        self._version = self._made_ms = 0

    def publish(self, at: datetime) -> SnapshotHead | None:
        """Write base or delta if one is due; None where neither is."""
        with self._lock:
            return self._publish(to_ms(at))

    def _publish(self, now_ms: int) -> SnapshotHead | None:
        values = django_settings.HONGMAO
        position = _audit_position()  # before the links are read: what comes later is seen later
        due = now_ms - self._made_ms >= values.snapshot_seconds * 1000
        fresh = self._base is None or self._base.admitted_hosts != tuple(values.admitted_hosts)
        if not (fresh or due or position != self._position):
            return None
        self._version = max(now_ms, self._version + 1)
        base = self._base
        if base is None or fresh or (due and base.count <= DELTA_LINKS):
            head = self._write_base(now_ms)
        else:
            rows = AuditRow.objects.filter(pk__gt=self._position[0] - LATE_ROWS)
            touched = links_of(rows.values_list("subject", flat=True).distinct())
            self._changed |= {record.code: record for record in link_records(touched)}
            if len(self._changed) > DELTA_LINKS:
                head = self._write_base(now_ms)
            elif due or self._changed:
                total = Link.objects.count()
                head = write_delta(
                    values.snapshot_file, self._changed.values(), base, self._version, now_ms, total
                )
                log.info("published %d changed links", len(self._changed))
            else:
                self._position = position
                return None
        self._position, self._made_ms = position, now_ms
        return head

    def _write_base(self, now_ms: int) -> SnapshotHead:
        values = django_settings.HONGMAO
        head = write_snapshot(
            values.snapshot_file, link_records(), values.admitted_hosts, self._version, now_ms
        )
        if self._base is None or self._base.count != head.count:
            log.info("published %d links", head.count)
        self._base, self._changed = head, {}
        return head


def _audit_position() -> tuple[int, int]:
    """The last audit row, and how many there are of the latest: it changes with any new one."""
    last = AuditRow.objects.aggregate(last=Max("pk"))["last"] or 0
    recent = AuditRow.objects.filter(pk__gt=last - LATE_ROWS).aggregate(n=Count("pk"))["n"]
    return last, recent
