"""What stands beside a lake's rows: which files count, and how far rows were pruned.

An hour that was compacted has `_compacted/<kind>/<hour>.json`: the file that stands for all that
it names. Putting that manifest is the swap; a file counts where no manifest says another stands
for it, and a merged file only where a manifest names it. `_pruned.json` says before which moment
rows are gone; their totals stay in `_totals/`.
"""

from collections.abc import Collection

import msgspec

from hongmao.lake.places import Place

MERGED = "merged-"
PRUNED = "_pruned.json"


class Compacted(msgspec.Struct, frozen=True):
    """The merged file of a kind's hour, whose files it stands for, when (epoch ms), its rows."""

    file: str
    replaces: tuple[str, ...]
    at_ms: int
    rows: int


class Pruned(msgspec.Struct, frozen=True):
    """The hour (`YYYYMMDDHH`) before which the lake has no rows any more."""

    before: str = ""


def manifest_name(kind: str, hour: str) -> str:
    """Where a kind's hour says what stands for what."""
    return f"_compacted/{kind}/{hour}.json"


def compacted(where: Place, kind: str, hour: str) -> Compacted | None:
    """An hour's manifest; None where it was never compacted."""
    data = where.read(manifest_name(kind, hour))
    return None if data is None else msgspec.json.decode(data, type=Compacted)


def pruned(where: Place) -> Pruned:
    """How far rows were pruned."""
    data = where.read(PRUNED)
    return Pruned() if data is None else msgspec.json.decode(data, type=Pruned)


def stored(where: Place, kind: str, hours: Collection[str] | None = None) -> dict[str, list[str]]:
    """Every finished file of a kind, by hour, those that count no more among them."""
    if hours is not None and len(hours) <= 48:
        names = [one for hour in sorted(hours) for one in where.names(f"{kind}/hour={hour}")]
    else:
        names = where.names(kind, ".parquet")
    found: dict[str, list[str]] = {}
    for name in names:
        hour = hour_of(name)
        if name.endswith(".parquet") and (hours is None or hour in hours):
            found.setdefault(hour, []).append(name)
    return found


def live(where: Place, kind: str, hours: Collection[str] | None = None) -> list[str]:
    """The files of a kind that count, in order."""
    before = pruned(where).before
    swapped = {
        name.rpartition("/")[2].removesuffix(".json") for name in where.names(f"_compacted/{kind}")
    }
    found: list[str] = []
    for hour, names in sorted(stored(where, kind, hours).items()):
        if hour < before:
            continue
        manifest = compacted(where, kind, hour) if hour in swapped else None
        found += counting(names, manifest)
    return found


def counting(names: list[str], manifest: Compacted | None) -> list[str]:
    """The files of an hour that count under its manifest."""
    if manifest is None:
        return [name for name in names if not is_merged(name)]
    gone = set(manifest.replaces)
    return [
        name
        for name in names
        if name == manifest.file or (not is_merged(name) and name.rpartition("/")[2] not in gone)
    ]


def is_merged(name: str) -> bool:
    """Whether a file is a merged one."""
    return name.rpartition("/")[2].startswith(MERGED)


def hour_of(name: str) -> str:
    """The hour of a file below `<kind>/hour=<hour>/`."""
    return name.split("/")[1].removeprefix("hour=")
