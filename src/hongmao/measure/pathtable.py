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
from hongmao.measure.models.journeys import Journeys, Places, Steps
from hongmao.measure.tables import Source

PATH, CONVERSIONS = "path", "total_conversions"
VALUE, NULLS = "total_conversion_value", "total_null"
SEPARATOR = ">"
SLICE = 1 << 15
GUESSES = ("->", "=>", "→", "»", "|", ";", "\t", ">")
Codes = NDArray[np.int32]
Piece = tuple[Places, Any, Codes]


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


def present(channels: list[str], steps: Steps) -> tuple[list[str], Steps]:
    """The channels that some touch has, and the touches among them."""
    counted = np.bincount(steps, minlength=len(channels)) > 0
    kept = [channel for channel, some in zip(channels, counted, strict=True) if some]
    return kept, (np.cumsum(counted) - 1)[steps]


def begins(lengths: Places) -> Places:
    """Where each journey begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(lengths)])


def _steps(source: Source, separator: str | None, judge: Judge) -> tuple[list[str], Steps, Places]:
    """The channels, sorted, the touches of all paths, and how many each path has."""
    paths = source.columns[PATH]
    textual = pa.types.is_large_string(paths.type)
    if not (textual or pa.types.is_list(paths.type) or pa.types.is_large_list(paths.type)):
        raise Refusal(
            Reason.COLUMN_OF_WRONG_TYPE,
            table=source.name, column=PATH, kind=paths.type, wanted="text",
        )  # fmt: skip
    mark = separator or SEPARATOR
    pieces = [
        chunk.slice(begin, SLICE)
        for chunk in (paths.chunks if isinstance(paths, pa.ChunkedArray) else [paths])
        for begin in range(0, len(chunk), SLICE)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        parts = list(threads.map(lambda piece: _read(piece, mark), pieces))
        names, ranks = _ranked([part[1] for part in parts])
        steps = np.empty(sum(len(part[2]) for part in parts), np.int32)
        ends = np.cumsum([len(part[2]) for part in parts])

        def place(end: int, part: Piece, rank: Codes) -> None:
            np.take(rank, part[2], out=steps[end - len(part[2]) : end], mode="clip")

        list(threads.map(place, ends, parts, ranks))
    lengths = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
    if separator is None and textual:
        _suspect(source, names)
    _refuse_unnamed(names, steps, lengths, judge)
    return names, steps, lengths


def _ranked(parts: list[Any]) -> tuple[list[str], list[Codes]]:
    """The names of all parts, sorted, and for each part the places of its names among them."""
    encoded = pa.concat_arrays([pa.array([], pa.large_string()), *parts]).dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    ranks = rank[encoded.indices.to_numpy()]
    bounds = np.cumsum([len(part) for part in parts])
    return encoded.dictionary.take(order).to_pylist(), np.split(ranks, bounds[:-1])


def _read(paths: Any, mark: str) -> Piece:
    """A slice of paths: touches of each, the names of touches, the place of each touch's name."""
    lists = paths
    if pa.types.is_large_string(paths.type):
        texts = pc.fill_null(paths, "") if paths.null_count else paths
        cut = _cut(texts, mark) if len(mark) == 1 and mark.isascii() else None
        if cut is not None:
            return cut
        lists = pc.split_pattern(texts, mark)
    lengths = np.array(pc.fill_null(pc.list_value_length(lists), 0), np.int64)
    return lengths, *_encoded(lists.flatten())


def _cut(paths: Any, mark: str) -> Piece | None:
    """What splitting gives, without copying a text; None where a touch has no text at all.

    Each touch reaches from behind one mark to behind the next, in the paths' own bytes; the mark is
    taken off the few names that differ. Touches without a text would begin at the same byte.
    """
    _, places, texts = paths.buffers()
    offsets = np.frombuffer(places, np.int64)[paths.offset : paths.offset + len(paths) + 1]
    heads = offsets - offsets[0]
    data = np.frombuffer(texts or b"", np.uint8)[offsets[0] : offsets[-1]]
    begun = np.zeros(len(data) + 1, bool)
    np.equal(data, ord(mark), out=begun[1:])
    marks = np.count_nonzero(begun)
    begun[heads] = True
    bounds = np.flatnonzero(begun)
    if len(bounds) < marks + len(heads):
        return None
    begun[:] = False
    begun[heads] = True
    lengths = np.diff(np.flatnonzero(begun[bounds]))
    touches = pa.LargeStringArray.from_buffers(
        len(bounds) - 1, pa.py_buffer(bounds), texts.slice(offsets[0])
    ).dictionary_encode()
    found = pc.utf8_trim_whitespace(pc.utf8_rtrim(touches.dictionary, mark))
    return lengths, found, touches.indices.to_numpy()


def _refuse_unnamed(names: list[str], steps: Steps, lengths: Places, judge: Judge) -> None:
    empty = lengths == 0
    bad = np.zeros(len(lengths), bool)
    if len(names) and names[0] == "":  # sorted: nothing comes before it
        bad[np.searchsorted(begins(lengths), np.flatnonzero(steps == 0), side="right") - 1] = True
    judge.refuse(empty | (bad & (lengths == 1)), Reason.PATH_EMPTY)
    judge.refuse(bad, Reason.STEP_UNNAMED)


def _encoded(cells: Any) -> tuple[Any, Codes]:
    """Texts as names without spaces around, empty where there is none; the place of each.

    Names that differ by their spaces alone stand twice.
    """
    encoded = pc.fill_null(cells.cast(pa.large_string()), "").dictionary_encode()
    return pc.utf8_trim_whitespace(encoded.dictionary), encoded.indices.to_numpy()


def named(cells: Any) -> tuple[NDArray[np.object_], Codes]:
    """The same, with the names as Python texts."""
    names, places = _encoded(cells)
    return np.array(names.to_pylist(), object), places


def _suspect(source: Source, names: list[str]) -> None:
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
