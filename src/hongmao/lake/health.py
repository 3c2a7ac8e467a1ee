"""What a lake holds, whether it is sound, and making it sound again from the log."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec
import pyarrow as pa

from hongmao.core.frames import SegmentError
from hongmao.lake.parquet import KINDS, segment_name, ship, shipped
from hongmao.lake.places import Lake, Place, place, unfinished
from hongmao.lake.segments import sealed_segments
from hongmao.lake.state import compacted, counting, is_merged, manifest_name, pruned, stored

Hear = Callable[[str, int, int], None]
"""Hears what is looked at, how many are done, and of how many."""


class Fault(StrEnum):
    """What may be wrong with a lake."""

    TORN = "torn"  # a Parquet file that cannot be read
    MISSING = "missing"  # a shipped segment whose rows are not all there
    TWICE = "twice"  # a row that stands in two files that count
    ASTRAY = "astray"  # a row that is not of its hour, or in a segment's file and not its
    LEFT = "left"  # a file that counts no more, or was never finished


class Problem(msgspec.Struct, frozen=True):
    """A fault, the file or segment that has it, and a sentence."""

    fault: Fault
    name: str
    sentence: str


class Holding(msgspec.Struct, frozen=True):
    """What a lake holds of a kind; `files` count, `left` do not any more."""

    kind: str
    hours: int
    files: int
    left: int
    size: int
    rows: int
    first: str
    last: str
    schemas: tuple[str, ...]


def inspect(lake: Lake, hear: Hear = lambda *_: None) -> list[Holding]:
    """What the lake holds, by kind. A file that cannot be read counts without rows."""
    where = place(lake)
    found = []
    for kind in KINDS:
        hours = {hour: names for hour, names in stored(where, kind).items() if _kept(where, hour)}
        files = [one for hour in hours for one in _counting(where, kind, hour, hours[hour])]
        rows, versions = 0, set()
        for done, name in enumerate(files, 1):
            hear(kind, done, len(files))
            try:
                head = where.head(name)
            except (pa.ArrowException, OSError):
                continue
            rows += head.num_rows
            versions.add((head.metadata or {}).get(b"hongmao.schema", b"1").decode())
        sizes = where.sizes(kind)
        every = sum(len(names) for names in hours.values())
        found.append(
            Holding(
                kind, len(hours), len(files), every - len(files), sum(sizes[one] for one in files),
                rows, min(hours, default=""), max(hours, default=""), tuple(sorted(versions)),
            )
        )  # fmt: skip
    return found


def verify(lake: Lake, hear: Hear = lambda *_: None) -> list[Problem]:
    """Read every row that counts, and say what is wrong; an empty list is a sound lake."""
    where = place(lake)
    problems: list[Problem] = []
    counts: Counter[tuple[str, str]] = Counter()
    for kind in KINDS:
        hours = {hour: names for hour, names in stored(where, kind).items() if _kept(where, hour)}
        for done, (hour, names) in enumerate(sorted(hours.items()), 1):
            hear(kind, done, len(hours))
            counted = _counting(where, kind, hour, names)
            problems += _hour_problems(where, kind, hour, counted, counts)
            problems += [
                Problem(Fault.LEFT, name, f"{name} counts no more; another file holds its rows.")
                for name in names
                if name not in counted
            ]
    problems += [
        Problem(Fault.LEFT, name, f"{name} was never finished.") for name in unfinished(where)
    ]
    return problems + _missing(where, counts)


def _hour_problems(
    where: Place, kind: str, hour: str, names: list[str], counts: Counter[tuple[str, str]]
) -> list[Problem]:
    problems: list[Problem] = []
    seen: Counter[tuple[str, int, int]] = Counter()
    for name in names:
        try:
            rows = where.table(name).select(["log", "segment", "ordinal", "at_ms"]).to_pylist()
        except (pa.ArrowException, OSError, KeyError) as error:
            said = str(error).strip().splitlines()[0]
            problems.append(Problem(Fault.TORN, name, f"{name} cannot be read: {said}"))
            continue
        stem = name.rpartition("/")[2].removesuffix(".parquet")
        for row in rows:
            segment = segment_name(row["log"], row["segment"])
            counts[segment, kind] += 1
            seen[row["log"], row["segment"], row["ordinal"]] += 1
            if row["at_ms"] // 3_600_000 != _number(hour) or not (
                is_merged(name) or segment == stem
            ):
                said = f"{name} holds a row that belongs elsewhere ({segment}, {row['ordinal']})."
                problems.append(Problem(Fault.ASTRAY, name, said))
                break
    if twice := [key for key, times in seen.items() if times > 1]:
        first = " ".join(str(part) for part in twice[0])
        said = f"{kind} of {hour}: {len(twice)} rows stand twice, {first} the first."
        problems.append(Problem(Fault.TWICE, f"{kind}/{hour}", said))
    return problems


def _missing(where: Place, counts: Counter[tuple[str, str]]) -> list[Problem]:
    before = pruned(where).before
    problems = []
    for shipment in shipped(where).values():
        if before and shipment.first_ms // 3_600_000 < _number(before):
            continue  # some of its rows were pruned
        for kind, wanted in shipment.counts.items():
            if (held := counts[shipment.name, kind]) != wanted:
                said = f"{shipment.name} held {wanted} {kind}, the lake has {held} of them."
                problems.append(Problem(Fault.MISSING, shipment.name, said))
    return problems


class Repair(msgspec.Struct, frozen=True):
    """Segments shipped again, files removed, and what is wrong still."""

    shipped: tuple[str, ...]
    removed: int
    problems: tuple[Problem, ...]


def repair(lake: Lake, log_folder: Path, hear: Hear = lambda *_: None) -> Repair:
    """Remove what counts no more, and ship again from the log whatever is torn or missing.

    Only what the log still holds is touched: a torn file without its segment stays as it is. Killed
    on the way, the worker ships what is not there.
    """
    where = place(lake)
    sealed = sealed_segments(log_folder)
    logged = {segment_name(one.parent.name, int(one.stem)): one for one in sealed}
    again: set[str] = set()
    for problem in verify(where, hear):
        if problem.fault is Fault.MISSING and problem.name in logged:
            again.add(problem.name)
        elif problem.fault is Fault.TORN:
            again |= _uncover(where, problem.name, set(logged))
    for done, name in enumerate(sorted(again), 1):
        hear("shipping", done, len(again))
        where.remove(f"_shipped/{name}.json")
        try:
            ship(logged[name], where)
        except SegmentError:
            continue
    found = verify(where, hear)
    left = [problem.name for problem in found if problem.fault is Fault.LEFT]
    for name in left:
        where.remove(name)
    still = tuple(problem for problem in found if problem.fault is not Fault.LEFT)
    return Repair(tuple(sorted(again)), len(left), still)


def _uncover(where: Place, name: str, logged: set[str]) -> set[str]:
    """The segments of a torn file, which is put away; none where the log lacks one of them."""
    kind, hour = name.split("/", maxsplit=1)[0], name.split("/")[1].removeprefix("hour=")
    manifest = compacted(where, kind, hour)
    segments = {name.rpartition("/")[2].removesuffix(".parquet")}
    if is_merged(name):
        segments = (
            {one.removesuffix(".parquet") for one in manifest.replaces} if manifest else set()
        )
    if not segments <= logged:
        return set()
    for segment in segments:
        where.remove(f"_shipped/{segment}.json")
    if is_merged(name):
        where.remove(manifest_name(kind, hour))
    where.remove(name)
    return segments


def _counting(where: Place, kind: str, hour: str, names: list[str]) -> list[str]:
    return counting(names, compacted(where, kind, hour))


def _kept(where: Place, hour: str) -> bool:
    return hour >= pruned(where).before


def _number(hour: str) -> int:
    """Hours since 1970 of an hour's name."""
    return int(datetime.strptime(hour, "%Y%m%d%H").replace(tzinfo=UTC).timestamp()) // 3600
