"""Tells a story to Hongmao, as log and marketplace would, and compares the books."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from django.db.models import Q
from django.utils import timezone

from hongmao.brands.actions import add_terms
from hongmao.brands.models import Brand
from hongmao.core.clock import to_ms
from hongmao.core.money import share
from hongmao.core.orders import OrderRevision, OrderStatus, RefundStatus
from hongmao.jobs.match import match_orders
from hongmao.lake.parquet import ship_all
from hongmao.ledger.queries import balances, trial_balance
from hongmao.links.models import Lease, Placement
from hongmao.orders.actions import keep_orders, keep_refunds
from hongmao.orders.models import Match, Order, Refund
from hongmao.orders.queries import unbooked
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.models import Commission, Statement
from hongmao.settlement.queries.earnings import earnings
from tests.factories import (
    make_admission,
    make_brand,
    make_click,
    make_feed,
    make_person,
    make_placement,
    make_refund,
    make_revision,
    write_segment,
)
from tests.settlement.closing import clock_at, close, month_after, this_month
from tests.stories.reader import (
    Again,
    Click,
    Expect,
    Line,
    MonthCloses,
    NewTerms,
    Sale,
    Shared,
    State,
    Stated,
)
from tests.stories.reader import (
    Refund as Refunded,
)

ELSEWHERE = "1_999"
"""An adzone of ours that no placement leases."""


class Teller:
    """One story on a home of its own. Its first moment is a minute from now."""

    def __init__(self, home: Path, lines: list[Line]) -> None:
        self.home = home
        self.lines = lines
        first = min(line.at_s for line in lines)
        begin = timezone.now().replace(microsecond=0) + timedelta(minutes=1)
        self.midnight = begin - timedelta(seconds=first)
        self.brand: Brand = make_brand()
        make_admission(self.brand)
        self.placements: dict[str, Placement] = {}
        self.last_click: tuple[str, int] = ("A", 0)
        self.order: OrderRevision | None = None
        self.said: dict[int, Line] = {}
        self.month, self.closed = this_month(), False
        self.prepare()

    def tell(self) -> None:
        """Tell every line; the worker has its round after each."""
        for line in self.lines:
            at = self.moment(line.heard_s)
            self.hear(line)
            self.work(at)
            if isinstance(line.event, Stated):
                self.compare_statement(line.event, f"line {line.number}")
            if isinstance(line.event, Expect):
                self.compare(line.event, f"line {line.number}")

    def moment(self, of_day_s: int) -> datetime:
        """A second of the story's day."""
        return self.midnight + timedelta(seconds=of_day_s)

    def placement(self, creator: str) -> Placement:
        """The placement below a creator's note; all are of one brand."""
        if creator not in self.placements:
            self.placements[creator] = make_placement(brand=self.brand)
        return self.placements[creator]

    def prepare(self) -> None:
        """What happened decides what an order is, in whatever order we hear of it."""
        self.revisions: dict[int, OrderRevision] = {}
        for line in sorted(self.lines, key=lambda line: (line.at_s, line.number)):
            at_ms = to_ms(self.moment(line.at_s))
            match line.event:
                case Click(creator):
                    self.placement(creator)
                    self.last_click = (creator, at_ms)
                case Sale():
                    self.order = self.sell(line.event, at_ms)
                    self.revisions[line.number] = self.order
                case State(status, fee):
                    assert self.order is not None, "a state before the order"
                    fee = 0 if status is OrderStatus.VOID else fee
                    self.order = msgspec.structs.replace(
                        self.order,
                        status=status,
                        fee=self.order.fee if fee is None else fee,
                        modified_ms=at_ms,
                        settled_ms=at_ms if status is OrderStatus.SETTLED else 0,
                    )
                    self.revisions[line.number] = self.order
            self.said[line.at_s] = line

    def sell(self, sale: Sale, at_ms: int) -> OrderRevision:
        """The order as it was when it was paid."""
        creator, click_ms = self.last_click
        placement = self.placement(sale.creator if sale.creator not in ("", "nobody") else creator)
        revision = make_revision(
            placement,
            click_ms or at_ms,
            paid=sale.paid,
            fee=sale.fee,
            created_ms=at_ms,
            paid_ms=at_ms,
            modified_ms=at_ms,
        )
        if sale.creator == "nobody":
            revision = msgspec.structs.replace(revision, lease=ELSEWHERE)
        return revision

    def hear(self, line: Line) -> None:
        """What reaches us, from the log or the marketplace."""
        match line.event:
            case Click(creator):
                click = make_click(self.placement(creator), to_ms(self.moment(line.at_s)))
                write_segment(self.home, click)
            case Sale() | State():
                keep_orders(make_feed(), [self.revisions[line.number]], "")
            case Refunded():
                self.refund(line.event, line)
            case NewTerms(creator_share):
                campaign = self.brand.campaigns.get()
                add_terms(make_person(), campaign, creator_share, self.moment(line.at_s))
            case Shared(first, second):
                held = self.placement(first).lease
                Lease.objects.filter(placement=self.placement(second)).update(
                    adzone=held.adzone, name=held.name
                )
            case MonthCloses():
                self.close_month()
            case Again(said_s):
                self.hear(self.said[said_s])

    def refund(self, refund: Refunded, line: Line) -> None:
        """A refund case of the order, as the marketplace states it."""
        assert self.order is not None, "a refund without an order"
        before = Refund.objects.filter(case_id=refund.case).order_by("pk").last()
        refunded, fee = refund.refunded, refund.fee
        if refund.percent:
            known = [r for n, r in self.revisions.items() if r.modified_ms <= self.at_ms(line)]
            latest = max(known or [self.order], key=lambda r: r.modified_ms)
            refunded = share(latest.paid, refund.percent * 100)
            fee = share(latest.fee, refund.percent * 100)
        if refund.lost:
            assert before is not None, "a refund that was never opened"
            refunded, fee = before.body["refunded"], before.body["fee_return"]
        revision = make_refund(
            self.order,
            refunded,
            fee,
            case_id=refund.case,
            status=RefundStatus.FAILED if refund.lost else RefundStatus.WON,
            modified_ms=self.at_ms(line),
        )
        keep_refunds(make_feed("refunds"), [revision], "")

    def at_ms(self, line: Line) -> int:
        """When a line happened."""
        return to_ms(self.moment(line.at_s))

    def work(self, at: datetime) -> None:
        """A round of the worker."""
        list(ship_all(self.home / "log", self.home / "lake"))
        match_orders(at)
        with clock_at(self.month.starts_at + timedelta(days=1)) if self.closed else nullcontext():
            for order in unbooked(100, at):
                settle_order(order.pk)

    def close_month(self) -> None:
        """The month ends and closes; what is booked from here on is of the one after."""
        close(self.month)
        self.month, self.closed = month_after(self.month), True

    def compare_statement(self, expected: Stated, where: str) -> None:
        """How a creator's latest statement closes."""
        found = Statement.objects.filter(
            party__kind="creator", party__name=str(self.placement(expected.creator).creator_id)
        ).latest("period__ends_at")
        assert (found.closing_held, found.closing_posted) == (expected.held, expected.posted), where
        corrections = found.each_line.filter(corrects__isnull=False).count()
        assert corrections == expected.corrections, where

    def compare(self, expected: Expect, where: str) -> None:
        """The books against what the accountant expects."""
        assert set(trial_balance().values()) <= {0}, where
        assert self.sheet() == expected.sheet, where
        if expected.order:
            assert Commission.objects.get().state == expected.order, where
        if expected.grade:
            assert Match.objects.get(current=True).grade == expected.grade, where
        if expected.returned is not None:
            creator = self.placement("A").creator_id
            assert earnings(creator).returned == expected.returned, where
        assert Order.objects.count() <= 1, where

    def sheet(self) -> dict[str, int]:
        """What is owed to whom: credits in fen by account, in the story's words."""
        names = {
            f"creator:{p.creator_id}": f"creator {name}" for name, p in self.placements.items()
        }
        names |= {"platform:unmatched": "unmatched", "platform": "platform"}
        found = balances(~Q(account__name__startswith="marketplace:"), "CNY")
        sheet = {}
        for account, amount in found.items():
            owner, _, kind = account.rpartition(":")
            sheet[f"{names[owner]} {kind}"] = -amount
        return sheet
