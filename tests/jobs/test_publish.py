"""Publishing links: on a change, and now and then to show that the worker lives."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.core.clock import to_ms
from hongmao.core.reasons import Reason
from hongmao.edge.snapshot import read_snapshot
from hongmao.jobs.publish import Publisher
from hongmao.links.actions import pause
from hongmao.people.models import Role
from tests.factories import make_person, make_placement

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

NOW = timezone.now()
SECOND = timedelta(seconds=1)
FRESH = timedelta(seconds=django_settings.HONGMAO.snapshot_seconds)


def snapshot() -> Path:
    """Where the snapshot lies."""
    path: Path = django_settings.HONGMAO.snapshot_file
    return path


def test_the_snapshot_holds_the_links_and_the_admitted_hosts() -> None:
    placement = make_placement()
    head = Publisher().publish(NOW)
    assert head is not None
    assert (head.count, head.made_ms) == (1, to_ms(NOW))
    held = read_snapshot(snapshot())
    assert held.head.admitted_hosts == django_settings.HONGMAO.admitted_hosts
    record = held.get(placement.link.code)
    assert record is not None
    assert (record.placement, record.paused) == (placement.pk, "")


def test_an_empty_community_has_an_empty_snapshot() -> None:
    head = Publisher().publish(NOW)
    assert head is not None
    assert len(read_snapshot(snapshot())) == head.count == 0


def test_nothing_is_written_while_nothing_changes() -> None:
    make_placement()
    publisher = Publisher()
    publisher.publish(NOW)
    before = snapshot().read_bytes()
    assert publisher.publish(NOW + SECOND) is None
    assert publisher.publish(NOW + FRESH - SECOND) is None
    assert snapshot().read_bytes() == before


def test_a_change_is_written_at_once_and_under_a_higher_version() -> None:
    placement, publisher = make_placement(), Publisher()
    first = publisher.publish(NOW)
    pause(make_person(Role.OPERATOR), placement.pk)
    second = publisher.publish(NOW + SECOND)
    assert first is not None
    assert second is not None
    assert second.version > first.version
    record = read_snapshot(snapshot()).get(placement.link.code)
    assert record is not None
    assert record.paused == Reason.LINK_PAUSED
    make_placement()
    assert publisher.publish(NOW + 2 * SECOND) is not None
    assert len(read_snapshot(snapshot())) == 2


def test_an_unchanged_snapshot_is_written_anew_when_it_grows_old() -> None:
    publisher = Publisher()
    publisher.publish(NOW)
    fresh = publisher.publish(NOW + FRESH)
    assert fresh is not None
    assert read_snapshot(snapshot()).head.made_ms == to_ms(NOW + FRESH)


def test_admitting_a_host_is_a_change(settings: Settings) -> None:
    publisher = Publisher()
    publisher.publish(NOW)
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"admitted_hosts": ("a.example",)})
    head = publisher.publish(NOW + SECOND)
    assert head is not None
    assert head.admitted_hosts == ("a.example",)


def test_a_disk_that_refuses_leaves_the_change_to_be_written(home: Path) -> None:
    make_placement()
    publisher = Publisher()
    (home / "snapshot").write_text("in the way")
    with pytest.raises(OSError, match="snapshot"):
        publisher.publish(NOW)
    (home / "snapshot").unlink()
    assert publisher.publish(NOW + SECOND) is not None
    assert len(read_snapshot(snapshot())) == 1
