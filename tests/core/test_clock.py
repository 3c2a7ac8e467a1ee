"""Moments: exact to the millisecond both ways."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.clock import from_ms, from_ms_or_none, to_ms

MS = st.integers(-62_135_596_800_000, 253_402_300_799_999)


@given(MS)
def test_milliseconds_come_back(ms: int) -> None:
    assert to_ms(from_ms(ms)) == ms
    assert from_ms(ms).tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 999))
def test_finer_time_is_rounded_down(at: datetime, microseconds: int) -> None:
    whole = at.replace(microsecond=at.microsecond // 1000 * 1000)
    assert to_ms(whole + timedelta(microseconds=microseconds)) == to_ms(whole)
    assert from_ms(to_ms(at)) == whole


def test_zones_do_not_change_a_moment() -> None:
    east = timezone(timedelta(hours=8))
    assert to_ms(datetime(1970, 1, 1, 8, tzinfo=east)) == 0
    assert to_ms(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1


def test_nought_is_not_said() -> None:
    assert from_ms_or_none(0) is None
    assert from_ms_or_none(1) == from_ms(1)
