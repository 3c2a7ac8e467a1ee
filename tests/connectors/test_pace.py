"""The pace that a client keeps."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.pace import Pace


class Clock:
    """A clock that only moves when somebody sleeps or it is told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.at += seconds


@given(st.floats(0.5, 200), st.lists(st.floats(0, 2), min_size=2, max_size=60))
def test_calls_are_never_closer_than_the_rate_allows(rate: float, pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(rate, clock, clock.sleep)
    made = []
    for pause in pauses:
        clock.at += pause
        pace.wait()
        made.append(clock.at)
    gaps = [later - one for one, later in pairwise(made)]
    assert all(gap >= 1 / rate - 1e-9 for gap in gaps)


def test_nobody_waits_longer_than_needed() -> None:
    clock = Clock()
    pace = Pace(4, clock, clock.sleep)
    for _ in range(9):
        pace.wait()
    assert clock.at == 2.0
    clock.at = 10.0
    pace.wait()
    assert clock.at == 10.0


def test_no_limit() -> None:
    clock = Clock()
    pace = Pace(0, clock, clock.sleep)
    for _ in range(9):
        pace.wait()
    assert clock.at == 0
