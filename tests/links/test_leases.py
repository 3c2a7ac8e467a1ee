"""Leases: a free adzone first, then one of other stores, and a shared one last and flagged."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hongmao.brands.models import Brand, Store
from hongmao.core.connector import MadeLink, ProductRef
from hongmao.core.supply import Supply
from hongmao.links.actions import approve, end
from hongmao.links.leases import AdzoneTaken, choose_adzone, stock_adzones, supply, take_lease
from hongmao.links.models import Adzone, Lease, Placement, PlacementState
from hongmao.notes.models import Note
from hongmao.people.models import Role
from tests.factories import (
    Marketplace,
    examples,
    make_admission,
    make_brand,
    make_campaign,
    make_note,
    make_person,
    make_placement,
    make_product,
    undone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TWO = ("mm_900_1_1", "mm_900_1_2")
COOKIE = timedelta(days=settings.HONGMAO.taobao_cookie_days)


def admitted() -> Brand:
    """A brand with one store that may place links."""
    brand = make_brand()
    make_admission(brand)
    return brand


def place(brand: Brand) -> Placement:
    """An approved placement of a brand's store, on the pool as it is."""
    agreed = make_placement(PlacementState.AGREED, brand)
    return approve(make_person(Role.OPERATOR), agreed.pk, Marketplace())


def one_item(brand: Brand) -> Placement:
    """An agreed placement of a brand's first product, the same each time."""
    placement = make_placement(PlacementState.AGREED, brand)
    placement.product = brand.stores.get().products.order_by("pk").first()
    placement.save()
    return placement


def chosen(brand: Brand, at: datetime) -> str:
    """The adzone that a new placement of a brand would lease at a moment."""
    return choose_adzone(make_placement(PlacementState.AGREED, brand), at).pid


def test_a_pool_is_stocked_once() -> None:
    assert stock_adzones("taobao", TWO) == 2
    assert stock_adzones("taobao", (*TWO, "mm_900_1_3")) == 1
    assert [zone.name for zone in Adzone.objects.order_by("pid")] == ["1_1", "1_2", "1_3"]


def test_free_adzones_come_first() -> None:
    stock_adzones("taobao", TWO)
    brand = admitted()
    leases = [place(brand).lease for _ in TWO]
    assert {f"mm_900_{lease.name}" for lease in leases} == set(TWO)
    assert not any(lease.shared for lease in leases)


def test_then_an_adzone_of_other_stores_which_the_item_tells_apart() -> None:
    stock_adzones("taobao", TWO)
    one, other = admitted(), admitted()
    of_one, of_other = place(one).lease, place(other).lease
    assert of_one.adzone != of_other.adzone
    second = place(one).lease
    assert (second.adzone, second.shared) == (of_other.adzone, False)
    third = place(admitted()).lease
    assert (third.adzone, third.shared) == (of_one.adzone, False)
    fourth = place(admitted()).lease
    assert (fourth.adzone, fourth.shared) == (of_one.adzone, False)
    busier = place(other).lease  # three others there, but none of its own store
    assert (busier.adzone, busier.shared) == (of_one.adzone, False)


def test_an_exhausted_pool_is_shared_and_says_so() -> None:
    stock_adzones("taobao", TWO)
    brand = admitted()
    leases = [place(brand).lease for _ in range(4)]
    assert [lease.shared for lease in leases] == [False, False, True, True]
    assert leases[2].adzone != leases[3].adzone


def test_an_adzone_taken_meanwhile_is_not_shared_while_another_is_free() -> None:
    """Two approvals chose the same free adzone: the second finds the first when it writes."""
    stock_adzones("taobao", TWO)
    brand, now = admitted(), timezone.now()
    first, second, third = (one_item(brand) for _ in range(3))
    zone = choose_adzone(first, now)
    assert choose_adzone(second, now) == zone
    assert not take_lease(first, zone, now).shared
    with pytest.raises(AdzoneTaken):
        take_lease(second, zone, now)
    other = choose_adzone(second, now)
    assert other != zone
    assert not take_lease(second, other, now).shared
    assert take_lease(third, choose_adzone(third, now), now).shared


class Rival(Marketplace):
    """A marketplace that is slow: while it makes a link, another approval takes the adzone."""

    def __init__(self, rival: Placement) -> None:
        super().__init__()
        self.rivals = [rival]

    def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
        """The link; the first time another placement has leased the same adzone before it."""
        if self.rivals:
            take_lease(self.rivals.pop(), Adzone.objects.get(pid=lease), timezone.now())
        return super().make_link(ref, lease)


def test_an_approval_that_lost_its_adzone_makes_its_link_on_another() -> None:
    stock_adzones("taobao", TWO)
    brand = admitted()
    rival = one_item(brand)
    approved = approve(make_person(Role.OPERATOR), one_item(brand).pk, Rival(rival))
    assert approved.lease.adzone != Lease.objects.get(placement=rival).adzone
    assert not approved.lease.shared


def test_an_adzone_rests_for_the_cookie_window() -> None:
    stock_adzones("taobao", TWO[:1])
    brand = admitted()
    placement = place(brand)
    assert placement.lease.ends_at is None
    end(make_person(Role.OPERATOR), placement.pk)
    lease = Lease.objects.get()
    assert lease.ends_at is not None
    assert abs(lease.ends_at - timezone.now() - COOKIE) < timedelta(minutes=1)
    tick = timedelta(seconds=1)
    for at, shared in ((lease.ends_at - tick, True), (lease.ends_at + tick, False)):
        later = make_placement(PlacementState.AGREED, brand)
        taken = take_lease(later, choose_adzone(later, at), at)
        assert taken.shared is shared
        taken.delete()


def test_the_adzone_that_rested_longest_is_taken_and_an_unused_one_before() -> None:
    stock_adzones("taobao", (*TWO, "mm_900_1_3"))
    brand, now = admitted(), timezone.now()
    used = [place(brand) for _ in TWO]
    ended = [now - 40 * COOKIE, now - 50 * COOKIE]
    for placement, at in zip(used, ended, strict=True):
        Lease.objects.filter(placement=placement).update(ends_at=at)
    assert chosen(brand, now) == "mm_900_1_3"
    Adzone.objects.filter(pid="mm_900_1_3").delete()
    assert chosen(brand, now) == f"mm_900_{used[1].lease.name}"


def test_an_adzone_of_another_marketplace_is_not_ours_to_lend() -> None:
    stock_adzones("taobao", TWO[:1])
    Adzone.objects.create(marketplace="jd", pid="a-first", name="0_0")
    assert chosen(admitted(), timezone.now()) == TWO[0]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("lease"), st.integers(0, 6)),
        st.tuples(st.just("end"), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.integers(1, 12)),
    ),
    max_size=16,
)
"""Lease for one of seven things, end one of the open leases, wait some days."""


def clash(one: Placement, other: Placement) -> bool:
    """Whether an order cannot tell two placements apart."""
    whole = one.product_id is None or other.product_id is None
    return one.store_id == other.store_id and (whole or one.product_id == other.product_id)


@pytest.fixture
def things() -> list[tuple[int, int | None]]:
    """What may be linked to: two stores, the items of each; by store and product."""
    found: list[tuple[int, int | None]] = []
    for items in (3, 2):
        brand = admitted()
        made = [make_product(brand) for _ in range(items)]
        found += [(made[0].store_id, None), *((one.store_id, one.pk) for one in made)]
    return found


@examples(60)
@given(STEPS, st.integers(1, 3))
def test_placements_that_clash_never_share_an_adzone_while_one_is_without_a_clash(
    things: list[tuple[int, int | None]], steps: list[tuple[str, int]], zones: int
) -> None:
    with undone():
        Adzone.objects.all().delete()
        stock_adzones("taobao", tuple(f"mm_1_1_{zone}" for zone in range(zones)))
        now = timezone.now()
        for what, value in steps:
            opened = list(Lease.objects.filter(ends_at=None))
            if what == "wait":
                now += timedelta(days=value)
            elif what == "end" and value < len(opened):
                Lease.objects.filter(pk=opened[value].pk).update(ends_at=now + COOKIE)
            elif what == "lease":
                check_lease(things[value], now)


def bare(thing: tuple[int, int | None]) -> Placement:
    """A placement of a thing, without the way there."""
    store = Store.objects.get(pk=thing[0])
    campaign = store.brand.campaigns.first() or make_campaign(store.brand)
    note = Note.objects.first() or make_note()
    return Placement.objects.create(
        note=note, campaign=campaign, brand=store.brand, creator=note.creator,
        product_id=thing[1], store=store, state=PlacementState.ENDED,
    )  # fmt: skip


def check_lease(thing: tuple[int, int | None], now: datetime) -> None:
    """Lease for a new placement; it shares with one it clashes with only where all adzones do."""
    placement = bare(thing)
    before = list(Lease.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now)))
    lease = take_lease(placement, choose_adzone(placement, now), now)
    clashing = {one.adzone_id for one in before if clash(one.placement, placement)}
    if lease.adzone_id in clashing:
        assert clashing == set(Adzone.objects.values_list("pk", flat=True))
    beside = [one for one in before if one.adzone_id == lease.adzone_id]
    assert lease.shared == any(one.placement.store_id == placement.store_id for one in beside)


def leased_at(brand: Brand, *days: float) -> list[Lease]:
    """Leases that began so many days ago, each on the best adzone then."""
    now, found = timezone.now(), []
    for day in days:
        placement = bare((brand.stores.get().pk, make_product(brand).pk))
        at = now - timedelta(days=day)
        found.append(take_lease(placement, choose_adzone(placement, at), at))
    return found


def test_exhaustion_is_seen_coming() -> None:
    now = timezone.now()
    assert supply("taobao", now) is None
    stock_adzones("taobao", tuple(f"mm_1_1_{zone}" for zone in range(10)))
    assert supply("taobao", now) == Supply(10, 10, 0.0, None)
    leased_at(admitted(), 8, 6, 4, 2)
    found = supply("taobao", now)
    assert found is not None
    assert (found.total, found.free, round(found.leased_a_day, 3)) == (10, 6, 0.5)
    assert found.days_left == 12


def test_adzones_that_come_free_are_counted_on_their_day() -> None:
    now = timezone.now()
    stock_adzones("taobao", tuple(f"mm_1_1_{zone}" for zone in range(4)))
    leases = leased_at(admitted(), 4, 2)
    found = supply("taobao", now)
    assert found is not None
    assert (found.free, found.days_left) == (2, 4)
    Lease.objects.filter(pk=leases[0].pk).update(ends_at=now + timedelta(days=3))
    found = supply("taobao", now)
    assert found is not None
    assert (found.free, found.days_left) == (2, 6)
    Lease.objects.filter(pk=leases[0].pk).update(ends_at=now)
    found = supply("taobao", now)
    assert found is not None
    assert found.free == 3


def test_an_exhausted_pool_has_no_days_left() -> None:
    stock_adzones("taobao", TWO)
    leased_at(admitted(), 9, 5, 1)
    found = supply("taobao", timezone.now())
    assert found is not None
    assert (found.total, found.free, found.days_left) == (2, 0, 0)


@pytest.mark.parametrize("ended_today", [0, 3])
def test_a_pool_from_which_as_many_come_free_as_are_taken_lasts(ended_today: int) -> None:
    now = timezone.now()
    stock_adzones("taobao", tuple(f"mm_1_1_{zone}" for zone in range(60)))
    leases = leased_at(admitted(), 3, 2, 1)
    for lease in leases[:ended_today]:
        Lease.objects.filter(pk=lease.pk).update(ends_at=now + COOKIE - timedelta(hours=1))
    found = supply("taobao", now)
    assert found is not None
    assert found.days_left == (None if ended_today else 57)
