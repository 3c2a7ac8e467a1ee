"""Link records: every link ever made, with when and why it does not lead to its product."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.brands.actions import admit, apply_for_pilot, end_admission
from hongmao.brands.models import Brand
from hongmao.core.clock import to_ms
from hongmao.core.deeplinks import taobao_url
from hongmao.core.links import LinkRecord
from hongmao.core.reasons import Reason
from hongmao.edge.linkfile import redirectable
from hongmao.links.actions import end, pause, resume
from hongmao.links.models import Link, Placement, PlacementState
from hongmao.links.queries import cards, link_records, live_placements
from hongmao.people.models import Role
from tests.factories import make_admission, make_brand, make_person, make_placement

pytestmark = [pytest.mark.database, pytest.mark.django_db]

DAY = timedelta(days=1)


def place(days: int = 10) -> Placement:
    """A live placement of a brand that is admitted for `days`; its campaign runs 30."""
    brand = make_brand()
    make_admission(brand, days)
    return make_placement(brand=brand)


def record_of(placement: Placement) -> LinkRecord:
    """The record of a placement's link."""
    [record] = [one for one in link_records() if one.placement == placement.pk]
    return record


def readmit(brand: Brand) -> None:
    """End a brand's admission and admit it anew for ten days."""
    operator = make_person(Role.OPERATOR)
    end_admission(operator, brand.admissions.get().pk)
    member = brand.team.get()
    application = apply_for_pilot(member, brand, ["taobao"], ["home"])
    now = timezone.now()
    admit(operator, application.pk, now - DAY, now + 10 * DAY)


def test_a_record_carries_what_the_edge_needs() -> None:
    placement = place()
    record = record_of(placement)
    assert record.code == placement.link.code
    assert record.destination == placement.link.destination
    assert record.note_url == f"{django_settings.HONGMAO.web_address}/n/{placement.note_id}"
    ids = (record.note, record.creator, record.brand, record.campaign)
    assert ids == (
        placement.note_id, placement.creator_id, placement.brand_id, placement.campaign_id,
    )  # fmt: skip
    assert (record.marketplace, record.paused) == ("taobao", "")
    forms = (record.app_url, record.universal_url, record.password, record.click_parameter)
    assert forms == ("", "", "", "")


def test_a_record_carries_the_forms_and_loses_those_whose_host_is_no_longer_admitted(
    settings: Settings,
) -> None:
    placement = place()
    app_url = taobao_url(placement.link.destination)
    universal_url = "https://b.mashort.cn/ulk/taobao?smburl=1"
    Link.objects.filter(placement=placement).update(
        app_url=app_url, universal_url=universal_url, password="￥a￥", click_parameter="clid"
    )
    record = record_of(placement)
    assert (record.app_url, record.universal_url) == (app_url, universal_url)
    assert (record.password, record.click_parameter) == ("￥a￥", "clid")
    hosts = ("s.click.taobao.com",)
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"admitted_hosts": hosts})
    record = record_of(placement)
    assert (record.app_url, record.universal_url) == (app_url, "")
    assert redirectable(record, hosts)


def test_only_placements_that_were_approved_have_links() -> None:
    make_placement(PlacementState.PROPOSED)
    make_placement(PlacementState.AGREED)
    assert not list(link_records())
    made = [place(), place()]
    records = list(link_records())
    assert [record.code for record in records] == sorted(p.link.code for p in made)


@pytest.mark.parametrize(
    ("days", "reason"), [(10, Reason.ADMISSION_EXPIRED), (60, Reason.CAMPAIGN_OVER)]
)
def test_a_link_ends_with_the_first_of_admission_and_campaign(days: int, reason: Reason) -> None:
    placement = place(days)
    admission, campaign = placement.brand.admissions.get(), placement.campaign
    assert admission.ends_at is not None
    assert admission.starts_at is not None
    record = record_of(placement)
    assert record.ends_ms == to_ms(min(admission.ends_at, campaign.ends_at))
    assert record.starts_ms == to_ms(max(admission.starts_at, campaign.starts_at))
    assert record.ended == reason


def test_a_paused_link_says_so_until_it_is_resumed() -> None:
    placement, operator = place(), make_person(Role.OPERATOR)
    pause(operator, placement.pk)
    assert record_of(placement).paused == Reason.LINK_PAUSED
    resume(operator, placement.pk)
    assert record_of(placement).paused == ""


def test_an_ended_placement_stays_known_and_says_why() -> None:
    placement = place()
    end(make_person(Role.OPERATOR), placement.pk)
    assert record_of(placement).paused == Reason.CAMPAIGN_OVER


def test_an_ended_admission_pauses_the_brands_links_until_it_is_admitted_again() -> None:
    placement, other, operator = place(), place(), make_person(Role.OPERATOR)
    pause(operator, other.pk)
    end_admission(operator, placement.brand.admissions.get().pk)
    end_admission(operator, other.brand.admissions.get().pk)
    assert record_of(placement).paused == Reason.ADMISSION_EXPIRED
    assert record_of(other).paused == Reason.LINK_PAUSED


def test_a_brand_that_is_admitted_again_has_its_links_back() -> None:
    placement = place()
    readmit(placement.brand)
    assert record_of(placement).paused == ""
    assert live_placements(timezone.now()).get() == placement


def test_cards_stand_where_links_lead_and_nowhere_else() -> None:
    """At every moment the pages show a card exactly where the edge would redirect."""
    now, operator = timezone.now(), make_person(Role.OPERATOR)
    placements = [place(days) for days in (1, 10, 29, 31, 60, 60, 60, 60)]
    pause(operator, placements[4].pk)
    end(operator, placements[5].pk)
    end_admission(operator, placements[6].brand.admissions.get().pk)
    readmit(placements[7].brand)
    records = {record.placement: record for record in link_records()}
    edges = [
        ms + shift
        for record in records.values()
        for ms in (record.starts_ms, record.ends_ms)
        for shift in (-2, 2)
    ]
    moments = [now] + [now + timedelta(milliseconds=ms - to_ms(now)) for ms in edges]
    seen = set()
    for at in moments:
        live = {placement.pk for placement in live_placements(at)}
        ms = to_ms(at)
        redirected = {
            pk
            for pk, one in records.items()
            if not one.paused and one.starts_ms <= ms < one.ends_ms
        }
        assert live == redirected
        shown = cards([placement.note_id for placement in placements], at)
        assert {card.placement for card in shown.values()} == live
        seen.add(len(live))
    assert seen == {0, 1, 2, 3, 4, 5}
