"""Which of a reader's clicks is credited."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.crediting import DAY_MS, Touch, credit
from hongmao.core.terms import Credit, share_of_fee

MATCHED = Touch("m", 100 * DAY_MS, 1, 1)
PLAIN = msgspec.structs.replace(share_of_fee(6000), credit_days=10)
FIRST = msgspec.structs.replace(PLAIN, credit=Credit.FIRST_CLICK)
PARTNER = msgspec.structs.replace(PLAIN, credit=Credit.PREFERRED_PARTNER, partners=(2, 3))
TOUCHES = st.lists(
    st.builds(
        Touch,
        id=st.sampled_from("abcdefgh"),
        at_ms=st.integers(85, 105).map(lambda day: day * DAY_MS),
        placement=st.integers(1, 4),
        creator=st.integers(1, 4),
    ),
    max_size=8,
    unique_by=lambda touch: touch.id,
)


@given(TOUCHES)
def test_the_choice_lies_in_the_window_and_no_order_matters(touches: list[Touch]) -> None:
    for terms in (PLAIN, FIRST, PARTNER):
        chosen = credit(terms, MATCHED, touches)
        assert chosen in (*touches, MATCHED)
        assert 90 * DAY_MS <= chosen.at_ms <= MATCHED.at_ms
        assert credit(terms, MATCHED, [*reversed(touches), *touches]) == chosen


@given(TOUCHES)
def test_each_policy_credits_whom_it_names(touches: list[Touch]) -> None:
    inside = [one for one in touches if 90 * DAY_MS <= one.at_ms <= MATCHED.at_ms]
    assert credit(PLAIN, MATCHED, touches) == MATCHED
    first = credit(FIRST, MATCHED, touches)
    assert all(first.at_ms <= one.at_ms for one in inside)
    theirs = [one for one in inside if one.creator in (2, 3)]
    partner = credit(PARTNER, MATCHED, touches)
    assert partner == MATCHED if not theirs else partner in theirs
    assert all(partner.at_ms >= one.at_ms for one in theirs)
