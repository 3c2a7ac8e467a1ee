"""Moments as the log and the wire have them (epoch milliseconds) and as the database has them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(at: datetime) -> int:
    """Epoch milliseconds of an aware moment, rounded down, exact."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The aware UTC moment of epoch milliseconds, exact."""
    return _EPOCH + timedelta(milliseconds=ms)


def from_ms_or_none(ms: int) -> datetime | None:
    """The moment, or None for 0, which stands for "not said"."""
    return from_ms(ms) if ms else None
