"""The reader's address: trusted proxies are believed, readers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.edge.address import Proxies

OURS = ("10.0.0.0/8", "2001:db8:1::/48", "127.0.0.1")


@pytest.mark.parametrize(
    ("peer", "said", "reader"),
    [
        (b"203.0.113.9", b"198.51.100.1", b"203.0.113.9"),  # no proxy of ours
        (b"10.0.0.1", b"", b"10.0.0.1"),
        (b"10.0.0.1", b"198.51.100.1", b"198.51.100.1"),
        (b"10.0.0.1", b"6.6.6.6, 198.51.100.1", b"198.51.100.1"),
        (b"10.0.0.1", b"6.6.6.6, 198.51.100.1, 10.9.9.9", b"198.51.100.1"),
        (b"10.0.0.1", b"10.1.1.1, 10.2.2.2", b"10.1.1.1"),
        (b"10.0.0.1", b"198.51.100.1, nonsense", b"10.0.0.1"),
        (b"10.0.0.1", b"198.51.100.1:4711", b"198.51.100.1"),
        (b"10.0.0.1", b"[2001:db8:2::7]:4711", b"2001:db8:2::7"),
        (b"10.0.0.1", b"::ffff:198.51.100.1", b"198.51.100.1"),
        (b"::ffff:10.0.0.1", b"198.51.100.1", b"198.51.100.1"),
        (b"2001:db8:1::5", b"2001:db8:2::7", b"2001:db8:2::7"),
    ],
)
def test_the_last_untrusted_address_is_the_readers(peer: bytes, said: bytes, reader: bytes) -> None:
    assert Proxies(OURS).reader(peer, said) == reader


@pytest.mark.parametrize(
    ("said", "reader"),
    [
        (b"for=198.51.100.1;proto=https;by=10.0.0.1", b"198.51.100.1"),
        (b"for=6.6.6.6, for=198.51.100.1", b"198.51.100.1"),
        (b'For="[2001:db8:2::7]:4711"', b"2001:db8:2::7"),
        (b"for=_hidden", b"10.0.0.1"),
        (b"proto=https", b"10.0.0.1"),
    ],
)
def test_the_forwarded_header_is_read_as_rfc_7239_says(said: bytes, reader: bytes) -> None:
    assert Proxies(OURS, b"forwarded").reader(b"10.0.0.1", said) == reader


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert Proxies().reader(b"10.0.0.1", b"198.51.100.1") == b"10.0.0.1"


@given(st.binary(max_size=200))
def test_whatever_a_reader_puts_first_has_no_effect(junk: bytes) -> None:
    assert Proxies(OURS).reader(b"10.0.0.1", junk + b",198.51.100.1") == b"198.51.100.1"


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        Proxies(("nonsense",))
