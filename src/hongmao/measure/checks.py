"""Rows of a table judged one by one: each is used, or refused by one reason, and counted."""

from typing import Any, NoReturn

import duckdb
import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute as pc

from hongmao.core.reasons import SENTENCES, Reason, Refusal
from hongmao.measure.models.journeys import Floats, Places
from hongmao.measure.tables import Source

LARGEST = 2.0**53
LONGEST = 80
NUMBER = r"^\s*-?\d+(\.\d*)?\s*$"
ZONE = r":\d\d(\.\d+)?\s*(Z|[+-]\d\d(:?\d\d)?)\s*$"


class Refused(msgspec.Struct, frozen=True):
    """How many rows were refused by a reason, and the sentence about the first of them."""

    reason: Reason
    rows: int
    facts: dict[str, object]

    def text(self, language: str = "en") -> str:
        """The sentence about the first row."""
        return SENTENCES[self.reason].text(language, **self.facts)


class Judge:
    """Notes which rows of a source are refused; the first reason found for a row is its reason."""

    def __init__(self, source: Source) -> None:
        self.source = source
        held = source.rows - len(source.torn)
        self.rows: Places = np.arange(1, held + 1)
        for number in sorted(number for number, _ in source.torn):
            self.rows[self.rows >= number] += 1
        self.good: NDArray[np.bool_] = np.ones(held, bool)
        self.refused: list[Refused] = []
        if source.torn:
            number, text = source.torn[0]
            self._note(Reason.ROW_TORN, len(source.torn), number, value=short(text))

    def refuse(self, bad: NDArray[np.bool_], reason: Reason, column: str = "path") -> None:
        """Refuse the rows marked in `bad` that were good so far."""
        fresh = np.flatnonzero(bad & self.good)
        if len(fresh):
            self.good[fresh] = False
            value = self.source.columns[column][int(fresh[0])].as_py()
            row = int(self.rows[fresh[0]])
            self._note(reason, len(fresh), row, column=column, value=short(value))

    def _note(self, reason: Reason, rows: int, row: int, **facts: object) -> None:
        named = {"table": self.source.name, "row": row, **facts}
        self.refused.append(Refused(reason, rows, named))

    def counts(self, column: str) -> Floats:
        """A column of whole numbers from 0 to 2 ** 53; refuses rows of any other."""
        numbers = self.numbers(column)
        self.refuse(numbers != np.floor(numbers), Reason.NOT_WHOLE, column)
        return numbers

    def numbers(self, column: str) -> Floats:
        """A column of numbers from 0 to 2 ** 53; refuses rows of any other."""
        cells = self.source.columns[column]
        numbers = self._read(column, cells)
        if not len(numbers) or (numbers.min() >= 0 and numbers.max() <= LARGEST):  # no NaN either
            return numbers
        empty = _flags(pc.is_null(cells))
        if pa.types.is_large_string(cells.type):
            empty |= _flags(pc.equal(pc.fill_null(cells, ""), ""))
        self.refuse(empty, Reason.NUMBER_MISSING, column)
        self.refuse(~np.isfinite(numbers), Reason.NOT_A_NUMBER, column)
        self.refuse(numbers < 0, Reason.NEGATIVE, column)
        self.refuse(numbers > LARGEST, Reason.TOO_LARGE, column)
        return np.where(self.good, numbers, 0.0)

    def names(self, column: str) -> Any:
        """A column of texts or whole numbers, as texts; refuses rows that have none."""
        cells = self.source.columns[column]
        kind = cells.type
        if not (pa.types.is_large_string(kind) or pa.types.is_integer(kind)):
            self._wrong_type(column, "a name")
        texts = pc.utf8_trim_whitespace(pc.fill_null(cells.cast(pa.large_string()), ""))
        self.refuse(_flags(pc.equal(texts, "")), Reason.NAME_MISSING, column)
        return texts

    def times(self, column: str) -> Places:
        """A column of times as milliseconds UTC since 1970; refuses rows of any other.

        Read are whole milliseconds, timestamps with a zone, and ISO 8601 texts with an offset.
        """
        cells = self.source.columns[column]
        if pa.types.is_timestamp(cells.type):
            if cells.type.tz is None:
                self.refuse(np.ones(len(cells), bool), Reason.TIME_WITHOUT_ZONE, column)
            cells = pc.cast(pc.cast(cells, pa.timestamp("ms", "UTC"), safe=False), pa.int64())
            self.refuse(_flags(pc.is_null(cells)), Reason.NUMBER_MISSING, column)
            return np.array(pc.fill_null(cells, 0), np.int64)
        if (
            pa.types.is_large_string(cells.type)
            and not _flags(pc.match_substring_regex(pc.fill_null(cells, ""), NUMBER)).any()
        ):
            zoneless = pc.and_(
                pc.match_substring_regex(cells, r"^\d{4}-\d\d-\d\d"),
                pc.invert(pc.match_substring_regex(cells, ZONE)),
            )
            self.refuse(_flags(pc.fill_null(zoneless, False)), Reason.TIME_WITHOUT_ZONE, column)
            moments = _tried(cells, "epoch_ms(TRY_CAST(cell AS TIMESTAMPTZ))")
            self.refuse(_flags(pc.is_null(moments)), Reason.NOT_A_TIME, column)
            return np.array(pc.fill_null(moments, 0), np.int64)
        return self.counts(column).astype(np.int64)

    def _wrong_type(self, column: str, wanted: str) -> NoReturn:
        kind = self.source.columns[column].type
        raise Refusal(
            Reason.COLUMN_OF_WRONG_TYPE,
            table=self.source.name, column=column, kind=kind, wanted=wanted,
        )  # fmt: skip

    def _read(self, column: str, cells: Any) -> Floats:
        kind = cells.type
        readable = pa.types.is_large_string(kind) or pa.types.is_integer(kind)
        readable = readable or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        if not (readable or pa.types.is_null(kind)):
            self._wrong_type(column, "a number")
        try:
            read = pc.cast(cells, pa.float64(), safe=False)
        except pa.ArrowInvalid:
            read = _tried(cells)
        numbers: Floats = read.to_numpy(zero_copy_only=False).astype(np.float64)
        return numbers


def _tried(cells: Any, reading: str = "TRY_CAST(cell AS DOUBLE)") -> Any:
    """Texts as numbers, null where one is none."""
    with duckdb.connect(":memory:") as connection:
        connection.register("given", pa.table({"cell": cells}))
        answer = connection.sql(f"SELECT {reading} AS number FROM given")  # noqa: S608
        return answer.to_arrow_table().column("number").combine_chunks()


def _flags(mask: Any) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = np.array(mask.to_numpy(zero_copy_only=False), bool)
    return flags


def short(value: object) -> object:
    """A value as a sentence can carry it."""
    text = value if isinstance(value, str) else None
    return value if text is None or len(text) <= LONGEST else f"{text[:LONGEST]}…"
