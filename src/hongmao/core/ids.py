"""Identifiers: link codes, click ids, view tokens and keyed hashes of readers.

None carries personal data. Click ids and view tokens carry a keyed tag, so that nobody outside can
make one; keys are derived from one secret, one key a purpose.
"""

import base64
import hmac
import os
import secrets
import string
import struct
from hashlib import blake2b, blake2s
from itertools import product

import msgspec

CODE_ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 10
_TAG = 6
_RANDOM = 6
_BLOCK = 512 * _RANDOM
"""Random bytes asked of the system at a time: one call for 512 clicks."""
_VIEW = struct.Struct(">8sI")
VIEW_ID_SIZE = 8


def derive_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose, from the installation's secret."""
    return blake2b(purpose.encode(), key=blake2b(secret.encode()).digest(), digest_size=32).digest()


def new_code() -> str:
    """A fresh link code: 10 letters and digits, 59 bits, not to be guessed."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether `text` has the shape of a link code."""
    return len(text) == CODE_LENGTH and text.isascii() and text.isalnum()


class ClickMint:
    """Mints click ids: 48 bits of epoch milliseconds, 48 random, 48 of keyed tag.

    Written in base32hex, lower case, 29 characters: they sort by the time of the click.
    """

    def __init__(self, key: bytes) -> None:
        self._keyed = blake2s(key=key, digest_size=_TAG)
        self._random = b""
        self._used = 0
        self._moment = -1
        self._prefix = ""
        os.register_at_fork(after_in_child=self._forget)  # two processes never share a block

    def mint(self, at_ms: int) -> str:
        """A new id for a click at `at_ms`."""
        used = self._used
        if used == len(self._random):
            self._random, used = os.urandom(_BLOCK), 0
        self._used = end = used + _RANDOM
        body = at_ms.to_bytes(6) + self._random[used:end]
        if at_ms >> 3 != self._moment:  # nine digits hold all but the last three bits of the time
            self._moment = at_ms >> 3
            self._prefix = _encode(body[:6])[:9]
        rest = int.from_bytes(body[5:] + self._tag(body)) << 1
        a, b, two = rest >> 50 & _FIFTY_BITS, rest & _FIFTY_BITS, _TWO_DIGITS
        return (
            f"{self._prefix}{two[a >> 40]}{two[a >> 30 & 1023]}{two[a >> 20 & 1023]}"
            f"{two[a >> 10 & 1023]}{two[a & 1023]}{two[b >> 40]}{two[b >> 30 & 1023]}"
            f"{two[b >> 20 & 1023]}{two[b >> 10 & 1023]}{two[b & 1023]}"
        )

    def genuine(self, click_id: str) -> bool:
        """Whether this mint's key made `click_id`."""
        raw = _decode(click_id)
        return len(raw) == 12 + _TAG and hmac.compare_digest(raw[12:], self._tag(raw[:12]))

    def _tag(self, body: bytes) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(body)
        return keyed.digest()

    def _forget(self) -> None:
        self._random, self._used = b"", 0


def click_ms(click_id: str) -> int:
    """Epoch milliseconds at which a click id was minted."""
    return int.from_bytes(_decode(click_id)[:6])


class View(msgspec.Struct, frozen=True):
    """One showing of one card: its id (16 hex digits) and when the page was made (epoch s)."""

    id: str
    issued_s: int


class ViewTokens:
    """Signs and opens view tokens: proof that this community showed this link's card on a page.

    A token binds view, time, link code and surface; it says nothing of the reader.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def mint(self, view_id: bytes, code: str, surface: str, issued_s: int) -> str:
        """A token for one card on one page view (`view_id`: 8 bytes, one a page)."""
        body = _VIEW.pack(view_id, issued_s)
        return _encode(body + self._tag(body, code, surface))

    def open(self, token: str, code: str, surface: str) -> View | None:
        """The view a token proves, or None where it was not made here for this code and surface."""
        raw = _decode(token)
        body, tag = raw[: _VIEW.size], raw[_VIEW.size :]
        if len(raw) != _VIEW.size + _TAG or not hmac.compare_digest(
            tag, self._tag(body, code, surface)
        ):
            return None
        view_id, issued_s = _VIEW.unpack(body)
        return View(view_id.hex(), issued_s)

    def _tag(self, body: bytes, code: str, surface: str) -> bytes:
        subject = body + code.encode() + b"|" + surface.encode()
        return blake2s(subject, key=self._key, digest_size=_TAG).digest()


def new_view_id() -> bytes:
    """A fresh page-view id, 8 random bytes."""
    return secrets.token_bytes(VIEW_ID_SIZE)


class ReaderHash:
    """Readers as keyed hashes of 16 hex digits; without the key they lead back to nobody."""

    def __init__(self, key: bytes) -> None:
        self._keyed = blake2s(key=key, digest_size=8)

    def of(self, *parts: bytes) -> str:
        """The hash of what is known of a reader."""
        keyed = self._keyed.copy()
        keyed.update(b"\0".join(parts))
        return keyed.hexdigest()


_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_TWO_DIGITS = ["".join(digits) for digits in product(_DIGITS, repeat=2)]
"""Ten bits as base32hex. The standard library's takes five times as long as a click may."""
_LONGEST = 64
_ODD = (1, 3, 6)
"""Remainders by eight of lengths that no whole number of bytes is written in."""
_FIFTY_BITS = (1 << 50) - 1


def _encode(raw: bytes) -> str:
    return base64.b32hexencode(raw).decode().rstrip("=").lower()


def _decode(text: str) -> bytes:
    """The bytes of a base32hex text, empty where it is not one."""
    if not (text.isascii() and text.isalnum()) or len(text) > _LONGEST or len(text) % 8 in _ODD:
        return b""
    try:
        number = int(text, 32)
    except ValueError:
        return b""
    size, rest = divmod(5 * len(text), 8)
    return (number >> rest).to_bytes(size)
