"""The event log's byte layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.frames import (
    HEADER_SIZE,
    Header,
    SegmentError,
    end_of_log,
    frames,
    pack_frame,
    pack_header,
    unpack_header,
)

HEAD = pack_header(Header(bytes(range(16)), 3, 1_700_000_000_000))
PAYLOADS = st.lists(st.binary(min_size=1, max_size=60), max_size=8)


def test_a_header_reads_back() -> None:
    assert len(HEAD) == HEADER_SIZE
    assert unpack_header(HEAD) == Header(bytes(range(16)), 3, 1_700_000_000_000)


@pytest.mark.parametrize("head", [b"", HEAD[:-1], b"X" + HEAD[1:], bytes(HEADER_SIZE)])
def test_what_is_no_header_is_refused(head: bytes) -> None:
    with pytest.raises(SegmentError):
        unpack_header(head)


@given(PAYLOADS, st.integers(0, 200))
def test_frames_read_back_in_order_and_zeros_end_them(payloads: list[bytes], zeros: int) -> None:
    content = HEAD + b"".join(map(pack_frame, payloads))
    found = list(frames(content + bytes(zeros)))
    assert [frame.payload for frame in found] == payloads
    assert end_of_log(content + bytes(zeros)) == len(content)
    assert all(content[f.offset :].startswith(pack_frame(f.payload)) for f in found)


@given(PAYLOADS.filter(bool), st.data())
def test_damage_ends_the_log_where_it_is(payloads: list[bytes], data: st.DataObject) -> None:
    content = bytearray(HEAD + b"".join(map(pack_frame, payloads)))
    place = data.draw(st.integers(HEADER_SIZE, len(content) - 1))
    before = [f for f in frames(bytes(content)) if f.offset + 8 + len(f.payload) <= place]
    content[place] ^= data.draw(st.integers(1, 255))
    assert list(frames(bytes(content))) == before
