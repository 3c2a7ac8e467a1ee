"""Identifiers: link codes, click ids, view tokens and keyed hashes of readers.

None carries personal data. Click ids and view tokens carry a keyed tag, so that nobody outside can
make one; keys are derived from one secret, one key a purpose.
"""

import base64
import hmac
import secrets
import string
import struct
from hashlib import blake2b, blake2s

import msgspec

CODE_ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 10
_TAG = 6
_CLICK = struct.Struct(">Q6s")
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

    def mint(self, at_ms: int) -> str:
        """A new id for a click at `at_ms`."""
        body = _CLICK.pack(at_ms, secrets.token_bytes(6))[2:]
        return _encode(body + self._tag(body))

    def genuine(self, click_id: str) -> bool:
        """Whether this mint's key made `click_id`."""
        raw = _decode(click_id)
        return len(raw) == 12 + _TAG and hmac.compare_digest(raw[12:], self._tag(raw[:12]))

    def _tag(self, body: bytes) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(body)
        return keyed.digest()


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


def reader_hash(key: bytes, *parts: str) -> str:
    """A reader as a keyed hash of 16 hex digits; without the key it leads back to nobody."""
    return blake2s("\0".join(parts).encode(), key=key, digest_size=8).hexdigest()


def _encode(raw: bytes) -> str:
    return base64.b32hexencode(raw).decode().rstrip("=").lower()


def _decode(text: str) -> bytes:
    """The bytes of a base32hex text, empty where it is not one."""
    try:
        return base64.b32hexdecode(text.upper() + "=" * (-len(text) % 8))
    except (ValueError, UnicodeEncodeError):
        return b""
