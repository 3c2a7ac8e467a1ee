"""Promotion links: where one leads, whom it credits, and its Tao password.

A link's code is a keyed digest of what it stands for, so asking twice gives the same link.
"""

import sqlite3
from hashlib import blake2b

import msgspec

from hongmao.sandbox.state import State

_PASSWORD = 11
_SHORT = 7


class Link(msgspec.Struct, frozen=True):
    """A link to an item (`kind` `item`, `target` its id), a store (`shop`, its store id) or an
    activity page (`page`, its `activity_material_id`)."""

    kind: str
    target: str
    pub_id: int
    site_id: int
    adzone_id: int
    relation_id: str = ""


class Links:
    """Makes links and finds them again, by their long code, its first letters, or a password."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._key = bytes.fromhex(state.key("link"))

    def make(self, link: Link) -> str:
        """The code of a link: 40 hexadecimal digits."""
        code = blake2b(msgspec.json.encode(link), key=self._key, digest_size=20).hexdigest()
        with self._state.write() as database:
            database.execute(
                "INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?, ?, ?, ?)",
                (code, *msgspec.structs.astuple(link)),
            )
        return code

    def find(self, code: str) -> tuple[str, Link] | None:
        """The whole code and the link of a code or of at least its first seven digits."""
        if len(code) < _SHORT or not code.isascii() or not code.isalnum():
            return None
        row: sqlite3.Row | None = (
            self._state.read()
            .execute("SELECT * FROM link WHERE code >= ? AND code < ? || 'g'", (code, code))
            .fetchone()
        )
        return (row["code"], Link(*tuple(row)[1:])) if row else None

    def click(self, code: str, at_ms: int) -> None:
        """Count a click."""
        with self._state.write() as database:
            database.execute("INSERT INTO click VALUES (?, ?)", (at_ms, code))


def short(code: str) -> str:
    """The code of the short form of a link."""
    return code[:_SHORT]


def password(code: str) -> str:
    """The Tao password of a link: `￥…￥`."""
    return f"￥{code[:_PASSWORD]}￥"


def long_password(code: str, url: str, title: str) -> str:
    """The text that is copied: password, address and title."""
    return f"39￥ CZ3457 {code[:_PASSWORD]}￥ {url}  {title}"
