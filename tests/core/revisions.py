"""Revisions that a marketplace might send, as hypothesis draws them."""

from hypothesis import strategies as st

from hongmao.core.orders import OrderRevision, OrderStatus, RefundRevision, RefundStatus

FEN = st.integers(0, 10**7)
TIMES = st.integers(1_700_000_000_000, 1_700_000_005_000)
SHORT = st.text("ab1_", max_size=3)

ORDER_REVISIONS = st.builds(
    OrderRevision,
    trade_id=SHORT,
    parent_id=SHORT,
    status=st.sampled_from(OrderStatus),
    item_id=SHORT,
    item_title=st.text(max_size=4),
    store_name=SHORT,
    quantity=st.integers(0, 9),
    currency=st.sampled_from(["CNY", "USD"]),
    paid=FEN,
    fee=FEN,
    click_ms=TIMES,
    created_ms=TIMES,
    paid_ms=TIMES,
    settled_ms=TIMES,
    modified_ms=TIMES,
    lease=SHORT,
    relation_id=SHORT,
    click_id=SHORT,
)
REFUND_REVISIONS = st.builds(
    RefundRevision,
    case_id=SHORT,
    trade_id=SHORT,
    status=st.sampled_from(RefundStatus),
    currency=st.sampled_from(["CNY", "USD"]),
    refunded=FEN,
    fee_return=FEN,
    modified_ms=TIMES,
)
