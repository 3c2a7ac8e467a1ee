"""The part of a text that says best why it was found."""

from collections.abc import Sequence

Piece = tuple[str, bool]
"""A piece of a text, and whether it is marked."""

LONGEST_WORD = 16
LEAD = 4
"""A quarter of an excerpt stands before its first mark, for the sense."""


def excerpt(pieces: Sequence[Piece], letters: int) -> list[Piece]:
    """At most `letters` letters where most marks stand, with `…` where the text is cut.

    A text without marks gives its beginning. Line breaks become spaces; nothing else is changed.
    """
    flat = [(text.replace("\r", "").replace("\n", " "), on) for text, on in pieces]
    text = "".join(part for part, _ in flat)
    if len(text) <= letters:
        return flat
    starts, place = [], 0
    for part, on in flat:
        if on:
            starts.append(place)
        place += len(part)
    begin = _word_start(text, _best(starts, len(text), letters))
    end = begin + letters
    cut: list[Piece] = [("…", False)] if begin else []
    place = 0
    for part, on in flat:
        kept = part[max(begin - place, 0) : max(end - place, 0)]
        if kept:
            cut.append((kept, on))
        place += len(part)
    return [*cut, ("…", False)] if end < len(text) else cut


def _best(starts: Sequence[int], length: int, letters: int) -> int:
    """Where the excerpt with most marks begins, the earliest of them."""
    best, most = 0, 0
    for start in starts:
        begin = max(0, min(start - letters // LEAD, length - letters))
        inside = sum(begin <= other < begin + letters for other in starts)
        if inside > most:
            best, most = begin, inside
    return best


def _word_start(text: str, place: int) -> int:
    """The next place that is not inside a word of Latin letters; this one, inside a long word."""
    for near in range(place, min(place + LONGEST_WORD, len(text))):
        around = text[max(near - 1, 0) : near + 1]
        if near == 0 or not (around.isascii() and around.isalnum()):
            return near
    return place
