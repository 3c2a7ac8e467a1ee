"""What evidence suggests, rule by rule."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.claims import (
    Advice,
    Evidence,
    Holder,
    Lean,
    MatchSeen,
    OrderSeen,
    Said,
    Touch,
    advise,
    best_touch,
    timeline,
)
from hongmao.core.matching import PAYING, Grade
from hongmao.core.orders import OrderStatus
from hongmao.core.reasons import SENTENCES, Reason

T0 = 1_700_000_000_000
OWN, RIVAL = 1, 2


def order(**changes: object) -> OrderSeen:
    """A paid order of the store of the claim's link, on the lease `1_101`."""
    fields: dict[str, object] = {
        "id": 7, "trade_id": "T1", "status": OrderStatus.PAID, "item_title": "杯子",
        "paid": 10_000, "fee": 1_000, "currency": "CNY", "ordered_ms": T0 + 60_000,
        "click_ms": T0, "lease": "1_101", "ours": True, "known": True,
    }  # fmt: skip
    return msgspec.convert(fields | changes, OrderSeen)


def match(grade: Grade, placement: int, **changes: object) -> MatchSeen:
    """A match of that grade to a placement."""
    fields: dict[str, object] = {
        "id": 3, "grade": grade, "placement": placement, "own": placement == OWN,
        "decided": False, "click_id": "c", "click_ms": T0, "distance_ms": 0, "rivals": 0,
        "made_ms": T0 + 90_000,
    }  # fmt: skip
    return msgspec.convert(fields | changes, MatchSeen)


def touch(placement: int, distance_ms: int, flagged: bool = False) -> Touch:
    """A click on a placement so far from the moment in question."""
    name = f"click-{placement}-{distance_ms}"
    return Touch(name, T0 + distance_ms, placement, placement == OWN, distance_ms, flagged)


HOLDERS = tuple(
    Holder(one, one == OWN, 10 * one, f"笔记 {one}", f"博主 {one}", "1_101", T0 - 9, 0, True)
    for one in (OWN, RIVAL)
)
PLAIN = Evidence(
    gathered_ms=T0 + 3_600_000,
    reach_ms=T0 + 3_600_000,
    at_ms=T0,
    timed=True,
    back_ms=60_000,
    ahead_ms=60_000,
    holders=HOLDERS,
    order=order(),
)


def evidence(**changes: object) -> Evidence:
    """An order on a lease that both placements held, without clicks or a match."""
    return msgspec.structs.replace(PLAIN, **changes)


@pytest.mark.parametrize(
    ("known", "lean", "reason"),
    [
        (evidence(order=None), Lean.LOOK, Reason.CLAIM_NO_ORDER),
        (evidence(order=None, candidates=(order(),) * 2), Lean.LOOK, Reason.CLAIM_MANY_ORDERS),
        (evidence(order=order(status="void")), Lean.REFUSE, Reason.CLAIM_ORDER_VOID),
        (evidence(order=order(status="unpaid")), Lean.REFUSE, Reason.CLAIM_ORDER_UNPAID),
        (evidence(match=match(Grade.PROBABLE, OWN)), Lean.REFUSE, Reason.CLAIM_ALREADY_YOURS),
        (
            evidence(match=match(Grade.NONE, OWN, decided=True)),
            Lean.REFUSE,
            Reason.CLAIM_ALREADY_YOURS,
        ),
        (evidence(match=match(Grade.EXACT, RIVAL)), Lean.REFUSE, Reason.CLAIM_EXACT_RIVAL),
        (
            evidence(match=match(Grade.AMBIGUOUS, RIVAL, decided=True)),
            Lean.REFUSE,
            Reason.CLAIM_DECIDED_RIVAL,
        ),
        (evidence(order=order(ours=False)), Lean.REFUSE, Reason.CLAIM_OTHER_STORE),
        (evidence(holders=HOLDERS[1:]), Lean.REFUSE, Reason.CLAIM_OTHER_LEASE),
        (evidence(reach_ms=T0 + 59_999), Lean.LOOK, Reason.CLAIM_TOO_EARLY),
        (evidence(), Lean.REFUSE, Reason.CLAIM_NO_CLICK),
        (evidence(touches=(touch(OWN, 60_001),)), Lean.REFUSE, Reason.CLAIM_NO_CLICK),
        (evidence(touches=(touch(OWN, 5, flagged=True),)), Lean.REFUSE, Reason.CLAIM_NO_CLICK),
        (evidence(touches=(touch(OWN, -60_000),)), Lean.GRANT, Reason.CLAIM_ONLY_YOURS),
        (
            evidence(touches=(touch(OWN, 5), touch(RIVAL, 9, flagged=True))),
            Lean.GRANT,
            Reason.CLAIM_ONLY_YOURS,
        ),
        (
            evidence(touches=(touch(OWN, 5), touch(RIVAL, 900))),
            Lean.LOOK,
            Reason.CLAIM_AMBIGUOUS,
        ),
        (
            evidence(
                touches=(touch(OWN, 900), touch(RIVAL, 5)), match=match(Grade.PROBABLE, RIVAL)
            ),
            Lean.REFUSE,
            Reason.CLAIM_NEARER_RIVAL,
        ),
        (
            evidence(
                touches=(touch(OWN, 5), touch(RIVAL, 900)), match=match(Grade.PROBABLE, RIVAL)
            ),
            Lean.LOOK,
            Reason.CLAIM_AMBIGUOUS,
        ),
    ],
)
def test_the_evidence_suggests(known: Evidence, lean: Lean, reason: Reason) -> None:
    assert advise(known) == Advice(lean, reason)


def test_every_reason_says_something_without_facts() -> None:
    """A refused creator reads the sentence of the reason, so that it must stand by itself."""
    for reason in (one for one in Reason if one.startswith("claim_")):
        if reason not in (Reason.CLAIM_TIME_OUTSIDE, Reason.CLAIM_AMOUNT_WRONG):
            assert SENTENCES[reason].text("en") != SENTENCES[reason].text("zh")


touches = st.lists(
    st.builds(touch, st.sampled_from([OWN, RIVAL]), st.integers(-90_000, 90_000), st.booleans()),
    max_size=6,
).map(tuple)
matches = st.none() | st.builds(
    match,
    st.sampled_from([Grade.PROBABLE, Grade.AMBIGUOUS, Grade.NONE]),
    st.sampled_from([OWN, RIVAL]),
    decided=st.booleans(),
)


@given(touches, matches, st.sampled_from([*OrderStatus]))
def test_a_grant_is_never_suggested_against_another(
    near: tuple[Touch, ...], found: MatchSeen | None, status: OrderStatus
) -> None:
    known = evidence(touches=near, match=found, order=order(status=status))
    if advise(known).lean is Lean.GRANT:
        assert known.counting(own=True)
        assert not known.counting(own=False)
        assert found is None or not found.pays or (found.grade in PAYING and not found.own)
        assert status not in (OrderStatus.VOID, OrderStatus.UNPAID)
        assert not (found is not None and found.own and found.pays)


@given(touches, matches)
def test_order_and_repeats_of_clicks_do_not_matter(
    near: tuple[Touch, ...], found: MatchSeen | None
) -> None:
    plain = evidence(touches=near, match=found)
    turned = evidence(touches=near[::-1] + near, match=found)
    assert advise(plain) == advise(turned)
    assert best_touch(plain, OWN) == best_touch(turned, OWN)


def test_the_best_click_is_on_the_claimed_link() -> None:
    other = Holder(3, True, 30, "另一篇", "博主", "1_101", 0, 0, True)
    known = evidence(
        touches=(touch(OWN, 9_000), Touch("c3", T0, 3, True, 0)), holders=(*HOLDERS, other)
    )
    found = best_touch(known, OWN)
    assert found is not None
    assert found.placement == OWN
    elsewhere = best_touch(known, 4)
    assert elsewhere is not None
    assert elsewhere.placement == 3
    assert best_touch(evidence(), OWN) is None


def test_the_timeline_is_told_in_time() -> None:
    said = Said(T0 + 61_000, "order", "paid", 10_000, 1_000)
    known = evidence(
        touches=(touch(RIVAL, 900), touch(OWN, 5)),
        order=order(said=(said,)),
        match=match(Grade.PROBABLE, RIVAL),
    )
    told = timeline(known)
    assert [one.kind for one in told] == [
        "lease", "lease", "time", "click", "rival", "order", "said", "match",
    ]  # fmt: skip
    assert told[4].holder == HOLDERS[1]
    assert told[-1].holder == HOLDERS[1]
