"""What tests of statements share: orders of a creator's note, and months closed as of later."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings as django_settings
from django.utils import timezone

from hongmao.core.clock import to_ms
from hongmao.core.matching import Grade, Judgement
from hongmao.core.orders import OrderRevision, OrderStatus
from hongmao.core.settlement import Month, month_at
from hongmao.jobs.match import match_orders
from hongmao.lake.parquet import ship_all
from hongmao.links.models import Placement
from hongmao.orders.actions import keep_judgement, keep_orders, keep_refunds
from hongmao.orders.models import Order
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.actions.statements import close_months
from hongmao.settlement.models import Commission, Statement
from tests.factories import (
    make_click,
    make_feed,
    make_placement,
    make_refund,
    make_revision,
    write_segment,
)


def zone() -> ZoneInfo:
    """The community's."""
    return ZoneInfo(django_settings.HONGMAO.time_zone)


def this_month() -> Month:
    """The month it is now."""
    return month_at(timezone.now(), zone())


def month_after(one: Month) -> Month:
    """The month that follows."""
    return month_at(one.ends_at, zone())


def sure(placement: Placement) -> Judgement:
    """A probable match with a click on a placement."""
    at = timezone.now()
    return Judgement(Grade.PROBABLE, placement.pk, "click-1", to_ms(at), 0, 1, 0)


def book(revision: OrderRevision, *judgements: Judgement) -> Commission:
    """Store what the marketplace says and its judgements, and settle."""
    keep_orders(make_feed(), [revision], "")
    order = Order.objects.get(trade_id=revision.trade_id)
    for judgement in judgements:
        keep_judgement(order.pk, judgement, timezone.now())
    return settle_order(order.pk)


def later(revision: OrderRevision, **changes: object) -> OrderRevision:
    """The order's next revision."""
    return msgspec.structs.replace(revision, modified_ms=revision.modified_ms + 1000, **changes)


def send_back(revision: OrderRevision, refunded: int, fee: int) -> Commission:
    """A refund of an order, settled."""
    keep_refunds(make_feed("refunds"), [make_refund(revision, refunded, fee)], "")
    return settle_order(Order.objects.get(trade_id=revision.trade_id).pk)


def close(until: Month) -> None:
    """Close all months up to this one, as of a moment after it."""
    close_months(until.ends_at + timedelta(hours=1), until.key)


@contextmanager
def clock_at(at: datetime) -> Iterator[None]:
    """It is another time: what is booked inside is booked then."""
    with patch("django.utils.timezone.now", return_value=at):
        yield


def columns(statement: Statement) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Opening and closing, each held, posted, aside."""
    return tuple(
        tuple(getattr(statement, f"{end}_{column}") for column in ("held", "posted", "aside"))
        for end in ("opening", "closing")
    )  # type: ignore[return-value]


def make_way(home: Path) -> Placement:
    """A click in the lake, its order matched, settled, half sent back, and the month closed.

    The creator's part: 6.00 held, 5.88 posted, 2.94 returned.
    """
    placement = make_placement()
    at_ms = to_ms(timezone.now())
    write_segment(home, make_click(placement, at_ms))
    list(ship_all(home / "log", home / "lake"))
    revision = make_revision(placement, at_ms)
    for said in (revision, later(revision, status=OrderStatus.SETTLED, fee=980, settled_ms=at_ms)):
        keep_orders(make_feed(), [said], "")
        match_orders(timezone.now())
        settle_order(Order.objects.get(trade_id=said.trade_id).pk)
    send_back(said, 5_000, 490)
    close(this_month())
    return placement
