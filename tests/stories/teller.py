"""Tells a story to Hongmao, as log and marketplace would, and compares the books."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings as django_settings
from django.db.models import Q
from django.utils import timezone

from hongmao.brands.actions import add_terms, open_agency
from hongmao.brands.models import Agency, Brand
from hongmao.connectors.postback.parse import Claim
from hongmao.connectors.shopify.parse import Said
from hongmao.core.clock import from_ms, to_ms
from hongmao.core.ids import ClickMint, derive_key
from hongmao.core.money import BASIS, share
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision, RefundStatus
from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.payouts import Outcome
from hongmao.core.terms import Shares, Terms
from hongmao.jobs.match import match_orders
from hongmao.lake.parquet import Shipment, ship_all
from hongmao.ledger.queries import balances, trial_balance
from hongmao.links.models import Lease, Placement
from hongmao.orders.actions import keep_orders, keep_refunds, keep_revisions
from hongmao.orders.inbound import keep_claim, keep_webhook, settle_held
from hongmao.orders.models import Match, Order, Refund
from hongmao.orders.queries import unbooked
from hongmao.people.models import Role
from hongmao.settlement.actions.budgets import weigh_stopped
from hongmao.settlement.actions.charges import charge_clicks, mark_days
from hongmao.settlement.actions.commissions import release_orders, settle_order
from hongmao.settlement.actions.deposits import Movement, record_deposit
from hongmao.settlement.actions.payouts import (
    draft_batch,
    import_results,
    release_batch,
    set_account,
    set_threshold,
)
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import Charge, Commission, PayoutAccount, Statement
from hongmao.settlement.queries.earnings import earnings
from tests.factories import (
    make_admission,
    make_brand,
    make_campaign,
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
    Payout,
    Prepaid,
    Sale,
    Says,
    Shared,
    State,
    Stated,
)
from tests.stories.reader import (
    Refund as Refunded,
)
from tests.stories.wires import ELSEWHERE, NETWORK, SHOP, Sold, Told, move_to, tell, trade_of


def hear(shipment: Shipment) -> None:
    """What the worker does when clicks reach the lake, where it concerns charges."""
    mark_days(from_ms(shipment.first_ms), from_ms(shipment.last_ms))


class Teller:
    """One story on a home of its own. Its first day is tomorrow, where the community is."""

    def __init__(self, home: Path, lines: list[Line]) -> None:
        self.home = home
        self.lines = lines
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        self.midnight = today + timedelta(days=1)
        self.brand: Brand = make_brand()
        make_admission(self.brand)
        self.marketplace = next(
            (line.event.marketplace for line in lines if isinstance(line.event, Says)), "taobao"
        )
        secret = django_settings.HONGMAO.secret.get_secret_value()
        self.mint = ClickMint(derive_key(secret, "click"))
        self.placements: dict[str, Placement] = {}
        self.clicks: dict[int, str] = {}
        self.told: dict[int, Told] = {}
        self.sold: dict[str, Sold] = {}
        self.cast()
        self.last_click: tuple[str, int] = ("A", 0)
        self.orders: list[OrderRevision] = []
        self.agency: Agency | None = None
        self.said: dict[int, Line] = {}
        self.month, self.closed = this_month(), False
        self.prepare()

    def tell(self) -> datetime:
        """Tell every line; the worker has its round after each. Returns the last moment."""
        at = self.midnight
        for line in self.lines:
            at = self.moment(line.heard_s)
            self.hear(line)
            self.work(at)
            if isinstance(line.event, Stated):
                self.compare_statement(line.event, f"line {line.number}")
            if isinstance(line.event, Expect):
                self.compare(line.event, f"line {line.number}")
        return at

    def moment(self, of_day_s: int) -> datetime:
        """A second of the story's day."""
        return self.midnight + timedelta(seconds=of_day_s)

    def placement(self, creator: str) -> Placement:
        """The placement below a creator's note; all are of one brand."""
        if creator not in self.placements:
            self.placements[creator] = make_placement(brand=self.brand)
        return self.placements[creator]

    def cast(self) -> None:
        """Everybody that the story names, before it begins."""
        for line in self.lines:
            match line.event:
                case Click(creator) | Payout(creator):
                    self.placement(creator)
                case Shared(first, second):
                    self.placement(first)
                    self.placement(second)
        self.placement("A")
        if self.marketplace != "taobao":
            move_to(self.marketplace, list(self.placements.values()))
            self.placements = {
                name: Placement.objects.get(pk=one.pk) for name, one in self.placements.items()
            }

    def prepare(self) -> None:
        """What happened decides what an order is, in whatever order we hear of it."""
        self.revisions: dict[int, OrderRevision] = {}
        for line in sorted(self.lines, key=lambda line: (line.at_s, line.number)):
            at_ms = to_ms(self.moment(line.at_s))
            match line.event:
                case Click(creator, _):
                    self.clicks[line.number] = self.mint.mint(at_ms)
                    self.last_click = (creator, at_ms)
                    self.last_id = self.clicks[line.number]
                case Says():
                    sold = self.sold.get(line.event.order) or self.begin(line.event, at_ms)
                    self.told[line.number] = tell(line.event, sold, at_ms, self.mint)
                case Sale():
                    self.orders.append(self.sell(line.event, at_ms))
                    self.revisions[line.number] = self.orders[-1]
                case State(status, fee, paid, which):
                    order = self.orders[which - 1]
                    fee = 0 if status is OrderStatus.VOID else fee
                    order = msgspec.structs.replace(
                        order,
                        status=status,
                        fee=order.fee if fee is None else fee,
                        paid=order.paid if paid is None else paid,
                        modified_ms=at_ms,
                        settled_ms=at_ms if status is OrderStatus.SETTLED else 0,
                    )
                    self.orders[which - 1] = self.revisions[line.number] = order
            self.said[line.at_s] = line

    def begin(self, says: Says, at_ms: int) -> Sold:
        """An order that a marketplace speaks of for the first time."""
        creator, click_ms = self.last_click
        placement = self.placement(creator)
        nobody = says.creator == "nobody"
        sold = Sold(
            placement=placement,
            click_id="" if nobody else self.last_id,
            click_ms=click_ms or at_ms,
            lease=ELSEWHERE if nobody else placement.lease.name,
            made_ms=at_ms,
        )
        self.sold[says.order] = sold
        if self.marketplace == "shopify":  # every line is an order line of its own
            self.sold |= {"line1": sold, "line2": sold}
        return sold

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
            status=OrderStatus.UNPAID if sale.deposit else OrderStatus.PAID,
            new_customer=True if sale.new else msgspec.UNSET,
        )
        if sale.creator == "nobody":
            revision = msgspec.structs.replace(revision, lease=ELSEWHERE)
        return revision

    def hear(self, line: Line) -> None:
        """What reaches us, from the log or the marketplace."""
        match line.event:
            case Click(creator, reader):
                at_ms, click_id = to_ms(self.moment(line.at_s)), self.clicks[line.number]
                facts = {"id": click_id, "reader": reader or "reader"}
                write_segment(self.home, make_click(self.placement(creator), at_ms, **facts))
            case Sale() | State():
                keep_orders(make_feed(), [self.revisions[line.number]], "")
            case Refunded():
                self.refund(line.event, line)
            case NewTerms(said, agency, partner):
                if partner:
                    preferred = self.placement(partner).creator_id
                    said = msgspec.structs.replace(said, partners=(preferred,))
                self.agree(said, agency, self.moment(line.at_s))
            case Prepaid(amount):
                paid_in = Movement(amount, "CNY", "alipay", f"line {line.number}")
                record_deposit(make_person(Role.OPERATOR), self.brand.pk, paid_in)
            case Shared(first, second):
                held = self.placement(first).lease
                Lease.objects.filter(placement=self.placement(second)).update(
                    adzone=held.adzone, name=held.name
                )
            case MonthCloses():
                self.close_month()
            case Again(said_s):
                self.hear(self.said[said_s])
            case Says():
                self.keep(line)
            case Payout(creator, amount):
                self.pay(creator, amount, line)

    def keep(self, line: Line) -> None:
        """What a marketplace said comes to us, by the way it comes from there."""
        told, at = self.told[line.number], self.moment(line.heard_s)
        if isinstance(told, Said):
            keep_webhook("shop", f"delivery-{line.number}", told, {})
        elif isinstance(told, Claim):
            keep_claim("net", told, at, {})
        else:
            orders = [one for one in told if isinstance(one, OrderRevision)]
            refunds = [one for one in told if isinstance(one, RefundRevision)]
            keep_revisions(self.marketplace, orders, refunds)

    def pay(self, creator: str, amount: int, line: Line) -> None:
        """A creator is paid all that is available: drafted, released by another, confirmed."""
        person = self.placement(creator).creator
        if not PayoutAccount.objects.filter(person=person).exists():
            set_account(person, Payee(PayeeKind.ALIPAY, "林夏", "13800138000"))
        set_threshold(make_person(Role.OPERATOR), person.username, 0)
        batch = draft_batch(make_person(Role.OPERATOR), "CNY", PayeeKind.ALIPAY)
        [payout] = batch.payouts.all()
        assert payout.gross == amount, f"line {line.number}"
        release_batch(make_person(Role.OPERATOR), batch.pk)
        paid = ResultRow(1, payout.number, Outcome.SUCCEEDED, "ok")
        import_results(make_person(Role.OPERATOR), [paid])

    def agree(self, said: Terms, agency_share: int, at: datetime) -> None:
        """New terms; an agency's share is that of the story's one agency."""
        if agency_share:
            self.agency = self.agency or open_agency(None, make_person(Role.AGENCY))
            shares = Shares(BASIS - agency_share, agency_share, 0)
            said = msgspec.structs.replace(said, shares=shares, agency=self.agency.pk)
        campaign = self.brand.campaigns.first() or make_campaign(self.brand)
        add_terms(make_person(), campaign, said, at)

    def refund(self, refund: Refunded, line: Line) -> None:
        """A refund case of the order, as the marketplace states it."""
        order = self.orders[refund.order - 1]
        before = Refund.objects.filter(case_id=refund.case).order_by("pk").last()
        refunded, fee = refund.refunded, refund.fee
        if refund.percent:
            known = [
                r
                for r in self.revisions.values()
                if r.modified_ms <= self.at_ms(line) and r.trade_id == order.trade_id
            ]
            latest = max(known or [order], key=lambda r: r.modified_ms)
            refunded = share(latest.paid, refund.percent * 100)
            fee = share(latest.fee, refund.percent * 100)
        if refund.lost:
            assert before is not None, "a refund that was never opened"
            refunded, fee = before.body["refunded"], before.body["fee_return"]
        revision = make_refund(
            order,
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
        list(ship_all(self.home / "log", self.home / "lake", hear))
        settle_held("shopify", {"shop": SHOP.hold_days}, at)
        settle_held("postback", {"net": NETWORK.hold_days}, at)
        match_orders(at)
        with clock_at(self.month.starts_at + timedelta(days=1)) if self.closed else nullcontext():
            for order in unbooked(100, at):
                settle_order(order.pk, at)
            release_orders(at, 100)
            charge_clicks(at)
            weigh_stopped(at)

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
        for order, state in expected.orders.items():
            assert Commission.objects.get(order=self.kept(order)).state == state, where
        for order, grade in expected.grades.items():
            match = Match.objects.get(current=True, order=self.kept(order))
            assert match.grade == grade, where
        if expected.returned is not None:
            creator = self.placement("A").creator_id
            assert earnings(creator).returned == expected.returned, where
        if expected.shortfall is not None:
            short = sum(one.shortfall for one in Commission.objects.all())
            short += sum(one.promised - one.granted for one in Charge.objects.all())
            assert short == expected.shortfall, where
        if expected.links:
            stopped = self.brand.campaigns.get().spent_at is not None
            assert expected.links == ("stopped" if stopped else "open"), where
        assert Order.objects.count() <= max(len(self.sold), len(self.orders)), where

    def kept(self, order: str) -> Order:
        """An order as we have it."""
        if order == "first" and order not in self.sold:
            return Order.objects.latest("pk")
        return Order.objects.get(trade_id=trade_of(self.marketplace, order))

    def sheet(self) -> dict[str, int]:
        """What is owed to whom: credits in fen by account, in the story's words."""
        names = {
            f"creator:{p.creator_id}": f"creator {name}" for name, p in self.placements.items()
        }
        names |= {"platform:unmatched": "unmatched", "platform": "platform"}
        names |= {f"brand:{self.brand.pk}": "brand"}
        if self.agency is not None:
            names |= {f"agency:{self.agency.pk}": "agency"}
        payers = Q(account__name__regex=r"^(marketplace|bank):|^brand:.*:expected$")
        found = balances(~payers, "CNY")
        sheet = {}
        for account, amount in found.items():
            owner, _, kind = account.rpartition(":")
            sheet[f"{names[owner]} {kind}"] = -amount
        return sheet
