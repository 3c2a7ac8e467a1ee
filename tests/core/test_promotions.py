"""Promotion seasons."""

import pytest

from hongmao.core.connector import Capabilities, Window
from hongmao.core.promotions import parse_promotion, window_length

HOUR_MS = 3_600_000
ALLOWED = Capabilities(
    returns=frozenset(), leases_are_scarce=True, window_ms=3 * HOUR_MS,
    promotion_window_ms=20 * 60_000, horizon_ms=90 * 24 * HOUR_MS, page_size=100,
    calls_a_second=1, currency="CNY",
)  # fmt: skip
SEASON = parse_promotion("2026-11-10T20:00/2026-11-12T00:00")


def test_times_are_beijings_unless_they_say_another_zone() -> None:
    assert parse_promotion("2026-11-10T12:00+00:00/2026-11-11T16:00Z") == SEASON
    assert SEASON.end_ms - SEASON.start_ms == 28 * HOUR_MS
    assert SEASON.start_ms == 1_794_312_000_000


@pytest.mark.parametrize("text", ["", "2026-11-10T20:00", "a/b", "2026-11-12/2026-11-10", "x/"])
def test_what_is_no_season(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says its own
        parse_promotion(text)


@pytest.mark.parametrize(
    ("start_h", "now_h", "minutes"),
    [
        (-40, -36, 180),  # before it
        (-3, -1, 180),  # up to its first moment
        (-2, -1, 20),  # reaching into it
        (5, 60, 20),  # inside, asked for after it
        (27, 60, 20),
        (28, 60, 180),  # from its end on
        (-40, 5, 20),  # long before it, asked for inside it
    ],
)
def test_windows_are_short_in_a_season_and_when_asked_for_in_one(
    start_h: int, now_h: int, minutes: int
) -> None:
    start, now = (SEASON.start_ms + hours * HOUR_MS for hours in (start_h, now_h))
    assert window_length(ALLOWED, [Window(0, 1), SEASON], start, now) == minutes * 60_000
    assert window_length(ALLOWED, [], start, now) == 3 * HOUR_MS


def test_a_short_season_window_is_never_a_longer_one() -> None:
    odd = Capabilities(
        returns=frozenset(), leases_are_scarce=False, window_ms=HOUR_MS,
        promotion_window_ms=24 * HOUR_MS, horizon_ms=1, page_size=1, calls_a_second=1,
        currency="CNY",
    )  # fmt: skip
    assert window_length(odd, [SEASON], SEASON.start_ms, SEASON.start_ms) == HOUR_MS
