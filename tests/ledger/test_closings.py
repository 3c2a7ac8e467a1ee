"""Closed periods: final, and corrected only in the open one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from hongmao.core.reasons import Reason, Refusal
from hongmao.ledger.actions import Draft, close_until, post, reverse
from hongmao.ledger.models import Closing, Transfer
from hongmao.ledger.queries import balance, closed_until
from tests.factories import undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOVEMBER_ENDS = datetime(2026, 12, 1, tzinfo=UTC)
NOW = NOVEMBER_ENDS + timedelta(days=2)
TICK = timedelta(microseconds=1)


def draft(key: str, at: datetime, amount: int = 5) -> Draft:
    """A transfer at a moment."""
    return Draft(key=key, subject="s", currency="CNY", amounts={"a": amount, "b": -amount}, at=at)


def reason_of_closing(until: datetime, at: datetime = NOW) -> Reason:
    """Why a closing is refused."""
    before = Closing.objects.count()
    with pytest.raises(Refusal) as caught:
        close_until(until, "anna", at)
    assert Closing.objects.count() == before
    return caught.value.reason


def test_nothing_is_written_into_a_closed_period() -> None:
    early = post(draft("early", NOVEMBER_ENDS - TICK))
    assert closed_until() is None
    closing = close_until(NOVEMBER_ENDS, "anna", NOW)
    assert closed_until() == NOVEMBER_ENDS
    assert (closing.by, closing.at) == ("anna", NOW)
    with pytest.raises(Refusal) as caught:
        post(draft("late", NOVEMBER_ENDS - TICK))
    assert caught.value.reason is Reason.PERIOD_CLOSED
    assert "2026-12-01 00:00" in str(caught.value)
    assert not Transfer.objects.filter(key="late").exists()
    assert post(draft("early", NOVEMBER_ENDS - TICK)) == early
    post(draft("first of the next", NOVEMBER_ENDS))


def test_a_correction_goes_into_the_open_period() -> None:
    post(draft("wrong", NOVEMBER_ENDS - TICK))
    close_until(NOVEMBER_ENDS, "anna", NOW)
    reverse(draft("right", NOW, amount=-2))
    assert balance("a", "CNY", NOVEMBER_ENDS) == 5
    assert balance("a", "CNY") == 3


def test_closings_go_forward_and_not_into_the_future() -> None:
    first = close_until(NOVEMBER_ENDS, "anna", NOW)
    assert close_until(NOVEMBER_ENDS, "ben", NOW + TICK) == first
    assert reason_of_closing(NOVEMBER_ENDS - TICK) is Reason.CLOSING_OUT_OF_TURN
    assert reason_of_closing(NOW + TICK) is Reason.CLOSING_OUT_OF_TURN
    close_until(NOW, "anna", NOW)
    assert close_until(NOVEMBER_ENDS, "anna", NOW) == first


def test_the_database_holds_it() -> None:
    close_until(NOVEMBER_ENDS, "anna", NOW)
    with pytest.raises(IntegrityError, match="go forward"), undone():
        Closing.objects.create(until=NOVEMBER_ENDS - TICK, at=NOW, by="")
    with pytest.raises(IntegrityError), undone():
        Closing.objects.create(until=NOW + TICK, at=NOW, by="")
    with pytest.raises(IntegrityError, match="nothing written is changed"), undone():
        Closing.objects.update(until=NOVEMBER_ENDS - timedelta(days=30))
    with pytest.raises(IntegrityError, match="nothing written is changed"), undone():
        Closing.objects.all().delete()
