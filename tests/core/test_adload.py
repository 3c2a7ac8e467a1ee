"""Ad load: the rails hold in every prefix of every feed."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.adload import Limits, Load, may_stand

LIMITS = st.builds(
    Limits,
    share_percent=st.integers(0, 100),
    first_slot=st.integers(0, 12),
    gap=st.integers(0, 12),
)


def fill(limits: Limits, wishes: list[bool]) -> list[bool]:
    """A feed whose slots wish for a sponsored note; those that may have one do."""
    load, slots = Load(), []
    for wish in wishes:
        sponsored = wish and may_stand(load, limits)
        slots.append(sponsored)
        load = load.after(sponsored=sponsored)
    assert (load.slots, load.sponsored) == (len(slots), sum(slots))
    return slots


@given(LIMITS, st.lists(st.integers(0, 3).map(bool), max_size=80))
def test_the_rails_hold_in_every_prefix(limits: Limits, wishes: list[bool]) -> None:
    slots = fill(limits, wishes)
    places = [place for place, sponsored in enumerate(slots) if sponsored]
    for shown in range(1, len(slots) + 1):
        assert sum(slots[:shown]) * 100 <= limits.share_percent * shown
    assert all(place >= limits.first_slot for place in places)
    for one, following in pairwise(places):
        assert following - one > limits.gap


@given(LIMITS)
def test_a_slot_that_may_is_not_wasted(limits: Limits) -> None:
    load = Load()
    for sponsored in fill(limits, [True] * 60):
        assert sponsored == may_stand(load, limits)
        load = load.after(sponsored=sponsored)


def test_the_default_rails_by_example() -> None:
    slots = fill(Limits(share_percent=15, first_slot=2, gap=5), [True] * 30)
    assert [place for place, sponsored in enumerate(slots) if sponsored] == [6, 13, 19, 26]
    spaced = fill(Limits(share_percent=100, first_slot=1, gap=3), [True] * 12)
    assert [place for place, sponsored in enumerate(spaced) if sponsored] == [1, 5, 9]
    assert not any(fill(Limits(0, 0, 0), [True] * 30))
    assert all(fill(Limits(100, 0, 0), [True] * 30))
