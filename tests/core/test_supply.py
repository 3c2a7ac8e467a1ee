"""How long a pool lasts: the day is the first without a free adzone."""

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.supply import HORIZON_DAYS, days_left

RATES = st.floats(0, 20)
COMING = st.lists(st.floats(0.1, 30), max_size=30)


def test_a_pool_empties_at_its_rate() -> None:
    assert days_left(10, 1.0, [], 0.0, 15) == 10
    assert days_left(10, 3.0, [], 0.0, 15) == 4
    assert days_left(0, 0.0, [1.0], 9.0, 15) == 0
    assert days_left(10, 0.0, [], 0.0, 15) is None


def test_what_comes_free_counts_from_its_day_on() -> None:
    assert days_left(3, 1.0, [2.5, 2.9], 0.0, 15) == 5
    assert days_left(3, 1.0, [3.1], 0.0, 15) == 3


def test_links_that_end_free_their_adzone_after_the_marketplaces_memory() -> None:
    assert days_left(10, 1.0, [], 1.0, 15) == 10
    assert days_left(16, 1.0, [], 1.0, 15) is None
    assert days_left(16, 1.0, [], 0.5, 15) == 17


@given(st.integers(0, 300), RATES, COMING, RATES, st.integers(1, 90))
def test_more_lasts_no_less(
    free: int, leased: float, coming: list[float], ended: float, memory: int
) -> None:
    def or_never(days: int | None) -> int:
        return HORIZON_DAYS + 1 if days is None else days

    days = or_never(days_left(free, leased, coming, ended, memory))
    assert or_never(days_left(free + 1, leased, coming, ended, memory)) >= days
    assert or_never(days_left(free, leased, [*coming, 3.0], ended, memory)) >= days
    assert or_never(days_left(free, leased, coming, ended + 1, memory)) >= days
    assert or_never(days_left(free, leased + 1, coming, ended, memory)) <= days
