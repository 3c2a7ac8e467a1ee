"""Path tables as journeys: `a > b > c`, how many converted, what they were worth, how many not."""

import os
from concurrent.futures import ThreadPoolExecutor
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
SLICE = 1 << 17
GUESSES = ("->", "=>", "→", "»", "|", ";", "\t", ">")


def journeys_of(source: Source, separator: str | None = None) -> tuple[Journeys, Judge]:
    """A path table's journeys, with the judge that knows which rows were refused.

    Touches are parted by `separator`, `>` by default; spaces around names do not count. A path may
    be a list of names as well. Raises `Refusal`.
    """
    judge = Judge(source)
    channels, steps, lengths = _steps(source, separator, judge)
    conversions = judge.counts(CONVERSIONS)
    nulls = judge.counts(NULLS) if NULLS in source.columns else np.zeros(len(conversions))
    values = None
    if VALUE in source.columns:
        values = judge.numbers(VALUE)
        judge.refuse((values > 0) & (conversions == 0), Reason.VALUE_WITHOUT_CONVERSION, VALUE)
    good = judge.good
    if not good.all():
        steps, lengths = steps[np.repeat(good, lengths)], lengths[good]
        channels, steps = present(channels, steps)
        conversions, nulls = conversions[good], nulls[good]
        values = None if values is None else values[good]
    return Journeys(channels, steps, begins(lengths), conversions, nulls, values), judge


def present(channels: list[str], steps: Places) -> tuple[list[str], Places]:
    """The channels that some touch has, and the touches among them."""
    counted = np.bincount(steps, minlength=len(channels)) > 0
    kept = [channel for channel, some in zip(channels, counted, strict=True) if some]
    return kept, (np.cumsum(counted) - 1)[steps]


def begins(lengths: Places) -> Places:
    """Where each journey begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(lengths)])


def _steps(source: Source, separator: str | None, judge: Judge) -> tuple[list[str], Places, Places]:
    """The channels, sorted, the touches of all paths, and how many each path has."""
    paths = source.columns[PATH]
    textual = pa.types.is_large_string(paths.type)
    if not (textual or pa.types.is_list(paths.type) or pa.types.is_large_list(paths.type)):
        raise Refusal(
            Reason.COLUMN_OF_WRONG_TYPE,
            table=source.name, column=PATH, kind=paths.type, wanted="text",
        )  # fmt: skip
    mark = separator or SEPARATOR

    def read(begin: int) -> tuple[Places, NDArray[np.object_], NDArray[np.int32]]:
        some = paths.slice(begin, SLICE)
        if textual and len(mark) == 1 and mark.isascii():
            return _cut(pc.fill_null(some, ""), mark)
        lists = pc.split_pattern(pc.fill_null(some, ""), mark) if textual else some
        lengths = np.array(pc.fill_null(pc.list_value_length(lists), 0), np.int64)
        return lengths, *named(lists.flatten())

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        parts = list(threads.map(read, range(0, len(paths), SLICE)))
        names = np.unique(np.concatenate([[], *(part[1] for part in parts)]).astype(object))
        steps = np.empty(sum(len(part[2]) for part in parts), np.int64)
        ends = np.cumsum([len(part[2]) for part in parts])

        def place(end: int, part: tuple[Places, NDArray[np.object_], NDArray[np.int32]]) -> None:
            _, found, codes = part
            rank = np.searchsorted(names, found)
            np.take(rank, codes, out=steps[end - len(codes) : end], mode="clip")

        list(threads.map(place, ends, parts))
    lengths = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
    if separator is None and textual:
        _suspect(source, names)
    _refuse_unnamed(names, steps, lengths, judge)
    return names.tolist(), steps, lengths


def _cut(paths: Any, mark: str) -> tuple[Places, NDArray[np.object_], NDArray[np.int32]]:
    """What `split_pattern` and `named` give, without copying a text.

    Each touch reaches from behind one mark to behind the next, in the paths' own bytes; the mark is
    taken off the few names that differ.
    """
    _, places, texts = paths.buffers()
    offsets = np.frombuffer(places, np.int64)[paths.offset : paths.offset + len(paths) + 1]
    data = np.frombuffer(texts or b"", np.uint8)[offsets[0] : offsets[-1]]
    marks = np.flatnonzero(data == ord(mark)) + offsets[0] + 1
    lengths = np.diff(np.searchsorted(marks, offsets, side="right")) + 1
    bounds = np.sort(np.concatenate([offsets[:-1], marks, offsets[-1:]]), kind="stable")
    touches = pa.LargeStringArray.from_buffers(
        len(bounds) - 1, pa.py_buffer(bounds), texts or pa.py_buffer(b"")
    )
    encoded = touches.dictionary_encode()
    found = [name.removesuffix(mark) for name in encoded.dictionary.to_pylist()]
    trimmed = pc.utf8_trim_whitespace(pa.array(found, pa.large_string())).to_pylist()
    return lengths, np.array(trimmed, object), encoded.indices.to_numpy(zero_copy_only=False)


def _refuse_unnamed(
    names: NDArray[np.object_], steps: Places, lengths: Places, judge: Judge
) -> None:
    empty = lengths == 0
    bad = np.zeros(len(lengths), bool)
    if len(names) and names[0] == "":  # sorted: nothing comes before it
        bad[np.searchsorted(begins(lengths), np.flatnonzero(steps == 0), side="right") - 1] = True
    judge.refuse(empty | (bad & (lengths == 1)), Reason.PATH_EMPTY)
    judge.refuse(bad, Reason.STEP_UNNAMED)


def named(cells: Any) -> tuple[NDArray[np.object_], NDArray[np.int32]]:
    """Texts as names without spaces around, empty where there is none; the place of each.

    Names that differ by their spaces alone stand twice.
    """
    encoded = pc.fill_null(cells, "").dictionary_encode()
    return (
        np.array(pc.utf8_trim_whitespace(encoded.dictionary).to_pylist(), object),
        encoded.indices.to_numpy(zero_copy_only=False),
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
