"""Events as they stand in the log."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.events import (
    RULESET,
    CardSeen,
    Click,
    Event,
    Impression,
    Impressions,
    Read,
    encode,
    pack_group,
    unpack_group,
)
from hongmao.core.frames import HEADER_SIZE, frames, pack_frame
from hongmao.core.reasons import Reason

TEXT = st.text(max_size=12)
NUMBER = st.integers(0, 2**62)
FLAGS = st.lists(st.sampled_from([r.value for r in Reason]), max_size=3).map(tuple)
CLICKS = st.builds(
    Click, NUMBER, TEXT, TEXT, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, TEXT, TEXT, TEXT,
    st.sampled_from(["sent", "paused"]), FLAGS,
)  # fmt: skip
IMPRESSIONS = st.builds(
    Impression, NUMBER, TEXT, TEXT, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, TEXT, TEXT, FLAGS
)


@given(st.lists(CLICKS | IMPRESSIONS, max_size=20))
def test_a_group_reads_back_in_order(events: list[Event]) -> None:
    payload = pack_group([encode(event) for event in events])
    (frame,) = frames(bytes(HEADER_SIZE) + pack_frame(payload))
    assert unpack_group(frame) == events


def test_an_event_names_its_kind_and_its_ruleset() -> None:
    click = Click(1, "id", "code", 1, 2, 3, 4, 5, "r", "", "", "sent", (Reason.BOT,))
    fields = msgspec.msgpack.decode(encode(click))
    assert (fields[0], fields[-2], fields[-1]) == ("c", ["bot"], RULESET)
    impression = Impression(1, "v", "code", 1, 2, 3, 4, 5, "r", "note")
    assert msgspec.msgpack.decode(encode(impression))[0] == "i"


def test_a_payload_that_is_not_events_is_refused() -> None:
    (frame,) = frames(bytes(HEADER_SIZE) + pack_frame(b"\x91\x93\x01\x02\x03"))
    with pytest.raises(msgspec.DecodeError):
        unpack_group(frame)


CARDS = st.lists(st.builds(CardSeen, TEXT, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER), max_size=20)
READS = st.builds(Read, NUMBER, TEXT, NUMBER, TEXT, TEXT, NUMBER, FLAGS)


@given(READS, st.builds(Impressions, NUMBER, TEXT, TEXT, TEXT, FLAGS, CARDS))
def test_impressions_that_came_together_read_back_one_by_one(
    read: Read, together: Impressions
) -> None:
    payload = pack_group([encode(read), encode(together), encode(read)])
    (frame,) = frames(bytes(HEADER_SIZE) + pack_frame(payload))
    first, *each, last = unpack_group(frame)
    assert first == last == read
    assert len(each) == len(together.cards)
    for one, card in zip(each, together.cards, strict=True):
        assert isinstance(one, Impression)
        assert (one.code, one.placement, one.campaign) == (card.code, card.placement, card.campaign)
        assert (one.at, one.view, one.reader) == (together.at, together.view, together.reader)
        assert (one.surface, one.flags) == (together.surface, together.flags)
        assert one.ruleset == RULESET
