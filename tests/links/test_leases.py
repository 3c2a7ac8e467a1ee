"""Leases: a free adzone first, then one of other stores, and a shared one last and flagged."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from hongmao.brands.models import Brand
from hongmao.links.actions import approve, end
from hongmao.links.leases import choose_adzone, stock_adzones, take_lease
from hongmao.links.models import Adzone, Lease, Placement, PlacementState
from hongmao.people.models import Role
from tests.factories import Marketplace, make_admission, make_brand, make_person, make_placement

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


def test_a_lease_taken_meanwhile_is_seen_when_it_is_taken() -> None:
    """Two approvals chose the same free adzone: the second finds the first when it writes."""
    stock_adzones("taobao", TWO)
    brand, now = admitted(), timezone.now()
    first, second = (make_placement(PlacementState.AGREED, brand) for _ in range(2))
    zone = choose_adzone(first, now)
    assert choose_adzone(second, now) == zone
    assert not take_lease(first, zone, now).shared
    assert take_lease(second, zone, now).shared


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
