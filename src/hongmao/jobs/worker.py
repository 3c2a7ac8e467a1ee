"""The worker: rounds of jobs until it is told to stop. One job's fault never stops the others."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.db import close_old_connections, connection
from django.utils import timezone

from hongmao.core.clock import from_ms
from hongmao.jobs.index import Indexer
from hongmao.jobs.match import match_orders
from hongmao.jobs.publish import Publisher
from hongmao.jobs.pull import pull_all
from hongmao.jobs.reading import count_all, count_recent_hours
from hongmao.jobs.upkeep import keep_lake
from hongmao.lake.parquet import Shipment, ship_all
from hongmao.links.leases import stock_adzones
from hongmao.links.marketplaces import configured, connector, networks, shops
from hongmao.orders.actions import reopen_orders
from hongmao.orders.holds import settle_received
from hongmao.orders.inbound import forget_deliveries, settle_held
from hongmao.orders.queries import unbooked
from hongmao.search.popular import forget_askers
from hongmao.settlement.actions.budgets import weigh_stopped
from hongmao.settlement.actions.charges import charge_clicks, mark_days
from hongmao.settlement.actions.claims import return_goodwill
from hongmao.settlement.actions.commissions import release_orders, settle_order
from hongmao.settlement.actions.statements import close_months
from hongmao.settlement.queries.claims import goodwill_at_stake

log = logging.getLogger(__name__)

BATCH = 500
PUBLISH_SECONDS = 0.5
"""Pause between two looks for changed links: with the edge's own, well under two seconds."""
INDEX_SECONDS = 1.0
"""Pause between two looks for changed notes, until which a new one is not found."""


READS_EVERY = timedelta(minutes=5)
"""Pause between two counts of what was read: feeds and reports need not be fresher."""


class Worker:
    """Runs every job once a round."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._publisher = Publisher()
        self._indexer = Indexer()
        self._indexing = threading.Lock()
        self._counted: datetime | None = None

    def stop(self, *_: object) -> None:
        """End after the step in hand."""
        self._stopped.set()

    def run(self, ready: Callable[[], None] | None = None) -> int:
        """Run rounds until stopped; `ready` is called before the first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        self.prepare()
        if ready is not None:
            ready()
        apart = [
            threading.Thread(target=self._keep_publishing, name="publishing"),
            threading.Thread(target=self._keep_indexing, name="indexing"),
        ]
        for thread in apart:
            thread.start()
        while not self._stopped.is_set():
            close_old_connections()
            self.round()
            self._stopped.wait(django_settings.HONGMAO.poll_seconds)
        for thread in apart:
            thread.join()
        return 0

    def prepare(self) -> None:
        """Bring what the settings name into the database: the account's adzones."""
        stock_adzones("taobao", django_settings.HONGMAO.taobao_pids)

    def round(self) -> None:
        """Every job, once, in the order in which they feed each other."""
        at = timezone.now()
        jobs = (
            self._publish,
            self._index,
            self._fill_lake,
            self._pull,
            self._hold,
            self._match,
            self._book,
            self._release,
            self._charge,
            self._weigh,
            self._settle,
            self._count_reads,
            self._keep_lake,
            self._forget,
        )
        for job in jobs:
            if self._stopped.is_set():
                return
            try:
                job(at)
            except Exception:
                log.exception("%s failed; the next round tries again", job.__name__.strip("_"))

    def _keep_publishing(self) -> None:
        """Publish apart from the rounds: a changed link must not wait for a long pull."""
        self._keep(self._publish, PUBLISH_SECONDS)

    def _keep_indexing(self) -> None:
        """Index apart from the rounds: a new note must not wait for a long pull."""
        self._keep(self._index, INDEX_SECONDS)

    def _keep(self, job: Callable[[datetime], None], seconds: float) -> None:
        """Do a job again and again, with that pause, until stopped."""
        while not self._stopped.wait(seconds):
            close_old_connections()
            try:
                job(timezone.now())
            except Exception:
                log.exception("%s failed; it is tried again", job.__name__.strip("_"))
        connection.close()

    def _publish(self, at: datetime) -> None:
        self._publisher.publish(at)

    def _index(self, _: datetime) -> None:
        with self._indexing:
            if changed := self._indexer.follow():
                log.info("indexed %d changed notes", changed)

    def _fill_lake(self, _: datetime) -> None:
        values = django_settings.HONGMAO
        for shipment in ship_all(values.log_folder, values.lake_folder, _reopen):
            log.info("shipped %s: %s", shipment.name, shipment.counts)
            if shipment.damaged_bytes:
                log.error(
                    "segment %s has %d damaged bytes behind its last whole group; keep the file "
                    "and look at the disk",
                    shipment.name,
                    shipment.damaged_bytes,
                )
            if self._stopped.is_set():
                return

    def _count_reads(self, at: datetime) -> None:
        if self._counted is None or at - self._counted >= READS_EVERY:
            count_all(django_settings.HONGMAO.lake_folder, at)
            count_recent_hours(django_settings.HONGMAO.lake_folder, at)
            self._counted = at

    def _keep_lake(self, at: datetime) -> None:
        values = django_settings.HONGMAO
        if values.lake_upkeep_minutes:
            every = timedelta(minutes=values.lake_upkeep_minutes)
            done = keep_lake(
                values.lake_folder, at, every, values.lake_days, timezone.now, self._stopped.is_set
            )
            if done:
                log.info("kept the lake: %s", dict(done))

    def _pull(self, at: datetime) -> None:
        for marketplace in configured():
            try:
                fresh = pull_all(connector(marketplace), at, self._stopped.is_set)
            except Exception:
                log.exception("%s cannot be pulled; the others go on", marketplace)
            else:
                if fresh:
                    log.info("pulled %d new revisions from %s", fresh, marketplace)

    def _hold(self, at: datetime) -> None:
        settle_received("taobao_ud", django_settings.HONGMAO.taobao_ud_hold_days, at)
        settle_held("shopify", {name: shop.hold_days for name, shop in shops().items()}, at)
        settle_held("postback", {name: one.hold_days for name, one in networks().items()}, at)

    def _match(self, at: datetime) -> None:
        match_orders(at)

    def _release(self, at: datetime) -> None:
        release_orders(at, BATCH)

    def _charge(self, at: datetime) -> None:
        charge_clicks(at)

    def _weigh(self, at: datetime) -> None:
        weigh_stopped(at)

    def _book(self, at: datetime) -> None:
        for order in unbooked(BATCH, at):
            try:
                settle_order(order.pk)
            except Exception:
                log.exception("order %s cannot be booked; the others go on", order)
            if self._stopped.is_set():
                return
        for claim in goodwill_at_stake(at):
            return_goodwill(claim.pk)

    def _forget(self, at: datetime) -> None:
        if gone := forget_deliveries(at):
            log.info("forgot %d messages that nobody sends again", gone)
        forget_askers(at)

    def _settle(self, at: datetime) -> None:
        """Close what months are due, from the day that the settings name on."""
        day = django_settings.HONGMAO.settle_day
        if day and timezone.localtime(at).day >= day:
            for period in close_months(at):
                log.info("closed %s: %d statements", period, period.statements.count())


def _reopen(shipment: Shipment) -> None:
    """Have orders and days looked at again whose clicks may be these, however late they came."""
    if shipment.counts["clicks"]:
        first, last = from_ms(shipment.first_ms), from_ms(shipment.last_ms)
        reopen_orders(first, last)
        mark_days(first, last)
