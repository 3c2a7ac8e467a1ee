"""Fields of a feed's rows, read strictly: what does not read as documented stops its page.

Every reader names the row (`who`) and the field in what it raises.
"""

from collections.abc import Callable, Mapping
from typing import Any

from hongmao.core.connector import MendRequest
from hongmao.core.money import MoneyError, parse_major

Row = Mapping[str, Any]
_NOTHING = ("", "--", "0")


class BadRow(MendRequest):
    """A row that does not read as the documentation says. Its page was not kept: none is halved.

    `row` is the row's id and `field` the field that is wrong.
    """

    def __init__(self, row: str, field: str, problem: str) -> None:
        self.row = row
        self.field = field
        super().__init__("bad-row", f"Row {row or '(no id)'}, field {field}: {problem}")


def rows_of(data: Mapping[str, Any], key: str) -> list[Row]:
    """The rows under `key`; an absent list is an empty one. Raises `BadRow` for anything else."""
    found = data.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise BadRow("", key, "is not a list of rows")
    return found


def text(row: Row, field: str, who: str = "") -> str:
    """A text or a number that must be there, as a text: ids are opaque."""
    value = row.get(field)
    if not isinstance(value, (str, int)) or not str(value).strip():
        raise BadRow(who, field, "is missing")
    return str(value).strip()


def optional(row: Row, field: str) -> str:
    """A text, empty where the field is absent or holds one of the marketplaces' nothings."""
    value = row.get(field)
    found = "" if value is None else str(value).strip()
    return "" if found in _NOTHING else found


def whole(row: Row, field: str, who: str, default: int | None = None) -> int:
    """A whole number that is not negative; `default` where it is absent, if one is given."""
    value = row.get(field)
    if value is None and default is not None:
        return default
    found = "" if value is None else str(value).strip()
    if not found.isascii() or not found.isdigit():
        raise BadRow(who, field, f"is not a whole number: {value!r}")
    return int(found)


def yuan(row: Row, field: str, who: str) -> int:
    """An amount in decimal yuan that must be there, in fen."""
    value = row.get(field)
    if value is None or str(value).strip() in ("", "--"):
        raise BadRow(who, field, "is missing")
    try:
        amount = parse_major(str(value), "CNY")
    except MoneyError as problem:
        raise BadRow(who, field, str(problem)) from problem
    if amount < 0:
        raise BadRow(who, field, f"is negative: {value}")
    return amount


def moment(row: Row, field: str, who: str, read: Callable[[str], int]) -> int:
    """Epoch milliseconds of a time as `read` reads it; 0 where there is none."""
    found = optional(row, field)
    if not found:
        return 0
    try:
        return read(found)
    except ValueError as problem:
        raise BadRow(who, field, str(problem)) from problem


def required_moment(row: Row, field: str, who: str, read: Callable[[str], int]) -> int:
    """The same, of a time that must be there."""
    found = moment(row, field, who, read)
    if not found:
        raise BadRow(who, field, "is missing")
    return found
