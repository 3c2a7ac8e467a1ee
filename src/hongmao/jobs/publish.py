"""Publishes the link snapshot that edges read."""

import logging
from datetime import datetime
from hashlib import blake2b

import msgspec
from django.conf import settings as django_settings

from hongmao.core.clock import to_ms
from hongmao.core.links import SnapshotHead
from hongmao.edge.snapshot import write_snapshot
from hongmao.links.queries import link_records

log = logging.getLogger(__name__)


class Publisher:
    """Writes the snapshot whenever a link changed, and now and then to show that it is fresh."""

    def __init__(self) -> None:
        self._digest = b""
        self._made_ms = 0

    def publish(self, at: datetime) -> SnapshotHead | None:
        """Write the snapshot if it is due; None where it is not."""
        values = django_settings.HONGMAO
        now_ms = to_ms(at)
        records = link_records(at)
        digest = blake2b(msgspec.msgpack.encode((records, values.admitted_hosts))).digest()
        if digest == self._digest and now_ms - self._made_ms < values.snapshot_seconds * 1000:
            return None
        head = write_snapshot(
            values.snapshot_file,
            records,
            values.admitted_hosts,
            version=now_ms,
            made_ms=now_ms,
        )
        if digest != self._digest:
            log.info("published %d links", head.count)
        self._digest, self._made_ms = digest, now_ms
        return head
