"""The reader's address: the peer's own, or what trusted proxies say of it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

MOST_HOPS = 32
_FOR = re.compile(rb'(?:^|[;,\s])for=("[^"]*"|[^;,\s]*)', re.IGNORECASE)


class Networks:
    """Addresses and CIDRs; raises `ValueError` where one is none. What is asked is remembered."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = tuple(ip_network(network, strict=False) for network in networks)
        self.hold = lru_cache(4096)(self._hold)

    def __bool__(self) -> bool:
        return bool(self._networks)

    def _hold(self, address: bytes) -> bool:
        """Whether an address lies in them."""
        found = _address(address)
        return found is not None and any(found in network for network in self._networks)


class Proxies:
    """Whose word is taken for a reader's address.

    `networks` are addresses or CIDRs; `header` is the one header that they set: another may come
    from the reader. Raises `ValueError` where a network is none.
    """

    def __init__(self, networks: Iterable[str] = (), header: bytes = b"x-forwarded-for") -> None:
        self._networks = Networks(networks)
        self._trusted = self._networks.hold
        self.header = header

    def reader(self, peer: bytes, said: bytes) -> bytes:
        """The last address of the chain that is no trusted proxy's; the peer's where none is said.

        What a reader puts before it has no effect. Where an entry is no address, the proxy that
        added it is as far as is known.
        """
        if not said or not self._networks or not self._trusted(peer):
            return peer
        known = peer
        for entry in reversed(_entries(said, self.header)[-MOST_HOPS:]):
            address = _address(entry)
            if address is None:
                return known
            known = str(address).encode()
            if not self._trusted(known):
                return known
        return known


def _entries(said: bytes, header: bytes) -> list[bytes]:
    if header == b"forwarded":
        return [match.strip(b'"') for match in _FOR.findall(said)]
    return [part.strip() for part in said.split(b",")]


def _address(entry: bytes) -> IPv4Address | IPv6Address | None:
    """An address with or without its port, brackets and quotes; None where it is none."""
    text = entry.decode("latin-1")
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
