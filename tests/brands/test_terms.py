"""Campaigns and the versions of their terms: what was in force at a click."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hongmao.brands.actions import (
    add_terms,
    open_agency,
    open_campaign,
    use_terms,
    withdraw_terms,
)
from hongmao.brands.models import Campaign, Terms
from hongmao.brands.queries import campaigns_at, terms_at
from hongmao.core.reasons import Reason
from hongmao.core.terms import Credit, Shares, share_of_fee
from hongmao.people.models import Role
from tests.factories import examples, make_brand, make_person, reason_of, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture
def campaign() -> Campaign:
    """A campaign of the next ten days, without terms."""
    member = make_person(Role.BRAND)
    return open_campaign(member, make_brand(member), "推广", NOW, NOW + 240 * HOUR)


def share_at(campaign: Campaign, at: timedelta) -> int | None:
    """The creator's share at a time from now, basis points; None without terms."""
    terms = terms_at(campaign.pk, NOW + at)
    return terms.said.rate.value if terms else None


def test_terms_hold_from_their_time_until_the_next(campaign: Campaign) -> None:
    member = make_person(Role.BRAND)
    add_terms(member, campaign, share_of_fee(6000), NOW - HOUR)
    add_terms(member, campaign, share_of_fee(5000), NOW + 2 * HOUR)
    tick = timedelta(microseconds=1)
    moments = [-HOUR - tick, -HOUR, 2 * HOUR - tick, 2 * HOUR, 90 * HOUR]
    assert [share_at(campaign, at) for at in moments] == [None, 6000, 6000, 5000, 5000]
    assert [terms.version for terms in campaign.terms.all()] == [1, 2]


def test_a_later_version_wins_over_an_earlier_one_that_has_come(campaign: Campaign) -> None:
    member = make_person(Role.BRAND)
    for share, hours in ((6000, 0), (5000, 9), (7000, 3)):
        add_terms(member, campaign, share_of_fee(share), NOW + hours * HOUR + HOUR)
    assert [share_at(campaign, h * HOUR) for h in (1, 4, 10)] == [6000, 7000, 7000]


def test_new_terms_do_not_reach_back_over_clicks(campaign: Campaign) -> None:
    member = make_person(Role.BRAND)
    add_terms(member, campaign, share_of_fee(6000), NOW - 30 * HOUR)
    back = reason_of(lambda: add_terms(member, campaign, share_of_fee(0), NOW - HOUR))
    assert back is Reason.TERMS_IN_THE_PAST
    assert share_at(campaign, -HOUR) == 6000


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 40)), min_size=1, max_size=5),
    st.integers(0, 45),
)
@examples(20)
def test_the_highest_version_that_has_come_is_in_force(
    campaign: Campaign, versions: list[tuple[int, int]], at: int
) -> None:
    with undone():
        for share, hours in versions:
            add_terms(make_person(Role.BRAND), campaign, share_of_fee(share), NOW + hours * HOUR)
        come = [share for share, hours in versions if hours <= at]
        assert share_at(campaign, at * HOUR) == (come[-1] if come else None)


def test_terms_that_do_not_fit_are_refused(campaign: Campaign) -> None:
    member, plain = make_person(Role.BRAND), share_of_fee(6000)
    shared = Shares(9000, 1000, 0)
    wrong = [
        (share_of_fee(10_001), Reason.TERMS_RATE),
        (replace(plain, currency="USD"), Reason.TERMS_CURRENCY),
        (replace(plain, shares=shared, agency=999), Reason.TERMS_AGENCY),
        (
            replace(plain, credit=Credit.PREFERRED_PARTNER, partners=(member.pk,)),
            Reason.TERMS_PARTNERS,
        ),
    ]
    for terms, reason in wrong:
        assert reason_of(partial(add_terms, member, campaign, terms, NOW)) is reason
    agency = open_agency(None, make_person(Role.AGENCY))
    add_terms(member, campaign, replace(plain, shares=shared, agency=agency.pk), NOW)
    assert share_at(campaign, HOUR) == 6000


def test_terms_are_withdrawn_before_they_come_into_force_only(campaign: Campaign) -> None:
    member = make_person(Role.BRAND)
    first = add_terms(member, campaign, share_of_fee(6000), NOW - HOUR)
    second = add_terms(member, campaign, share_of_fee(5000), NOW + HOUR)
    third = add_terms(member, campaign, share_of_fee(4000), NOW + 2 * HOUR)
    for terms in (first, second):
        assert reason_of(partial(withdraw_terms, member, terms.pk)) is Reason.TERMS_USED
    for terms in (third, second):
        withdraw_terms(member, terms.pk)
    assert [terms.version for terms in campaign.terms.all()] == [1]


def test_used_terms_are_changed_by_nobody(campaign: Campaign) -> None:
    terms = add_terms(make_person(Role.BRAND), campaign, share_of_fee(6000), NOW - HOUR)
    rows = Terms.objects.filter(pk=terms.pk)
    rows.update(effective_from=NOW - 2 * HOUR)
    use_terms(terms, NOW)
    use_terms(terms, NOW + HOUR)
    assert rows.get().used_at == NOW
    writes: list[Callable[[], object]] = [
        lambda: rows.update(body={}),
        lambda: rows.update(used_at=None),
        rows.delete,
    ]
    for write in writes:
        with pytest.raises(DatabaseError, match="terms that were used stand"), undone():
            write()
    if connection.vendor == "sqlite":
        columns = "id, campaign_id, version, body, effective_from, used_at"
        statement = (
            f"INSERT OR REPLACE INTO brands_terms ({columns}) "
            f"SELECT id, campaign_id, version, '{{}}', effective_from, NULL FROM brands_terms"
        )
        with (
            pytest.raises(DatabaseError, match="terms that were used stand"),
            undone(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert rows.get().said == share_of_fee(6000)


def test_a_campaign_runs_from_its_start_to_before_its_end(campaign: Campaign) -> None:
    end = NOW + 240 * HOUR
    tick = timedelta(microseconds=1)
    running = [
        campaigns_at(campaign.brand, at).exists() for at in (NOW - tick, NOW, end - tick, end)
    ]
    assert running == [False, True, True, False]
    with pytest.raises(IntegrityError), undone():
        open_campaign(make_person(), campaign.brand, "空", NOW, NOW)
