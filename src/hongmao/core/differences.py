"""What changed between two texts, in pieces that a page can show."""

import re
from difflib import SequenceMatcher
from enum import StrEnum

import msgspec

TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
"""A word of Latin letters, white space, or one other letter: Chinese is compared by letters."""


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(msgspec.Struct, frozen=True):
    """A piece of text and what became of it."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Pieces in order: without NEW they read `before`, without GONE they read `after`."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    pieces: list[Piece] = []
    for verb, i, j, k, n in SequenceMatcher(None, old, new).get_opcodes():
        if verb == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece(Kind.GONE, "".join(old[i:j])))
        if k < n:
            pieces.append(Piece(Kind.NEW, "".join(new[k:n])))
    return pieces
