"""The chain inside one process: click in the log, order in, match, commission, ledger, audit."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from hongmao.core.clock import to_ms
from hongmao.core.connector import Window
from hongmao.core.events import Click, Impression, encode, pack_group
from hongmao.core.frames import Header, pack_frame, pack_header
from hongmao.core.ids import ClickMint, derive_key
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision, RefundStatus
from hongmao.jobs.audit import audit, differs
from hongmao.jobs.match import match_all, match_orders
from hongmao.jobs.worker import Worker
from hongmao.lake.parquet import ship_all
from hongmao.links.models import Lease, Placement
from hongmao.orders.actions import (
    judge_again,
    keep_orders,
    keep_refunds,
    open_window,
    start_feed,
)
from hongmao.orders.models import Feed, Match, MatchFit, Order
from hongmao.orders.queries import unbooked
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.models import Commission
from hongmao.settlement.queries.chain import brand_chain
from hongmao.settlement.queries.earnings import earnings
from tests.factories import make_placement, make_revision

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def write_segment(home: Path, placement: Placement, at_ms: int, click_id: str = "click-1") -> None:
    """A sealed segment with one impression of, and one click on, a placement."""
    log = bytes(16)
    ids = (
        placement.link.code,
        placement.pk,
        placement.note_id,
        placement.creator_id,
        placement.brand_id,
        placement.campaign_id,
    )
    view = click_id[::-1]
    events = [
        encode(Impression(at_ms - 5000, view, *ids, reader="r1", surface="note")),
        encode(Click(at_ms, click_id, *ids, "r1", view, "note", "sent")),
    ]
    folder = home / "log" / log.hex()
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.iterdir()))
    (folder / f"{number:08d}.seg").write_bytes(
        pack_header(Header(log, number, at_ms)) + pack_frame(pack_group(events)) + bytes(64)
    )


def feed_of(kind: str = "orders") -> Feed:
    """A feed with a window open."""
    feed = start_feed("taobao", kind, timezone.now() - timedelta(hours=1))
    open_window(feed, Window(to_ms(feed.read_until), to_ms(timezone.now())))
    return feed


def take_in(home: Path, *revisions: OrderRevision | RefundRevision) -> None:
    """Store revisions, ship the log, match and book, as the worker does."""
    keep_orders(feed_of(), [r for r in revisions if isinstance(r, OrderRevision)], "")
    refunds = [r for r in revisions if isinstance(r, RefundRevision)]
    keep_refunds(feed_of("refunds"), refunds, "")
    list(ship_all(home / "log", home / "lake"))
    match_orders(timezone.now())
    for order in unbooked(100, timezone.now()):
        settle_order(order.pk)


def agreed() -> bool:
    """Whether the audit finds no difference."""
    findings = list(audit())
    assert not differs(findings), [f for f in findings if f.differences]
    return True


@pytest.fixture
def clicked(home: Path) -> tuple[Placement, int]:
    """A live placement and the time of a click on it, in the log."""
    placement = make_placement()
    at_ms = to_ms(timezone.now())
    write_segment(home, placement, at_ms)
    return placement, at_ms


def test_an_order_travels_the_whole_way(clicked: tuple[Placement, int], home: Path) -> None:
    """Paid holds, settled posts, a half return takes half back; pages and audit agree."""
    placement, at_ms = clicked
    paid = make_revision(placement, at_ms)
    take_in(home, paid)
    match = Match.objects.get(current=True)
    assert (match.grade, match.placement_id) == ("probable", placement.pk)
    money = earnings(placement.creator_id)
    assert (money.held, money.posted, money.returned) == (600, 0, 0)
    assert agreed()

    import msgspec

    settled = msgspec.structs.replace(
        paid, status=OrderStatus.SETTLED, fee=980, settled_ms=at_ms + 90_000,
        modified_ms=at_ms + 90_000,
    )  # fmt: skip
    take_in(home, settled)
    money = earnings(placement.creator_id)
    assert (money.held, money.posted) == (0, 588)

    half = RefundRevision(
        case_id="R1", trade_id=paid.trade_id, status=RefundStatus.WON, refunded=5000,
        fee_return=490, modified_ms=at_ms + 95_000,
    )  # fmt: skip
    take_in(home, half)
    money = earnings(placement.creator_id)
    assert (money.held, money.posted, money.returned) == (0, 294, 294)
    chain = brand_chain(placement.brand_id)
    assert (chain.exposures, chain.clicks, chain.orders) == (1, 1, 1)
    assert (chain.paid, chain.held, chain.posted, chain.returned) == (5000, 0, 490, 490)
    assert agreed()


def test_void_before_receipt_voids_the_hold(clicked: tuple[Placement, int], home: Path) -> None:
    """A whole return before receipt leaves nothing held."""
    import msgspec

    placement, at_ms = clicked
    paid = make_revision(placement, at_ms)
    void = msgspec.structs.replace(paid, status=OrderStatus.VOID, modified_ms=at_ms + 99_000)
    take_in(home, paid)
    take_in(home, void)
    money = earnings(placement.creator_id)
    assert (money.held, money.posted) == (0, 0)
    assert Commission.objects.get().state == "void"
    assert agreed()


def test_an_order_of_another_adzone_pays_nobody(clicked: tuple[Placement, int], home: Path) -> None:
    """No lease, no match: the commission stays with the platform, apart, and is still counted."""
    placement, at_ms = clicked
    take_in(home, make_revision(placement, at_ms, lease="1_999", created_ms=at_ms - 3_600_000))
    assert Match.objects.get().grade == "none"
    assert earnings(placement.creator_id).held == 0
    order = Order.objects.get()
    assert settle_order(order.pk).platform_amount == 1000
    assert agreed()


def test_the_audit_sees_a_falsified_figure(clicked: tuple[Placement, int], home: Path) -> None:
    """A figure changed behind the ledger's back, an order's or the lake's, is named."""
    placement, at_ms = clicked
    take_in(home, make_revision(placement, at_ms))
    Commission.objects.update(creator_amount=601)
    assert differs(list(audit()))
    Commission.objects.update(creator_amount=600)
    assert agreed()
    Order.objects.update(fee=999)
    assert differs(list(audit()))
    Order.objects.update(fee=1000)
    next((home / "lake" / "clicks").rglob("*.parquet")).unlink()
    assert differs(list(audit()))


def named(at_ms: int) -> str:
    """A click id that this installation's mint made."""
    secret = django_settings.HONGMAO.secret.get_secret_value()
    return ClickMint(derive_key(secret, "click")).mint(at_ms)


def test_an_order_that_names_its_click_is_exact_whenever_that_click_comes(home: Path) -> None:
    """The click reaches the lake half a day late; until then no other takes its place."""
    placement = make_placement()
    now_ms = to_ms(timezone.now())
    click_ms = now_ms - 12 * 3_600_000
    click_id = named(click_ms)
    write_segment(home, placement, now_ms)
    order = make_revision(placement, now_ms, click_id=click_id)
    take_in(home, order)
    assert Match.objects.get(current=True).grade == "none"
    Order.objects.update(needs_match=False)
    write_segment(home, placement, click_ms, click_id)
    Worker().round()
    match = Match.objects.get(current=True)
    assert (match.grade, match.click_id) == ("exact", click_id)
    assert earnings(placement.creator_id).held == 600
    assert agreed()


def test_an_id_that_is_not_ours_proves_nothing(clicked: tuple[Placement, int], home: Path) -> None:
    """Even where our log has a click of that id: the lease decides."""
    placement, at_ms = clicked
    take_in(home, make_revision(placement, at_ms, click_id="click-1"))
    assert Match.objects.get(current=True).grade == "probable"


def test_all_is_judged_again_and_what_differs_supersedes(
    clicked: tuple[Placement, int], home: Path
) -> None:
    """A lease that was entered wrongly is put right: the old match is kept beside the new one."""
    placement, at_ms = clicked
    for _ in range(3):
        take_in(home, make_revision(placement, at_ms))
    Order.objects.update(needs_match=False)
    Lease.objects.update(starts_at=timezone.now() + timedelta(days=1))
    heard: list[int] = []
    assert match_all(timezone.now(), heard.append) == {}
    assert judge_again(timezone.now() + timedelta(days=2)) == 0
    assert judge_again() == 3
    assert match_all(timezone.now(), heard.append, batch=2) == {"none": 3}
    assert heard == [2, 1]
    grades = Match.objects.filter(order=Order.objects.first()).order_by("pk")
    assert list(grades.values_list("grade", "current")) == [("probable", False), ("none", True)]
    for order in unbooked(100, timezone.now() + timedelta(hours=1)):
        settle_order(order.pk)
    assert earnings(placement.creator_id).held == 0
    assert agreed()


def test_a_fit_learned_later_does_not_change_what_stands(
    clicked: tuple[Placement, int], home: Path
) -> None:
    """Each match is audited by the fit it was made with, until it is judged again."""
    placement, at_ms = clicked
    take_in(home, make_revision(placement, at_ms))
    Order.objects.update(needs_match=False)
    MatchFit.objects.all().delete()
    MatchFit.objects.create(
        marketplace="taobao", tolerance_ms=2_000, skew_ms=3_000, ceiling_ms=60_000, crowd=3,
        samples=99, watched=99, strays=0, learned_at=timezone.now(), checked_at=timezone.now(),
    )  # fmt: skip
    assert agreed()
    judge_again()
    match_orders(timezone.now())
    match = Match.objects.get(current=True)
    assert match.evidence["fit"]["skew_ms"] == 3_000
    assert match.evidence["distance_ms"] == 3_000 + at_ms % 1000
    assert Match.objects.count() == 2
    assert agreed()


def test_a_click_that_reaches_the_lake_days_late_is_still_paid(home: Path) -> None:
    """An edge that was cut off ships its log at last: the order is looked at again, and paid."""
    placement = make_placement()
    at_ms = to_ms(timezone.now())
    week = 7 * 86_400_000
    take_in(home, make_revision(placement, at_ms, created_ms=at_ms - week))
    Order.objects.update(needs_match=False)
    assert earnings(placement.creator_id).held == 0

    write_segment(home, placement, at_ms)
    Worker().round()
    assert Match.objects.get(current=True).grade == "probable"
    assert earnings(placement.creator_id).held == 600
    assert agreed()
