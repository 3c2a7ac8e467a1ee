"""The synonyms in force: those that are shipped, and those that operators wrote."""

import time
from functools import cache
from pathlib import Path

from hongmao.core.questions import Alternative, read_synonyms
from hongmao.search.queries import operators_synonyms

FILE = Path(__file__).parent / "synonyms.txt"
SECONDS = 30
"""How long a process goes by what it last read of the operators' lines."""

Read = dict[Alternative, tuple[Alternative, ...]]


def synonyms() -> Read:
    """All synonyms, by the tokens of an entry. An operator's line is in force within `SECONDS`."""
    lines = _operators(int(time.monotonic() // SECONDS))
    return _all(lines)


@cache
def _shipped() -> tuple[str, ...]:
    return tuple(FILE.read_text().splitlines())


_kept: dict[int, tuple[str, ...]] = {}


def _operators(moment: int) -> tuple[str, ...]:
    if moment not in _kept:
        lines = tuple(operators_synonyms().values_list("words", flat=True))
        _kept.clear()
        _kept[moment] = lines
    return _kept[moment]


_made: dict[tuple[str, ...], Read] = {}


def _all(lines: tuple[str, ...]) -> Read:
    if lines not in _made:
        made = read_synonyms((*_shipped(), *lines))
        _made.clear()
        _made[lines] = made
    return _made[lines]


def forget() -> None:
    """Read the operators' lines again at the next question, in this process."""
    _kept.clear()
