"""Deltas: a base rarely, a delta at every change, and nothing for nothing."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from hongmao.edge.snapshot import delta_path, read_snapshot
from hongmao.jobs import publish
from hongmao.jobs.publish import Publisher
from hongmao.links.actions import pause
from hongmao.people.models import Role
from tests.factories import make_person, make_placement

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def test_a_change_is_a_delta_and_nothing_is_nothing(home: Path, now: datetime) -> None:
    first, second = make_placement(), make_placement()
    path = home / "snapshot" / "links"
    publisher = Publisher()
    head = publisher.publish(now)
    assert head is not None
    assert (head.count, head.base) == (2, 0)
    before = path.stat().st_ino
    assert publisher.publish(now + timedelta(seconds=1)) is None

    pause(make_person(Role.OPERATOR), first.pk)
    delta = publisher.publish(now + timedelta(seconds=2))
    assert delta is not None
    assert delta.base == head.version < delta.version
    assert path.stat().st_ino == before
    snapshot = read_snapshot(path)
    paused, live = (snapshot.get(placement.link.code) for placement in (first, second))
    assert paused is not None
    assert live is not None
    assert (paused.paused, live.paused) == ("link_paused", "")
    assert len(snapshot) == 2


def test_a_renewal_is_a_base_while_links_are_few(home: Path, now: datetime) -> None:
    make_placement()
    publisher = Publisher()
    publisher.publish(now)
    head = publisher.publish(now + timedelta(hours=1))
    assert head is not None
    assert (head.base, head.count) == (0, 1)


def test_where_links_are_many_a_renewal_is_a_delta_until_that_is_large(
    home: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "DELTA_LINKS", 1)
    monkeypatch.setattr(publish, "LATE_ROWS", 0)
    placements = [make_placement() for _ in range(3)]
    operator = make_person(Role.OPERATOR)
    publisher = Publisher()
    base = publisher.publish(now)
    assert base is not None
    renewal = publisher.publish(now + timedelta(hours=1))
    assert renewal is not None
    assert (renewal.base, renewal.count, renewal.total) == (base.version, 0, 3)
    pause(operator, placements[0].pk)
    one = publisher.publish(now + timedelta(hours=1, seconds=1))
    assert one is not None
    assert (one.base, one.count) == (base.version, 1)
    pause(operator, placements[1].pk)
    two = publisher.publish(now + timedelta(hours=1, seconds=2))
    assert two is not None
    assert (two.base, two.count) == (0, 3)
    assert delta_path(home / "snapshot" / "links").exists()
    assert read_snapshot(home / "snapshot" / "links").head.version == two.version
