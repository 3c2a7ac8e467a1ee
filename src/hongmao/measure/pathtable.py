"""Path tables as journeys: `a > b > c`, how many converted, what they were worth, how many not."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute as pc

from hongmao.core.reasons import Reason, Refusal
from hongmao.measure.checks import Judge, short
from hongmao.measure.models.journeys import Journeys, Places
from hongmao.measure.tables import Source

PATH, CONVERSIONS = "path", "total_conversions"
VALUE, NULLS = "total_conversion_value", "total_null"
SEPARATOR = ">"
GUESSES = ("->", "=>", "→", "»", "|", ";", "\t", ">")


def journeys_of(source: Source, separator: str | None = None) -> tuple[Journeys, Judge]:
    """A path table's journeys, with the judge that knows which rows were refused.

    Touches are parted by `separator`, `>` by default; spaces around names do not count. A path may
    be a list of names as well. Raises `Refusal`.
    """
    judge = Judge(source)
    channels, steps, starts = _split(source, separator, judge)
    conversions = judge.counts(CONVERSIONS)
    nulls = judge.counts(NULLS) if NULLS in source.columns else np.zeros(len(conversions))
    values = None
    if VALUE in source.columns:
        values = judge.numbers(VALUE)
        judge.refuse((values > 0) & (conversions == 0), Reason.VALUE_WITHOUT_CONVERSION, VALUE)
    good = judge.good
    lengths = np.diff(starts)
    journeys = compact(channels, steps[np.repeat(good, lengths)], lengths[good])
    return Journeys(
        *journeys, conversions[good], nulls[good], None if values is None else values[good]
    ), judge


def compact(
    channels: NDArray[np.object_], steps: Places, lengths: Places
) -> tuple[list[str], Places, Places]:
    """Channels sorted and without those that no journey has, the touches, where journeys begin."""
    present = np.flatnonzero(np.bincount(steps, minlength=len(channels)))
    names, rank = np.unique(channels[present], return_inverse=True)
    places = np.zeros(len(channels), np.int64)
    places[present] = rank
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return names.tolist(), places[steps], starts


def _split(
    source: Source, separator: str | None, judge: Judge
) -> tuple[NDArray[np.object_], Places, Places]:
    paths = source.columns[PATH]
    if pa.types.is_large_string(paths.type):
        judge.refuse(np.array(pc.equal(pc.fill_null(pc.utf8_trim_whitespace(paths), ""), "")),
                     Reason.PATH_EMPTY)  # fmt: skip
        lists = pc.split_pattern(pc.fill_null(paths, ""), separator or SEPARATOR)
    elif pa.types.is_list(paths.type) or pa.types.is_large_list(paths.type):
        judge.refuse(np.array(pc.fill_null(pc.equal(pc.list_value_length(paths), 0), True)),
                     Reason.PATH_EMPTY)  # fmt: skip
        lists = paths
    else:
        raise Refusal(
            Reason.COLUMN_OF_WRONG_TYPE,
            table=source.name, column=PATH, kind=paths.type, wanted="text",
        )  # fmt: skip
    lengths = np.array(pc.fill_null(pc.list_value_length(lists), 0), np.int64)
    names, steps = named(lists.flatten())
    starts = np.concatenate([[0], np.cumsum(lengths)])
    if separator is None and lists is not paths:
        _suspect(source, names)
    unnamed = np.flatnonzero((names == "")[steps]) if len(names) else steps
    bad = np.zeros(len(lengths), bool)
    bad[np.searchsorted(starts, unnamed, side="right") - 1] = True
    judge.refuse(bad, Reason.STEP_UNNAMED)
    return names, steps, starts


def named(cells: Any) -> tuple[NDArray[np.object_], Places]:
    """Texts as names without spaces around, empty where there is none; the place of each.

    Names that differ by their spaces alone stand twice.
    """
    encoded = pc.fill_null(cells, "").dictionary_encode()
    return (
        np.array(pc.utf8_trim_whitespace(encoded.dictionary).to_pylist(), object),
        encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64),
    )


def _suspect(source: Source, names: NDArray[np.object_]) -> None:
    """Refuse a table whose paths are parted by something else: half of its names hold it."""
    for guess in GUESSES:
        mark = guess.removesuffix(SEPARATOR)
        if not mark:
            continue
        arrow = mark != guess
        held = sum(name.endswith(mark) if arrow else mark in name for name in names)
        if held and held * 2 >= len(names):
            value = source.columns[PATH][0].as_py()
            raise Refusal(
                Reason.SEPARATOR_UNKNOWN,
                table=source.name, separator=SEPARATOR, row=1, value=short(value), guess=guess,
            )  # fmt: skip
