"""Makes what tests need, through the domain's own actions."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
import pytest
from django.db import transaction
from django.utils import timezone
from msgspec import structs

from hongmao.brands.actions import (
    add_terms,
    admit,
    apply_for_pilot,
    list_product,
    open_brand,
    open_campaign,
    open_store,
)
from hongmao.brands.models import Admission, Brand, Campaign, Product
from hongmao.core.clock import to_ms
from hongmao.core.connector import (
    Capabilities,
    CollectPage,
    Identifier,
    MadeLink,
    MendRequest,
    OrderPage,
    ProductRef,
    RefundPage,
    Window,
)
from hongmao.core.events import Click, Event, Impression, encode, pack_group
from hongmao.core.frames import Header, pack_frame, pack_header
from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision, RefundStatus
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.terms import Terms, share_of_fee
from hongmao.links.actions import agree, approve, propose
from hongmao.links.leases import stock_adzones
from hongmao.links.models import Placement, PlacementState
from hongmao.notes.actions.notes import NoteText, PictureFile, publish_note
from hongmao.notes.models import Note
from hongmao.orders.actions import open_window, start_feed
from hongmao.orders.models import Feed
from hongmao.people.actions import create_person
from hongmao.people.models import AuditRow, Person, Role

_numbers = count(1)
PASSWORD = "a long enough password"
PIDS = tuple(f"mm_900_1_{zone}" for zone in range(101, 111))


class Marketplace:
    """A marketplace in memory that follows the Connector protocol; links lead to `host`."""

    name = "taobao"
    capabilities = Capabilities(
        returns=frozenset({Identifier.LEASE}),
        leases_are_scarce=True,
        window_ms=3 * 3_600_000,
        promotion_window_ms=20 * 60_000,
        calls_a_second=1000.0,
        horizon_ms=90 * 86_400_000,
        page_size=100,
        currency="CNY",
    )

    def __init__(
        self,
        host: str = "s.click.taobao.com",
        refuse: str = "",
        *,
        own_leases: bool = False,
        **more: str,
    ) -> None:
        """`more` is what its links say beside their URL: see `MadeLink`."""
        self.host = host
        self.refuse = refuse
        self.more = more
        self.orders: list[OrderRevision] = []
        if own_leases:
            self.capabilities = msgspec.structs.replace(self.capabilities, leases_are_scarce=False)

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """A link on this marketplace's host, or a refusal."""
        if self.refuse:
            raise MendRequest("15", self.refuse)
        scarce = self.capabilities.leases_are_scarce
        name = "_".join(lease.split("_")[2:]) if scarce else lease
        return MadeLink(f"https://{self.host}/t?e={ref.item_id}", name, **self.more)

    def pull_orders(self, window: Window, cursor: str = "") -> OrderPage:
        """One order a page, by update time."""
        rows = [o for o in self.orders if window.start_ms <= o.modified_ms < window.end_ms]
        place = int(cursor or 0)
        following = str(place + 1) if place + 1 < len(rows) else ""
        return OrderPage(tuple(rows[place : place + 1]), following)

    def pull_refunds(self, window: Window, cursor: str = "") -> RefundPage:
        """No refunds."""
        return RefundPage((), "")

    def parse_product(self, text: str) -> ProductRef | None:
        """Any text is an item's id."""
        return ProductRef(item_id=text) if text else None

    def pull_collects(self, window: Window, cursor: str = "") -> CollectPage:
        """No favourites or carts."""
        return CollectPage((), "")

    def clock_skew_ms(self) -> int:
        """The same clock as ours."""
        return 0


def make_person(role: Role = Role.READER, **texts: str) -> Person:
    """An account with a name of its own; its password is `PASSWORD`."""
    number = next(_numbers)
    texts.setdefault("name", f"{role} {number}")
    return create_person(f"{role}{number}", PASSWORD, role, **texts)


def make_note(creator: Person | None = None, at: datetime | None = None, **texts: Any) -> Note:
    """A public note with one picture."""
    number = next(_numbers)
    text = NoteText(title=f"笔记 {number}", title_en=f"Note {number}", body="正文")
    picture = PictureFile(f"notes/{number}.webp", 900, 1200, "#c0a080", "图", "A picture")
    return publish_note(
        creator or make_person(Role.CREATOR), structs.replace(text, **texts), [picture], at
    )


def make_brand(member: Person | None = None, rating: str = "4.80", documents: bool = True) -> Brand:
    """A brand with one Tmall store."""
    number = next(_numbers)
    member = member or make_person(Role.BRAND)
    brand = open_brand(
        member,
        slug=f"brand-{number}",
        name=f"品牌 {number}",
        name_en=f"Brand {number}",
        licence=documents,
        trademark=documents,
    )
    open_store(
        member,
        brand,
        marketplace="taobao",
        kind="tmall",
        store_id=f"store-{number}",
        name=f"旗舰店 {number}",
        rating=rating,
    )
    return brand


def make_product(brand: Brand, category: str = "home", price: int = 9900) -> Product:
    """A product of a brand's first store."""
    number = next(_numbers)
    store, member = brand.stores.get(), brand.team.first()
    assert member is not None
    return list_product(
        member,
        store,
        item_id=f"Item-{number}",
        title=f"商品 {number}",
        title_en=f"Product {number}",
        category=category,
        price=price,
    )


def make_admission(
    brand: Brand, days: int = 30, categories: tuple[str, ...] = ("home",)
) -> Admission:
    """The brand, admitted from yesterday for `days`."""
    member = brand.team.first()
    assert member is not None
    now = timezone.now()
    application = apply_for_pilot(member, brand, ["taobao"], list(categories))
    return admit(
        make_person(Role.OPERATOR),
        application.pk,
        now - timedelta(days=1),
        now + timedelta(days=days),
    )


def make_campaign(brand: Brand, creator_share: int = 6000, terms: Terms | None = None) -> Campaign:
    """A campaign that runs, with terms in force since yesterday."""
    member = brand.team.first()
    assert member is not None
    now = timezone.now()
    campaign = open_campaign(
        member, brand, "推广", now - timedelta(days=1), now + timedelta(days=30), "Campaign"
    )
    add_terms(member, campaign, terms or share_of_fee(creator_share), now - timedelta(days=1))
    return campaign


def make_placement(
    state: PlacementState = PlacementState.APPROVED,
    brand: Brand | None = None,
    note: Note | None = None,
    creator_share: int = 6000,
) -> Placement:
    """A placement, driven as far as `state` (proposed, agreed or approved)."""
    if brand is None:
        brand = make_brand()
        make_admission(brand)
    member = brand.team.first()
    assert member is not None
    campaign = brand.campaigns.first() or make_campaign(brand, creator_share)
    placement = propose(member, note or make_note(), campaign, make_product(brand))
    if state == PlacementState.PROPOSED:
        return placement
    placement = agree(placement.creator, placement.pk)
    if state == PlacementState.AGREED:
        return placement
    stock_adzones("taobao", PIDS)
    return approve(make_person(Role.OPERATOR), placement.pk, Marketplace())


def make_revision(placement: Placement, click_ms: int, **changes: object) -> OrderRevision:
    """What the marketplace says of an order from a click on a placement: paid, 100 yuan, fee 10."""
    assert placement.product is not None
    revision = OrderRevision(
        trade_id=f"T{next(_numbers)}",
        parent_id="P",
        status=OrderStatus.PAID,
        item_id=placement.product.item_id,
        item_title=placement.product.title,
        paid=10_000,
        fee=1_000,
        click_ms=click_ms - click_ms % 1000,
        created_ms=click_ms + 60_000,
        paid_ms=click_ms + 61_000,
        modified_ms=click_ms + 61_000,
        lease=placement.lease.name,
    )
    return structs.replace(revision, **changes)


def make_refund(
    order: OrderRevision, refunded: int, fee_return: int, **changes: object
) -> RefundRevision:
    """What the marketplace says of a refund case of an order: won, a minute after the order."""
    fields: dict[str, object] = {
        "case_id": f"R{next(_numbers)}",
        "trade_id": order.trade_id,
        "status": RefundStatus.WON,
        "refunded": refunded,
        "fee_return": fee_return,
        "modified_ms": order.modified_ms + 60_000,
        **changes,
    }
    return msgspec.convert(fields, RefundRevision)


def make_click(placement: Placement, at_ms: int, **changes: object) -> Click:
    """A click on a placement's link that led to the marketplace."""
    click = Click(
        at=at_ms,
        id=f"click-{next(_numbers)}",
        code=placement.link.code,
        placement=placement.pk,
        note=placement.note_id,
        creator=placement.creator_id,
        brand=placement.brand_id,
        campaign=placement.campaign_id,
        reader="reader",
        view="",
        surface="note",
        outcome="sent",
    )
    return msgspec.structs.replace(click, **changes)


def make_impression(placement: Placement, at_ms: int, **changes: object) -> Impression:
    """A card of a placement that was seen."""
    impression = Impression(
        at=at_ms,
        view=f"view-{next(_numbers)}",
        code=placement.link.code,
        placement=placement.pk,
        note=placement.note_id,
        creator=placement.creator_id,
        brand=placement.brand_id,
        campaign=placement.campaign_id,
        reader="reader",
        surface="note",
    )
    return msgspec.structs.replace(impression, **changes)


def write_segment(home: Path, *events: Event, tail: bytes = b"") -> Path:
    """A sealed segment of one log with these events, one a group; `tail` follows the last group."""
    log = bytes(range(16))
    folder = home / "log" / log.hex()
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.iterdir()))
    groups = b"".join(pack_frame(pack_group([encode(event)])) for event in events)
    opened = events[0].at if events else 0
    path = folder / f"{number:08d}.seg"
    path.write_bytes(pack_header(Header(log, number, opened)) + groups + tail + bytes(64))
    return path


def make_feed(kind: str = "orders") -> Feed:
    """A feed of the marketplace with a window of the last hour open."""
    feed = start_feed("taobao", kind, timezone.now() - timedelta(hours=1))
    open_window(feed, Window(to_ms(feed.read_until), to_ms(timezone.now())))
    return feed


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back at the end, so that examples do not meet."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def examples(count: int) -> hypothesis.settings:
    """How a property over the database is run: each example within `undone`, no deadline.

    A failing example is not made smaller: over a database that takes minutes. PostgreSQL gets a
    third as many: the rules were tried on SQLite, what is new is the database.
    """
    return hypothesis.settings(
        max_examples=max(5, count // 3) if "HONGMAO_DATABASE_URL" in os.environ else count,
        deadline=None,
        phases=[phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.shrink],
        suppress_health_check=[
            hypothesis.HealthCheck.function_scoped_fixture,
            hypothesis.HealthCheck.too_slow,
        ],
    )


def reason_of(action: Callable[[], object]) -> Reason:
    """Why an action is refused; it must say so in both languages and leave no audit row."""
    before = AuditRow.objects.count()
    with pytest.raises(Refusal) as caught:
        action()
    assert AuditRow.objects.count() == before
    assert caught.value.text("zh-hans") != caught.value.text("en")
    return caught.value.reason
