"""Identifiers: link codes, click ids, view tokens and keyed hashes of readers.

None carries personal data. Click ids and view tokens carry a keyed tag, so that nobody outside can
make one; keys are derived from one secret, one key a purpose. A tag is BLAKE2 over a 32-byte key
and then the message: BLAKE2's own keyed mode is the same with the key padded to a whole block, at
the price of a second compression; nothing can be appended to what BLAKE2 has hashed (RFC 7693).
"""

import hmac
import os
import re
import secrets
import string
import struct
from binascii import unhexlify
from hashlib import blake2b, blake2s

import msgspec

CODE_ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 10
_TAG = 6
_COUNT = (1 << 48) - 1
_HEX = 2 * _TAG
_BLOCK = 8
_DIGITS = "0123456789abcdef"
_COUNTS = struct.Struct(">QQ")
_CLICK_ID = re.compile(r"[0-9a-f]{36}")
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
    """Mints click ids: 48 bits of epoch milliseconds, 48 of a count, 48 of keyed tag.

    The count begins at random in each process, so that two never give the same id.
    Written in 36 hexadecimal digits: they sort by the time of the click, and every marketplace's
    parameter takes them. One hash gives the tags of the `_BLOCK` counts that share their upper bits
    and the millisecond: under load most ids come without a hash of their own.
    """

    def __init__(self, key: bytes) -> None:
        self._keyed = blake2b(key, digest_size=_TAG * _BLOCK)
        self._count = self._at_ms = -1
        self._begun = self._tags = ""
        self._begin()
        os.register_at_fork(after_in_child=self._begin)  # two processes never count alike

    def mint(self, at_ms: int) -> str:
        """A new id for a click at `at_ms`."""
        self._count = count = self._count + 1 & _COUNT
        place = count % _BLOCK
        if place == 0 or at_ms != self._at_ms:
            self._at_ms, self._tags = at_ms, self._tags_of(at_ms, count).hex()
            self._begun = f"{at_ms:012x}{count >> 4:011x}"
        return f"{self._begun}{_DIGITS[count & 15]}{self._tags[_HEX * place : _HEX * place + _HEX]}"

    def genuine(self, click_id: str) -> bool:
        """Whether this mint's key made `click_id`."""
        if not _CLICK_ID.fullmatch(click_id):
            return False
        count = int(click_id[12:24], 16)
        place = _HEX * (count % _BLOCK)
        tag = self._tags_of(click_ms(click_id), count).hex()[place : place + _HEX]
        return hmac.compare_digest(click_id[24:], tag)

    def _tags_of(self, at_ms: int, count: int) -> bytes:
        """The tags of a millisecond and the block of counts that `count` is in."""
        keyed = self._keyed.copy()
        keyed.update(_COUNTS.pack(at_ms, count // _BLOCK))
        return keyed.digest()

    def _begin(self) -> None:
        self._count, self._at_ms = secrets.randbits(48), -1


def click_ms(click_id: str) -> int:
    """Epoch milliseconds at which a click id was minted."""
    return int(click_id[:12], 16)


class View(msgspec.Struct, frozen=True, gc=False):
    """One showing of a page: its id (16 hex digits) and when the page was made (epoch s)."""

    id: str
    issued_s: int


class ViewTokens:
    """Signs and opens view tokens: proof that this community made a page with this on it.

    A token binds view, time and a subject: one card (`of_card`) or a page with all its cards
    (`of_page`). It says nothing of the reader.
    """

    def __init__(self, key: bytes) -> None:
        self._keyed = blake2s(key, digest_size=_TAG)

    def mint(self, view_id: bytes, issued_s: int, subject: bytes) -> str:
        """A token for a subject on one page view (`view_id`: 8 bytes, one a page)."""
        body = _VIEW.pack(view_id, issued_s)
        return (body + self._tag(body, subject)).hex()

    def open(self, token: str, subject: bytes) -> View | None:
        """The view a token proves, or None where it was not made here for this subject."""
        try:
            raw = unhexlify(token)
        except ValueError:
            return None
        body = raw[: _VIEW.size]
        if len(raw) != _VIEW.size + _TAG or not hmac.compare_digest(
            raw[_VIEW.size :], self._tag(body, subject)
        ):
            return None
        view_id, issued_s = _VIEW.unpack(body)
        return View(view_id.hex(), issued_s)

    def _tag(self, body: bytes, subject: bytes) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(body + subject)
        return keyed.digest()


def of_card(code: str, surface: str) -> bytes:
    """The subject of a token for one card."""
    return f"card|{code}|{surface}".encode()


def of_page(surface: str, note: int, codes: str) -> bytes:
    """The subject of a token for a page: its note (0: none), its cards' codes without a gap."""
    return f"page|{surface}|{note}|{codes}".encode()


def new_view_id() -> bytes:
    """A fresh page-view id, 8 random bytes."""
    return secrets.token_bytes(VIEW_ID_SIZE)


READER_COOKIE_LENGTH = 128


class ReaderHash:
    """Readers as keyed hashes of 16 hex digits; without the key they lead back to nobody."""

    def __init__(self, key: bytes) -> None:
        self._keyed = blake2b(key, digest_size=8)
        self._day, self._daily = -1, self._keyed

    def of(self, known: bytes) -> str:
        """The hash of what is known of a reader."""
        keyed = self._keyed.copy()
        keyed.update(known)
        return keyed.hexdigest()

    def of_cookie(self, cookie: bytes) -> str:
        """The hash of a reader's first-party cookie, of which what is too long does not count."""
        return self.of(b"cookie\0%b" % cookie[:READER_COOKIE_LENGTH])

    def on_day(self, day: int, known: bytes) -> str:
        """The hash of what is known of a reader, another one each day."""
        if day != self._day:
            self._day, self._daily = day, self._keyed.copy()
            self._daily.update(b"day\0%d\0" % day)
        keyed = self._daily.copy()
        keyed.update(known)
        return keyed.hexdigest()


def device_hash(secret: str, cookie: str) -> str:
    """A reader as the log knows them by their cookie."""
    return ReaderHash(derive_key(secret, "reader")).of_cookie(cookie.encode())


def person_hash(secret: str, number: int) -> str:
    """A person as 16 hex digits; without the secret they lead back to nobody."""
    return ReaderHash(derive_key(secret, "person")).of(b"%d" % number)


def key_mark(secret: str) -> str:
    """8 hex digits that tell one secret's hashes from another's."""
    return ReaderHash(derive_key(secret, "person")).of(b"key")[:8]
