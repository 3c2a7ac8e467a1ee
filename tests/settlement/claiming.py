"""What claims are tried on: clicks in the lake, orders, claims; and operators who race."""

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

from django.conf import settings
from django.db import connection
from django.utils import timezone

from hongmao.core.clock import to_ms
from hongmao.core.events import Click
from hongmao.core.reasons import Reason, Refusal
from hongmao.jobs.match import match_orders
from hongmao.lake.parquet import ship_all
from hongmao.ledger.models import Transfer
from hongmao.links.models import Lease, Placement
from hongmao.orders.actions import keep_orders
from hongmao.orders.models import Match, Order
from hongmao.orders.queries import unbooked
from hongmao.people.models import Person, Role
from hongmao.settlement.actions.claims import (
    Missing,
    file_claim,
    gather_evidence,
    grant,
    grant_goodwill,
    refuse,
)
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.models import Claim
from tests.factories import (
    make_click,
    make_feed,
    make_person,
    make_placement,
    make_revision,
    write_segment,
)
from tests.template import migrate

AGO = timedelta(hours=3)
"""When the reader clicked: long enough for the lake to reach past it."""


class Case:
    """A placement that has held its adzone for a day, and a clock that stood three hours ago."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.at = (timezone.now() - AGO).replace(microsecond=0)
        self.at_ms = to_ms(self.at)
        self.placement = make_placement()
        self.operator = make_person(Role.OPERATOR)
        self.since_yesterday()

    @property
    def creator(self) -> Person:
        """Who claims."""
        return self.placement.creator

    def since_yesterday(self) -> None:
        """All leases began a day ago."""
        Lease.objects.update(starts_at=timezone.now() - timedelta(days=1))

    def rival(self) -> Placement:
        """Another creator's placement of the same brand, on the same adzone."""
        found = make_placement(brand=self.placement.brand)
        held = self.placement.lease
        Lease.objects.filter(placement=found).update(adzone=held.adzone, name=held.name)
        self.since_yesterday()
        return Placement.objects.get(pk=found.pk)

    def click(self, placement: Placement, after_ms: int = 0) -> Click:
        """A click in the lake, and a later one that led nowhere: the lake reaches past it."""
        click = make_click(placement, self.at_ms + after_ms)
        late = make_click(placement, to_ms(timezone.now()), outcome="paused")
        write_segment(self.home, click, late)
        list(ship_all(self.home / "log", self.home / "lake"))
        return click

    def sell(self, placement: Placement | None = None, /, **changes: object) -> Order:
        """An order from a click at the time, judged and booked."""
        revision = make_revision(placement or self.placement, self.at_ms, **changes)
        keep_orders(make_feed(), [revision], "")
        self.work()
        return Order.objects.get(trade_id=revision.trade_id)

    def work(self) -> None:
        """A round of matching and booking."""
        match_orders(timezone.now())
        for order in unbooked(100, timezone.now()):
            settle_order(order.pk)

    def claim(self, trade_id: str = "", creator: Person | None = None, **changes: object) -> Claim:
        """A claim by the creator on what was bought at the time, with its evidence."""
        fields: dict[str, object] = {
            "placement": self.placement.pk,
            "bought_at": self.at + timedelta(minutes=1),
            "words": "朋友说从我的笔记买了",
            "trade_id": trade_id,
            **changes,
        }
        claim = file_claim(creator or self.creator, Missing(**fields))  # type: ignore[arg-type]
        gather_evidence(claim.creator, claim.pk)
        return Claim.objects.get(pk=claim.pk)


RACERS = 8


def race(home: Path) -> dict[str, object]:
    """Operators decide one claim at once, each in a way of their own; says what came of it."""
    case = Case(home)
    case.click(case.placement)
    case.click(case.rival(), 1_000)
    order = case.sell()
    shared = case.claim(order.trade_id)
    lonely = case.claim("never reported", amount=10_000)
    start, outcomes = Barrier(RACERS), []
    operators = [make_person(Role.OPERATOR) for _ in range(RACERS)]

    def decide(number: int) -> None:
        start.wait()
        try:
            if number % 2:
                refuse(operators[number], shared.pk, Reason.CLAIM_AMBIGUOUS, "无法判断")
            else:
                grant(operators[number], shared.pk)
            outcomes.append("decided")
        except Refusal as refusal:
            outcomes.append(refusal.reason)
        try:
            grant_goodwill(operators[number], lonely.pk, 100 + number)
            outcomes.append("paid")
        except Refusal as refusal:
            outcomes.append(refusal.reason)
        connection.close()

    threads = [Thread(target=decide, args=(number,)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shared.refresh_from_db()
    return {
        "outcomes": sorted(map(str, outcomes)),
        "state": shared.state,
        "decided": Match.objects.filter(decided_by__isnull=False).count(),
        "goodwill": Transfer.objects.filter(subject=str(lonely)).count(),
    }


def race_at_home() -> dict[str, object]:
    """The race on a home of its own; `tests.run` calls this over HONGMAO_HOME."""
    migrate()
    return race(settings.HONGMAO.home)
